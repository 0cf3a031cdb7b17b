"""A room has left its group, and nothing says yet that it is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import DelayEvent
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import does_not_call, is_silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower = stage.rooms[:2]
    play_queue(leader)
    stage.household.groups.join(follower, leader.uuid)
    yield 60
    stage.faults.add("NOTIFY AVTransport", DelayEvent(60), player=follower, lasting=1)
    stage.household.groups.leave(follower)
    yield 10
    stage.mark("left")
    yield 90


def _is_leaver(stage: Stage, player: str, arguments: dict[str, str]) -> bool:
    return player == stage.rooms[1].uuid


SCENARIO = Scenario(
    name="unjoined-member-keeps-playing-state",
    group="topology",
    title="A room that has left seems to play on",
    imitates=(
        "What a member told while it followed stands until its own transport speaks again: the room is silent, and "
        "shows the track of the group it left (that the event is late is inferred)."
    ),
    sources=(
        "https://github.com/ioBroker/ioBroker.sonos/issues/121",
        "https://github.com/openhab/openhab-addons/pull/13241",
    ),
    severity="medium",
    task="70 s after the start: pause every room that plays",
    steps=_steps,
    oracle=(
        does_not_call("AVTransport.Pause", "it pauses no room that is silent", _is_leaver),
        is_silent(lambda stage: stage.rooms[0]),
    ),
)
