"""For tests of the client library: a clock moved by hand, and a player made by hand that misbehaves on request."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

WAIT = 15.0
"""Seconds after which a test that waits for what never comes fails."""
RENDERING = "RenderingControl"
TOPOLOGY = "ZoneGroupTopology"


async def until(condition: Callable[[], object]) -> None:
    """Let everybody else run until ``condition`` holds."""
    async with asyncio.timeout(WAIT):
        while not condition():  # noqa: ASYNC110  # What is waited for says nothing when it happens.
            await asyncio.sleep(0)


class ManualTimers:
    """The client's time stands still until a test wakes somebody who sleeps."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._sleepers: list[tuple[float, float, asyncio.Future[None]]] = []
        self._went_to_sleep = asyncio.Event()

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        entry = (self._now + seconds, seconds, future)
        self._sleepers.append(entry)
        self._went_to_sleep.set()
        try:
            await future
        finally:
            self._sleepers.remove(entry)

    async def wake(self, low: float, high: float) -> float:
        """Wait for somebody who sleeps ``low`` to ``high`` seconds, and let that time pass; how long it was."""
        async with asyncio.timeout(WAIT):
            while True:
                for deadline, seconds, future in list(self._sleepers):
                    if low <= seconds <= high and not future.done():
                        self._now = max(self._now, deadline)
                        future.set_result(None)
                        return seconds
                self._went_to_sleep.clear()
                await self._went_to_sleep.wait()


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class FakePlayer:
    """A player of a few actions; every answer can be replaced."""

    room: str = "Kitchen"
    uuid: str = "RINCON_AAAAAAAAAAAA01400"
    boots: int = 1
    state: Callable[[], str] | None = None
    """ZoneGroupState to tell; without, this player alone."""
    answers: dict[str, str] = field(default_factory=dict)
    """Whole HTTP answers by action or method, in place of the usual one; ``hang`` and ``reset`` are special."""
    before_answer: Callable[[str, str], Awaitable[None]] | None = None
    """Called with SID and callback before SUBSCRIBE is answered."""
    sends_first_event: bool = True
    requests: list[Request] = field(default_factory=list)
    subscriptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """SID and callback by service."""
    address: str = ""

    def __post_init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._arrived = asyncio.Event()
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def request(self, method: str, count: int = 1) -> Request:
        """The ``count``-th request by ``method`` or of an action, when it has come."""
        async with asyncio.timeout(WAIT):
            while True:
                matching = [r for r in self.requests if name_of(r) == method]
                if len(matching) >= count:
                    return matching[count - 1]
                self._arrived.clear()
                await self._arrived.wait()

    def count(self, method: str) -> int:
        return sum(name_of(r) == method for r in self.requests)

    @property
    def sid(self) -> str:
        return self.subscriptions[RENDERING][0]

    @property
    def callback(self) -> str:
        return self.subscriptions[RENDERING][1]

    async def notify(
        self,
        sequence: int,
        variables: dict[str, str] | bytes,
        service: str = RENDERING,
        *,
        sid: str = "",
        callback: str = "",
    ) -> int:
        """Send an event; the status it was answered with."""
        sid, callback = sid or self.subscriptions[service][0], callback or self.subscriptions[service][1]
        body = variables if isinstance(variables, bytes) else propertyset(variables)
        host, _, path = callback.removeprefix("http://").partition("/")
        name, _, port = host.partition(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        head = (
            f"NOTIFY /{path} HTTP/1.1\r\nHOST: {host}\r\nCONTENT-TYPE: text/xml\r\nCONTENT-LENGTH: {len(body)}\r\n"
            f"NT: upnp:event\r\nNTS: upnp:propchange\r\nSID: {sid}\r\nSEQ: {sequence}\r\n"
            "CONNECTION: close\r\n\r\n"
        )
        try:
            writer.write(head.encode() + body)
            line = await reader.readline()
            await reader.read()
        finally:
            writer.close()
        return int(line.split()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {line.partition(":")[0].upper(): line.partition(":")[2].strip() for line in lines}
            body = await reader.readexactly(int(headers.get("CONTENT-LENGTH", 0)))
            method, path, _ = first.split(" ")
            request = Request(method, path, headers, body)
            answer = await self._answer(request)
            self.requests.append(request)
            self._arrived.set()
            if answer == "hang":
                await reader.read()
            elif answer == "reset":
                writer.transport.abort()
            else:
                writer.write(answer.encode())
                await writer.drain()
            if method == "SUBSCRIBE" and "CALLBACK" in headers and self.sends_first_event and " 200 " in answer[:16]:
                task = asyncio.create_task(self._send_first(request))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _send_first(self, request: Request) -> None:
        service = request.path.split("/")[-2]
        values = {TOPOLOGY: {"ZoneGroupState": self.zone_group_state()}, RENDERING: volume_event(20)}
        await self.notify(0, values[service], service)

    async def _answer(self, request: Request) -> str:
        name = name_of(request)
        if name == "SUBSCRIBE" and "CALLBACK" in request.headers:
            self._count += 1
            sid = f"uuid:{self.uuid}_sub{self._count:010}"
            callback = request.headers["CALLBACK"].strip("<>")
            if self.before_answer is not None:
                await self.before_answer(sid, callback)
            if name not in self.answers:
                self.subscriptions[request.path.split("/")[-2]] = sid, callback
                return http(200, headers={"SID": sid, "TIMEOUT": request.headers["TIMEOUT"]})
        if name in self.answers:
            return self.answers[name]
        if request.method in {"SUBSCRIBE", "UNSUBSCRIBE"}:
            sid = request.headers["SID"]
            known = sid in {sid for sid, _ in self.subscriptions.values()}
            return http(200, headers={"SID": sid, "TIMEOUT": "Second-600"}) if known else http(412)
        outputs = {
            "GetZoneGroupState": {"ZoneGroupState": self.zone_group_state()},
            "GetZoneGroupAttributes": {"CurrentZoneGroupName": self.room, "CurrentZoneGroupID": "x",
                                       "CurrentZonePlayerUUIDsInGroup": self.uuid, "CurrentMuseHouseholdId": ""},
            "GetHouseholdID": {"CurrentHouseholdID": "Sonos_test"},
            "GetVolume": {"CurrentVolume": "20"},
            "GetMute": {"CurrentMute": "0"},
            "GetBass": {"CurrentBass": "0"},
            "GetTreble": {"CurrentTreble": "0"},
            "GetLoudness": {"CurrentLoudness": "1"},
        }  # fmt: skip
        if request.path == "/xml/device_description.xml":
            return http(200, f"<root><device><UDN>uuid:{self.uuid}</UDN></device></root>")
        return soap(name, outputs.get(name, {}))

    def zone_group_state(self) -> str:
        return self.state() if self.state else zone_group_state(self)


def name_of(request: Request) -> str:
    action = request.headers.get("SOAPACTION", "").strip('"').partition("#")[2]
    return action or request.method


def zone_group_state(*players: FakePlayer, boots: dict[str, int] | None = None) -> str:
    """Each of ``players`` in a group of its own."""
    groups = "".join(
        f'<ZoneGroup Coordinator="{p.uuid}" ID="{p.uuid}:1"><ZoneGroupMember UUID="{p.uuid}" '
        f'Location="http://{p.address}/xml/device_description.xml" ZoneName={quoteattr(p.room)} '
        f'BootSeq="{(boots or {}).get(p.uuid, p.boots)}"/></ZoneGroup>'
        for p in players
    )
    return f"<ZoneGroupState><ZoneGroups>{groups}</ZoneGroups></ZoneGroupState>"


def http(status: int, body: str = "", headers: dict[str, str] | None = None) -> str:
    lines = [f"HTTP/1.1 {status} X", *[f"{name}: {value}" for name, value in (headers or {}).items()]]
    return "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "Connection: close", "", body])


def soap(action: str, outputs: dict[str, str]) -> str:
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in outputs.items())
    return http(
        200,
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
        f'<u:{action}Response xmlns:u="urn:x">{inner}</u:{action}Response></s:Body></s:Envelope>',
    )


def fault(code: int) -> str:
    return http(
        500,
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><detail>'
        '<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>'
        f"{code}</errorCode></UPnPError></detail></s:Fault></s:Body></s:Envelope>",
    )


def propertyset(variables: dict[str, str]) -> bytes:
    inner = "".join(f"<e:property><{n}>{escape(v)}</{n}></e:property>" for n, v in variables.items())
    return f'<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0">{inner}</e:propertyset>'.encode()


def volume_event(volume: int) -> dict[str, str]:
    return {
        "LastChange": '<Event xmlns="urn:schemas-upnp-org:metadata-1-0/RCS/"><InstanceID val="0">'
        f'<Volume channel="Master" val="{volume}"/></InstanceID></Event>'
    }
