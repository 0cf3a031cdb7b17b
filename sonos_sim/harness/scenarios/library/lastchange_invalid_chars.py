"""LastChange has a character that XML does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, control_character
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    stage.faults.add("NOTIFY RenderingControl", MutateBody(control_character), player=player, lasting=10)
    stage.mark("odd")
    player.rendering.set_volume(41, player.behaviour)
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="lastchange-invalid-chars",
    group="eventing-gena",
    title="An event holds a control character",
    imitates="Radio stations send control characters in their titles, and players pass them on.",
    sources=("https://github.com/SoCo/SoCo/issues/386",),
    severity="high",
    bundles=("smoke",),
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
