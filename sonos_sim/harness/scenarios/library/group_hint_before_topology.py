"""A room has joined another, as its own transport says; the topology follows 20 seconds later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(topology_lag=20)


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower = stage.rooms[:2]
    play_queue(leader)
    yield 60
    stage.household.groups.join(follower, leader.uuid)
    yield 2
    stage.mark("joined")
    yield 90


SCENARIO = Scenario(
    name="group-hint-before-topology",
    group="topology",
    title="A room says first whom it follows",
    imitates=(
        "Whoever joins says PLAYING and x-rincon: with the coordinator's UUID at once; the topology shows it 0.2 to "
        "8 s later, or more."
    ),
    sources=(
        "https://github.com/home-assistant/core/pull/71026",
        "https://github.com/home-assistant/core/issues/120183",
        "https://github.com/home-assistant/core/issues/122673",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
    ),
    severity="high",
    task="62 s after the start: pause the music of the second room",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
