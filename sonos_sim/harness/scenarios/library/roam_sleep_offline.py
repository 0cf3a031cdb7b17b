"""A portable player sleeps for hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm, subscribes_again
from sonos_sim.household.battery import SLEEPING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _portable(stage: Stage) -> Player:
    return stage.able("battery")


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = _portable(stage)
    stage.mark("gone")
    stage.household.power_off(player, SLEEPING)
    yield 14400
    stage.mark("back")
    stage.household.power_on(player)
    yield 150
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="roam-sleep-offline",
    group="battery-portable",
    title="A portable player sleeps for hours",
    imitates=("A Roam says that it sleeps, and its address is dead for hours; then it is back as if nothing had been."),
    sources=(
        "https://github.com/ebaauw/homebridge-zp/issues/232",
        "https://github.com/home-assistant/core/issues/65184",
        "https://github.com/home-assistant/core/issues/70088",
    ),
    severity="medium",
    bundles=("portable",),
    models={"battery": "S27"},
    steps=_steps,
    oracle=(
        is_calm(60, "gone", "back"),
        subscribes_again(120, "back", "RenderingControl", before="gone", of=_portable),
        hears("RenderingControl", "knob", _portable),
    ),
)
