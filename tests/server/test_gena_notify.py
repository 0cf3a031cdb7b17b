"""The bytes of a NOTIFY, and the first event of a subscription."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from sonos_sim.catalogue import profile
from sonos_sim.server.records import EventRecord, RequestRecord
from tests.support import wire
from tests.support.gena import NEVER, ask, callback, heard, sid_of

if TYPE_CHECKING:
    from tests.conftest import Simulate


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
