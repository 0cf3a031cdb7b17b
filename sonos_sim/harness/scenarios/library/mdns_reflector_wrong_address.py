"""mDNS passes through a router, which stands in the address records in place of the players."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import ReflectedMdns, Silence
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(Silence())
    stage.faults.add(ReflectedMdns())
    yield 60


SCENARIO = Scenario(
    name="mdns-reflector-wrong-address",
    group="discovery-network",
    title="A router's address in mDNS",
    imitates=(
        "A router passes mDNS between VLANs under its own address, and refuses port 1400; the text record still names "
        "the true location of each player, and SSDP does not come through."
    ),
    sources=("https://github.com/ebaauw/homebridge-zp/issues/234",),
    severity="medium",
    discovery=True,
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31),),
)
