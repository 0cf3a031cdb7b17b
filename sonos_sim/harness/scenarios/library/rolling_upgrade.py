"""Firmware night: the players are updated one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import SoftwareUpdate
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_calm, listens_everywhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    update = SoftwareUpdate(seconds=120, software="99.1-12345", one_by_one=True)
    stage.faults.add(update, player=stage.rooms)
    yield 120 * len(stage.rooms) + 180


SCENARIO = Scenario(
    name="rolling-upgrade",
    group="firmware-model-drift",
    title="Firmware night",
    imitates="Players reboot one by one with the reason upgrade; for a while the household has two versions.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/736",
        "https://github.com/bencevans/node-sonos/issues/332",
        "https://github.com/ebaauw/homebridge-zp/issues/46",
    ),
    severity="high",
    bundles=("firmware-night",),
    rooms=3,
    steps=_steps,
    oracle=(
        listens_everywhere("RenderingControl"),
        is_calm(90),
    ),
)
