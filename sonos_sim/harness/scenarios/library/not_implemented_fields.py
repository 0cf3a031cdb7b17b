"""The television plays, and most fields of the position say NOT_IMPLEMENTED."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import announces
from sonos_sim.harness.scenarios.statements import plays
from sonos_sim.household.inputs import tv_source
from sonos_sim.household.playback import play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


def _bar(stage: Stage) -> Player:
    return stage.able("home-theatre")


def _steps(stage: Stage) -> Iterator[float]:
    _bar(stage).transport.load(tv_source(_bar(stage)))
    play(_bar(stage))
    yield 60
    stage.mark("watching")
    yield 120


SCENARIO = Scenario(
    name="not-implemented-fields",
    group="playback",
    title="Nothing is known of the position",
    imitates=(
        "With television, line-in, or nothing loaded, GetPositionInfo says NOT_IMPLEMENTED for times and 2147483647 "
        "for counters; parsers of times fail on it."
    ),
    sources=(
        "https://github.com/duncan3dc/sonos/issues/3",
        "SoCo/SoCo soco/core.py",
        "home-assistant/core homeassistant/components/sonos/media.py",
    ),
    severity="medium",
    models={"home-theatre": "S9"},
    task="60 s after the start: announce a clip in the room that plays the television, and restore",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        announces("watching"),
        plays("the television is back", _bar, lambda stage: tv_source(_bar(stage)).uri),
    ),
)
