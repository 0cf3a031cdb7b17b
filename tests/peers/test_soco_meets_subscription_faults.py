"""Unmodified SoCo meets the faults of subscriptions.

Its threads take every refusal for an answer (``if response and ...``, and a response that is an error is false), so a
program is told nothing when a subscription was refused or lost; its asyncio listener raises.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import soco
from aiohttp import ClientResponseError
from requests.exceptions import ConnectionError as BrokenConnection
from soco import events_asyncio
from soco.exceptions import SoCoException

from sonos_sim import Clock
from sonos_sim.harness.gena_faults import (
    EarlyExpiry,
    FailDelivery,
    LoseSubscriptions,
    NotifyAfterUnsubscribe,
    RefuseSubscription,
)
from sonos_sim.harness.state_faults import Switch
from sonos_sim.harness.transport_faults import EmptyReply, Headers, Refuse, Reset
from tests.support.client import WAIT
from tests.support.soco_events import heard, numbered, subscribed, turn

if TYPE_CHECKING:
    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate
    from tests.peers.conftest import Speakers, Start


def kept(sim: Simulator, room: str = "Kitchen") -> int:
    """How many subscriptions the player has."""
    return len(sim.network.servers[sim[room].uuid].subscriptions)


# Threads


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    ("at", "fault", "from_the_start"),
    [
        ("SUBSCRIBE RenderingControl", EarlyExpiry(60), True),
        ("NOTIFY RenderingControl", FailDelivery(), False),
        ("*", LoseSubscriptions("RenderingControl"), False),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_subscription_that_is_lost_is_not_missed(
    start: Start, speakers: Speakers, at: str, fault: Fault, from_the_start: bool
) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    planned = sim.faults.add(at, fault) if from_the_start else None
    with subscribed(sim, kitchen, requested_timeout=3600) as subscription:
        subscription.events.get(timeout=WAIT)
        planned = planned or sim.faults.add(at, fault)
        sim.clock.advance(seconds=60)
        turn(sim, 21, 22, 23)
        planned.remove()
        turn(sim, 24)
        assert (kept(sim), heard(sim, subscription)) == (0, [])
        subscription.renew()
        assert [(record.method, record.status) for record in sim.journal.requests][-1] == ("SUBSCRIBE", 412)
        assert (subscription.is_subscribed, subscription.timeout) == (True, 3600)
        with subscribed(sim, kitchen) as again:
            assert numbered([again.events.get(timeout=WAIT)]) == [(0, "24")]


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("status", [412, 503])
def test_a_refused_subscription_looks_like_a_subscription(start: Start, speakers: Speakers, status: int) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    with sim.faults.add("SUBSCRIBE RenderingControl", RefuseSubscription(status)):
        refused = kitchen.renderingControl.subscribe(requested_timeout=60)
    assert (refused.sid, refused.is_subscribed, refused.time_left) == (None, False, 0)
    with pytest.raises(SoCoException, match="before subscribing"):
        refused.renew()
    with subscribed(sim, kitchen) as granted:
        assert granted.events.get(timeout=WAIT).seq == "0"


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("status", [412, 503])
def test_a_refused_renewal_changes_nothing(start: Start, speakers: Speakers, status: int) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    with subscribed(sim, speakers(sim)["Kitchen"], requested_timeout=60) as subscription:
        with sim.faults.add("RENEW *", RefuseSubscription(status), times=1) as fault:
            subscription.renew(requested_timeout=600)
            assert (fault.fired, subscription.timeout, subscription.is_subscribed) == (1, 60, True)
        subscription.renew(requested_timeout=600)
        assert subscription.timeout == 600


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("fault", [RefuseSubscription(412), RefuseSubscription(503), Reset()], ids=lambda f: f.name)
def test_a_refused_end_is_an_end_for_soco_alone(start: Start, speakers: Speakers, fault: Fault) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    with subscribed(sim, speakers(sim)["Kitchen"]) as subscription:
        subscription.events.get(timeout=WAIT)
        sim.settle()
        sim.faults.add("UNSUBSCRIBE RenderingControl", fault)
        subscription.unsubscribe()
        assert (subscription.is_subscribed, kept(sim)) == (False, 1)
        with pytest.raises(SoCoException, match="once unsubscribed"):
            subscription.renew()


@pytest.mark.usefixtures("threads")
def test_slots_that_are_taken(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    with sim.faults.add(Switch(subscription_slots=2)):
        with subscribed(sim, kitchen) as first, subscribed(sim, kitchen) as second, subscribed(sim, kitchen) as third:
            assert [one.is_subscribed for one in (first, second, third)] == [True, True, False]
        with subscribed(sim, kitchen) as later:
            assert later.is_subscribed


@pytest.mark.usefixtures("threads")
def test_shorter_timeouts_are_taken_over(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    fault = sim.faults.add(Switch(max_timeout=60))
    with subscribed(sim, speakers(sim)["Kitchen"], requested_timeout=600) as subscription:
        assert subscription.timeout == 60
        assert 0 < subscription.time_left <= 60
        fault.remove()
        subscription.renew()
        assert subscription.timeout == 600


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("SUBSCRIBE RenderingControl", EmptyReply()),
        ("SUBSCRIBE RenderingControl", Reset(after=True)),
        ("*", Refuse()),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_a_player_that_cannot_be_asked_for_events(start: Start, speakers: Speakers, at: str, fault: Fault) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    assert kitchen.household_id == sim.household.id  # else giving up fails too, as it asks for that
    with sim.faults.add(at, fault):
        with pytest.raises(BrokenConnection):
            kitchen.renderingControl.subscribe()
        assert kitchen.renderingControl.subscribe(strict=False) is None
    with subscribed(sim, kitchen) as subscription:
        assert subscription.events.get(timeout=WAIT).seq == "0"


@pytest.mark.usefixtures("threads")
def test_a_renewal_that_meets_nobody_ends_the_subscription(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", clock=Clock.stopped())
    zones = speakers(sim)
    with (
        subscribed(sim, zones["Office"]) as other,
        subscribed(sim, zones["Kitchen"]) as strict,
        subscribed(sim, zones["Kitchen"]) as lenient,
    ):
        for one in (other, strict, lenient):
            one.events.get(timeout=WAIT)
        failed: list[Exception] = []
        lenient.auto_renew_fail = failed.append
        with sim.faults.add(Refuse(), player="Kitchen"):
            with pytest.raises(BrokenConnection):
                strict.renew()
            lenient.renew(strict=False)
        assert [type(error) for error in failed] == [BrokenConnection]
        assert [one.is_subscribed for one in (other, strict, lenient)] == [True, False, False]
        turn(sim, 21)
        assert (kept(sim), heard(sim, lenient)) == (2, []), "the player goes on, and nobody listens"


@pytest.mark.usefixtures("threads")
def test_other_header_lines_in_the_answer(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    kitchen = speakers(sim)["Kitchen"]
    with subscribed(sim, kitchen):  # so that the listener is not stopped while events come
        with sim.faults.add("SUBSCRIBE *", Headers(SID=None)), pytest.raises(KeyError, match="sid"):
            kitchen.renderingControl.subscribe()
        with sim.faults.add("SUBSCRIBE *", Headers(TIMEOUT="infinite")):
            endless = kitchen.renderingControl.subscribe()
        assert (endless.is_subscribed, endless.timeout) == (True, None)
        with pytest.raises(TypeError):  # how much time is left of None?
            endless.renew()
        assert not endless.is_subscribed


# The listener of asyncio


@pytest.mark.usefixtures("in_the_loop")
@pytest.mark.parametrize("status", [412, 503])
@pytest.mark.parametrize("at", ["SUBSCRIBE", "RENEW", "UNSUBSCRIBE"])
async def test_asyncio_raises_what_is_refused(start: Start, speakers: Speakers, at: str, status: int) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    subscription = events_asyncio.Subscription(speakers(sim)["Kitchen"].renderingControl)
    sim.faults.add(f"{at} RenderingControl", RefuseSubscription(status))

    async def live() -> None:
        await subscription.subscribe()
        await subscription.renew()
        await subscription.unsubscribe()

    with pytest.raises(ClientResponseError) as refused:
        await live()
    assert refused.value.status == status
    assert not subscription.is_subscribed
    assert kept(sim) == (at != "SUBSCRIBE")


@pytest.mark.usefixtures("in_the_loop")
async def test_asyncio_tells_of_a_lost_subscription_when_it_is_renewed(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", clock=Clock.stopped())
    failed: list[Any] = []
    subscription = await speakers(sim)["Kitchen"].renderingControl.subscribe()
    subscription.auto_renew_fail = failed.append
    await sim.settle()
    sim.faults.add(LoseSubscriptions())
    await subscription.renew(is_autorenew=True, strict=False)
    assert [error.status for error in failed] == [412]
    assert not subscription.is_subscribed


@pytest.mark.usefixtures("in_the_loop")
async def test_events_after_unsubscribe_are_answered_and_ignored(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    kitchen = soco.SoCo(sim["Kitchen"].address)
    await asyncio.to_thread(getattr, kitchen, "zone_group_state")  # asked for in the loop otherwise, where all is
    received: list[Any] = []
    subscription = events_asyncio.Subscription(kitchen.renderingControl, received.append)
    await subscription.subscribe()
    await sim.settle()
    fault = sim.faults.add("UNSUBSCRIBE RenderingControl", NotifyAfterUnsubscribe(2))
    await subscription.unsubscribe()
    await sim.settle()
    assert [event.seq for event in sim.journal.events("RenderingControl")] == [0, 1, 2]
    assert (fault.fired, [event.seq for event in received]) == (1, ["0"])
    assert (kept(sim), list(sim.journal.failed_deliveries)) == (0, [])
