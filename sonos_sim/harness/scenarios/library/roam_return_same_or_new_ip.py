"""A portable player wakes up at another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, subscribes_again
from sonos_sim.household.battery import SLEEPING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _portable(stage: Stage) -> Player:
    return stage.able("battery")


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player, household = _portable(stage), stage.household
    stage.mark("gone")
    household.power_off(player, SLEEPING)
    yield 1800
    stage.run(stage.network.move(player))
    household.power_on(player)
    stage.mark("back")
    yield 150
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="roam-return-same-or-new-ip",
    group="battery-portable",
    title="A portable player wakes up elsewhere",
    imitates="A Roam or Move sleeps, and comes back with a higher BootSeq, often at another address.",
    sources=(
        "https://github.com/home-assistant/core/issues/68912",
        "https://github.com/ebaauw/homebridge-zp/issues/172",
        "https://github.com/svrooij/sonos2mqtt/issues/116",
    ),
    severity="high",
    bundles=(
        "portable",
        "week-in-the-life",
    ),
    models={"battery": "S27"},
    steps=_steps,
    oracle=(
        subscribes_again(120, "back", "RenderingControl", before="gone", of=_portable),
        hears("RenderingControl", "knob", _portable),
    ),
)
