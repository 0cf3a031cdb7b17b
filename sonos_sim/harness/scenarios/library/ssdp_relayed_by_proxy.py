"""The answer of one player comes from another, which passes it on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import DatagramHeaders
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player
    from sonos_sim.server.junctions import Datagram


class _Relayed(DatagramHeaders):
    """What a player says leaves from ``proxy``, with a header that says so."""

    def __init__(self, proxy: Player) -> None:
        super().__init__({"X-RINCON-PROXY": proxy.uuid})
        self.proxy = proxy

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Send it from there."""
        return [(wait, replace(sent, source=self.proxy.address)) for wait, sent in super().on_datagram(datagram)]


def _steps(stage: Stage) -> Iterator[float]:
    first, *others = stage.rooms
    stage.faults.add(_Relayed(first), player=others)
    yield 60


SCENARIO = Scenario(
    name="ssdp-relayed-by-proxy",
    group="discovery-network",
    title="One player answers for another",
    imitates=(
        "Where some players are wired and others on SonosNet, an answer with X-RINCON-PROXY was seen; that it leaves "
        "from the address of the player named there is inferred."
    ),
    sources=("https://github.com/home-assistant/core/issues/42633",),
    severity="low",
    discovery=True,
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31),),
)
