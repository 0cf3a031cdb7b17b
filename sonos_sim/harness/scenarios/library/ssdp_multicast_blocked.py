"""SSDP reaches nobody, though every player answers on its port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import Silence
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(Silence())
    yield 60


SCENARIO = Scenario(
    name="ssdp-multicast-blocked",
    group="discovery-network",
    title="SSDP reaches nobody",
    imitates=(
        "A VLAN, a VPN adapter or a switch with IGMP snooping keeps SSDP away: no search is answered and nothing is "
        "announced, while mDNS comes through and port 1400 answers as ever."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/615",
        "https://github.com/SoCo/SoCo/issues/625",
        "https://github.com/home-assistant/core/pull/52655",
        "https://github.com/janbar/noson-app/issues/65",
        "https://github.com/jishi/node-sonos-http-api/issues/266",
    ),
    severity="high",
    discovery=True,
    task="set the volume of all rooms to 31, found by mDNS or at addresses that were given",
    steps=_steps,
    oracle=(turns_rooms_to(31),),
)
