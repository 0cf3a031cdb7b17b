"""States that pass, plans that change, and sources that name no queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household import playback
from sonos_sim.household.loading import set_uri
from sonos_sim.household.plans import Plan
from sonos_sim.household.sources import Source, SourceKind
from tests.support.offline import PLAYING, TRANSITIONING, code, make, now
from tests.support.playing import fill

if TYPE_CHECKING:
    from sonos_sim import Player
    from sonos_sim.household.deck import TransportState


def test_seconds_in_transition() -> None:
    household, (kitchen,) = make(transition_time=2.0)
    fill(kitchen, *"AB", seconds=100)
    playback.play(kitchen)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (TRANSITIONING, 1, 0)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (PLAYING, 1, 0)
    household.clock.advance(seconds=100)
    assert now(kitchen) == (PLAYING, 2, 0)


def test_a_state_that_lasts_no_time_is_shown() -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"AB")
    seen: list[TransportState] = []
    household.checkpoints.append(lambda: seen.append(kitchen.transport.state))
    playback.play(kitchen)
    playback.step(kitchen, 1)
    assert seen == [TRANSITIONING, TRANSITIONING]
    household.clock.advance(seconds=300)
    assert seen == [TRANSITIONING, TRANSITIONING]


def test_a_plan_can_be_changed_and_taken_back() -> None:
    household, (kitchen,) = make()
    rung: list[float] = []

    def ring(player: Player) -> None:
        rung.append(household.clock.now())

    start = household.clock.now()
    kitchen.transport.plans.set(Plan.ALARM, start + 5, ring)
    kitchen.transport.plans.set(Plan.ALARM, start + 7, ring)
    household.clock.advance(seconds=10)
    assert rung == [start + 7]
    kitchen.transport.plans.set(Plan.ALARM, start + 20, ring)
    assert kitchen.transport.plans.drop(Plan.ALARM)
    assert not kitchen.transport.plans.drop(Plan.ALARM)
    household.clock.advance(minutes=1)
    assert rung == [start + 7]


def test_a_source_that_names_no_queue() -> None:
    assert Source(SourceKind.QUEUE, "x-rincon-queue:R#x").queue_id == -1
    _, (kitchen,) = make()
    assert code(lambda: set_uri(kitchen, f"x-rincon-queue:{kitchen.uuid}#1", "")) == 714
    kitchen.add_queue("owner")
    set_uri(kitchen, f"x-rincon-queue:{kitchen.uuid}#1", "")
    assert kitchen.transport.queue is kitchen.queues[1]
