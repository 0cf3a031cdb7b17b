"""A room plays the line-in of another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import announces
from sonos_sim.harness.scenarios.statements import plays
from sonos_sim.household.inputs import line_in_source, play_line_in
from sonos_sim.household.playback import play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


def _port(stage: Stage) -> Player:
    return stage.able("line-in")


def _other(stage: Stage) -> Player:
    return next(player for player in stage.rooms if player is not _port(stage))


def _steps(stage: Stage) -> Iterator[float]:
    play_line_in(_port(stage))
    _other(stage).transport.load(line_in_source(_port(stage)))
    play(_other(stage))
    yield 60
    stage.mark("playing")
    yield 120


SCENARIO = Scenario(
    name="line-in-remote",
    group="playback",
    title="The line-in of another room",
    imitates=(
        "A room plays x-rincon-stream: with the UUID of the player that the record player is connected to; it has no "
        "duration, no position and no track, and a class of its own."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/729",
        "https://github.com/SoCo/SoCo/pull/965",
        "https://github.com/SoCo/SoCo/pull/456",
    ),
    severity="low",
    models={"line-in": "S23"},
    task="60 s after the start: announce a clip in the room that plays the line-in of another room, and restore",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        announces("playing"),
        plays("the line-in is back", _other, lambda stage: line_in_source(_port(stage)).uri),
    ),
)
