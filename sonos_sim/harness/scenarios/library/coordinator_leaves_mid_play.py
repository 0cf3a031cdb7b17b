"""The coordinator leaves its group, and the music goes on elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower = stage.rooms[:2]
    stage.household.groups.join(follower, leader.uuid)
    play_queue(leader)
    yield 60
    stage.household.groups.leave(leader)
    yield 30
    stage.mark("left")
    yield 60


SCENARIO = Scenario(
    name="coordinator-leaves-mid-play",
    group="topology",
    title="The coordinator leaves while music plays",
    imitates="Another member becomes the coordinator, keeps queue and music; the one that left is stopped and empty.",
    sources=(
        "https://github.com/home-assistant/core/pull/22004",
        "https://github.com/punxaphil/custom-sonos-card/issues/714",
        "https://github.com/jishi/node-sonos-http-api/issues/491",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    task="90 s after the start: pause the music of the second room",
    steps=_steps,
    oracle=(
        commands_coordinators("left"),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
