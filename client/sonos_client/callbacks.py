"""The callback server: one for each client, however many players and subscriptions it has.

Every subscription gets a path of its own that nobody can guess. So an event finds its subscription even before the
SUBSCRIBE answer has told the SID, and one of an earlier subscription finds nobody.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from typing import TYPE_CHECKING

from aiohttp import web

from sonos_client.gena import Notification, read_notification

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_EVENT = 4 * 1024 * 1024
"""Bytes of an event's body; the largest real ones, ZoneGroupStates of big households, have some 50 kB."""


class CallbackServer:
    """Hears events.

    Args:
        host: local address to listen on; without, the one that leads to each player.
        port: to listen on, 0 for any free one.
        advertised: ``host:port`` that players are told, where an address translation lies between.

    """

    def __init__(self, *, host: str = "", port: int = 0, advertised: str = "") -> None:
        self._host = host
        self._port = port
        self._advertised = advertised
        self._receivers: dict[str, Callable[[Notification], bool]] = {}
        self._runner: web.ServerRunner | None = None
        self._ports: dict[str, asyncio.Task[int]] = {}

    async def open(self, toward: str, receiver: Callable[[Notification], bool]) -> str:
        """An URL that the player at ``toward`` (``host:port``) can send events to.

        ``receiver`` gets each notification and says whether it wants more; if not, the player is told 412.
        """
        host = self._host or local_address(toward)
        port = await self._listen(host)
        token = secrets.token_urlsafe(12)
        self._receivers[token] = receiver
        return f"http://{self._advertised or f'{host}:{port}'}/{token}"

    def forget(self, url: str) -> None:
        """Take no more events at ``url``."""
        self._receivers.pop(url.rpartition("/")[2], None)

    async def close(self) -> None:
        """Stop listening."""
        self._receivers.clear()
        await asyncio.gather(*self._ports.values(), return_exceptions=True)
        self._ports.clear()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _listen(self, host: str) -> int:
        if host not in self._ports:
            # On a machine with several networks each needs its own address, all served by the same server.
            self._ports[host] = asyncio.create_task(self._start(host))
        try:
            # Half of starting to listen would leave a socket that nobody closes, so it is never cancelled.
            return await asyncio.shield(self._ports[host])
        except OSError:
            self._ports.pop(host, None)
            raise

    async def _start(self, host: str) -> int:
        sock = socket.create_server((host, self._port))
        sock.setblocking(False)
        if self._runner is None:
            self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.1)
            await self._runner.setup()
        await web.SockSite(self._runner, sock).start()
        return int(sock.getsockname()[1])

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.method != "NOTIFY":
            return web.Response(status=405)
        receiver = self._receivers.get(request.path.strip("/"))
        if receiver is None:
            return web.Response(status=412)
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MAX_EVENT:
                return web.Response(status=413)
        wanted = receiver(read_notification(request.headers, bytes(body)))
        return web.Response(status=200 if wanted else 412)


def local_address(toward: str) -> str:
    """The local address that packets to ``toward`` (``host:port``) leave from; nothing is sent."""
    host, _, port = toward.rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((host, int(port)))
        return str(probe.getsockname()[0])
