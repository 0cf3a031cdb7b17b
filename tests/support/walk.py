"""Calls of every declared action with values made from the catalogue: sensible ones, and those at the borders.

A walk keeps its connection, since it makes thousands of calls; the bytes are read here without the simulator's codecs.
"""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_sim.catalogue import INTEGER_BOUNDS, DataType
from tests.support.wire import WAIT, envelope, service_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sonos_sim import Player
    from sonos_sim.catalogue import Action, Argument, Endpoint, Variable

TUNE_IN_TYPE = 65031
NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
"""What players say where a list of allowed values does not have it (recorded for RecordMedium)."""
FAVOURITE = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
    "<item><dc:title>Walk</dc:title><upnp:class>object.itemobject.item.sonos-favorite</upnp:class>"
    '<res protocolInfo="http-get:*:audio/mp3:*">http://127.0.0.1:9/a.mp3</res><r:type>instantPlay</r:type></item>'
    "</DIDL-Lite>"
)
OVERLONG = "x" * 50_000
BOOLEANS = ("0", "1", "true", "false", "yes", "no", "TRUE", " No ", "", "2", "maybe")
NOT_A_NUMBER = ("", "1.0", " +7 ")
TEXTS = ("", "x", OVERLONG, "<a> & \"b\" 'c' \U0001f3b5")


@dataclass(frozen=True)
class Case:
    """One call: the arguments as text, and what is special about them."""

    arguments: dict[str, str]
    what: str = "defaults"

    @property
    def bad_instance(self) -> bool:
        return self.arguments.get("InstanceID", "0") != "0"


def sensible(player: Player, other: Player) -> dict[str, str]:
    """Values that a controller would send, by argument; others follow from the type."""
    return {
        "AccountID": "ann",
        "AccountType": str(TUNE_IN_TYPE),
        "AccountUDN": f"SA_RINCON{TUNE_IN_TYPE}_ann",
        "Channel": "Master",
        "ContainerID": "FV:2",
        "CoordinatorID": other.uuid,
        "CurrentURI": f"x-rincon-queue:{player.uuid}#0",
        "DesiredDailyIndexRefreshTime": "03:00:00",
        "DesiredTime": "2026-01-01T12:00:00",
        "DeviceUUID": other.uuid,
        "Duration": "00:10:00",
        "EnqueuedURI": "http://127.0.0.1:9/a.mp3",
        "EnqueuedURIs": "http://127.0.0.1:9/a.mp3",
        "EnqueuedURIsAndMetaData": "http://127.0.0.1:9/a.mp3 ",
        "EQType": "NightMode",
        "ID": "1",
        "Index": "27",
        "MemberID": other.uuid,
        "NewCoordinator": other.uuid,
        "NewSleepTimerDuration": "01:00:00",
        "NumberOfTracks": "1",
        "NumberOfURIs": "1",
        "ObjectID": "A:ARTIST",
        "ProgramURI": "x-rincon-buzzer:0",
        "Recurrence": "DAILY",
        "RoomUUID": player.uuid,
        "ServiceId": "254",
        "StartingIndex": "1",
        "StartLocalTime": "07:00:00",
        "Target": "1",
        "Title": "Mix",
        "UpdateType": "Software",
        "UpdateURL": "http://127.0.0.1/update",
        # By action and argument where another value is needed. Playlist, favourite and alarm come of earlier calls,
        # the account is there from the beginning.
        "AddAccountX.AccountID": "bob",
        "AddURIToSavedQueue.AddAtIndex": "4294967295",
        "AddURIToSavedQueue.ObjectID": "SQ:0",
        "CreateObject.Elements": FAVOURITE,
        "DestroyObject.ObjectID": "FV:2/0",
        "Play.Speed": "1",
        "RefreshAccountCredentialsX.AccountUID": "1",
        "RemoveAccount.AccountID": "bob",
        "ReplaceAccountX.NewAccountID": "cleo",
        "RemoveTrackFromQueue.ObjectID": "Q:0/1",
        "ReorderTracksInSavedQueue.NewPositionList": "1",
        "ReorderTracksInSavedQueue.ObjectID": "SQ:0",
        "ReorderTracksInSavedQueue.TrackList": "0",
        "RoomDetectionStartChirping.Channel": "1",
        "RoomDetectionStartChirping.DurationMilliseconds": "100",
        "SaveAsSonosPlaylist.ObjectID": "",
        "SaveQueue.ObjectID": "",
        "SetFormat.DesiredDateFormat": "DMY",
        "SetFormat.DesiredTimeFormat": "24H",
        "UpdateObject.CurrentTagValue": "<dc:title>Walk</dc:title>",
        "UpdateObject.NewTagValue": "<dc:title>Walked</dc:title>",
        "UpdateObject.ObjectID": "FV:2/0",
    }


