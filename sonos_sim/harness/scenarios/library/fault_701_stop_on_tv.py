"""The television sounds, and something is to be announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.patterns import announces
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.household.inputs import switch_tv_on, tv_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


def _room(stage: Stage) -> Player:
    return stage.able("home-theatre")


def _steps(stage: Stage) -> Iterator[float]:
    switch_tv_on(_room(stage))
    yield 60
    stage.mark("watching")
    yield 120


def _is_back(stage: Stage) -> str:
    source, wanted = _room(stage).transport.source.uri, tv_source(_room(stage)).uri
    return "" if source == wanted else f"{source} is loaded"


SCENARIO = Scenario(
    name="701-stop-on-tv",
    group="soap-faults",
    title="The television cannot be stopped",
    imitates="Stop, Pause and Previous are refused with 701 while a room plays the television.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/805",
        "https://github.com/bencevans/node-sonos/issues/148",
        "https://github.com/steipete/sonoscli/tree/main/internal/sonos",
    ),
    severity="medium",
    models={"home-theatre": "S9"},
    task="60 s after the start: announce a clip in the room with the television, and restore",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        announces("watching"),
        Statement("the television is back", _is_back),
        takes_no_for_an_answer("AVTransport.Stop"),
    ),
)
