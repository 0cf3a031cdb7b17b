"""The page of the battery has words that no list knows, and a level that is no number for a while."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import SPARE_THE_BATTERY, SPARES_THE_BATTERY, battery_runs_low
from sonos_sim.harness.transport_faults import Rewrite

if TYPE_CHECKING:
    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_LEVEL = re.compile(rb'(<Data name="Level">)[^<]*')


def _strange(stage: Stage, player: Player) -> None:
    assert player.battery is not None, "it has a battery"  # noqa: S101 -- for the type checker
    player.battery.health = "UNKNOWN_batteryHealth"
    unknown = Rewrite(lambda page: _LEVEL.sub(rb"\1UNKNOWN", page))
    stage.faults.add("GET /status/batterystatus", unknown, player=player, lasting=60)


SCENARIO = Scenario(
    name="battery-unknown-values",
    group="battery-portable",
    title="Words for the battery that no list knows",
    imitates=(
        "Health is UNKNOWN_batteryHealth or YELLOW, the source of power one of several words, and the level at times "
        "no number."
    ),
    sources=(
        "https://github.com/svrooij/node-sonos-ts/issues/176",
        "https://github.com/svrooij/sonos2mqtt/issues/224",
        "SoCo/SoCo soco/core.py",
    ),
    severity="low",
    bundles=("portable",),
    models={"battery": "S27"},
    task=SPARE_THE_BATTERY,
    steps=battery_runs_low(_strange),
    oracle=(SPARES_THE_BATTERY,),
)
