"""Faults of subscriptions and events, seen by a subscriber over real sockets."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import pytest

from sonos_sim.harness.gena_faults import (
    DelayEvent,
    Double,
    Drop,
    EarlyExpiry,
    FailDelivery,
    Gap,
    HurryFirst,
    LoseSubscriptions,
    MutateBody,
    NotifyAfterUnsubscribe,
    RefuseSubscription,
    Reorder,
    ResetSeq,
    WithholdFirst,
    WrongSid,
    bare_ampersand,
    control_character,
    empty_res,
    unknown_variable,
    without_variable,
)
from tests.support.wire import Listener, call, path_of, request, subscribe

if TYPE_CHECKING:
    from sonos_sim import Simulator
    from tests.conftest import Simulate
    from tests.support.wire import Event, Events

RENDERING = "RenderingControl"


async def turn(sim: Simulator, *volumes: int) -> None:
    for volume in volumes:
        sim["Kitchen"].rendering.set_volume(volume, sim["Kitchen"].behaviour)
        await sim.settle()


async def received(events: Events) -> list[tuple[int, str]]:
    """SEQ and volume of all that came."""
    await events._settle()
    found = []
    while not events.listener.received.empty():
        event = events.listener.received.get_nowait()
        found.append((event.seq, event.changes["Volume/Master"]))
    return found


async def test_a_dropped_event_leaves_a_gap(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        sim.faults.add(RENDERING, Drop(), times=1)
        await turn(sim, 21, 22)
        assert await received(events) == [(2, "22")]
    sim.journal.assert_fired("drop", at="NOTIFY RenderingControl")


async def test_a_subscription_that_is_dead_while_renewals_succeed(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with subscribe(sim["Kitchen"], RENDERING) as events, subscribe(sim["Office"], RENDERING) as others:
        await events.next()
        await others.next()
        fault = sim.faults.add(RENDERING, Drop(), player="Kitchen")
        await turn(sim, *range(30, 40))
        assert (await events.renew()).status == 200
        await events.none()
        sim["Office"].rendering.set_volume(5, sim["Office"].behaviour)
        assert (await others.next()).changes["Volume/Master"] == "5"
        fault.remove()
        await turn(sim, 50)
        assert await received(events) == [(11, "50")]


async def test_a_doubled_event_has_one_seq(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        sim.faults.add(RENDERING, Double(), times=1)
        await turn(sim, 21, 22)
        assert await received(events) == [(1, "21"), (1, "21"), (2, "22")]


async def test_a_delayed_event_is_overtaken(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        sim.faults.add(RENDERING, DelayEvent(5), times=1)
        await turn(sim, 21, 22)
        assert await received(events) == [(2, "22")]
        await sim.clock.advance(seconds=5)
        assert await received(events) == [(1, "21")]


async def test_events_change_places(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        sim.faults.add(RENDERING, Reorder())
        await turn(sim, 21, 22, 23, 24)
        assert [seq for seq, _ in await received(events)] == [2, 1, 4, 3]


async def test_the_first_event_is_withheld(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(RENDERING, WithholdFirst(10))
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.none()
        await turn(sim, 30)
        assert (await events.next()).seq == 1
        await sim.clock.advance(seconds=10)
        assert (await events.next()).seq == 0


async def test_the_first_event_comes_before_the_answer(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(HurryFirst())
    listener = Listener()
    await listener.start()
    headers = {"CALLBACK": f"<http://127.0.0.1:{listener.port}/>", "NT": "upnp:event", "TIMEOUT": "Second-300"}
    reply = await request(sim["Kitchen"], "SUBSCRIBE", path_of(RENDERING, "Event"), headers)
    assert listener.received.get_nowait().sid == reply.header("SID")
    await sim.settle()
    assert listener.received.empty(), "it comes once"
    await listener.stop()


async def test_a_gap_and_a_reset_of_seq(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        sim.faults.add(RENDERING, Gap(5), times=1)
        await turn(sim, 21, 22)
        sim.faults.add(RENDERING, ResetSeq(), times=1)
        await turn(sim, 23, 24)
        assert [seq for seq, _ in await received(events)] == [6, 7, 0, 1]


async def test_a_sid_that_nobody_got(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        sim.faults.add(RENDERING, WrongSid(), times=1)
        await turn(sim, 21, 22)
        assert [(await events.next()).sid == events.sid for _ in range(2)] == [False, True]


async def test_expiry_before_the_time(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(RENDERING, EarlyExpiry(60))
    async with subscribe(sim["Kitchen"], RENDERING, timeout="Second-3600") as events:
        await events.next()
        await sim.clock.advance(seconds=59)
        await turn(sim, 25)
        assert (await events.next()).seq == 1
        await sim.clock.advance(seconds=1)
        await turn(sim, 26)
        await events.none()
        assert (await events.renew()).status == 412


async def test_a_player_that_forgets_its_subscriptions(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with (
        subscribe(sim["Kitchen"], RENDERING) as events,
        subscribe(sim["Kitchen"], "ZoneGroupTopology") as others,
    ):
        await events.next()
        sim.faults.add(LoseSubscriptions(RENDERING), after=5)
        assert (await events.renew()).status == 200
        await sim.clock.advance(seconds=5)
        assert [(await events.renew()).status, (await others.renew()).status] == [412, 200]


@pytest.mark.parametrize(
    ("at", "status", "seen"),
    [
        ("SUBSCRIBE *", 412, [412, 200, 200]),
        ("RENEW RenderingControl", 412, [200, 412, 200]),
        ("UNSUBSCRIBE *", 412, [200, 200, 412]),
        ("SUBSCRIBE RenderingControl", 503, [503, 200, 200]),
        ("RENEW AVTransport", 412, [200, 200, 200]),
    ],
)
async def test_refused_subscriptions(simulate: Simulate, at: str, status: int, seen: list[int]) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        sim.faults.add(at, RefuseSubscription(status))
        headers = {"CALLBACK": f"<http://127.0.0.1:{events.listener.port}/>", "NT": "upnp:event"}
        new = await request(sim["Kitchen"], "SUBSCRIBE", path_of(RENDERING, "Event"), headers)
        assert [new.status, (await events.renew()).status, (await events.unsubscribe()).status] == seen


async def test_failed_deliveries_end_a_subscription(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"delivery_failures": 2})
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        await sim.settle()
        sim.faults.add(RENDERING, FailDelivery(), times=2)
        await turn(sim, 21)
        assert (await events.renew()).status == 200
        await turn(sim, 22)
        assert (await events.renew()).status == 412
    assert "dropped" in sim.journal.failed_deliveries[-1].problem


async def test_events_after_the_end(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(NotifyAfterUnsubscribe(2))
    async with subscribe(sim["Kitchen"], RENDERING) as events:
        await events.next()
        assert (await events.unsubscribe()).status == 200
        assert [(await events.next()).seq for _ in range(2)] == [1, 2]
        await sim.settle()
        await turn(sim, 25)
        await events.none()
        assert (await events.renew()).status == 412


async def body_with(sim: Simulator, change: object, service: str = RENDERING) -> Event:
    async with subscribe(sim["Kitchen"], service) as events:
        await events.next()
        sim.faults.add(service, MutateBody(change), times=1)
        await turn(sim, 25)
        return await events.next()


@pytest.mark.parametrize("change", [bare_ampersand, control_character])
async def test_a_last_change_that_is_no_xml(simulate: Simulate, change: object) -> None:
    event = await body_with(await simulate("Kitchen"), change)
    with pytest.raises(ParseError):
        _ = event.changes


async def test_a_variable_too_many(simulate: Simulate) -> None:
    event = await body_with(await simulate("Kitchen"), unknown_variable)
    assert list(event.properties) == ["ShineOn", "LastChange"]


async def test_a_variable_is_missing(simulate: Simulate) -> None:
    event = await body_with(await simulate("Kitchen"), without_variable("Volume"))
    assert "Volume/Master" not in event.changes
    assert "Volume/LF" in event.changes


async def test_a_property_is_missing(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("ZoneGroupTopology", MutateBody(without_variable("ZoneGroupState")))
    async with subscribe(sim["Kitchen"], "ZoneGroupTopology") as events:
        assert "ZoneGroupState" not in (await events.next()).properties


async def test_a_res_with_nothing_in_it(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    item = (
        '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
        '<item id="1"><res protocolInfo="http-get:*:audio/mpeg:*">http://127.0.0.1:9/a.mp3</res>'
        "<dc:title>A</dc:title></item></DIDL-Lite>"
    )
    await call(
        sim["Kitchen"], "AVTransport", "SetAVTransportURI",
        CurrentURI="http://127.0.0.1:9/a.mp3", CurrentURIMetaData=item,
    )  # fmt: skip
    sim.faults.add("AVTransport", MutateBody(empty_res))
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        metadata = (await events.next()).changes["CurrentTrackMetaData"]
    assert "<res/>" in metadata
    assert "a.mp3" not in metadata
