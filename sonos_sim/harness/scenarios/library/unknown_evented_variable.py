"""An event has a variable that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, unknown_variable
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    stage.faults.add("NOTIFY RenderingControl", MutateBody(unknown_variable), player=player, lasting=10)
    stage.mark("odd")
    player.rendering.set_volume(41, player.behaviour)
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="unknown-evented-variable",
    group="eventing-gena",
    title="An event tells of something new",
    imitates="Each firmware brings variables that clients have not heard of.",
    sources=(
        "https://github.com/openhab/openhab-addons/issues/19075",
        "https://github.com/home-assistant/core/issues/52716",
    ),
    severity="medium",
    bundles=("firmware-night",),
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
