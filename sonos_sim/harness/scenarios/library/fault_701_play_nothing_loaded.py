"""Rooms have just left a group: nothing is loaded there, whatever is in their queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import now_playing, play_queue
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    leader, full, empty = stage.rooms[:3]
    play_queue(leader)
    play_queue(full)
    for room in (full, empty):
        stage.household.groups.join(room, leader.uuid)
    yield 50
    for room in (full, empty):
        stage.household.groups.leave(room)
    yield 10
    stage.mark("apart")
    yield 120


def _plays_its_queue(stage: Stage) -> str:
    room = stage.rooms[1]
    if not room.is_coordinator:
        return f"{room.name} plays what {room.coordinator.name} does"
    return "" if room.transport.queue and now_playing(room) else f"{room.name} is silent"


def _leaves_the_first_alone(stage: Stage) -> str:
    return "" if now_playing(stage.rooms[0]) else f"{stage.rooms[0].name} is silent"


SCENARIO = Scenario(
    name="701-play-nothing-loaded",
    group="soap-faults",
    title="Play with nothing loaded",
    imitates=(
        "A room that has left a group has nothing loaded and answers 701 to Play until its queue is selected; with an "
        "empty queue it goes on answering so."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/584",
        "https://github.com/duncan3dc/sonos/issues/21",
        "https://github.com/home-assistant/core/issues/95034",
    ),
    severity="high",
    rooms=3,
    task="60 s after the start: play its own queue in the second room, and in the third; one of them is empty",
    steps=_steps,
    oracle=(
        Statement("the room with a queue plays it", _plays_its_queue),
        Statement("the first room plays on", _leaves_the_first_alone),
        takes_no_for_an_answer("AVTransport.Play", 3),
    ),
)
