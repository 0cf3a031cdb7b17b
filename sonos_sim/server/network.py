"""All players of a household on the network: listening sockets, discovery, events, and the clock's driver."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sonos_sim.server.addresses import allow_open_files, check_distinct, listen, listen_on_block, listen_on_one
from sonos_sim.server.delivery import Deliverer
from sonos_sim.server.discovery import SsdpResponder
from sonos_sim.server.http import Answer, Connections, error_page
from sonos_sim.server.player_server import MAX_HEADERS, PlayerServer
from sonos_sim.server.publisher import Publisher
from sonos_sim.wire.ssdp import Advertisement

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Sequence

    from aiohttp import web

    from sonos_sim.household import Household, Player
    from sonos_sim.server.records import Record, Recorder

IDLE_SECONDS = 30.0
"""Real seconds after which a connection without a request is closed."""
_UNKNOWN_SERVER = "Linux UPnP/1.0 Sonos"


class Network:
    """Serves a household.

    ``addresses`` are given to the players in order, ``single_address`` puts all on one with a port each; else
    each player that has none yet gets a free loopback address.
    """

    def __init__(
        self,
        household: Household,
        *,
        addresses: Sequence[str] = (),
        single_address: str | None = None,
        discovery: bool = True,
    ) -> None:
        self.household = household
        self.recorders: list[Recorder] = []
        self.servers: dict[str, PlayerServer] = {}
        self._addresses = list(addresses)
        self._single_address = single_address
        self._with_discovery = discovery
        self._connections: Connections | None = None
        self._by_address: dict[tuple[str, int], PlayerServer] = {}
        self._deliverer = Deliverer(self.record)
        self._publisher = Publisher(household, self._deliverer, self.record)
        self._discovery: SsdpResponder | None = None
        self._driver: ClockDriver | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def record(self, record: Record) -> None:
        """Pass ``record`` to everyone who listens."""
        for recorder in self.recorders:
            recorder(record)

    async def start(self) -> None:
        """Listen at every address and announce the players; raises AddressError, and then nothing is open."""
        players = list(self.household.players.values())
        allow_open_files(len(players))
        self._connections = Connections(
            self._answer, self._answer_error, max_headers=MAX_HEADERS, idle_seconds=IDLE_SECONDS
        )
        self._publisher.start()
        self._driver = ClockDriver(self)
        try:
            await self._serve_all(players)
            self.household.power_listeners.append(self._power_changed)
            if self._with_discovery:
                await self._start_discovery()
        except BaseException:
            await self.stop()
            raise

    async def _start_discovery(self) -> None:
        behaviour = self.household.behaviour
        self._discovery = SsdpResponder(
            self._advertisements,
            self.household.clock,
            self.household.random.stream("ssdp"),
            repeat=behaviour.ssdp_repeat,
            period=behaviour.ssdp_period,
            max_delay=behaviour.ssdp_max_delay,
            source_port=behaviour.ssdp_source_port,
        )
        await self._discovery.start()

    async def stop(self) -> None:
        """Say goodbye and close everything."""
        if self._power_changed in self.household.power_listeners:
            self.household.power_listeners.remove(self._power_changed)
        if self._discovery is not None:
            await self._discovery.stop()
            self._discovery = None
        if self._driver is not None:
            self._driver.stop()
            self._driver = None
            self._publisher.stop()
        for server in self.servers.values():
            self._shut(server)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._deliverer.stop()
        if self._connections is not None:
            await self._connections.shutdown(0.1)
            self._connections = None
        self.servers.clear()
        self._by_address.clear()

    async def settle(self) -> None:
        """Wait until every change so far has become an event, and every event and announcement has been sent."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)
        self._publisher.flush()
        await self._deliverer.settle()
        if self._discovery is not None:
            await self._discovery.drain()

    async def refresh(self) -> None:
        """Bring the network in line with the household: serve players added, shut those removed."""
        for uuid in self.servers.keys() - self.household.players.keys():
            server = self.servers.pop(uuid)
            self._shut(server)
            del self._by_address[server.player.address, server.player.port]
        new = [p for p in self.household.players.values() if p.uuid not in self.servers]
        for player, sock in zip(new, self._sockets(new), strict=True):
            player.address, player.port = sock.getsockname()
            await self._serve(player, sock)
            if self._discovery is not None:
                self._discovery.announce(player.uuid)

    # Sockets

    def _sockets(self, players: list[Player]) -> list[socket.socket]:
        for player, address in zip(players, self._addresses, strict=False):
            player.address = address
        if self._single_address is not None:
            return listen_on_one(self._single_address, len(players))
        placed = [p for p in players if p.address]
        check_distinct([p.address for p in placed])
        opened: dict[str, socket.socket] = {}
        try:
            for player in placed:
                opened[player.uuid] = listen(player.address, player.port)
            free = [p for p in players if p.uuid not in opened]
            opened |= zip((p.uuid for p in free), listen_on_block(len(free)), strict=True)
        except OSError:
            for sock in opened.values():
                sock.close()
            raise
        return [opened[p.uuid] for p in players]

    async def _serve(self, player: Player, sock: socket.socket) -> None:
        server = self.servers.get(player.uuid)
        if server is None:
            server = self.servers[player.uuid] = PlayerServer(player, self._publisher, self.record)
        self._by_address[player.address, player.port] = server
        assert self._connections is not None, "the network is not started"  # noqa: S101 -- for the type checker
        server.listener = await asyncio.get_running_loop().create_server(self._connections, sock=sock)

    def _shut(self, server: PlayerServer) -> None:
        server.subscriptions.reset()
        if server.listener is not None:
            server.listener.close()
            server.listener = None
        here = (server.player.address, server.player.port)
        for connection in self._connections.connections if self._connections is not None else ():
            if connection.transport is not None and connection.sockname == here:
                connection.force_close()

    # Requests

    async def _answer(self, request: web.BaseRequest) -> Answer:
        server = self._server_of(request)
        if server is None:
            raise ConnectionResetError("no player has this address any more")
        return await server.answer(request)

    def _answer_error(self, request: web.BaseRequest, status: int) -> Answer:
        server = self._server_of(request)
        if server is None:
            return error_page(status, _UNKNOWN_SERVER)
        return server.refuse_malformed(request, status)

    def _server_of(self, request: web.BaseRequest) -> PlayerServer | None:
        transport = request.transport
        return None if transport is None else self._by_address.get(transport.get_extra_info("sockname"))

    # Power

    def _power_changed(self, player: Player, reason: str) -> None:
        server = self.servers.get(player.uuid)
        if server is None:
            return
        if not player.is_running:
            self._shut(server)
            if self._discovery is not None:
                if reason:
                    self._discovery.byebye(player.uuid, reason)
                self._discovery.refresh()
        elif server.listener is None:
            task = asyncio.get_running_loop().create_task(self._come_back(player))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _come_back(self, player: Player) -> None:
        await self._serve(player, listen(player.address, player.port))
        if self._discovery is not None:
            self._discovery.announce(player.uuid)

    def _advertisements(self) -> Iterator[Advertisement]:
        household = self.household
        for player in household.players.values():
            behaviour = player.behaviour
            if not player.is_running or not (behaviour.upnp_enabled or behaviour.upnp_off_ssdp):
                continue
            bonded = player.primary is not player
            yield Advertisement(
                profile=player.profile,
                uuid=player.uuid,
                ip=player.address,
                port=player.port,
                household_id=household.id,
                muse_household_id=household.muse_id,
                location_id=household.location_id,
                boot_seq=player.device.boot_seq,
                wifi_mode=player.device.wireless_mode,
                proxy=player.primary.uuid if bonded else "",
                group_id="" if bonded else player.group.id,
                group_name="" if bonded else player.group.name,
                is_coordinator=player.is_coordinator,
            )


class ClockDriver:
    """Runs what is due on a running clock; a stopped one runs its work when it is moved."""

    def __init__(self, network: Network) -> None:
        self._clock = network.household.clock
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None
        self._clock.on_schedule = self._rearm
        self._rearm()

    def stop(self) -> None:
        """Leave the clock alone."""
        self._clock.on_schedule = None
        if self._handle is not None:
            self._handle.cancel()

    def _rearm(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if (wait := self._clock.next_due()) is not None:
            self._handle = self._loop.call_later(wait, self._tick)

    def _tick(self) -> None:
        self._handle = None
        try:
            self._clock.run_due()
        finally:
            self._rearm()
