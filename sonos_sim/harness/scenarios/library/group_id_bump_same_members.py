"""A group gets another id, and is the same group."""

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
    stage.household.groups.join(follower, leader.uuid)
    yield 60
    # A round trip: as before, but for the id.
    stage.household.groups.leave(follower)
    stage.household.groups.join(follower, leader.uuid)
    stage.household.groups.renew_id(leader)
    yield 30
    stage.mark("renewed")
    yield 60


SCENARIO = Scenario(
    name="group-id-bump-same-members",
    group="topology",
    title="A group gets another id",
    imitates=(
        "After rooms went and came back, the number in the group's id is another; members and coordinator are as "
        "before."
    ),
    sources=(
        "https://github.com/svrooij/node-sonos-ts/pull/225",
        "https://github.com/dakboard/DAKboard/issues/2209",
        "https://github.com/raycast/extensions/pull/11969",
    ),
    severity="low",
    task="remember the group of the second room at the start; 90 s after it: pause the music of that group",
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
