"""A client of its own for tests: raw HTTP over real sockets, sharing no code with the simulator.

What the simulator writes is read here with the standard library, so that an error in its codecs cannot hide.
"""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Player

WAIT = 5.0
_ROOT = {
    "AlarmClock", "MusicServices", "AudioIn", "DeviceProperties", "SystemProperties", "ZoneGroupTopology",
    "GroupManagement", "HTControl", "QPlay",
}  # fmt: skip
_WITH_INSTANCE = {"AVTransport", "RenderingControl", "GroupRenderingControl", "VirtualLineIn"}
_DOMAIN = {"QPlay": "schemas-tencent-com", "Queue": "schemas-sonos-com"}


class Fault(Exception):
    """The player answered a SOAP fault."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Reply:
    """An HTTP answer, as it came."""

    status: int
    head: bytes
    body: bytes

    @property
    def header_lines(self) -> list[str]:
        return self.head.decode("latin-1").split("\r\n")[1:]

    def header(self, name: str) -> str | None:
        for line in self.header_lines:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


def path_of(service: str, kind: str, device: str = "") -> str:
    if not device and service not in _ROOT:
        device = "MediaServer" if service == "ContentDirectory" else "MediaRenderer"
    return f"{'/' + device if device else ''}/{service}/{kind}"


def service_type(service: str) -> str:
    return f"urn:{_DOMAIN.get(service, 'schemas-upnp-org')}:service:{service}:1"


async def exchange(player: Player, request: bytes) -> Reply:
    """Send bytes to the player and read until it closes."""
    async with asyncio.timeout(WAIT):
        reader, writer = await asyncio.open_connection(player.address, player.port)
        try:
            writer.write(request)
            raw = await reader.read()
        finally:
            writer.close()
    return parse_reply(raw)


def parse_reply(raw: bytes) -> Reply:
    head, _, body = raw.partition(b"\r\n\r\n")
    if b"chunked" in head.lower():
        body = _dechunk(body)
    return Reply(int(head.split(b" ", 2)[1]), head, body)


def _dechunk(data: bytes) -> bytes:
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        if not length:
            return body
        body, data = body + data[:length], data[length + 2 :]


async def request(
    player: Player, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> Reply:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {player.address}:{player.port}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return await exchange(player, "\r\n".join([*lines, "", ""]).encode() + body)


def envelope(service: str, action: str, arguments: dict[str, object]) -> bytes:
    inner = "".join(f"<{name}>{escape(_text(value))}</{name}>" for name, value in arguments.items())
    return (
        '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
        's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
        f'<u:{action} xmlns:u="{service_type(service)}">{inner}</u:{action}></s:Body></s:Envelope>'
    ).encode()


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


async def post(player: Player, service: str, action: str, arguments: dict[str, object], device: str = "") -> Reply:
    headers = {"SOAPACTION": f'"{service_type(service)}#{action}"', "Content-Type": 'text/xml; charset="utf-8"'}
    body = envelope(service, action, arguments)
    return await request(player, "POST", path_of(service, "Control", device), headers, body)


async def call(player: Player, service: str, action: str, *, device: str = "", **arguments: object) -> dict[str, str]:
    """Call an action; returns the out arguments in wire order, raises Fault."""
    if service in _WITH_INSTANCE:
        arguments = {"InstanceID": 0, **arguments}
    reply = await post(player, service, action, arguments, device)
    if reply.status == 500:
        code = ET.fromstring(reply.body).find(".//{urn:schemas-upnp-org:control-1-0}errorCode")
        assert code is not None, reply.body
        raise Fault(int(code.text or ""))
    assert reply.status == 200, (reply.status, reply.body)
    answer = ET.fromstring(reply.body)[0][0]
    assert answer.tag == f"{{{service_type(service)}}}{action}Response", answer.tag
    return {element.tag: element.text or "" for element in answer}


@dataclass
class Event:
    """A NOTIFY as it came."""

    seq: int
    sid: str
    headers: list[tuple[str, str]]
    body: bytes
    properties: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for prop in ET.fromstring(self.body):
            for variable in prop:
                self.properties[variable.tag] = variable.text or ""

    @property
    def changes(self) -> dict[str, str]:
        """The elements of LastChange, ``Name`` or ``Name/channel``, to their val."""
        found: dict[str, str] = {}
        for instance in ET.fromstring(self.properties["LastChange"]):
            for element in instance:
                name = element.tag.rpartition("}")[2]
                channel = element.get("channel")
                found[f"{name}/{channel}" if channel else name] = element.get("val", "")
        return found


class Listener:
    """A callback server that keeps what it is sent."""

    def __init__(self) -> None:
        self.received: asyncio.Queue[Event] = asyncio.Queue()
        self.status = 200
        self.sources: list[str] = []
        self._server: asyncio.Server | None = None
        self.port = 0
        self._settle = None

    async def start(self, host: str = "127.0.0.1") -> None:
        self._server = await asyncio.start_server(self._handle, host, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lines = head.strip().split("\r\n")
            headers = [(line.partition(":")[0], line.partition(":")[2].strip()) for line in lines[1:]]
            values = {name.upper(): value for name, value in headers}
            body = await reader.readexactly(int(values["CONTENT-LENGTH"]))
            self.sources.append(writer.get_extra_info("peername")[0])
            self.received.put_nowait(Event(int(values["SEQ"]), values["SID"], headers, body))
            writer.write(f"HTTP/1.1 {self.status} OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        finally:
            writer.close()


async def received(listener: Listener) -> Event:
    """The next event that ``listener`` is sent."""
    async with asyncio.timeout(WAIT):
        return await listener.received.get()


class Events:
    """The events of one subscription."""

    def __init__(self, player: Player, service: str, listener: Listener, reply: Reply, settle: object) -> None:
        self.player = player
        self.service = service
        self.listener = listener
        self.reply = reply
        self.sid = reply.header("SID") or ""
        self._settle = settle

    async def next(self) -> Event:
        return await received(self.listener)

    async def none(self) -> None:
        """Nothing more has been sent after everything pending was delivered."""
        await self._settle()  # type: ignore[operator]
        assert self.listener.received.empty(), self.listener.received.get_nowait().body

    async def renew(self, timeout: int = 600, device: str = "") -> Reply:
        headers = {"SID": self.sid, "TIMEOUT": f"Second-{timeout}"}
        return await request(self.player, "SUBSCRIBE", path_of(self.service, "Event", device), headers)

    async def unsubscribe(self, device: str = "") -> Reply:
        return await request(self.player, "UNSUBSCRIBE", path_of(self.service, "Event", device), {"SID": self.sid})


SETTLERS: dict[int, object] = {}
"""How to wait for deliveries, by household; filled by the ``simulate`` fixture."""


@asynccontextmanager
async def subscribe(
    player: Player, service: str, *, device: str = "", timeout: str = "Second-3600"
) -> AsyncIterator[Events]:
    """Subscribe to a service; the first event is still to be read."""
    listener = Listener()
    await listener.start()
    try:
        headers = {"CALLBACK": f"<http://127.0.0.1:{listener.port}/>", "NT": "upnp:event", "TIMEOUT": timeout}
        reply = await request(player, "SUBSCRIBE", path_of(service, "Event", device), headers)
        assert reply.status == 200, (reply.status, reply.body)
        yield Events(player, service, listener, reply, SETTLERS[id(player.household)])
    finally:
        await listener.stop()
