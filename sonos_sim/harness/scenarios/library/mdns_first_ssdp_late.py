"""A player reboots, is on mDNS at once, and announces itself by SSDP only later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import MdnsFirst
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm, is_listened_to, subscribes_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _rebooted(stage: Stage) -> Player:
    return stage.rooms[0]


def _steps(stage: Stage) -> Iterator[float]:
    player = _rebooted(stage)
    stage.faults.add(MdnsFirst(50), player=player)
    yield 60
    stage.mark("gone")
    stage.household.power_off(player)
    yield 40
    stage.household.power_on(player)
    stage.mark("back")
    yield 60
    stage.mark("announced")
    yield 120
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="mdns-first-ssdp-late",
    group="discovery-network",
    title="A reboot that two channels tell, one after the other",
    imitates=(
        "After a boot a player's mDNS record is there at once, and ssdp:alive follows 12 to over 60 s later; both tell "
        "the same higher boot sequence, and who takes each for news of its own subscribes twice, or never."
    ),
    sources=(
        "https://github.com/home-assistant/core/pull/52655",
        "https://github.com/home-assistant/core/pull/54100",
        "https://github.com/home-assistant/core/issues/55375",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    discovery=True,
    steps=_steps,
    oracle=(
        subscribes_again(90, "back", "RenderingControl", before="gone", of=_rebooted, at_most=1),
        is_listened_to("RenderingControl"),
        hears("RenderingControl", "knob", _rebooted),
        is_calm(60),
    ),
)
