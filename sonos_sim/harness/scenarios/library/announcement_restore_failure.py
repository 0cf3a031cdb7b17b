"""While a clip is announced in a group, somebody takes a room out of it and plays something else there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.patterns import announces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=20.0)


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower = stage.rooms[:2]
    play_queue(leader)
    stage.household.groups.join(follower, leader.uuid)
    stage.notes["music"] = leader.transport.source.uri
    yield 60
    stage.mark("grouped")
    yield 10
    stage.household.groups.leave(follower)
    play_queue(follower)
    stage.notes["chosen"] = follower.transport.source.uri
    yield 120


def _music_is_back(stage: Stage) -> str:
    source = stage.rooms[0].transport.source.uri
    return "" if source == stage.notes["music"] else f"{source or 'nothing'} is loaded, it was {stage.notes['music']}"


def _choice_stands(stage: Stage) -> str:
    source = stage.rooms[1].transport.source.uri
    return (
        ""
        if source == stage.notes["chosen"]
        else f"{source or 'nothing'} is loaded, somebody had chosen {stage.notes['chosen']}"
    )


SCENARIO = Scenario(
    name="announcement-restore-failure",
    group="playback",
    title="The world changes during an announcement",
    imitates="Between snapshot and restore groups change, and somebody starts something else.",
    sources=(
        "https://github.com/home-assistant/core/issues/21215",
        "https://github.com/home-assistant/core/pull/53277",
        "https://github.com/home-assistant/core/issues/145618",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    task="60 s after the start: announce a clip in the group, and restore what played",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        announces("grouped"),
        Statement("the music of the first room is back", _music_is_back),
        Statement("what somebody chose meanwhile in the second room is left alone", _choice_stands),
    ),
)
