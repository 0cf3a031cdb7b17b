"""Hostile and broken input over real sockets: a clear error, the process up, the state untouched."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import re
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sonos_sim import Clock, Household, Simulator
from sonos_sim.catalogue import DataType, profile, profile_keys
from sonos_sim.server import player_server
from sonos_sim.server.records import ActionRecord, EventRecord, RequestRecord
from tests.support import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim import Player
    from sonos_sim.catalogue import Variable
    from tests.conftest import Simulate

RENDERING = "urn:schemas-upnp-org:service:RenderingControl:1"
CONTROL = "/MediaRenderer/RenderingControl/Control"
GOOD = wire.envelope("RenderingControl", "SetVolume", {"InstanceID": 0, "Channel": "Master", "DesiredVolume": 99})
PARTS = ("rendering", "device", "transport", "line_in")


def snapshot(household: Household) -> object:
    """All that requests could change, as text."""
    players = {
        player.uuid: [
            (part, field.name, repr(getattr(getattr(player, part), field.name)))
            for part in PARTS
            for field in dataclasses.fields(getattr(player, part))
        ]
        for player in household.players.values()
    }
    groups = [(group.id, [player.uuid for player in group.members]) for group in household.groups]
    return players, groups, household.mobile_devices, household.vanished


async def raw(player: Player, request: bytes, *, end: bool = False) -> bytes:
    """What the player answers until it closes; ``end`` says that nothing more will be sent."""
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(player.address, player.port)
        try:
            writer.write(request)
            if end:
                writer.write_eof()
            return await reader.read()
        finally:
            writer.close()


def post(body: bytes, *headers: str, path: str = CONTROL, soapaction: str = f"{RENDERING}#SetVolume") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: x", f"SOAPACTION: {soapaction}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def alive(player: Player) -> None:
    assert await wire.call(player, "RenderingControl", "GetBass") == {"CurrentBass": "0"}


# Bodies

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"\xff\xfe\x00",
        b"{}",
        b"<",
        b"<s:Envelope>",
        GOOD[:-5],
        GOOD[:60],
        GOOD.replace(b"99", b"\xff"),
        GOOD.replace(b"99", b"&nbsp;"),
        GOOD.replace(b"99", b"&#0;"),
        GOOD.replace(b"99", b"<b>"),
        GOOD.replace(b"99", b"\x07"),
        GOOD.replace(b'version="1.0"', b'version="1.0" encoding="martian"'),
        GOOD.replace(b'version="1.0"', b'version="1.0" encoding="utf-16"'),
        GOOD.replace(b"?>", b"?>" + BILLION).replace(b"99", b"&l9;"),
        GOOD.replace(b"?>", b"?>" + BILLION).replace(b"<InstanceID>", b'<InstanceID a="&l9;">'),
        GOOD.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>').replace(b"99", b"&f;"),
        GOOD.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]>'),
        GOOD.replace(b"?>", b"?><!DOCTYPE x>"),
        GOOD.replace(b"?>", b"?><!doctype x>"),
        GOOD.replace(b"99", b"<a>" * 10_000 + b"</a>" * 10_000),
        b"<a>" * 100_000,
    ],
)
async def test_a_malformed_body_is_400_and_changes_nothing(simulate: Simulate, body: bytes) -> None:
    sim = await simulate("Kitchen", "TV:S9")
    records: list[Any] = []
    sim.observe(records.append)
    before = snapshot(sim.household)
    assert status(await raw(sim["Kitchen"], post(body))) == 400
    assert [(type(record), record.status, bool(record.note)) for record in records] == [(RequestRecord, 400, True)]
    assert snapshot(sim.household) == before
    await alive(sim["Kitchen"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("place", ["99", "<InstanceID>"])
async def test_a_bomb_in_another_encoding_is_400_too(simulate: Simulate, encoding: str, place: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    used = {"99": "&l9;", "<InstanceID>": '<InstanceID a="&l9;">'}[place]
    text = GOOD.decode().replace('<?xml version="1.0"?>', BILLION.decode()).replace(place, used)
    assert status(await raw(kitchen, post(text.encode(encoding)))) == 400
    await alive(kitchen)


async def test_nothing_is_fetched_for_a_body(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    visitors: list[object] = []
    server = await asyncio.start_server(lambda _, writer: (visitors.append(writer), writer.close())[0], "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/x"
    for dtd in (f'<!DOCTYPE x SYSTEM "{url}">', f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}">%p;]>'):
        for encoding in ("utf-8", "utf-16"):
            body = GOOD.decode().replace('<?xml version="1.0"?>', dtd).encode(encoding)
            assert status(await raw(kitchen, post(body))) == 400
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}"/>'.encode()
    assert status(await raw(kitchen, post(GOOD.replace(b"<InstanceID>", include + b"<InstanceID>")))) == 200
    await alive(kitchen)
    assert visitors == []
    server.close()
    await server.wait_closed()


async def test_ten_megabytes_are_413(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    before = snapshot(sim.household)
    huge = GOOD.replace(b"99", b"9" * 10_000_000)
    assert status(await raw(kitchen, post(huge))) == 413
    head = f"POST {CONTROL} HTTP/1.1\r\nHost: x\r\nSOAPACTION: {RENDERING}#SetVolume\r\n".encode()
    chunk = b"%x\r\n%b\r\n" % (100_000, b"9" * 100_000)
    assert status(await raw(kitchen, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 100 + b"0\r\n\r\n")) == 413
    assert snapshot(sim.household) == before
    await alive(kitchen)


async def test_an_announced_body_that_is_too_long_is_not_waited_for(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    head = f"POST {CONTROL} HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n".encode()
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        writer.write(head)
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 413 ")
        writer.close()


async def test_a_packed_body_is_not_unpacked(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    for packed in (gzip.compress(GOOD), gzip.compress(GOOD + bytes(20_000_000)), b"\x1f\x8b" + bytes(100)):
        for coding in ("gzip", "deflate", "nonsense"):
            assert status(await raw(kitchen, post(packed, f"Content-Encoding: {coding}"))) == 400
    assert kitchen.rendering.volumes["Master"] == 20
    await alive(kitchen)


# Requests that are no HTTP

HEAD = f"POST {CONTROL} HTTP/1.1\r\nHost: x\r\nSOAPACTION: {RENDERING}#SetVolume\r\n".encode()


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (b"\x00\x01\x02\xff\r\n\r\n", 400),
        (b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03" + b"a" * 200, 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xe4 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET http://[::1/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /%zz%00 HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"GET /xml/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
        (b"CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 405),
        (b"PUT /xml/device_description.xml HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 405),
        (HEAD + b"Content-Length: x\r\n\r\n", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n", 400),
        (HEAD + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabc", 400),
        (HEAD + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n", 400),
        (HEAD + b"\r\n", 400),
    ],
)
async def test_a_malformed_request_has_its_status(simulate: Simulate, request_: bytes, expected: int) -> None:
    sim = await simulate()
    records: list[Any] = []
    sim.observe(records.append)
    before = snapshot(sim.household)
    assert status(await raw(sim["Kitchen"], request_)) == expected
    assert [(type(record), record.status) for record in records] == [(RequestRecord, expected)]
    assert snapshot(sim.household) == before
    await alive(sim["Kitchen"])


@pytest.mark.parametrize("rest", [b"", b"zz\r\n"], ids=["nothing", "a broken chunk"])
async def test_a_body_that_does_not_come_is_408(
    simulate: Simulate, monkeypatch: pytest.MonkeyPatch, rest: bytes
) -> None:
    monkeypatch.setattr(player_server, "BODY_SECONDS", 0.05)
    kitchen = (await simulate())["Kitchen"]
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n")
        await alive(kitchen)
        writer.write(rest)
        assert status(await reader.read()) == 408
        writer.close()
    await alive(kitchen)


async def test_half_requests_do_not_stand_in_the_way(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen = sim["Kitchen"]
    before = snapshot(sim.household)
    whole = post(GOOD)
    async with asyncio.timeout(wire.WAIT):
        waiting = []
        for length in (0, 1, 20, whole.index(b"\r\n\r\n"), whole.index(b"\r\n\r\n") + 4, len(whole) - 1):
            for _ in range(5):
                reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
                writer.write(whole[:length])
                waiting.append((reader, writer, length))
        await alive(kitchen)
        await alive(sim["Office"])
        assert snapshot(sim.household) == before
        for reader, writer, length in waiting[:-1]:
            writer.write_eof()
            assert await reader.read() == b"", length
            writer.close()
        assert snapshot(sim.household) == before
        reader, writer, length = waiting[-1]
        writer.write(whole[length:])
        assert status(await reader.read()) == 200
        writer.close()
    assert kitchen.rendering.volumes["Master"] == 99


async def test_clients_that_hang_up_at_once(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    for request in (b"", post(GOOD)[:30], post(GOOD)):
        for _ in range(10):
            _, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
            writer.write(request)
            writer.transport.abort()
    await wire.call(kitchen, "RenderingControl", "GetBass")


# Callbacks


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"<",
        b"<>",
        b"<<>>",
        b"http://127.0.0.1:9/",
        b"<127.0.0.1:9>",
        b"<//127.0.0.1:9/>",
        b"<file:///etc/passwd>",
        b"<gopher://127.0.0.1:9/>",
        b"<javascript:alert(1)>",
        b"<http://>",
        b"<http:127.0.0.1>",
        b"<http://192.0.2.1/>",
        b"<http://255.255.255.255/>",
        b"<http://239.255.255.250:1900/>",
        b"<http://0.0.0.0:9/>",
        b"<http://0:9/>",
        b"<http://2130706433:9/>",
        b"<http://0x7f.0.0.1:9/>",
        b"<http://127.1:9/>",
        b"<http://127.0.0.1.:9/>",
        b"<http://127.000.000.001:9/>",
        b"<http://127.0.0.1.example.org:9/>",
        b"<http://127.0.0.1@example.org/>",
        b"<http://127.0.0.1:9@192.0.2.1/>",
        b"<http://127.0.0.1%2f@192.0.2.1/>",
        b"<http://192.0.2.1\\@127.0.0.1/>",
        b"<http://localhost:9/>",
        b"<http://[::1]:9/>",
        b"<http://[::ffff:127.0.0.1]:9/>",
        b"<http://[127.0.0.1>",
        b"<http://127.0.0.1:99999/>",
        b"<http://127.0.0.1:-1/>",
        b"<http://127.0.0.1:0/>",
        b"<http://127.0.0.1:9 /x>",
        b"<http://127.0.0.1:9/a b HTTP/1.1>",
        b"<http://127.0.0.1:9/\ta>",
        b"<http://127.0.0.1:9/\xc3\xa4>",
        b"<http://127.0.0.1:9/\xff>",
        b"<http://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1:9/>",
        b"<http://127.0.0.1:9/><http://192.0.2.1/>",
        b"<http://192.0.2.1/><http://127.0.0.1:9/>",
    ],
)
async def test_a_hostile_callback_is_refused(simulate: Simulate, value: bytes) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records: list[Any] = []
    sim.observe(records.append)
    head = b"SUBSCRIBE /AlarmClock/Event HTTP/1.1\r\nHost: x\r\nNT: upnp:event\r\nCALLBACK: %b\r\n\r\n" % value
    answer = await raw(kitchen, head)
    assert status(answer) == 412
    await sim.settle()
    assert [(type(record), record.status, bool(record.note)) for record in records] == [(RequestRecord, 412, True)]
    assert len(sim.network.servers[kitchen.uuid].subscriptions) == 0
    await alive(kitchen)


async def test_one_hostile_client_does_not_use_up_the_counter_or_slots(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    for _ in range(40):
        headers = {"CALLBACK": "<http://192.0.2.1/>", "NT": "upnp:event"}
        assert (await wire.request(kitchen, "SUBSCRIBE", "/AlarmClock/Event", headers)).status == 412
    async with wire.subscribe(kitchen, "AlarmClock") as events:
        assert events.sid.endswith("_sub0000000001")
        await events.next()


# Fuzz

QUICK = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
XML_TEXT = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n"),
    max_size=40,
)
INTEGERS = st.integers(-(2**33), 2**33) | st.sampled_from([-1, 0, 1, 2, 50, 100, 101, 65535, 65536, 2**31, 2**32 - 1])
PLAUSIBLE = [
    "", "0", "1", "Q:0", "A:ARTIST", "S:", "SQ:", "FV:2", "NORMAL", "TRACK_NR", "REL_TIME", "0:00:10", "00:00:00",
    "2026-01-01T12:00:00", "<DIDL-Lite/>", "<a", "NightMode", "SubGain", "AudioDelay",
]  # fmt: skip


def texts(variable: Variable, uuids: list[str]) -> st.SearchStrategy[str | None]:
    """Values for an argument: good ones, bad ones, and None for leaving it out."""
    good: list[st.SearchStrategy[Any]] = [INTEGERS.map(str), st.booleans().map(lambda flag: str(int(flag)))]
    if variable.type is DataType.STRING:
        names = st.sampled_from([*PLAUSIBLE, *uuids, f"x-rincon:{uuids[0]}", f"{uuids[0]}:LF,LF;{uuids[1]}:RF,RF"])
        good = [names, names, XML_TEXT]
    if variable.allowed:
        good.append(st.sampled_from(variable.allowed))
    return st.one_of(*good, XML_TEXT, st.none())


@st.composite
def calls(draw: st.DrawFn, players: list[Player]) -> tuple[Player, str, str, dict[str, str]]:
    """A player, a service and an action it declares, and arguments."""
    player = draw(st.sampled_from(players))
    services = player.profile.services
    service = services[draw(st.sampled_from(sorted(services)))]
    action = service.actions[draw(st.sampled_from(sorted(service.actions)))]
    uuids = [p.uuid for p in players]
    arguments = {}
    for argument in action.inputs:
        zero = argument.name == "InstanceID" and draw(st.integers(0, 9))
        value = "0" if zero else draw(texts(argument.variable, uuids))
        if value is not None:
            arguments[argument.name] = value
    return player, service.name, action.name, arguments


def exchange(player: Player, request: bytes, *, end: bool = False) -> bytes:
    """Send bytes, read until the player closes; a reset counts as closing, silence does not."""
    answer = b""
    sock = socket.create_connection((player.address, player.port), timeout=wire.WAIT)
    with sock, suppress(ConnectionResetError, BrokenPipeError):
        sock.sendall(request)
        if end:
            sock.shutdown(socket.SHUT_WR)
        while part := sock.recv(65536):
            answer += part
    return answer


@pytest.fixture
def every_profile() -> Iterator[tuple[Simulator, list[Any]]]:
    """A simulator in the background with a player of each profile, and its records."""
    household = Household(seed=7, clock=Clock.stopped())
    for key in profile_keys():
        household.add(key, profile(key))
    records: list[Any] = []
    with Simulator(household, discovery=False) as sim:
        sim.observe(records.append)
        yield sim, records


def test_any_action_with_any_arguments_is_answered_or_refused(every_profile: tuple[Simulator, list[Any]]) -> None:
    sim, records = every_profile

    @given(calls(sim.players))
    @settings(QUICK, max_examples=1000)
    def check(asked: tuple[Player, str, str, dict[str, str]]) -> None:
        player, service, action, arguments = asked
        records.clear()
        body = wire.envelope(service, action, dict(arguments))
        path, kind = wire.path_of(service, "Control"), wire.service_type(service)
        answer = exchange(player, post(body, path=path, soapaction=f"{kind}#{action}"))
        _, _, content = answer.partition(b"\r\n\r\n")
        if status(answer) == 200:
            assert b"<u:%bResponse " % action.encode() in content
        else:
            assert status(answer) == 500
            assert re.search(rb"<errorCode>[4-9]\d\d|<errorCode>1\d\d\d", content), content
        record = next(record for record in records if isinstance(record, ActionRecord))
        assert not record.reason.startswith("defect"), record
        assert record.arguments.keys() == arguments.keys()
        kept = {name: value for name, value in record.arguments.items() if value != "(not kept)"}  # passwords are not
        assert kept.items() <= arguments.items()

    check()


def mutations(valid: bytes) -> st.SearchStrategy[bytes]:
    """``valid`` with a few bytes changed, dropped, added or doubled."""
    places = st.integers(0, len(valid) - 1)
    changes: list[Callable[[bytes, int, bytes], bytes]] = [
        lambda data, at, new: data[:at] + new + data[at + 1 :],
        lambda data, at, new: data[:at] + new + data[at:],
        lambda data, at, new: data[:at] + data[at + len(new) + 1 :],
        lambda data, at, _: data[:at],
        lambda data, at, _: data + data[at:],
    ]
    new = st.binary(max_size=4) | st.sampled_from([b"\r\n", b"\n", b"\r\n\r\n", b"<", b">", b"&", b"\x00", b": ", b'"'])
    steps = st.lists(st.tuples(st.sampled_from(changes), places, new), min_size=1, max_size=3)

    def apply(steps: list[tuple[Callable[[bytes, int, bytes], bytes], int, bytes]]) -> bytes:
        data = valid
        for change, at, piece in steps:
            data = change(data, at, piece)
        return data

    return steps.map(apply)


def test_any_bytes_are_answered_or_the_connection_closed(every_profile: tuple[Simulator, list[Any]]) -> None:
    sim, records = every_profile
    player = sim["S18"]
    asked = wire.envelope("RenderingControl", "GetBass", {"InstanceID": 0})
    good = post(asked, soapaction=f"{RENDERING}#GetBass")
    expected = exchange(player, good)
    assert b"<CurrentBass>0</CurrentBass>" in expected
    subscribe = (
        b"SUBSCRIBE /AlarmClock/Event HTTP/1.1\r\nHost: x\r\nNT: upnp:event\r\nCALLBACK: <http://127.0.0.1:9/>\r\n\r\n"
    )
    fetch = b"GET /xml/AlarmClock1.xml HTTP/1.1\r\nHost: x\r\n\r\n"
    before = snapshot(sim.household)

    @given(st.binary(max_size=200) | mutations(good) | mutations(subscribe) | mutations(fetch), st.booleans())
    @settings(QUICK, max_examples=500)
    def check(request: bytes, then_good: bool) -> None:
        answer = exchange(player, request, end=True)
        assert answer == b"" or re.match(rb"HTTP/1\.1 (200|400|404|405|408|412|413|431|500|503) ", answer), answer
        if then_good:
            assert exchange(player, good) == expected

    check()
    assert exchange(player, good) == expected
    assert snapshot(sim.household) == before
    assert not [r for r in records if isinstance(r, RequestRecord) and r.status == 500]
    assert not [r for r in records if isinstance(r, ActionRecord) and r.reason.startswith("defect")]
    assert not [r for r in records if isinstance(r, EventRecord) and r.service != "AlarmClock"]
