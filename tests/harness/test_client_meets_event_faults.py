"""The bundled client meets faults of events: what it reports, and that it knows the truth in the end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sonos_client import ProblemKind, gena
from sonos_client.services import AVTransportChange, RenderingControl, RenderingControlChange

from sonos_sim.harness.gena_faults import (
    DelayEvent,
    Double,
    Drop,
    EventFault,
    FailDelivery,
    Gap,
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
from tests.support.client import WAIT, ManualTimers, until
from tests.support.meeting import SONG, arriving, connected, kinds, master, name_of, problems_of, turn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client import Household, Watch
    from sonos_client.gena import Notification

    from tests.conftest import Simulate

AT_35 = "&quot;35&quot;"
GAP, MALFORMED, RESTORED = ProblemKind.GAP, ProblemKind.MALFORMED, ProblemKind.RESTORED


async def following(changes: Watch[RenderingControlChange]) -> RenderingControlChange:
    return await asyncio.wait_for(anext(changes), WAIT)


async def told(changes: Watch[RenderingControlChange], volume: int) -> None:
    """Until a change tells this volume."""
    while ((await following(changes)).volume or {}).get("Master") != volume:
        pass


@asynccontextmanager
async def unjudged(household: Household) -> AsyncIterator[list[Notification]]:
    """The events of the kitchen's volume as they arrive, with nobody to judge and mend them."""
    arrived: list[Notification] = []

    def receive(notification: Notification) -> bool:
        arrived.append(notification)
        return True

    address, service = household["Kitchen"].address, RenderingControl
    url = await household.hub.server.open(address, receive)
    grant = await gena.subscribe(household.transport, address, service, url, 600)
    await until(lambda: arrived)
    yield arrived
    await gena.unsubscribe(household.transport, address, service, grant.sid)


