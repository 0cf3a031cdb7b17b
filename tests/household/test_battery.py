"""Batteries drain and charge on the clock, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue import profile, profile_keys
from sonos_sim.household.battery import Battery, PowerSource
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from pathlib import Path

    from sonos_sim import Player
    from tests.conftest import Simulate


class Home:
    """A Roam and a One."""

    def __init__(self, model: str = "S27", **behaviour: float) -> None:
        self.household = Household(seed=7, clock=Clock.stopped())
        self.household.override(**behaviour)
        self.roam: Player = self.household.add("Roam", model)
        self.kitchen: Player = self.household.add("Kitchen")
        assert self.roam.battery is not None
        self.battery: Battery = self.roam.battery

    def after(self, **time: float) -> int:
        self.household.clock.advance(**time)
        return self.battery.level


def test_battery_models_alone_have_one() -> None:
    household = Household(seed=7)
    having = {key for key in profile_keys() if household.add(key, key).battery is not None}
    assert having == {key for key in profile_keys() if profile(key).can("battery")}
    assert {"S17", "S27", "S35", "S44", "S54"} < having


def test_on_its_charger_it_stays_full() -> None:
    home = Home()
    assert home.after(days=3) == 100


def test_it_drains_and_charges_by_whole_percents() -> None:
    home = Home()
    home.battery.source = PowerSource.BATTERY
    assert home.after(minutes=5) == 100
    assert home.after(minutes=1) == 99
    assert home.after(hours=4) == 59
    home.battery.source = PowerSource.USB
    assert home.after(minutes=12) == 69
    assert home.after(hours=1) == 100
    assert home.after(hours=1) == 100


def test_rates_are_switches() -> None:
    home = Home(battery_drain=60, battery_charge=0)
    home.battery.source = PowerSource.BATTERY
    assert home.after(minutes=10) == 90
    home.battery.source = PowerSource.CHARGING_RING
    assert home.after(hours=10) == 90


def test_another_temperature_does_not_begin_the_percent_anew() -> None:
    home = Home()
    home.battery.source = PowerSource.BATTERY
    home.after(minutes=5)
    home.battery.temperature = 40
    assert home.after(minutes=1) == 99


def test_an_empty_player_leaves_and_comes_back_with_power() -> None:
    home = Home()
    home.battery.source, home.battery.level = PowerSource.BATTERY, 2
    home.after(minutes=11)
    assert home.roam.is_running
    assert home.after(minutes=1) == 0
    assert (home.roam.is_running, home.household.vanished[home.roam.uuid]) == (False, "powered off")
    assert home.after(days=1) == 0
    home.battery.source = PowerSource.USB
    assert home.roam.is_running
    assert home.roam.device.boot_seq == 2
    assert home.roam.uuid not in home.household.vanished
    assert home.after(minutes=12) == 10


def test_asleep_it_loses_nothing_and_power_wakes_it() -> None:
    home = Home()
    home.battery.source = PowerSource.BATTERY
    home.after(hours=1)
    home.household.sleep(home.roam)
    assert home.household.vanished == {home.roam.uuid: "sleeping"}
    assert home.after(hours=20) == 90
    home.battery.source = PowerSource.CHARGING_RING
    assert home.roam.is_running
    assert not home.household.vanished


def test_a_player_that_somebody_cut_off_stays_away_on_its_charger() -> None:
    home = Home()
    home.battery.source = PowerSource.BATTERY
    home.household.power_off(home.roam)
    home.battery.source = PowerSource.USB
    assert not home.roam.is_running


def test_woken_by_hand_it_drains_on() -> None:
    home = Home()
    home.battery.source = PowerSource.BATTERY
    home.household.sleep(home.roam)
    home.household.power_on(home.roam)
    assert home.after(hours=2) == 80


def test_a_mains_model_never_sleeps() -> None:
    home = Home()
    with pytest.raises(ValueError, match="Kitchen is a Sonos One, which has no battery"):
        home.household.sleep(home.kitchen)
    assert home.kitchen.is_running


@pytest.mark.parametrize(
    ("model", "charging", "draining"),
    [
        ("S54", "RawBattPct:100,BattPct:100,BattChg:CHARGING,BattTmp:25",
                "RawBattPct:99,BattPct:99,BattChg:NOT_CHARGING,BattTmp:25"),
        ("S27", "BattChg:CHARGING,RawBattPct:100,BattPct:100,BattTmp:25",
                "BattChg:NOT_CHARGING,RawBattPct:99,BattPct:99,BattTmp:25"),
    ],
)  # fmt: skip
async def test_events_and_topology_tell(simulate: Simulate, model: str, charging: str, draining: str) -> None:
    sim = await simulate(f"Roam:{model}", "Kitchen")
    roam, kitchen = sim["Roam"], sim["Kitchen"]
    assert roam.battery is not None
    async with subscribe(roam, "DeviceProperties") as events:
        assert (await events.next()).properties["MoreInfo"] == charging
        roam.battery.source = PowerSource.BATTERY
        assert (await events.next()).properties["MoreInfo"] == draining.replace("99", "100")
        await sim.clock.advance(minutes=6)
        assert (await events.next()).properties == {"MoreInfo": draining}
        await events.none()
    assert f'MoreInfo="{draining}"' in (await call(kitchen, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]


async def test_sleep_is_seen_by_the_others(simulate: Simulate) -> None:
    sim = await simulate("Roam:S54", "Kitchen")
    async with subscribe(sim["Kitchen"], "ZoneGroupTopology") as events:
        await events.next()
        sim.household.sleep(sim["Roam"])
        state = (await events.next()).properties["ZoneGroupState"]
        assert f'<Device UUID="{sim["Roam"].uuid}" ZoneName="Roam" Reason="sleeping"' in state


def test_files_keep_it(tmp_path: Path) -> None:
    home = Home()
    home.battery.source, home.battery.level, home.battery.temperature = PowerSource.USB, 41, 33
    home.household.save(tmp_path / "home.yaml")
    battery = Household.load(tmp_path / "home.yaml")["Roam"].battery
    assert battery is not None
    assert (battery.source, battery.level, battery.temperature, battery.health) == (PowerSource.USB, 41, 33, "GREEN")
    assert "battery" not in (tmp_path / "home.yaml").read_text().partition("Kitchen")[2]


def test_a_file_with_a_battery_for_a_mains_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text("players: [{name: Kitchen, battery: {level: 3}}]")
    with pytest.raises(ValueError, match=r"players\[0\]\.battery is for models that have one; S18 has none"):
        Household.load(tmp_path / "home.yaml")