_PLAYING = ("AVTransport.AddURIToQueue", "AVTransport.SetAVTransportURI", "AVTransport.Play")
PRELUDE = {
    "AVTransport": _PLAYING,
    "Queue": _PLAYING[:1],
}
"""Calls before each action of a service, so that it finds something to act on; they may fail."""


def cases(action: Action, known: dict[str, str], *, borders: bool) -> Iterator[Case]:
    """The calls of ``action``: with defaults, and, if ``borders``, with each argument at each border and missing."""
    defaults = {
        a.name: known.get(f"{action.name}.{a.name}", known.get(a.name, _plain(a.variable))) for a in action.inputs
    }
    yield Case(defaults)
    if not borders:
        return
    for argument in action.inputs:
        for value in _border_values(argument):
            yield Case({**defaults, argument.name: value}, f"{argument.name}={value[:20]!r}")
        missing = {name: value for name, value in defaults.items() if name != argument.name}
        yield Case(missing, f"no {argument.name}")


def prelude(player: Player, service: str, known: dict[str, str]) -> Iterator[tuple[Endpoint, Action, Case]]:
    """The calls that go before an action of ``service``."""
    endpoints = {endpoint.service: endpoint for endpoint in player.profile.endpoints}
    for name in PRELUDE.get(service, ()):
        other, _, action_name = name.partition(".")
        action = player.profile.service(other).actions[action_name]
        [case] = cases(action, known, borders=False)
        yield endpoints[other], action, case


def _plain(variable: Variable) -> str:
    if variable.allowed:
        return variable.allowed[0]
    return "" if variable.type is DataType.STRING else "0"


def _border_values(argument: Argument) -> tuple[str, ...]:
    variable = argument.variable
    if variable.type is DataType.BOOLEAN:
        return BOOLEANS
    if variable.type is DataType.STRING:
        return (*variable.allowed, *TEXTS)
    low, high = INTEGER_BOUNDS[variable.type]
    if argument.name == "InstanceID":
        return ("1", str(high + 1))
    return (*(str(n) for n in (low, high, low - 1, high + 1)), *NOT_A_NUMBER)


def mistyped(variable: Variable, text: str) -> str:
    """What is wrong with ``text`` as a value of ``variable``; empty if nothing is."""
    if variable.type is DataType.BOOLEAN:
        return "" if text in {"0", "1"} else f"{text!r} is no boolean"
    if variable.type is DataType.STRING:
        allowed = {*variable.allowed, NOT_IMPLEMENTED}
        return "" if not variable.allowed or text in allowed else f"{text!r} is none of {variable.allowed}"
    low, high = INTEGER_BOUNDS[variable.type]
    try:
        return "" if low <= int(text) <= high and str(int(text)) == text else f"{text!r} is no {variable.type}"
    except ValueError:
        return f"{text!r} is no number"


@dataclass(frozen=True)
class Outcome:
    """What came back: out arguments in their order, or the code of a fault."""

    status: int
    outputs: list[tuple[str, str]]
    fault: int | None


class Walker:
    """Calls over one connection that stays open."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def __aenter__(self) -> Walker:
        self._reader, self._writer = await asyncio.open_connection(self._player.address, self._player.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._writer is not None
        self._writer.close()

    async def calls(self, endpoint: Endpoint, action: str, cases: Sequence[Case]) -> list[Outcome]:
        """Call ``action`` with the arguments of each of ``cases``, one request behind the other."""
        assert self._reader is not None
        assert self._writer is not None
        path, kind = endpoint.control_path, service_type(endpoint.service)
        for case in cases:
            body = envelope(endpoint.service, action, dict(case.arguments))
            head = (
                f'POST {path} HTTP/1.1\r\nHost: {self._player.address}:1400\r\nSOAPACTION: "{kind}#{action}"\r\n'
                f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            self._writer.write(head.encode() + body)
        async with asyncio.timeout(WAIT):
            return [await self._outcome(f"{{{kind}}}{action}Response") for _ in cases]

    async def _outcome(self, expected: str) -> Outcome:
        assert self._reader is not None
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        return _read(int(lines[0].split()[1]), await self._body(headers), expected)

    async def _body(self, headers: dict[str, str]) -> bytes:
        assert self._reader is not None
        if "content-length" in headers:
            return await self._reader.readexactly(int(headers["content-length"]))
        assert headers["transfer-encoding"] == "chunked", headers
        body = b""
        while size := int((await self._reader.readline()).strip(), 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readline()
        return body


def _read(status: int, body: bytes, expected: str) -> Outcome:
    answer = ET.fromstring(body)[0][0]
    if status == 200:
        assert answer.tag == expected, answer.tag
        return Outcome(status, [(element.tag, element.text or "") for element in answer], None)
    code = answer.find(".//{urn:schemas-upnp-org:control-1-0}errorCode")
    assert code is not None, body
    return Outcome(status, [], int(code.text or ""))
