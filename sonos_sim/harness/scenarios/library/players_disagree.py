"""For minutes half of the players know only each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent
from sonos_sim.harness.state_faults import HoldView
from sonos_sim.household.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_ROOMS = 10
_SECONDS = 300.0


def _last(stage: Stage) -> Player:
    return stage.rooms[-1]


def _steps(stage: Stage) -> Iterator[float]:
    few = stage.rooms[: len(stage.rooms) // 2]
    known = {player.uuid for player in few}
    partial = tuple(group for group in stage.household.truth.groups if group.coordinator in known)
    stage.faults.add(HoldView(Topology(partial)), player=few, lasting=_SECONDS)
    yield 60
    leader = stage.rooms[-2]
    play_queue(leader)
    stage.household.groups.join(_last(stage), leader.uuid)
    yield _SECONDS
    stage.mark("agreed")
    yield 60


SCENARIO = Scenario(
    name="players-disagree",
    group="topology",
    title="Players do not agree who is there",
    imitates="In a large or parted network one player lists 19 members and another 34, for minutes.",
    sources=("https://github.com/ebaauw/homebridge-zp/issues/180",),
    severity="high",
    bundles=("big-house",),
    rooms=_ROOMS,
    task="6 min after the start, when they agree again: turn every room to 30, and pause the music of the last room",
    steps=_steps,
    oracle=(
        turns_rooms_to(30),
        commands_coordinators("agreed"),
        is_silent(_last),
    ),
)
