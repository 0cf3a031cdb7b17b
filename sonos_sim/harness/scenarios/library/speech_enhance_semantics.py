"""Speech enhancement is a switch here and a level there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.eq import get_eq

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(_stage: Stage) -> Iterator[float]:
    yield 60


def _is_on(stage: Stage) -> str:
    for room in stage.rooms:
        if room.profile.can("home-theatre"):
            name = "SpeechEnhanceEnabled" if room.profile.can("speech-enhance") else "DialogLevel"
            if not get_eq(room, name):
                return f"{name} of {room.name} is 0"
    return ""


SCENARIO = Scenario(
    name="speech-enhance-semantics",
    group="firmware-model-drift",
    title="Speech enhancement means two things",
    imitates=(
        "DialogLevel is a switch on most soundbars; on an Arc Ultra it is a level, and SpeechEnhanceEnabled the switch."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/142881",
        "https://github.com/SoCo/SoCo/pull/987",
        "https://github.com/home-assistant/core/pull/150116",
    ),
    severity="medium",
    bundles=("firmware-night",),
    models={"home-theatre": "S14", "speech-enhance": "S45"},
    task="switch speech enhancement on in all rooms that have it",
    steps=_steps,
    oracle=(Statement("speech enhancement is on everywhere", _is_on),),
)
