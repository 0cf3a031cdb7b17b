"""SoCo's get_battery_info against battery and mains models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import soco
from soco.exceptions import NotSupportedException

from sonos_sim import Clock
from sonos_sim.household.battery import PowerSource

if TYPE_CHECKING:
    from tests.peers.conftest import Start


@pytest.mark.parametrize("model", ["S17", "S27", "S35", "S44", "S54"])
def test_soco_reads_the_battery(start: Start, model: str) -> None:
    sim = start(f"Roam:{model}", clock=Clock.stopped())
    roam = sim["Roam"]
    assert roam.battery is not None
    speaker = soco.SoCo(roam.address)
    assert speaker.get_battery_info() == {
        "Health": "GREEN", "Level": 100, "Temperature": "NORMAL", "PowerSource": "SONOS_CHARGING_RING",
    }  # fmt: skip
    roam.battery.source = PowerSource.BATTERY
    sim.clock.advance(hours=3)
    info = speaker.get_battery_info()
    assert (info["Level"], info["PowerSource"]) == (70, "BATTERY")


@pytest.mark.parametrize("model", ["S18", "S9", "S5", "Sub"])
def test_soco_says_that_a_mains_model_has_none(start: Start, model: str) -> None:
    sim = start(f"Kitchen:{model}")
    with pytest.raises(NotSupportedException):
        soco.SoCo(sim["Kitchen"].address).get_battery_info()