@pytest.mark.parametrize(
    ("fault", "arrives", "problem"),
    [
        (Drop(), [0, 2], GAP),
        (Double(), [0, 1, 1, 2, 3], None),
        (Double(5), [0, 1, 1, 1, 1, 1, 2, 3], None),
        (Reorder(), [0, 2], GAP),
        (Gap(), [0, 2], GAP),
        (Gap(3), [0, 4], GAP),
        (ResetSeq(), [0, 0, 1, 2], None),
        (ResetSeq(7), [0, 7], GAP),
        (WrongSid(), [0, 1, 2], GAP),
        (WrongSid("uuid:RINCON_7"), [0, 1, 2], GAP),
        (MutateBody(bare_ampersand), [0, 1, 2, 3], None),
        (MutateBody(control_character), [0, 1], MALFORMED),
        (MutateBody(unknown_variable), [0, 1, 2, 3], None),
        (MutateBody(without_variable("Volume")), [0, 1, 2, 3], None),
    ],
    ids=name_of,
)
async def test_events_that_come_wrong_do_not_leave_it_in_error(
    simulate: Simulate, fault: EventFault, arrives: list[int], problem: ProblemKind | None
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        problems, arrived = problems_of(household), arriving(household)
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            assert (await following(changes)).initial
            planned = sim.faults.add("NOTIFY RenderingControl", fault, times=1)
            for volume in (30, 35, 40):
                turn(sim, volume)
                await sim.settle()
            assert planned.fired == 1
            await told(changes, 40)
        assert [event.sequence for event in arrived][: len(arrives)] == arrives
        if isinstance(fault, WrongSid):
            assert [event.sid == fault.sid for event in arrived[:3]] == [False, True, False]
        assert kinds(problems) - {RESTORED} == ({problem} if problem else set())


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (Drop(seq=2), [0, 1, 3]),
        (Drop(containing=AT_35), [0, 1, 3]),
        (FailDelivery(seq=2), [0, 1, 3]),
        (FailDelivery(containing=AT_35), [0, 1, 3]),
        (Double(seq=2), [0, 1, 2, 2, 3]),
        (Double(containing=AT_35), [0, 1, 2, 2, 3]),
        (DelayEvent(4, seq=2), [0, 1, 3, 2]),
        (DelayEvent(4, containing=AT_35), [0, 1, 3, 2]),
        (Reorder(containing=AT_35), [0, 1, 3]),
        (Gap(containing=AT_35), [0, 1, 3, 4]),
        (MutateBody(without_variable("Volume"), seq=2), [0, 1, 2, 3]),
        (MutateBody(without_variable("Volume"), containing=AT_35), [0, 1, 2, 3]),
    ],
    ids=name_of,
)
async def test_only_the_event_that_is_meant_comes_wrong(
    simulate: Simulate, fault: EventFault, arrives: list[int]
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, unjudged(household) as arrived:
        planned = sim.faults.add("NOTIFY RenderingControl", fault)
        for volume in (30, 35, 40):
            turn(sim, volume)
            await sim.settle()
        await sim.clock.advance(seconds=4)
        assert [event.sequence for event in arrived] == arrives
        assert planned.fired == 1
        if isinstance(fault, MutateBody):
            told = [b"&lt;Volume channel=&quot;Master" in event.body for event in arrived]
            assert told == [True, True, False, True]


async def test_every_event_of_a_pair_comes_behind_the_next(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, unjudged(household) as arrived:
        with sim.faults.add("NOTIFY RenderingControl", Reorder()):
            for volume in (30, 35, 40, 45, 50):
                turn(sim, volume)
                await sim.settle()
        turn(sim, 55)
        await sim.settle()
        assert [event.sequence for event in arrived] == [0, 2, 1, 4, 3, 6]


async def test_jitter_makes_events_overtake_each_other(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, unjudged(household) as arrived:
        for fault, keep_order in ((DelayEvent(10), True), (DelayEvent(10, jitter=8), False)):
            with sim.faults.add("RenderingControl", fault):
                arrived.clear()
                for volume in range(30, 40):
                    turn(sim, volume + (0 if keep_order else 10))
                    await sim.settle()
                await sim.clock.advance(seconds=1)
                assert not arrived
                for _ in range(17):
                    await sim.clock.advance(seconds=1)
            order = [event.sequence or 0 for event in arrived]
            assert (len(order), order == sorted(order)) == (10, keep_order)


async def test_what_is_told_of_events_that_can_be_read_in_part(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        await following(changes)
        with sim.faults.add("NOTIFY RenderingControl", MutateBody(bare_ampersand)):
            turn(sim, 30)
            change = await following(changes)
            assert ("Master" in (change.volume or {}), change.unreadable) == (False, ("Volume/Master",))
        with sim.faults.add("NOTIFY RenderingControl", MutateBody(unknown_variable)):
            turn(sim, 35)
            change = await following(changes)
            assert (master(change), change.raw["ShineOn"]) == (35, "1")
        with sim.faults.add("NOTIFY RenderingControl", MutateBody(without_variable("Volume"))):
            turn(sim, 40)
            change = await following(changes)
            assert "Volume/Master" not in change.raw


async def test_a_topology_event_without_topology_changes_nothing(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        problems = problems_of(household)
        at = "NOTIFY ZoneGroupTopology"
        with sim.faults.add(at, MutateBody(without_variable("ZoneGroupState"))) as planned:
            sim.household.groups.join(sim["Office"], sim["Kitchen"].uuid)
            await sim.settle()
            assert (planned.fired, len(household.groups)) == (1, 2)
        await sim.people.renames("Office", "Study")
        assert (len(household.groups), problems) == (1, [])
        assert [room.room for room in household.rooms] == ["Kitchen", "Study"]


async def test_an_empty_res_in_an_event(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_media": False})
    async with connected(sim) as household, household["Kitchen"].watch(AVTransportChange) as changes:
        problems = problems_of(household)
        await anext(changes)
        fault = sim.faults.add("NOTIFY AVTransport", MutateBody(empty_res))
        await household["Kitchen"].group.play_uri(SONG, title="Song")
        async with asyncio.timeout(WAIT):
            while "<res/>" not in (change := await anext(changes)).raw.get("CurrentTrackMetaData", ""):
                pass
        assert change.raw["CurrentTrackURI"] == SONG
        assert fault.fired
        assert not kinds(problems)


async def test_a_state_that_is_never_told(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_media": False})
    async with connected(sim) as household:
        heard: list[AVTransportChange] = []
        async with household["Kitchen"].watch(AVTransportChange, callback=heard.append):
            fault = sim.faults.add("AVTransport", Drop(containing="&quot;PLAYING&quot;"))
            await household["Kitchen"].group.play_uri(SONG)
            await sim.settle()
            assert fault.fired
            assert "PLAYING" not in {change.raw.get("TransportState") for change in heard}
            assert await household["Kitchen"].group.state() == "PLAYING"


async def test_an_event_that_is_overtaken(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        problems = problems_of(household)
        await anext(changes)
        sim.faults.add("NOTIFY RenderingControl", DelayEvent(4), times=1)
        for volume in (30, 35):
            turn(sim, volume)
            await sim.settle()
        heard = [master(await following(changes)) for _ in range(2)]
        await sim.clock.advance(seconds=4)
        await sim.settle()
        turn(sim, 40)
        heard.append(master(await following(changes)))
        assert heard == [35, 35, 40], "the state was asked for again, and 30 came too late"
        assert GAP in kinds(problems)


async def test_a_first_event_that_comes_late_is_polled_for(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household:
        problems = problems_of(household)
        fault = sim.faults.add("RenderingControl", WithholdFirst(10))
        watch = household["Kitchen"].watch(RenderingControlChange)
        opening = asyncio.create_task(watch.open())
        await asyncio.wait_for(fault.struck(), WAIT)
        await timers.wake(5, 5)
        await asyncio.wait_for(opening, WAIT)
        polled = await following(watch)
        assert (polled.polled, master(polled)) == (True, 20)
        assert kinds(problems) == {ProblemKind.NOTHING_ARRIVES}
        await sim.clock.advance(seconds=10)
        first = await following(watch)
        assert (first.polled, first.initial) == (False, True)
        assert kinds(problems) == {ProblemKind.NOTHING_ARRIVES, RESTORED}
        await watch.close()


async def test_a_subscription_that_is_dead_while_renewals_succeed_is_noticed(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        problems = problems_of(household)
        await following(changes)
        planned = sim.faults.add("NOTIFY RenderingControl", Drop())
        turn(sim, 30)
        await sim.settle()
        renewals = 0
        while not kinds(problems):
            await timers.wake(240, 360)
            renewals += 1
        assert (kinds(problems), renewals > 10) == ({ProblemKind.SILENT}, True)
        planned.remove()
        turn(sim, 35)
        await told(changes, 35)
