"""Something that is no player answers searches for players, and first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import Impostor
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(Impostor())
    yield 60


SCENARIO = Scenario(
    name="ssdp-impostor",
    group="discovery-network",
    title="Something that is no player answers first",
    imitates=(
        "A Wi-Fi extender with a loudspeaker answers searches for a ZonePlayer, without any header of Sonos' own, and "
        "refuses connections to port 1400."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-discovery/issues/58",
        "https://github.com/jishi/node-sonos-http-api/issues/257",
    ),
    severity="medium",
    bundles=("hostile-lan",),
    discovery=True,
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31),),
)
