"""Subscribers made by hand: they ask for events, keep the bytes of what comes, and answer as told."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.support import wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Player, Simulator

SERVER = "Server: Linux UPnP/1.0 Sonos/95.0-77060 (ZPS18)"
RENDERING = "/MediaRenderer/RenderingControl/Event"
NEVER = 60.0
"""A delivery timeout in real seconds that no test lives to see."""


class Callback:
    """A subscriber's server that keeps the bytes of each NOTIFY and answers as told."""

    def __init__(self, *replies: bytes | None) -> None:
        self.replies = list(replies)
        """What to answer first, None to answer never; then 200."""
        self.received: asyncio.Queue[bytes] = asyncio.Queue()
        self.held: list[asyncio.StreamWriter] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def next(self) -> tuple[list[str], bytes]:
        """Request line and headers of the next NOTIFY, and its body."""
        async with asyncio.timeout(wire.WAIT):
            head, _, body = (await self.received.get()).partition(b"\r\n\r\n")
        return head.decode().split("\r\n"), body

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(next(line for line in head.split(b"\r\n") if line.startswith(b"CONTENT-LENGTH")).split()[1])
        self.received.put_nowait(head + await reader.readexactly(length))
        reply = self.replies.pop(0) if self.replies else b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        if reply is None:
            self.held.append(writer)
            return
        writer.write(reply)
        writer.close()


@asynccontextmanager
async def callback(*replies: bytes | None) -> AsyncIterator[Callback]:
    found = Callback(*replies)
    server = await asyncio.start_server(found.handle, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        for writer in found.held:
            writer.close()
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def listener(host: str = "127.0.0.1") -> AsyncIterator[wire.Listener]:
    found = wire.Listener()
    await found.start(host)
    try:
        yield found
    finally:
        await found.stop()


def dead_url() -> str:
    """The URL of a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{sock.getsockname()[1]}/"


async def ask(player: Player, url: str, path: str = RENDERING, **headers: str) -> wire.Reply:
    """SUBSCRIBE with a callback at ``url``; further headers by name, empty ones are left out."""
    given = {"CALLBACK": f"<{url}>", "NT": "upnp:event", "TIMEOUT": "Second-600"} | headers
    return await wire.request(player, "SUBSCRIBE", path, {name: value for name, value in given.items() if value})


async def sid_of(player: Player, url: str, path: str = RENDERING) -> str:
    reply = await ask(player, url, path)
    assert reply.status == 200, reply.head
    return reply.header("SID") or ""


async def renew(player: Player, sid: str, path: str = RENDERING, timeout: str = "Second-600") -> wire.Reply:
    return await wire.request(player, "SUBSCRIBE", path, {"SID": sid, "TIMEOUT": timeout})


async def event(of: wire.Listener) -> wire.Event:
    async with asyncio.timeout(wire.WAIT):
        return await of.received.get()


async def volume(player: Player, value: int) -> None:
    await wire.call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=value)


def heard(sim: Simulator, *kinds: type) -> list[Any]:
    records: list[Any] = []
    sim.observe(lambda record: records.append(record) if isinstance(record, kinds) else None)
    return records
