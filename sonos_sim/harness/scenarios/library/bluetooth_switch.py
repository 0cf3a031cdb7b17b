"""A portable player plays over Bluetooth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm, subscribes_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_REASON = "switch to bluetooth"
"""What Home Assistant knows it by."""


def _portable(stage: Stage) -> Player:
    return stage.able("battery")


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = _portable(stage)
    stage.mark("gone")
    stage.household.power_off(player, _REASON)
    yield 900
    stage.mark("back")
    stage.household.power_on(player)
    yield 150
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="bluetooth-switch",
    group="battery-portable",
    title="A portable player plays over Bluetooth",
    imitates="A Move or Roam says that it switches to Bluetooth, leaves the network, and is back later.",
    sources=("https://github.com/home-assistant/core/pull/73519",),
    severity="low",
    bundles=("portable",),
    models={"battery": "S27"},
    steps=_steps,
    oracle=(
        is_calm(60, "gone", "back"),
        subscribes_again(120, "back", "RenderingControl", before="gone", of=_portable),
        hears("RenderingControl", "knob", _portable),
    ),
)
