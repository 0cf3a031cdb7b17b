"""Everything is to be silent at night, and some rooms are already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.household.playback import pause, stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    for room in stage.rooms[:4]:
        play_queue(room)
    stop(stage.rooms[0])
    pause(stage.rooms[2])
    yield 60
    stage.mark("night")
    yield 60


def _is_silent(stage: Stage) -> str:
    loud = [room.name for room in stage.rooms if not room.is_idle]
    return f"still playing: {', '.join(loud)}" if loud else ""


SCENARIO = Scenario(
    name="701-pause-not-playing",
    group="soap-faults",
    title="Pausing what does not play",
    imitates="Pause is refused with 701 by a room that is stopped or paused; an automation for the night stops there.",
    sources=(
        "https://github.com/home-assistant/core/issues/1977",
        "https://github.com/SoCo/SoCo/issues/454",
        "https://github.com/home-assistant/core/issues/4816",
        "https://github.com/zacharycohn/jukebox/issues/1",
        "https://github.com/smartgic/skill-sonos-controller/issues/9",
    ),
    severity="medium",
    bundles=("week-in-the-life",),
    rooms=4,
    task="60 s after the start: pause all rooms",
    steps=_steps,
    oracle=(
        Statement("all rooms are silent in the end", _is_silent),
        takes_no_for_an_answer("AVTransport.Pause"),
    ),
)
