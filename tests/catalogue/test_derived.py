"""Derived profiles: labelled as such, declaring what they borrow, and able to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim import Household
from sonos_sim.catalogue import CAPABILITIES, Service, profile, profile_keys, recorded_keys
from sonos_sim.cli import main
from tests.support.wire import call, request

if TYPE_CHECKING:
    from tests.conftest import Simulate

DERIVED = [key for key in profile_keys() if profile(key).derived_from]
BRIDGES = ["BR200", "ZB100"]
MODELS_OF_THE_NOTES = {
    "S11", "S12", "S15", "S20", "S22", "S23", "S24", "S29", "S31", "S35", "S37", "S41", "S44", "S45", "S54",
    "ZP80", "ZP90", "ZP100", "ZP120", "ZB100", "BR200",
}  # fmt: skip


def borrowed(key: str) -> dict[str, Service]:
    """The services of the profile that ``key`` derives from."""
    return profile(profile(key).derived_from).services


def test_every_model_known_but_not_recorded_has_one() -> None:
    assert set(DERIVED) == MODELS_OF_THE_NOTES
    assert not set(DERIVED) & set(recorded_keys())


@pytest.mark.parametrize("key", DERIVED)
def test_it_says_that_it_is_derived(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind = profile(key)
    assert kind.derived_from in recorded_keys()
    assert kind.evidence.startswith("derived: services and actions of the ")
    assert f"({kind.derived_from})" in kind.evidence
    assert kind.capabilities <= CAPABILITIES
    assert kind.generation == profile(kind.derived_from).generation
    assert main(["describe"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(f"{key} ")]
    assert f"derived from {kind.derived_from}" in line
    assert main(["describe", key]) == 0
    shown = capsys.readouterr().out
    assert kind.evidence in shown
    assert ("stand-ins, never captured: " in shown) == bool(kind.placeholders)


def test_a_recorded_profile_does_not_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert all("derived" not in lines[key] for key in (*recorded_keys(), "ANY"))


@pytest.mark.parametrize(
    "key", [key for key in DERIVED if profile(key).software == profile(profile(key).derived_from).software]
)
def test_at_the_same_software_it_declares_what_it_borrows(key: str) -> None:
    kind = profile(key)
    for name in kind.services.keys() & borrowed(key).keys():
        assert kind.service(name) is borrowed(key)[name]


def test_services_follow_from_abilities() -> None:
    extra = {key: profile(key).services.keys() - borrowed(key).keys() for key in DERIVED}
    assert {key: names for key, names in extra.items() if names} == {"S44": {"AudioIn"}}
    for key in BRIDGES:
        assert set(profile(key).services) == {
            "DeviceProperties", "SystemProperties", "ZoneGroupTopology", "GroupManagement",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "captured"),
    [
        ("S12", {"software": "66.4-23090", "variant": 1}),
        ("S22", {"zone_type": 24, "feature2": "0x01418332", "memory": 512}),
        ("S23", {"software": "83.1-61240", "hardware_version": "1.29.1.11-2.2"}),
        ("S29", {"software": "85.0-64200", "variant": 2}),
        ("S41", {"software": "92.0-72090", "zone_type": 43}),
        ("S54", {"software": "85.0-64200", "zone_type": 55, "hardware_version": "1.33.3.5-1.13", "variant": 13}),
        ("ZP90", {"software": "34.16-37101", "variant": 0}),
        ("ZP120", {"zone_type": 3, "feature1": "0x05000001", "internal_speaker_size": -1}),
        ("ZB100", {"zone_type": 4, "series_id": "X999", "memory": 8, "flash": 8}),
    ],
)
def test_captured_facts_are_no_placeholders(key: str, captured: dict[str, object]) -> None:
    kind = profile(key)
    for name, value in captured.items():
        if name == "software":
            assert kind.software == value
        else:
            assert getattr(kind.hardware, name) == value
            assert name not in kind.placeholders


def test_what_is_lent_is_a_placeholder_and_board_texts_are_not_lent() -> None:
    kind, base = profile("ZP80"), profile("S5")
    assert kind.hardware.feature1 == base.hardware.feature1
    assert "feature1" in kind.placeholders
    assert base.hardware.extra_version
    assert kind.hardware.extra_version == ""
    assert kind.hardware.flash_repartitioned is None


@pytest.mark.parametrize("key", DERIVED)
async def test_it_runs(simulate: Simulate, key: str) -> None:
    sim = await simulate(f"Room:{key}")
    room = sim["Room"]
    kind = profile(key)
    description = await request(room, "GET", "/xml/device_description.xml")
    assert f"<modelNumber>{key}</modelNumber>".encode() in description.body
    assert f"<modelName>{kind.model_name}</modelName>".encode() in description.body
    for service in kind.services.values():
        assert (await request(room, "GET", service.scpd_path)).status == 200
    info = await call(room, "DeviceProperties", "GetZoneInfo")
    assert info["SoftwareVersion"] == kind.software
    state = (await call(room, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
    assert f'SoftwareVersion="{kind.software}"' in state


@pytest.mark.parametrize("key", ["S15", "S23", "ZP80", "ZP90", "ZP100", "ZP120"])
async def test_line_out_can_be_fixed(simulate: Simulate, key: str) -> None:
    sim = await simulate(f"Hi-Fi:{key}")
    hifi = sim["Hi-Fi"]
    assert await call(hifi, "RenderingControl", "GetSupportsOutputFixed") == {"CurrentSupportsFixed": "1"}
    await call(hifi, "RenderingControl", "SetOutputFixed", DesiredFixed=1)
    assert (await call(hifi, "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"] == "100"


@pytest.mark.parametrize(("key", "icon"), [("ZB100", "zoneextender"), ("BR200", "viper")])
async def test_a_bridge_is_hidden_and_keeps_its_group_id(simulate: Simulate, key: str, icon: str) -> None:
    sim = await simulate("Kitchen", f"BRIDGE:{key}")
    bridge = sim["BRIDGE"]
    group_id = f"{bridge.uuid}:0"
    assert (bridge.group.id, bridge.device.icon) == (group_id, f"x-rincon-roomicon:{icon}")
    sim.household.reboot(bridge)
    await sim.settle()
    assert bridge.group.id == group_id
    state = (await call(sim["Kitchen"], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
    assert f'<ZoneGroup Coordinator="{bridge.uuid}" ID="{group_id}">' in state
    assert 'Invisible="1" IsZoneBridge="1"' in state
    assert (await request(bridge, "POST", "/MediaRenderer/AVTransport/Control")).status == 405


def test_any_models_can_be_generated_and_a_bridge_is_called_what_it_is() -> None:
    keys = [key for key in profile_keys() if key != "ANY"]
    household = Household.generate(rooms=len(keys), seed=7, models=keys)
    assert [player.profile.key for player in household.players.values()] == keys
    assert {p.name for p in household.players.values() if p.is_bridge} == {"BRIDGE", "BOOST"}
    named = Household.generate(rooms=["Kitchen", "Loft"], seed=7, models=["S18", "BR200"])
    assert named["Loft"].is_bridge
