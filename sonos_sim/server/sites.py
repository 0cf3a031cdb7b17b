"""Where players listen: the socket of each, and who answers what comes to it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sonos_sim.server.addresses import Door, Hole, check_distinct, listen, listen_on_block, listen_on_one
from sonos_sim.server.http import Answer, Connections, error_page
from sonos_sim.server.player_server import MAX_LINE, PlayerServer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from aiohttp import web

    from sonos_sim.household import Player

IDLE_SECONDS = 30.0
"""Real seconds after which a connection without a request is closed."""
_UNKNOWN_SERVER = "Linux UPnP/1.0 Sonos"


class Sites:
    """The addresses of the players of a network.

    ``make_server`` makes what answers for a player; the other arguments are those of
    :class:`~sonos_sim.server.network.Network`.
    """

    def __init__(
        self, make_server: Callable[[Player], PlayerServer], addresses: Sequence[str], single_address: str | None
    ) -> None:
        self.servers: dict[str, PlayerServer] = {}
        """By UUID."""
        self._make_server = make_server
        self._addresses = list(addresses)
        self._single_address = single_address
        self._by_address: dict[tuple[str, int], PlayerServer] = {}
        self._claims: list[socket.socket] = []
        self._connections: Connections | None = None

    def open(self) -> None:
        """Make ready for connections; call in the running event loop."""
        self._connections = Connections(self._answer, self._answer_error, max_line=MAX_LINE, idle_seconds=IDLE_SECONDS)

    def _sockets(self, players: list[Player]) -> list[socket.socket]:
        for player in players:
            if self._addresses:
                player.address = self._addresses.pop(0)
        if self._single_address is not None:
            return listen_on_one(self._single_address, len(players))
        placed = [p for p in players if p.address]
        check_distinct([p.address for p in placed])
        opened: dict[str, socket.socket] = {}
        try:
            for player in placed:
                opened[player.uuid] = listen(player.address, player.port)
            free = [p for p in players if p.uuid not in opened]
            listening, claim = listen_on_block(len(free))
            self._claims += claim
            opened |= zip((p.uuid for p in free), listening, strict=True)
        except OSError:
            for sock in opened.values():
                sock.close()
            raise
        return [opened[p.uuid] for p in players]

    async def serve_all(self, players: list[Player]) -> None:
        """Listen for each of ``players`` and give it its address; raises AddressError, and then none listens."""
        sockets = self._sockets(players)
        try:
            for player, sock in zip(players, sockets, strict=True):
                player.place(*sock.getsockname())
                await self._serve(player, sock)
        except BaseException:
            for sock in sockets:
                sock.close()
            raise

    async def _serve(self, player: Player, sock: socket.socket) -> None:
        server = self.servers.get(player.uuid)
        if server is None:
            server = self.servers[player.uuid] = self._make_server(player)
        self._by_address[player.address, player.port] = server
        assert self._connections is not None, "the sites are not open"  # noqa: S101 -- for the type checker
        await asyncio.get_running_loop().create_server(self._connections, sock=sock)
        server.listener = sock

    def shut(self, server: PlayerServer) -> None:
        """Switch off: nothing listens, and subscriptions are forgotten."""
        server.subscriptions.reset()
        self.close(server)

    def close(self, server: PlayerServer) -> None:
        """Listen no more, and cut the connections there are."""
        server.close_hole()
        if server.listener is not None:
            # Not asyncio.Server.close(), which loses connections that it has just accepted.
            asyncio.get_running_loop().remove_reader(server.listener)
            server.listener.close()
            server.listener = None
        here = (server.player.address, server.player.port)
        for connection in self._connections.connections if self._connections is not None else ():
            if connection.transport is not None and connection.sockname == here:
                connection.force_close()

    def leave(self, server: PlayerServer) -> None:
        """Give up the player's address."""
        self.close(server)
        self._by_address.pop((server.player.address, server.player.port), None)

    async def admit(self, server: PlayerServer) -> None:
        """Listen at the player's address, as far as its door is open."""
        server.close_hole()
        if server.door is Door.OPEN:
            await self._serve(server.player, listen(server.player.address, server.player.port))
        else:
            self.swallow(server)

    def swallow(self, server: PlayerServer) -> None:
        """Let connections wait for ever if the player's door is a black hole, whether or not the player runs."""
        if server.door is Door.BLACK_HOLE:
            server.hole = Hole(server.player.address, server.player.port)

    async def settle_at(self, server: PlayerServer, address: str, port: int) -> None:
        """Take another address, which :meth:`leave` made free or nobody has; a player that is off comes back there."""
        server.player.place(address, port)
        self._by_address[address, port] = server
        if server.player.is_running:
            await self.admit(server)

    def remove(self, uuid: str) -> None:
        """Shut the player for good."""
        server = self.servers.pop(uuid)
        self.shut(server)
        del self._by_address[server.player.address, server.player.port]

    async def stop(self) -> None:
        """End all connections, after :meth:`shut_all`."""
        if self._connections is not None:
            for _ in range(3):  # connections just accepted come to be in the next rounds of the loop
                await asyncio.sleep(0)
            transports = [connection.transport for connection in self._connections.connections]
            await self._connections.shutdown(0.1)
            for transport in transports:
                if transport is not None:
                    transport.abort()
            await asyncio.sleep(0)  # sockets are closed in the next round of the loop
            self._connections = None
        self.servers.clear()
        self._by_address.clear()

    def shut_all(self) -> None:
        """Shut all players and let go of the addresses that were claimed for them."""
        for server in self.servers.values():
            self.shut(server)
        for claim in self._claims:
            claim.close()
        self._claims.clear()

    # Requests

    async def _answer(self, request: web.BaseRequest) -> Answer:
        server = self._server_of(request)
        if server is None or server.listener is None:
            if request.transport is not None:
                request.transport.abort()
            return error_page(503, _UNKNOWN_SERVER)  # for nobody: the player is off, and so is the connection
        return await server.answer(request)

    def _answer_error(self, request: web.BaseRequest, status: int) -> Answer:
        server = self._server_of(request)
        if server is None:
            return error_page(status, _UNKNOWN_SERVER)
        return server.refuse_malformed(request, status)

    def _server_of(self, request: web.BaseRequest) -> PlayerServer | None:
        transport = request.transport
        return None if transport is None else self._by_address.get(transport.get_extra_info("sockname"))
