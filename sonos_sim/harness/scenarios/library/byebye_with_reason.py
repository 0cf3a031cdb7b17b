"""A portable player says that it goes, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import come_back, go_dark
from sonos_sim.harness.scenarios.statements import hears, is_calm, knocks_sparingly, subscribes_again
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
    hole = go_dark(stage, player, SLEEPING)
    yield 300
    yield from come_back(stage, player, hole)
    stage.mark("back")
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="byebye-with-reason",
    group="discovery-network",
    title="A goodbye with its reason",
    imitates=(
        "A player that sleeps, is switched off, goes over to Bluetooth or is updated says ssdp:byebye with "
        "X-RINCON-REASON, and packets to it vanish until it announces itself again (the header is known from clients)."
    ),
    sources=(
        "https://github.com/home-assistant/core/pull/73519",
        "home-assistant/core homeassistant/components/sonos/__init__.py",
        "https://github.com/home-assistant/core/pull/65686",
    ),
    severity="medium",
    bundles=("portable",),
    models={"battery": "S27"},
    discovery=True,
    steps=_steps,
    oracle=(
        knocks_sparingly(10, _portable),
        subscribes_again(60, "back", "RenderingControl", before="gone", of=_portable),
        hears("RenderingControl", "knob", _portable),
        is_calm(60),
    ),
)
