"""Unmodified SoCo meets the faults of events: it looks at no SEQ and passes on what comes, in the order it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import soco
from soco import events_asyncio

from sonos_sim import Clock
from sonos_sim.harness.gena_faults import (
    DelayEvent,
    Double,
    Drop,
    FailDelivery,
    Gap,
    HurryFirst,
    MutateBody,
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
from tests.support.client import WAIT
from tests.support.soco_events import heard, numbered, subscribed, turn

if TYPE_CHECKING:
    from sonos_sim.harness.faults import Fault
    from tests.peers.conftest import Speakers, Start

RENDERING = "NOTIFY RenderingControl"
TOPOLOGY = "NOTIFY ZoneGroupTopology"
URL = "http://127.0.0.1:9/song.mp3"


def name(value: object) -> str | None:
    return getattr(getattr(value, "change", None), "__name__", getattr(value, "name", None))


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    ("fault", "numbers"),
    [
        (Drop(), [(2, "22"), (3, "23")]),
        (FailDelivery(), [(2, "22"), (3, "23")]),
        (Double(), [(1, "21"), (1, "21"), (2, "22"), (3, "23")]),
        (DelayEvent(5), [(2, "22"), (3, "23"), (1, "21")]),
        (Gap(5), [(6, "21"), (7, "22"), (8, "23")]),
        (ResetSeq(), [(0, "21"), (1, "22"), (2, "23")]),
        (WrongSid(), [(2, "22"), (3, "23")]),
        (MutateBody(bare_ampersand), [(2, "22"), (3, "23")]),
        (MutateBody(control_character), [(2, "22"), (3, "23")]),
        (MutateBody(unknown_variable), [(1, "21"), (2, "22"), (3, "23")]),
        (MutateBody(without_variable("Volume")), [(1, None), (2, "22"), (3, "23")]),
    ],
    ids=name,
)
def test_one_event_that_comes_wrong(
    start: Start, speakers: Speakers, fault: Fault, numbers: list[tuple[int, str | None]]
) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    with subscribed(sim, kitchen) as subscription:
        assert numbered([subscription.events.get(timeout=WAIT)]) == [(0, "20")]
        planned = sim.faults.add(RENDERING, fault, times=1)
        turn(sim, 21, 22, 23)
        sim.clock.advance(seconds=5)
        assert numbered(heard(sim, subscription)) == numbers
        assert planned.fired == 1
        assert subscription.is_subscribed
        assert kitchen.volume == 23


@pytest.mark.usefixtures("threads")
def test_the_unknown_and_what_is_left_of_the_known(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        subscription.events.get(timeout=WAIT)
        sim.faults.add(RENDERING, MutateBody(unknown_variable), times=1)
        sim.faults.add(RENDERING, MutateBody(without_variable("Volume")), times=1)
        turn(sim, 21, 22)
        first, second = heard(sim, subscription)
    assert first.variables == {"shine_on": "1", "volume": {"Master": "21", "LF": "100", "RF": "100"}}
    assert second.variables == {"volume": {"LF": "100", "RF": "100"}}


@pytest.mark.usefixtures("threads")
def test_a_subscription_that_is_dead_while_renewals_succeed(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = speakers(sim)
    with subscribed(sim, zones["Kitchen"], requested_timeout=600) as dead, subscribed(sim, zones["Office"]) as alive:
        dead.events.get(timeout=WAIT)
        alive.events.get(timeout=WAIT)
        fault = sim.faults.add("RenderingControl", Drop(), player="Kitchen")
        turn(sim, *range(30, 40))
        turn(sim, 5, room="Office")
        dead.renew(requested_timeout=300)
        assert (dead.is_subscribed, dead.timeout, heard(sim, dead)) == (True, 300, [])
        assert numbered(heard(sim, alive)) == [(1, "5")]
        fault.remove()
        turn(sim, 50)
        assert numbered(heard(sim, dead)) == [(11, "50")]


@pytest.mark.usefixtures("threads")
def test_the_last_state_is_never_told(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped(), fetch_media=False, transition_time=2.0)
    kitchen = speakers(sim)["Kitchen"]
    with subscribed(sim, kitchen, "avTransport") as subscription:
        subscription.events.get(timeout=WAIT)
        sim.faults.add("AVTransport", Drop(containing="&quot;PLAYING&quot;"))
        kitchen.play_uri(URL)
        sim.clock.advance(seconds=2)
        assert heard(sim, subscription)[-1].variables["transport_state"] == "TRANSITIONING"
        assert kitchen.get_current_transport_info()["current_transport_state"] == "PLAYING"


@pytest.mark.usefixtures("threads")
def test_events_in_pairs_the_second_first(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        subscription.events.get(timeout=WAIT)
        sim.faults.add(RENDERING, Reorder())
        turn(sim, 21, 22, 23, 24)
        assert numbered(heard(sim, subscription)) == [(2, "22"), (1, "21"), (4, "24"), (3, "23")]


@pytest.mark.usefixtures("threads")
def test_a_topology_that_was_overtaken_is_believed_while_the_subscription_lasts(
    start: Start, speakers: Speakers
) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    groups = sim.household.groups
    with subscribed(sim, kitchen, "zoneGroupTopology") as subscription:
        subscription.events.get(timeout=WAIT)
        assert len(kitchen.all_groups) == 2
        sim.faults.add(TOPOLOGY, Reorder(containing="ZoneGroupState"), player="Kitchen")
        sim.do(lambda: groups.join(sim["Office"], sim["Kitchen"].uuid))
        sim.do(lambda: groups.leave(sim["Office"]))
        assert [event.seq for event in heard(sim, subscription)] == ["2", "1"]
        kitchen.zone_group_state.clear_cache()
        assert (len(kitchen.all_groups), len(groups)) == (1, 2)
    assert len(kitchen.all_groups) == 2


@pytest.mark.usefixtures("threads")
def test_a_first_event_that_comes_late(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    sim.faults.add("RenderingControl", WithholdFirst(10))
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        assert heard(sim, subscription) == []
        turn(sim, 30)
        sim.clock.advance(seconds=10)
        assert numbered(heard(sim, subscription)) == [(1, "30"), (0, "20")], "the stale state comes last"


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("fault", [WithholdFirst(10), MutateBody(without_variable("ZoneGroupState"))], ids=name)
def test_without_the_first_topology_there_are_no_rooms(start: Start, speakers: Speakers, fault: Fault) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    planned = sim.faults.add("ZoneGroupTopology", fault)
    with subscribed(sim, kitchen, "zoneGroupTopology"):
        sim.settle()
        assert (kitchen.all_groups, kitchen.group, kitchen.player_name) == (set(), None, None)
        planned.remove()
        sim.clock.advance(seconds=10)
        sim.do(lambda: setattr(sim["Office"].device, "name", "Study"))
        assert {zone.player_name for zone in kitchen.visible_zones} == {"Kitchen", "Study"}


@pytest.mark.usefixtures("threads")
def test_the_first_event_waits_until_the_sid_is_known(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    fault = sim.faults.add("SUBSCRIBE RenderingControl", HurryFirst(0.05))
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        assert numbered([subscription.events.get(timeout=WAIT)]) == [(0, "20")]
        assert fault.fired == 1
        assert not sim.journal.failed_deliveries


@pytest.mark.usefixtures("threads")
def test_three_bodies_that_are_no_xml_end_the_subscription(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        subscription.events.get(timeout=WAIT)
        fault = sim.faults.add(RENDERING, MutateBody(bare_ampersand))
        turn(sim, 21, 22, 23)
        fault.remove()
        turn(sim, 24)
        assert (heard(sim, subscription), subscription.is_subscribed) == ([], True)
        assert [failed.problem[:7] for failed in sim.journal.failed_deliveries] == ["ValueEr", "ValueEr", "dropped"]


@pytest.mark.usefixtures("threads")
def test_an_empty_res_is_an_item_without_an_address(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped(), fetch_media=False)
    kitchen = speakers(sim)["Kitchen"]
    kitchen.play_uri(URL, title="Song")
    fault = sim.faults.add("NOTIFY AVTransport", MutateBody(empty_res))
    with subscribed(sim, kitchen, "avTransport") as subscription:
        item = subscription.events.get(timeout=WAIT).variables["current_track_meta_data"]
        assert (item.title, [resource.uri for resource in item.resources]) == ("Song", [""])
        fault.remove()
        kitchen.pause()
        item = heard(sim, subscription)[-1].variables["current_track_meta_data"]
        assert [resource.uri for resource in item.resources] == [URL]


# The other listener, which asyncio runs and nothing locks


async def listening(speaker: soco.SoCo) -> tuple[events_asyncio.Subscription, list[Any]]:
    received: list[Any] = []
    return await events_asyncio.Subscription(speaker.renderingControl, received.append).subscribe(), received


@pytest.mark.usefixtures("in_the_loop")
async def test_asyncio_loses_a_first_event_that_comes_before_the_sid(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    fault = sim.faults.add("SUBSCRIBE RenderingControl", HurryFirst())
    subscription, received = await listening(speakers(sim)["Kitchen"])
    await sim.settle()
    assert (fault.fired, received) == (1, [])
    await sim.people.turns_knob("Kitchen", +5)
    assert numbered(received) == [(1, "25")]
    await subscription.unsubscribe()


@pytest.mark.usefixtures("in_the_loop")
@pytest.mark.parametrize("change", [bare_ampersand, control_character])
async def test_asyncio_answers_500_to_what_is_no_xml(start: Start, speakers: Speakers, change: Any) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    subscription, received = await listening(speakers(sim)["Kitchen"])
    await sim.settle()
    sim.faults.add(RENDERING, MutateBody(change), times=2)
    for _ in range(3):
        await sim.people.turns_knob("Kitchen", +1)
    assert numbered(received) == [(0, "20"), (3, "23")]
    assert [failed.status for failed in sim.journal.failed_deliveries] == [500, 500]
    await subscription.unsubscribe()
