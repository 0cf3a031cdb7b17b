"""Rooms join one after the other; an earlier topology is delivered after the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import DelayEvent
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _last(stage: Stage) -> Player:
    return stage.rooms[-1]


def _steps(stage: Stage) -> Iterator[float]:
    leader, *others = stage.rooms
    play_queue(leader)
    yield 60
    for number, room in enumerate(others):
        if number == 1:
            stage.faults.add("NOTIFY ZoneGroupTopology", DelayEvent(20), lasting=0.5)
        stage.household.groups.join(room, leader.uuid)
        yield 1
    yield 30
    stage.mark("joined")
    yield 60


SCENARIO = Scenario(
    name="join-intermediate-states-reordered",
    group="topology",
    title="An old topology arrives last",
    imitates="When several rooms join at once, the snapshots on the way are delivered out of order.",
    sources=(
        "https://github.com/home-assistant/core/pull/159106",
        "https://github.com/home-assistant/core/pull/22006",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    rooms=5,
    task="94 s after the start: pause the music of the last room",
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(_last),
    ),
)
