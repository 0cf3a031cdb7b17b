"""A room gets another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import hears, subscribes_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

NAME = "Winter Garden"


def _steps(stage: Stage) -> Iterator[float]:
    room = stage.rooms[1]
    yield 60
    room.device.name = NAME
    yield 30
    stage.mark("renamed")
    yield 60
    stage.mark("knob")
    room.rendering.bass = 3
    yield 30


def _turned(stage: Stage) -> str:
    volume = stage.rooms[1].rendering.volume
    return "" if volume == 30 else f"it is at {volume}"


SCENARIO = Scenario(
    name="room-rename",
    group="topology",
    title="A room gets another name",
    imitates="Somebody renames a room: topology and DeviceProperties say so, and it is the same player as before.",
    sources=(
        "https://github.com/home-assistant/core/issues/59118",
        "https://github.com/AaronDavidSchneider/SonosAlarm/issues/21",
    ),
    severity="low",
    task=(
        "listen to RenderingControl of all rooms; 90 s after the start: turn the room that is called "
        f"{NAME!r} now to 30, by its name"
    ),
    steps=_steps,
    oracle=(
        Statement("the room is turned to 30", _turned),
        subscribes_sparingly(2),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[1]),
    ),
)
