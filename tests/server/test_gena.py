"""Subscriptions and events over real sockets: SIDs, timeouts, NOTIFY bytes, delivery, moderation."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.catalogue import profile
from sonos_sim.household.clock import STOPPED_CLOCK_START
from sonos_sim.server.records import DeliveryRecord, EventRecord, RequestRecord
from tests.support import wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Player
    from sonos_sim.server.subscriptions import Subscription
    from tests.conftest import Simulate

SERVER = "Server: Linux UPnP/1.0 Sonos/95.0-77060 (ZPS18)"
RENDERING = "/MediaRenderer/RenderingControl/Event"
NEVER = 60.0
"""A delivery timeout in real seconds that no test lives to see."""


class HandClock(Clock):
    """Counts as a running clock, yet moves by hand alone."""

    def __init__(self) -> None:
        super().__init__(1.0, STOPPED_CLOCK_START)

    def now(self) -> float:
        return self._base if self._instant is None else self._instant

    def next_due(self) -> float | None:
        return None


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


def subscription(sim: Simulator, player: Player, sid: str) -> Subscription:
    found = sim.network.servers[player.uuid].subscriptions.get(sid)
    assert found is not None
    return found


def heard(sim: Simulator, *kinds: type) -> list[Any]:
    records: list[Any] = []
    sim.observe(lambda record: records.append(record) if isinstance(record, kinds) else None)
    return records


# SUBSCRIBE


async def test_the_answer_has_sid_timeout_server_and_nothing_else(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with callback() as client:
        reply = await ask(kitchen, client.url)
        assert reply.head.decode().split("\r\n") == [
            "HTTP/1.1 200 OK",
            f"SID: uuid:{kitchen.uuid}_sub0000000001",
            "TIMEOUT: Second-600",
            SERVER,
            "Connection: close",
        ]
        assert reply.body == b""
        await client.next()


async def test_one_sid_counter_for_all_services_of_a_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with listener() as client:
        url = f"http://127.0.0.1:{client.port}"
        paths = [
            RENDERING,
            "/AlarmClock/Event",
            "/MediaRenderer/ConnectionManager/Event",
            "/MediaServer/ConnectionManager/Event",
        ]
        sids = [await sid_of(kitchen, url, path) for path in paths]
        assert sids == [f"uuid:{kitchen.uuid}_sub{n:010d}" for n in range(1, 5)]
        assert await sid_of(office, url) == f"uuid:{office.uuid}_sub0000000001"
        await wire.request(kitchen, "UNSUBSCRIBE", RENDERING, {"SID": sids[0]})
        assert await sid_of(kitchen, url) == f"uuid:{kitchen.uuid}_sub0000000005"
        await sim.settle()


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("Second-300", 300),
        ("Second-3600", 3600),
        ("Second-86400", 86400),
        ("Second-180030", 180030),
        ("second-60", 60),
        ("Second-1", 1),
        ("", 86400),
        ("Seconds-60", 86400),
        ("60", 86400),
        ("Second-", 86400),
        ("Second--5", 86400),
        ("Second-0", 86400),
        ("Second-1.5", 86400),
        ("Second-infinite", 86400),
        ("infinite", 86400),
        ("Second-99999999999999999999", 86400),
    ],
)
async def test_the_timeout_is_granted_as_asked(simulate: Simulate, asked: str, granted: int) -> None:
    sim = await simulate()
    reply = await ask(sim["Kitchen"], dead_url(), TIMEOUT=asked)
    assert reply.header("TIMEOUT") == f"Second-{granted}"
    again = await renew(sim["Kitchen"], reply.header("SID") or "", timeout=asked or "x")
    assert again.header("TIMEOUT") == f"Second-{granted}"


async def test_an_upper_bound_of_timeouts_can_be_set(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"max_timeout": 100, "default_timeout": 5000}))["Kitchen"]
    for asked, granted in (("Second-99", 99), ("Second-101", 100), ("", 100)):
        assert (await ask(kitchen, dead_url(), TIMEOUT=asked)).header("TIMEOUT") == f"Second-{granted}"
    kitchen.override(max_timeout=None)
    assert (await ask(kitchen, dead_url(), TIMEOUT="")).header("TIMEOUT") == "Second-5000"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CALLBACK": ""}, 412),
        ({"CALLBACK": "<>"}, 412),
        ({"CALLBACK": "http://127.0.0.1:9/"}, 412),
        ({"CALLBACK": "<ftp://127.0.0.1:9/>"}, 412),
        ({"CALLBACK": "<https://127.0.0.1:9/>"}, 412),
        ({"CALLBACK": "<http:///x>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:port/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:0/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:99999/>"}, 412),
        ({"CALLBACK": "<http://192.0.2.1:9/>"}, 412),
        ({"CALLBACK": "<http://localhost:9/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:9/><http://192.0.2.1:9/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1@192.0.2.1:9/>"}, 412),
        ({"NT": ""}, 412),
        ({"NT": "upnp:rootdevice"}, 412),
        ({"SID": "uuid:RINCON_0_sub0000000001"}, 400),
        ({"SID": "uuid:RINCON_0_sub0000000001", "NT": ""}, 400),
        ({"SID": "uuid:RINCON_0_sub0000000001", "CALLBACK": ""}, 400),
        ({"SID": "uuid:RINCON_0_sub0000000001", "CALLBACK": "", "NT": ""}, 412),
        ({"SID": "nonsense", "CALLBACK": "", "NT": ""}, 412),
    ],
)
async def test_bad_subscriptions_are_refused(simulate: Simulate, headers: dict[str, str], status: int) -> None:
    sim = await simulate()
    records = heard(sim, RequestRecord)
    reply = await ask(sim["Kitchen"], "http://127.0.0.1:9/", **headers)
    phrase = {400: "Bad Request", 412: "Precondition Failed"}[status]
    assert reply.head.decode().split("\r\n") == [f"HTTP/1.1 {status} {phrase}", SERVER, "Connection: close"]
    assert reply.body == b""
    assert len(sim.network.servers[sim["Kitchen"].uuid].subscriptions) == 0
    assert [bool(record.note) for record in records] == [True]


async def test_header_names_in_any_case(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    headers = {"callback": f"<{dead_url()}>", "Nt": "upnp:event", "Timeout": "Second-77"}
    reply = await wire.request(kitchen, "SUBSCRIBE", RENDERING, headers)
    assert (reply.status, reply.header("TIMEOUT")) == (200, "Second-77")


async def test_slots_of_a_service(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with listener() as client:
        url = f"http://127.0.0.1:{client.port}/"
        sids = [await sid_of(kitchen, url) for _ in range(32)]
        refused = await ask(kitchen, url)
        assert refused.head.decode().split("\r\n") == ["HTTP/1.1 503 Service Unavailable", SERVER, "Connection: close"]
        assert (await ask(kitchen, url, "/AlarmClock/Event")).status == 200
        assert (await renew(kitchen, sids[0])).status == 200
        await wire.request(kitchen, "UNSUBSCRIBE", RENDERING, {"SID": sids[0]})
        assert (await ask(kitchen, url)).status == 200
        await sim.settle()


async def test_slots_are_switches_and_peers_may_take_some(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"subscription_slots": 3, "peer_slots": 2}))["Kitchen"]
    url = dead_url()
    assert [(await ask(kitchen, url)).status for _ in range(2)] == [200, 503]
    kitchen.override(peer_slots=0)
    assert [(await ask(kitchen, url)).status for _ in range(3)] == [200, 200, 503]


async def test_a_foreign_callback_is_refused_unless_allowed(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with listener("127.0.0.2") as elsewhere:
        url = f"http://127.0.0.2:{elsewhere.port}/"
        assert (await ask(kitchen, url)).status == 412
        kitchen.override(allow_foreign_callbacks=True)
        assert (await ask(kitchen, url)).status == 200
        assert (await event(elsewhere)).seq == 0


async def test_the_subscribers_own_address_is_that_of_its_socket(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with listener("127.0.0.3") as client, asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port, local_addr=("127.0.0.3", 0))
        lines = [
            f"SUBSCRIBE {RENDERING} HTTP/1.1",
            "Host: x",
            "NT: upnp:event",
            f"CALLBACK: <http://127.0.0.3:{client.port}/>",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        assert wire.parse_reply(await reader.read()).status == 200
        writer.close()
        assert (await event(client)).seq == 0


# NOTIFY


async def test_the_bytes_of_a_notify(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with callback() as client:
        sid = await sid_of(kitchen, client.url + "deep/path?token=1", "/AlarmClock/Event")
        head, body = await client.next()
        assert head == [
            "NOTIFY /deep/path?token=1 HTTP/1.1",
            f"HOST: 127.0.0.1:{client.port}",
            "CONNECTION: close",
            "CONTENT-TYPE: text/xml",
            f"CONTENT-LENGTH: {len(body)}",
            "NT: upnp:event",
            "NTS: upnp:propchange",
            f"SID: {sid}",
            "SEQ: 0",
            "X-SONOS-SERVICETYPE: AlarmClock",
        ]
        assert body.startswith(b'<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0"><e:property><TimeZone>')
        assert body.endswith(b"</e:property></e:propertyset>")
        assert b">\n" not in body


@pytest.mark.parametrize(
    ("model", "software", "missing"),
    [
        ("S5", "19.3-53220", {"CONNECTION", "X-SONOS-SERVICETYPE"}),
        ("S5", "20.0-1", {"X-SONOS-SERVICETYPE"}),
        ("S5", "57.19-49220", {"X-SONOS-SERVICETYPE"}),
        ("S18", "58.0-1", set()),
        ("S18", "95.0-77060", set()),
    ],
)
async def test_notify_headers_by_build(simulate: Simulate, model: str, software: str, missing: set[str]) -> None:
    sim = await simulate()
    old = sim.household.add("Old", dataclasses.replace(profile(model), software=software))
    await sim.network.refresh()
    async with callback() as client:
        await sid_of(old, client.url, "/AlarmClock/Event")
        head, _ = await client.next()
    names = ["HOST", "CONNECTION", "CONTENT-TYPE", "CONTENT-LENGTH", "NT", "NTS", "SID", "SEQ", "X-SONOS-SERVICETYPE"]
    assert [line.partition(":")[0] for line in head[1:]] == [name for name in names if name not in missing]


@pytest.mark.parametrize(("path", "seen"), [("", "/"), ("/", "/"), ("/a/b", "/a/b"), ("/?x=1", "/?x=1"), ("?x", "/?x")])
async def test_the_path_of_the_callback_is_kept(simulate: Simulate, path: str, seen: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with callback() as client:
        await sid_of(kitchen, client.url.rstrip("/") + path)
        head, _ = await client.next()
        assert head[0] == f"NOTIFY {seen} HTTP/1.1"


async def test_events_come_from_the_players_own_address(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    assert sim["Kitchen"].address != sim["Office"].address
    for room in ("Office", "Kitchen"):
        async with wire.subscribe(sim[room], "RenderingControl") as events:
            await events.next()
            assert events.listener.sources == [sim[room].address]


async def test_the_first_event_follows_the_answer_and_has_everything(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, RequestRecord, EventRecord)
    async with wire.subscribe(sim["Kitchen"], "SystemProperties") as events:
        first = await events.next()
    assert (first.seq, first.sid) == (0, events.sid)
    assert list(first.properties) == ["CustomerID", "UpdateID", "UpdateIDX", "VoiceUpdateID", "ThirdPartyHash"]
    assert [type(record) for record in records] == [RequestRecord, EventRecord]
    assert records[1].variables == tuple(first.properties)


async def test_the_answer_does_not_wait_for_the_first_event(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"delivery_timeout": NEVER}))["Kitchen"]
    async with callback(None) as mute:
        assert (await ask(kitchen, mute.url)).status == 200
        await mute.next()


async def test_the_first_event_can_be_delayed(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"first_event_delay": 0.5})
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.none()
        await sim.clock.advance(0.4)
        await events.none()
        await sim.clock.advance(0.1)
        assert (await events.next()).seq == 0


async def test_a_delayed_first_event_does_not_come_after_the_end(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"first_event_delay": 0.5})
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.unsubscribe()
        await sim.clock.advance(1)
        await events.none()


async def test_qplay_has_no_events(simulate: Simulate) -> None:
    sim = await simulate()
    async with wire.subscribe(sim["Kitchen"], "QPlay") as events:
        await events.none()
        assert (await events.renew()).status == 200
        assert (await events.unsubscribe()).status == 200


# Renewal and end


async def test_renewal_keeps_sid_and_seq_and_brings_no_first_event(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        reply = await events.renew(timeout=123)
        assert reply.head.decode().split("\r\n") == [
            "HTTP/1.1 200 OK",
            f"SID: {events.sid}",
            "TIMEOUT: Second-123",
            SERVER,
            "Connection: close",
        ]
        await events.none()
        await volume(kitchen, 30)
        assert (await events.next()).seq == 1
        await events.renew()
        await volume(kitchen, 31)
        assert (await events.next()).seq == 2


async def test_a_sid_belongs_to_its_service_and_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        for player, path in ((sim["Kitchen"], "/AlarmClock/Event"), (sim["Office"], RENDERING)):
            for method in ("SUBSCRIBE", "UNSUBSCRIBE"):
                assert (await wire.request(player, method, path, {"SID": events.sid})).status == 412
        assert (await events.renew()).status == 200


async def test_expiry_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl", timeout="Second-100") as events:
        await events.next()
        await sim.clock.advance(99)
        assert (await events.renew(timeout=100)).status == 200
        await sim.clock.advance(99)
        await volume(kitchen, 30)
        assert (await events.next()).seq == 1
        await sim.clock.advance(1)
        await volume(kitchen, 31)
        await events.none()
        reply = await events.renew()
        assert (reply.status, reply.body) == (412, b"")
        assert (await events.unsubscribe()).status == 412


async def test_unsubscribe_ends_it(simulate: Simulate) -> None:
    sim = await simulate()
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        reply = await events.unsubscribe()
        assert reply.head.decode().split("\r\n") == ["HTTP/1.1 200 OK", SERVER, "Connection: close"]
        assert reply.body == b""
        await volume(sim["Kitchen"], 30)
        await events.none()
        assert (await events.unsubscribe()).status == 412
        assert (await events.renew()).status == 412


@pytest.mark.parametrize("extra", [{"CALLBACK": "<http://127.0.0.1:9/>"}, {"NT": "upnp:event"}])
async def test_sid_with_callback_or_nt_is_400_and_ends_nothing(simulate: Simulate, extra: dict[str, str]) -> None:
    sim = await simulate()
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        for method in ("SUBSCRIBE", "UNSUBSCRIBE"):
            assert (await wire.request(sim["Kitchen"], method, RENDERING, {"SID": events.sid} | extra)).status == 400
        assert (await events.renew()).status == 200


async def test_seq_goes_from_its_largest_to_one(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        subscription(sim, kitchen, events.sid).next_seq = 4294967295
        for value, seq in ((30, 4294967295), (31, 1), (32, 2)):
            await volume(kitchen, value)
            assert (await events.next()).seq == seq


# What becomes an event


async def test_a_change_that_changes_nothing_is_no_event(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        await volume(kitchen, 20)
        await events.none()
        kitchen.rendering.bass = 3
        kitchen.rendering.bass = 0
        await events.none()
        await volume(kitchen, 21)
        assert (await events.next()).seq == 1


async def test_changes_of_one_moment_are_one_event(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        kitchen.rendering.bass = 3
        kitchen.rendering.treble = 4
        kitchen.rendering.bass = 5
        assert (await events.next()).changes == {"Bass": "5", "Treble": "4"}
        await events.none()


async def test_a_stopped_clock_does_not_moderate(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        for value in (1, 2, 3):
            kitchen.rendering.bass = value
            assert (await events.next()).changes == {"Bass": str(value)}


async def test_a_running_clock_merges_changes_within_the_window(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock(), behaviour={"moderation": 0.25})
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        kitchen.rendering.bass = 1
        assert (await events.next()).changes == {"Bass": "1"}
        kitchen.rendering.bass = 2
        await events.none()
        await sim.clock.advance(0.125)
        kitchen.rendering.bass = 3
        kitchen.rendering.treble = 4
        await events.none()
        await sim.clock.advance(0.0625)
        await events.none()
        await sim.clock.advance(0.0625)
        merged = await events.next()
        assert (merged.seq, merged.changes) == (2, {"Bass": "3", "Treble": "4"})
        await sim.clock.advance(0.125)
        kitchen.rendering.bass = 5
        await events.none()
        kitchen.rendering.bass = 3
        await sim.clock.advance(0.125)
        await events.none()
        kitchen.rendering.bass = 6
        assert (await events.next()).changes == {"Bass": "6"}


async def test_the_window_can_be_set(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock(), behaviour={"moderation": 0.0})
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        for value in (1, 2):
            kitchen.rendering.bass = value
            assert (await events.next()).changes == {"Bass": str(value)}


async def test_direct_variables_are_not_moderated(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock())
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "DeviceProperties") as events:
        await events.next()
        for name in ("Cellar", "Attic"):
            kitchen.device.name = name
            assert (await events.next()).properties == {"ZoneName": name}


async def test_a_late_subscriber_gets_everything_and_then_the_same_changes(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock())
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as early:
        await early.next()
        kitchen.rendering.bass = 1
        await early.next()
        kitchen.rendering.bass = 2
        await early.none()
        async with wire.subscribe(kitchen, "RenderingControl") as late:
            first = await late.next()
            assert (first.seq, first.changes["Bass"]) == (0, "2")
            await sim.clock.advance(0.2)
            assert (await early.next()).changes == {"Bass": "2"}
            kitchen.rendering.treble = 7
            await sim.clock.advance(0.2)
            assert (await early.next()).changes == {"Treble": "7"}


async def test_a_first_event_between_subscriptions_is_up_to_date(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as gone:
        await gone.next()
        await gone.unsubscribe()
    kitchen.rendering.bass = 5
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        assert (await events.next()).changes["Bass"] == "5"
        kitchen.rendering.bass = 0
        assert (await events.next()).changes == {"Bass": "0"}


async def test_services_in_the_recorded_order(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    office = sim["Office"]
    async with listener() as client:
        url = f"http://127.0.0.1:{client.port}/"
        for path in ("/GroupManagement/Event", "/ZoneGroupTopology/Event", "/MediaRenderer/AVTransport/Event"):
            await sid_of(office, url, path)
        await sim.settle()
        records = heard(sim, EventRecord)
        uri = f"x-rincon:{sim['Kitchen'].uuid}"
        await wire.call(office, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")
        await sim.settle()
        assert [record.service for record in records] == ["AVTransport", "ZoneGroupTopology", "GroupManagement"]


# Delivery


async def test_the_first_of_several_callbacks_is_used(simulate: Simulate) -> None:
    sim = await simulate()
    async with callback() as first, callback() as second:
        reply = await ask(sim["Kitchen"], "", CALLBACK=f"<{first.url}><{second.url}>")
        assert reply.status == 200
        await first.next()
        await sim.settle()
        assert second.received.empty()


async def test_the_next_callback_is_used_when_the_first_fails(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with callback() as alive:
        await ask(sim["Kitchen"], "", CALLBACK=f"<{dead_url()}> <{alive.url}>")
        for value, seq in ((21, "SEQ: 0"), (22, "SEQ: 1"), (23, "SEQ: 2"), (24, "SEQ: 3")):
            head, _ = await alive.next()
            assert seq in head
            await volume(sim["Kitchen"], value)
        await sim.settle()
        assert records == []


async def test_three_failures_in_a_row_end_a_subscription(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, DeliveryRecord)
    url = dead_url()
    sid = await sid_of(kitchen, url)
    for value in (21, 22):
        await sim.settle()
        assert (await renew(kitchen, sid)).status == 200
        await volume(kitchen, value)
    await sim.settle()
    assert (await renew(kitchen, sid)).status == 412
    assert [(record.sid, record.callback) for record in records] == [(sid, url)] * 3
    assert [record.problem.startswith("dropped: ") for record in records] == [False, False, True]
    await volume(kitchen, 23)
    await sim.settle()
    assert len(records) == 3


async def test_a_success_forgives_failures_and_nothing_is_sent_again(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with callback(b"", b"", b"HTTP/1.1 200 OK\r\n\r\n", b"", b"nonsense\r\n\r\n") as client:
        sid = await sid_of(kitchen, client.url)
        for seq in range(6):
            head, _ = await client.next()
            assert f"SEQ: {seq}" in head
            await sim.settle()
            await volume(kitchen, 30 + seq)
        assert (await renew(kitchen, sid)).status == 200


async def test_how_many_failures_can_be_set(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_failures": 1})
    sid = await sid_of(sim["Kitchen"], dead_url())
    await sim.settle()
    assert (await renew(sim["Kitchen"], sid)).status == 412


async def test_an_answer_412_ends_it_at_once(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        events.listener.status = 412
        await volume(sim["Kitchen"], 30)
        await events.next()
        await volume(sim["Kitchen"], 31)
        await events.none()
        assert (await events.renew()).status == 412
    assert [record.problem for record in records] == ["dropped: the callback answered 412"]


async def test_other_answers_count_as_delivered_and_are_noted(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        events.listener.status = 404
        await events.next()
        for value in range(30, 35):
            await volume(sim["Kitchen"], value)
            await events.next()
        await sim.settle()
        assert (await events.renew()).status == 200
    assert {(record.problem, record.status) for record in records} == {("the callback answered 404", 404)}


async def test_a_callback_that_breaks_has_failed(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        events.listener.status = 500
        for value in range(30, 33):
            await events.next()
            await volume(sim["Kitchen"], value)
        await events.none()
        assert (await events.renew()).status == 412
    problem = "the callback answered 500"
    assert [record.problem for record in records] == [problem, problem, f"dropped: {problem}"]


async def test_a_callback_that_never_answers_delays_nobody_else(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    kitchen = sim["Kitchen"]
    async with callback(None) as mute, listener() as client:
        await sid_of(kitchen, mute.url)
        await mute.next()
        await sid_of(kitchen, f"http://127.0.0.1:{client.port}/")
        assert (await event(client)).seq == 0
        for seq in range(1, 4):
            await volume(kitchen, 30 + seq)
            assert (await event(client)).seq == seq
        assert mute.received.empty()


async def test_a_dead_callback_delays_nobody_else(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    kitchen = sim["Kitchen"]
    async with listener() as client:
        await sid_of(kitchen, dead_url())
        await sid_of(kitchen, f"http://127.0.0.1:{client.port}/")
        for seq in range(5):
            assert (await event(client)).seq == seq
            await volume(kitchen, 30 + seq)


async def test_events_of_one_subscription_keep_their_order(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    kitchen = sim["Kitchen"]
    async with callback(None) as slow:
        await sid_of(kitchen, slow.url)
        await slow.next()
        for value in (41, 42, 43):
            await volume(kitchen, value)
        assert slow.received.empty()
        slow.held[0].write(b"HTTP/1.1 200 OK\r\n\r\n")
        for seq, value in ((1, b"41"), (2, b"42"), (3, b"43")):
            head, body = await slow.next()
            assert f"SEQ: {seq}" in head
            assert b"channel=&quot;Master&quot; val=&quot;%b&quot;" % value in body


async def test_a_subscriber_too_far_behind_is_dropped(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER, "delivery_queue": 2})
    kitchen = sim["Kitchen"]
    records = heard(sim, DeliveryRecord)
    async with callback(None) as mute:
        sid = await sid_of(kitchen, mute.url)
        await mute.next()
        for value in (41, 42):
            await volume(kitchen, value)
        assert (await renew(kitchen, sid)).status == 200
        await volume(kitchen, 43)
        assert (await renew(kitchen, sid)).status == 412
        assert [(record.sid, record.problem) for record in records] == [(sid, "dropped: 2 events behind")]


async def test_a_callback_that_never_answers_fails_after_its_time(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": 0.01, "delivery_failures": 1})
    records = heard(sim, DeliveryRecord)
    async with callback(None) as mute:
        sid = await sid_of(sim["Kitchen"], mute.url)
        await sim.settle()
        assert (await renew(sim["Kitchen"], sid)).status == 412
        assert [record.problem.startswith("dropped: TimeoutError") for record in records] == [True]


async def test_an_endless_answer_of_a_callback_is_not_read(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    records = heard(sim, DeliveryRecord)
    async with callback(b"x" * 100_000) as odd:
        await sid_of(sim["Kitchen"], odd.url)
        await odd.next()
        await sim.settle()
        assert [record.problem.startswith("ValueError") for record in records] == [True]


async def test_a_change_made_by_another_thread(simulate: Simulate) -> None:
    await simulate()  # the other simulator, in this very loop, is not disturbed
    household = Household(seed=7, clock=Clock.stopped())
    kitchen = household.add("Kitchen")
    with Simulator(household, discovery=False):
        async with listener() as client:
            await sid_of(kitchen, f"http://127.0.0.1:{client.port}/")
            await event(client)
            kitchen.rendering.bass = 4
            assert (await event(client)).changes == {"Bass": "4"}
            await asyncio.to_thread(setattr, kitchen.rendering, "bass", 5)
            assert (await event(client)).changes == {"Bass": "5"}


# Power and topology


async def test_a_reboot_loses_subscriptions_and_starts_the_count_anew(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as before, wire.subscribe(kitchen, "AlarmClock") as other:
        await before.next()
        await other.next()
        async with wire.subscribe(sim["Office"], "RenderingControl") as neighbour:
            await neighbour.next()
            sim.household.reboot(kitchen)
            await sim.settle()
            assert (await neighbour.renew()).status == 200
        assert (await before.renew()).status == 412
        assert (await before.unsubscribe()).status == 412
        await volume(kitchen, 30)
        await before.none()
        async with wire.subscribe(kitchen, "RenderingControl") as after:
            assert after.sid == f"uuid:{kitchen.uuid}_sub0000000001"
            assert (await after.next()).seq == 0


async def test_power_off_closes_the_sockets_and_power_on_opens_them(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen = sim["Kitchen"]
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")  # the first connection has been accepted by now
        sim.household.power_off(kitchen)
        assert await reader.read() == b""
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")
    await wire.call(sim["Office"], "DeviceProperties", "GetLEDState")
    sim.household.power_on(kitchen)
    await sim.settle()
    assert await wire.call(kitchen, "DeviceProperties", "GetLEDState") == {"CurrentLEDState": "On"}


async def test_a_player_that_is_off_answers_nobody_who_had_just_connected(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, object)
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        writer.write(b"GET /xml/device_description.xml HTTP/1.1\r\nHost: x\r\n\r\n")
        sim.household.power_off(kitchen)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
    assert records == []


async def test_quick_reboots_and_a_change_of_mind(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, object)
    sim.household.reboot(kitchen)
    sim.household.reboot(kitchen)
    await sim.settle()
    assert await wire.call(kitchen, "DeviceProperties", "GetLEDState") == {"CurrentLEDState": "On"}
    sim.household.reboot(kitchen)
    sim.household.power_off(kitchen)
    await sim.settle()
    with pytest.raises(ConnectionRefusedError):
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")
    assert len(records) == 1  # no warning: the call above


async def test_a_player_whose_address_was_taken_meanwhile_stays_off(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, object)
    sim.household.power_off(kitchen)
    with socket.create_server((kitchen.address, kitchen.port)):
        sim.household.power_on(kitchen)
        await sim.settle()
    assert ["cannot come back" in record.text for record in records] == [True]
    with pytest.raises(ConnectionRefusedError):
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")


async def test_a_held_view_in_events_and_answers(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with (
        wire.subscribe(kitchen, "ZoneGroupTopology") as held,
        wire.subscribe(office, "ZoneGroupTopology") as true,
    ):
        assert 'ZoneName="Office"' in (await held.next()).properties["ZoneGroupState"]
        await true.next()
        sim.household.hold_view(kitchen)
        office.device.name = "Study"
        assert 'ZoneName="Study"' in (await true.next()).properties["ZoneGroupState"]
        await held.none()
        for player, name in ((kitchen, "Office"), (office, "Study")):
            state = (await wire.call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
            assert f'ZoneName="{name}"' in state
        async with wire.subscribe(kitchen, "ZoneGroupTopology") as newcomer:
            assert 'ZoneName="Office"' in (await newcomer.next()).properties["ZoneGroupState"]
        sim.household.release_view(kitchen)
        late = await held.next()
        assert 'ZoneName="Study"' in late.properties["ZoneGroupState"]
        assert late.seq == 1
        await true.none()


async def test_a_lagging_view_catches_up_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    kitchen.override(topology_lag=10.0)
    async with (
        wire.subscribe(kitchen, "ZoneGroupTopology") as late,
        wire.subscribe(office, "ZoneGroupTopology") as prompt,
    ):
        await late.next()
        await prompt.next()
        office.device.name = "Study"
        assert 'ZoneName="Study"' in (await prompt.next()).properties["ZoneGroupState"]
        await sim.clock.advance(9)
        await late.none()
        state = (await wire.call(kitchen, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        assert 'ZoneName="Office"' in state
        await sim.clock.advance(1)
        assert 'ZoneName="Study"' in (await late.next()).properties["ZoneGroupState"]
        state = (await wire.call(kitchen, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        assert 'ZoneName="Study"' in state
