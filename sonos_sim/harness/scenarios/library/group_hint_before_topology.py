"""A room has joined another, as its own transport says; the topology follows 20 seconds later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import COMMANDS, is_silent, takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_LAG = 20.0
"""Seconds from a change of groups until the topology tells it."""
_SINCE = 2.0
"""Seconds from the join to the mark."""


def _prepare(household: Household) -> None:
    household.override(topology_lag=_LAG)


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower = stage.rooms[:2]
    play_queue(leader)
    yield 60
    stage.household.groups.join(follower, leader.uuid)
    yield _SINCE
    stage.mark("joined")
    yield 90


def _is_told_in_time(stage: Stage) -> str:
    calls = filter(stage.after("joined"), stage.journal.calls("AVTransport.*", player=stage.rooms[0].uuid))
    told = [call.at - stage.marks["joined"] for call in calls if call.record.action in COMMANDS]
    if not told:
        return "it was told nothing"
    return "" if min(told) < _LAG - _SINCE else f"it was told {min(told):.0f} s after the join had shown"


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
    task="62 s after the start: pause the music of the second room, without waiting for the topology",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("the coordinator is told before the topology says that it leads", _is_told_in_time),
        takes_no_for_an_answer("AVTransport.*", 1),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
