"""A player gets another address while it runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Move
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import turns_room_to
from sonos_sim.harness.scenarios.statements import hears

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _moved(stage: Stage) -> Player:
    return stage.rooms[1]


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.faults.add(Move(), player=_moved(stage))
    yield 60
    stage.mark("moved")
    yield 3600
    stage.mark("knob")
    _moved(stage).rendering.set_volume(43, _moved(stage).behaviour)
    yield 30


SCENARIO = Scenario(
    name="dhcp-address-change-online",
    group="discovery-network",
    title="A player changes its address while it runs",
    imitates=(
        "DHCP gives a player another address without a reboot: BootSeq stays, an event of the topology tells the new "
        "Location, the old address is dead (inferred)."
    ),
    sources=("https://github.com/home-assistant/core/pull/35639",),
    severity="medium",
    task="2 minutes after the start: set the volume of the second room to 31",
    steps=_steps,
    oracle=(
        turns_room_to(31, _moved, "it turns the second room to 31 at its new address"),
        hears("RenderingControl", "knob", _moved),
    ),
)
