"""Two players exchange their addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import SwapAddresses
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import is_told_nothing, turns_room_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.faults.add(SwapAddresses(), player=stage.rooms[:2])
    yield 60
    stage.mark("swapped")
    yield 60


SCENARIO = Scenario(
    name="ip-swap",
    group="discovery-network",
    title="Two players exchange their addresses",
    imitates=(
        "A router restarts and hands out addresses anew: where the one player was, the other answers now (inferred)."
    ),
    sources=("https://github.com/home-assistant/core/issues/59118", "SoCo/SoCo soco/core.py"),
    severity="high",
    task="2 minutes after the start: set the volume of the first room to 31",
    steps=_steps,
    oracle=(
        turns_room_to(31, lambda stage: stage.rooms[0], "it turns the first room to 31"),
        is_told_nothing(lambda stage: stage.rooms[1], "the second room, now at the first one's address, is left alone"),
    ),
)
