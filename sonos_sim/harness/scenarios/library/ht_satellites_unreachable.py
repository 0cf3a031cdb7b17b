"""The rear speakers of a home theatre cannot be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Partition
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.bonds import hidden, make_theatre
from sonos_sim.harness.scenarios.room_statements import commands_rooms, turns_rooms_to
from sonos_sim.harness.scenarios.statements import knocks_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _rear(stage: Stage) -> Player:
    return hidden(stage)[0]


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(Partition(), player=hidden(stage))
    yield 60
    stage.mark("ready")
    yield 60


SCENARIO = Scenario(
    name="ht-satellites-unreachable",
    group="topology",
    title="Satellites cannot be reached",
    imitates=(
        "A soundbar lists its rear speakers and Sub at addresses of a network of their own, where nobody answers."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/56724",
        "https://github.com/home-assistant/core/issues/66717",
        "https://github.com/philippe44/AirConnect/issues/14",
        "https://github.com/stephen/airsonos/issues/257",
    ),
    severity="medium",
    models={"home-theatre": "S9"},
    task="60 s after the start: turn every room to 30",
    prepare=make_theatre,
    steps=_steps,
    oracle=(
        turns_rooms_to(30),
        commands_rooms(),
        knocks_sparingly(5, _rear),
    ),
)
