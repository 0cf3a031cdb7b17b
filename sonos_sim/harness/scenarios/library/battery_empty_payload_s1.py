"""The page of the battery has no battery on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import SPARE_THE_BATTERY, SPARES_THE_BATTERY, battery_runs_low
from sonos_sim.harness.transport_faults import Rewrite

if TYPE_CHECKING:
    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_STATUS = re.compile(rb"<LocalBatteryStatus>.*</LocalBatteryStatus>", re.DOTALL)


def _empty(stage: Stage, player: Player) -> None:
    stage.faults.add("GET /status/batterystatus", Rewrite(lambda page: _STATUS.sub(b"", page)), player=player)


SCENARIO = Scenario(
    name="battery-empty-payload-s1",
    group="battery-portable",
    title="The page of the battery is empty",
    imitates=(
        "A Move on S1 answers /status/batterystatus with a frame and nothing in it; its MoreInfo in the topology tells "
        "of the battery all the same."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/50169",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
    ),
    severity="medium",
    bundles=("portable",),
    models={"battery": "S17"},
    task=SPARE_THE_BATTERY,
    steps=battery_runs_low(_empty),
    oracle=(SPARES_THE_BATTERY,),
)
