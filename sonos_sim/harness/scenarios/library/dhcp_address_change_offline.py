"""A player was off and comes back at another address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Move
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, subscribes_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _moved(stage: Stage) -> Player:
    return stage.rooms[1]


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("gone")
    stage.faults.add(Move(reboots=True, seconds=60), player=_moved(stage))
    yield 60
    stage.mark("back")
    yield 150
    stage.mark("knob")
    _moved(stage).rendering.set_volume(43, _moved(stage).behaviour)
    yield 30


SCENARIO = Scenario(
    name="dhcp-address-change-offline",
    group="discovery-network",
    title="A player returns at another address",
    imitates=(
        "A player was off for a while, and DHCP gives it another address: same UUID, higher BootSeq, the old "
        "address is dead."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/30298",
        "https://github.com/home-assistant/core/pull/35639",
        "https://github.com/home-assistant/core/issues/107680",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        subscribes_again(120, "back", "RenderingControl", before="gone", of=_moved),
        hears("RenderingControl", "knob", _moved),
    ),
)
