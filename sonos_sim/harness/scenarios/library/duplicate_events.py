"""An event comes three times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import Double
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    stage.faults.add("NOTIFY RenderingControl", Double(3), player=player, lasting=10)
    stage.mark("odd")
    player.rendering.set_volume(41, player.behaviour)
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="duplicate-events",
    group="eventing-gena",
    title="An event comes several times",
    imitates="The same event is sent again, with the same SEQ or as a part of the one before.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/718",
        "https://github.com/home-assistant/core/pull/64722",
    ),
    severity="medium",
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
