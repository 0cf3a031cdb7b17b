"""Connections stay open, and the second request on one is never answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import sets_volumes
from sonos_sim.harness.transport_faults import StallReused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_VOLUMES = range(31, 34)


def _prepare(household: Household) -> None:
    household.override(keep_alive=True)


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(StallReused())
    yield 300


SCENARIO = Scenario(
    name="keepalive-second-request-stalls",
    group="http-soap-transport",
    title="The second request on a connection is never answered",
    imitates=(
        "The connection is left open after an answer, and whoever sends another request on it waits for ever; whether "
        "player or network does that is inferred."
    ),
    sources=(
        "steipete/sonoscli CHANGELOG.md",
        "steipete/sonoscli internal/sonos/http_fallback.go",
    ),
    severity="medium",
    task="turn the first room to 31, 32 and 33, one after the other",
    prepare=_prepare,
    steps=_steps,
    oracle=(sets_volumes(_VOLUMES, lambda stage: stage.rooms[0]),),
)
