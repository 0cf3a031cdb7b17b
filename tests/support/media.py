"""A media server for tests, on plain sockets so that it can misbehave, and real audio files to serve."""

from __future__ import annotations

import asyncio
import io
import struct
import wave
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable

    Reply = bytes | Callable[["Asked", asyncio.StreamWriter], Awaitable[None]]


def wav(seconds: float, rate: int = 8000) -> bytes:
    """Silence: 8 bit mono."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(b"\x80" * round(seconds * rate))
    return out.getvalue()


def mp3(seconds: float) -> bytes:
    """Silence: 128 kbit/s, 44.1 kHz, about 26 ms a frame."""
    frame = b"\xff\xfb\x90\xc4" + bytes(413)
    return frame * round(seconds * 44100 / 1152)


def tagged_mp3(seconds: float, title: str, artist: str) -> bytes:
    frames = b""
    for name, value in ((b"TIT2", title), (b"TPE1", artist)):
        data = b"\x03" + value.encode()
        frames += name + struct.pack(">IH", len(data), 0) + data
    size = bytes((len(frames) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frames + mp3(seconds)


def icy_block(title: str) -> bytes:
    text = f"StreamTitle='{title}';StreamUrl='';".encode()
    units = -(-len(text) // 16)
    return bytes([units]) + text.ljust(16 * units, b"\0")


def answer(body: bytes = b"", mime: str = "audio/mpeg", status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP answer with its length; ``_`` in a header's name stands for ``-``."""
    return head(mime, status, Content_Length=str(len(body)), **headers) + body


def head(mime: str = "audio/mpeg", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}"] + ([f"Content-Type: {mime}"] if mime else [])
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    client: str

    def __getitem__(self, name: str) -> str:
        return {key.lower(): value for key, value in self.headers.items()}[name.lower()]


@dataclass
class MediaServer:
    """Answers paths with bytes as they are, or lets a coroutine write."""

    replies: dict[str, Reply] = field(default_factory=dict)
    requests: list[Asked] = field(default_factory=list)
    arrivals: asyncio.Queue[Asked] = field(default_factory=asyncio.Queue)
    """The same requests, for waiting."""
    port: int = 0
    scheme: str = "http"
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a connection has ended."""
    _connections: set[asyncio.Future[None]] = field(default_factory=set)

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    def radio(self, path: str) -> str:
        return f"x-rincon-mp3radio://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.requests]

    def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._talk(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    @property
    def open_connections(self) -> int:
        return len(self._connections)

    async def stop(self) -> None:
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._answer(reader, writer)
        finally:
            writer.close()
            self.hung_up.set()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if first == b"\x16":  # a TLS handshake on a port that talks HTTP
            writer.write(answer(status="400 Bad Request"))
            return
        lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        method, path, _ = lines[0].split(" ")
        headers = {line.partition(": ")[0]: line.partition(": ")[2] for line in lines[1:]}
        asked = Asked(method, path, headers, writer.get_extra_info("peername")[0])
        self.requests.append(asked)
        self.arrivals.put_nowait(asked)
        reply = self.replies.get(path, answer(b"nothing here", "text/html", "404 Not Found"))
        if isinstance(reply, bytes):
            writer.write(reply)
            await writer.drain()
            return
        waiting, gone = asyncio.ensure_future(reply(asked, writer)), asyncio.ensure_future(reader.read())
        try:
            await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()
            gone.cancel()
            await asyncio.gather(waiting, gone, return_exceptions=True)


@asynccontextmanager
async def serve_media(context: ssl.SSLContext | None = None) -> AsyncIterator[MediaServer]:
    media = MediaServer(scheme="https" if context else "http")
    server = await asyncio.start_server(media.connected, "127.0.0.1", 0, ssl=context)
    media.port = server.sockets[0].getsockname()[1]
    try:
        yield media
    finally:
        server.close()
        await server.wait_closed()
        await media.stop()


async def hang(asked: Asked, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()
