"""Events of the volume lag behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import DelayEvent
from sonos_sim.harness.scenarios.base import Scenario, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_LAG = 3.0


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("NOTIFY RenderingControl", DelayEvent(_LAG))
    yield 60
    stage.mark("ready")
    yield 60


def _forward(stage: Stage) -> str:
    sent = [int(c.record.arguments["DesiredVolume"]) for c in stage.journal.calls("RenderingControl.SetVolume")]
    return "" if sent == [30, 40, 50] else f"it set the volume to {sent}"


def _loud(stage: Stage) -> str:
    volume = stage.rooms[0].rendering.volume
    return "" if volume == 50 else f"the volume is {volume}"


SCENARIO = Scenario(
    name="volume-event-echo",
    group="volume",
    title="Old volumes come late",
    imitates=("Somebody drags a slider; events of the volumes on the way come back when it is elsewhere already."),
    sources=(
        "https://github.com/sonos-web/sonos-web/issues/30",
        "https://github.com/OpenSurface/SonosESP/issues/140",
        "https://github.com/music-assistant/support/issues/6110",
    ),
    severity="low",
    task="60 s after the start: turn the first room to 30, 40 and 50",
    steps=_steps,
    oracle=(
        Statement("it sends 30, 40 and 50, and no echo", _forward),
        Statement("the volume stays at 50", _loud),
    ),
)
