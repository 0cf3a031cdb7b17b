"""The bundled client meets faults of subscriptions: it makes lost ones anew, and polls where it gets none."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from sonos_client import ProblemKind, gena
from sonos_client.services import RenderingControl, RenderingControlChange

from sonos_sim.harness.gena_faults import (
    EarlyExpiry,
    FailDelivery,
    HurryFirst,
    LoseSubscriptions,
    NotifyAfterUnsubscribe,
    RefuseSubscription,
)
from sonos_sim.harness.state_faults import Switch
from tests.support.client import WAIT, ManualTimers, until
from tests.support.meeting import arriving, connected, kinds, master, name_of, problems_of, skip, turn

if TYPE_CHECKING:
    from sonos_client import Watch
    from sonos_client.transport import Reply

    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate


async def following(changes: Watch[RenderingControlChange]) -> RenderingControlChange:
    return await asyncio.wait_for(anext(changes), WAIT)


def held(sim: Simulator) -> list[str]:
    """The services that the kitchen holds subscriptions to."""
    return sorted(subscription.service for subscription in sim.network.servers[sim["Kitchen"].uuid].subscriptions)


async def test_the_first_event_before_the_answer(simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        fault, arrived = sim.faults.add("SUBSCRIBE RenderingControl", HurryFirst()), arriving(household)
        ask, there = household.transport.request, list[int]()

        async def noted(*asked: Any) -> Reply:
            reply = await ask(*asked)
            there.append(len(arrived))
            return reply

        monkeypatch.setattr(household.transport, "request", noted)
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            assert there == [1], "the event was there when the answer came"
            assert master(await following(changes)) == 20
        assert fault.fired == 1


async def test_the_answer_does_not_wait_for_a_callback_for_ever(simulate: Simulate) -> None:
    sim, called = await simulate("Kitchen", behaviour={"delivery_timeout": 1000.0}), asyncio.Event()

    async def hold_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        called.set()
        await reader.read()
        writer.close()

    callback = await asyncio.start_server(hold_back, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{callback.sockets[0].getsockname()[1]}/"
    async with callback, connected(sim) as household:
        sim.faults.add("SUBSCRIBE RenderingControl", HurryFirst(patience=3))
        address = household["Kitchen"].address
        asking = asyncio.create_task(gena.subscribe(household.transport, address, RenderingControl, url, 600))
        await asyncio.wait_for(called.wait(), WAIT)
        skip(2)
        await household["Kitchen"].volume()
        assert not asking.done()
        skip(2)
        assert (await asyncio.wait_for(asking, WAIT)).seconds == 600


@pytest.mark.parametrize(
    ("at", "fault", "from_the_start"),
    [
        ("SUBSCRIBE RenderingControl", EarlyExpiry(60), True),
        ("RENEW RenderingControl", RefuseSubscription(412), True),
        ("NOTIFY RenderingControl", FailDelivery(), False),
        ("*", LoseSubscriptions("RenderingControl"), False),
    ],
    ids=name_of,
)
async def test_a_subscription_that_is_lost_is_made_anew(
    simulate: Simulate, at: str, fault: Fault, from_the_start: bool
) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household:
        problems = problems_of(household)
        planned = sim.faults.add(at, fault) if from_the_start else None
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            assert master(await anext(changes)) == 20
            planned = planned or sim.faults.add(at, fault)
            for volume in range(24, 34):
                await sim.clock.advance(seconds=6)
                turn(sim, volume)
                await sim.settle()
            assert not kinds(problems)
            if isinstance(fault, FailDelivery):
                planned.remove()
            await timers.wake(240, 360)  # The topology and the volume are renewed.
            await timers.wake(240, 360)
            await until(lambda: ProblemKind.LOST in kinds(problems))
            while not (change := await following(changes)).initial:
                pass
            assert master(change) == 33


async def test_a_subscription_is_forgotten_early_after_a_renewal_too(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household, household["Kitchen"].watch(RenderingControlChange):
        fault = sim.faults.add("RENEW RenderingControl", EarlyExpiry(30))
        await sim.clock.advance(seconds=300)
        assert held(sim) == ["RenderingControl", "ZoneGroupTopology"]
        await timers.wake(240, 360)
        await timers.wake(240, 360)
        await asyncio.wait_for(fault.struck(), WAIT)
        await sim.clock.advance(seconds=29)
        assert held(sim) == ["RenderingControl", "ZoneGroupTopology"]
        await sim.clock.advance(seconds=1)
        assert held(sim) == ["ZoneGroupTopology"]


@pytest.mark.parametrize(
    ("service", "left"), [("RenderingControl", ["ZoneGroupTopology"]), ("", [])], ids=["one service", "all"]
)
async def test_forgotten_subscriptions_are_noticed_at_the_end(
    simulate: Simulate, service: str, left: list[str]
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        await anext(changes)
        sim.faults.add(LoseSubscriptions(service))
        assert held(sim) == left
    answered = {(r.status, r.path) for r in sim.journal.requests if r.method == "UNSUBSCRIBE"}
    assert (412, "/MediaRenderer/RenderingControl/Event") in answered
    assert (200 if left else 412, "/ZoneGroupTopology/Event") in answered


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("*", RefuseSubscription(503)),
        ("SUBSCRIBE RenderingControl", RefuseSubscription(503)),
        ("SUBSCRIBE RenderingControl", RefuseSubscription(412)),
        ("*", Switch(subscription_slots=0)),
    ],
    ids=name_of,
)
async def test_without_subscriptions_it_polls(simulate: Simulate, at: str, fault: Fault) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household:
        problems = problems_of(household)
        planned = sim.faults.add(at, fault)
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            assert (await following(changes)).polled
            assert kinds(problems) == {ProblemKind.REFUSED}
            turn(sim, 33)
            await timers.wake(10, 10)
            change = await following(changes)
            assert (change.polled, master(change)) == (True, 33)
            planned.remove()
            await timers.wake(1, 3)
            change = await following(changes)
            assert (change.polled, change.initial) == (False, True)


async def test_a_renewal_that_is_refused_for_now(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        problems = problems_of(household)
        await following(changes)
        fault = sim.faults.add("RENEW RenderingControl", RefuseSubscription(503))
        await timers.wake(240, 360)  # The topology and the volume are renewed.
        await timers.wake(240, 360)
        change = await following(changes)
        assert (change.polled, change.initial) == (False, True), "another subscription in its place"
        assert (fault.fired, ProblemKind.REFUSED in kinds(problems)) == (1, True)


@pytest.mark.parametrize("status", [412, 503])
async def test_a_subscription_that_cannot_be_ended(simulate: Simulate, status: int) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        fault = sim.faults.add("UNSUBSCRIBE RenderingControl", RefuseSubscription(status))
        heard: list[RenderingControlChange] = []
        async with household["Kitchen"].watch(RenderingControlChange, callback=heard.append):
            pass
        assert (fault.fired, held(sim)) == (1, ["RenderingControl", "ZoneGroupTopology"])
        # It wants no more of its events, and says so: 412, by which the player ends it.
        turn(sim, 33)
        await until(lambda: held(sim) == ["ZoneGroupTopology"])
        assert len(heard) == 1


async def test_a_player_that_allows_short_subscriptions_only(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    sim.faults.add(Switch(max_timeout=60))
    async with connected(sim, timers):
        assert [request.method for request in sim.journal.requests].count("SUBSCRIBE") == 1
        await timers.wake(24, 36)
        await until(lambda: [request.method for request in sim.journal.requests].count("SUBSCRIBE") == 2)


@pytest.mark.parametrize(
    ("fault", "seqs"), [(NotifyAfterUnsubscribe(), [0, 1]), (NotifyAfterUnsubscribe(2), [0, 1, 2])], ids=name_of
)
async def test_events_after_unsubscribe_are_turned_away(simulate: Simulate, fault: Fault, seqs: list[int]) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add("UNSUBSCRIBE RenderingControl", fault)
        heard: list[RenderingControlChange] = []
        async with household["Kitchen"].watch(RenderingControlChange, callback=heard.append):
            pass
        await sim.settle()
        assert (planned.fired, len(heard)) == (1, 1)
        assert [event.seq for event in sim.journal.events("RenderingControl")] == seqs
        problem = "dropped: the callback answered 412"
        await until(lambda: [failed.problem for failed in sim.journal.failed_deliveries] == [problem])


@pytest.mark.parametrize(("times", "ends"), [(2, False), (3, True)])
async def test_a_player_gives_up_after_three_deliveries_that_fail(simulate: Simulate, times: int, ends: bool) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        arrived = arriving(household)
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            await following(changes)
            sim.faults.add("NOTIFY RenderingControl", FailDelivery(), times=times)
            for volume in range(30, 30 + times):
                turn(sim, volume)
                await sim.settle()
            assert ("RenderingControl" not in held(sim)) is ends
            assert [event.sequence for event in arrived] == [0]
