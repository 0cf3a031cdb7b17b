"""A room that is a member of a group is told to pause."""

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
    play_queue(leader)
    yield 60
    stage.household.groups.join(follower, leader.uuid)
    yield 30
    stage.mark("joined")
    yield 60


SCENARIO = Scenario(
    name="command-to-non-coordinator",
    group="soap-faults",
    title="A command to a member of a group",
    imitates="Transport commands work at the coordinator alone: a member answers 701 or 800.",
    sources=(
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/274",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/142",
        "https://github.com/thlucas1/homeassistantcomponent_spotifyplus/issues/87",
    ),
    severity="high",
    task="90 s after the start: pause the music of the second room",
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
