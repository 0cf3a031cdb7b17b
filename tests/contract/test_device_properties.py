from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sonos_sim.household.deck import TransportState
from tests.support.wire import Fault, call, request, subscribe

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from sonos_sim import Player, Simulator
    from tests.conftest import Simulate

DP = "DeviceProperties"


async def fault_of(answer: Awaitable[dict[str, str]]) -> int:
    with pytest.raises(Fault) as caught:
        await answer
    return caught.value.code


async def topology(player: Player) -> dict[str, ET.Element]:
    """The elements of all players in ZoneGroupState, by UUID."""
    state = (await call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
    return {element.attrib["UUID"]: element for element in ET.fromstring(state).iter() if "UUID" in element.attrib}


def pair_of(sim: Simulator) -> str:
    return f"{sim['Kitchen'].uuid}:LF,LF;{sim['Office'].uuid}:RF,RF"


# Light, buttons, identity


@pytest.mark.parametrize(
    ("setter", "getter", "argument", "output"),
    [
        ("SetLEDState", "GetLEDState", "DesiredLEDState", "CurrentLEDState"),
        ("SetButtonLockState", "GetButtonLockState", "DesiredButtonLockState", "CurrentButtonLockState"),
    ],
)
async def test_led_and_button_lock(simulate: Simulate, setter: str, getter: str, argument: str, output: str):
    sim = await simulate("Kitchen", "Office")
    before = (await call(sim["Office"], DP, getter))[output]
    after = {"On": "Off", "Off": "On"}[before]
    async with subscribe(sim["Kitchen"], DP) as events:
        await events.next()
        assert await call(sim["Kitchen"], DP, setter, **{argument: after}) == {}
        await events.none()
    assert await call(sim["Kitchen"], DP, getter) == {output: after}
    assert await call(sim["Office"], DP, getter) == {output: before}
    assert await fault_of(call(sim["Kitchen"], DP, setter, **{argument: "on"})) == 402


async def test_button_state(simulate: Simulate):
    sim = await simulate()
    assert await call(sim["Kitchen"], DP, "GetButtonState") == {"State": ""}
    sim["Kitchen"].device.button_state = "PLAY"
    assert await call(sim["Kitchen"], DP, "GetButtonState") == {"State": "PLAY"}


async def test_household_id_is_that_of_all_players(simulate: Simulate):
    sim = await simulate("Kitchen", "Office")
    answer = await call(sim["Kitchen"], DP, "GetHouseholdID")
    assert re.fullmatch("Sonos_[A-Za-z0-9]{26}", answer["CurrentHouseholdID"])
    assert await call(sim["Office"], DP, "GetHouseholdID") == answer


async def test_zone_info_agrees_with_the_description(simulate: Simulate):
    sim = await simulate("Kitchen")
    player = sim["Kitchen"]
    player.device.ht_audio_in = 33554434
    info = await call(player, DP, "GetZoneInfo")
    described = ET.fromstring((await request(player, "GET", "/xml/device_description.xml")).body)
    text = {element.tag.rpartition("}")[2]: element.text or "" for element in reversed(list(described.iter()))}
    assert list(info) == [
        "SerialNumber", "SoftwareVersion", "DisplaySoftwareVersion", "HardwareVersion", "IPAddress", "MACAddress",
        "CopyrightInfo", "ExtraInfo", "HTAudioIn", "Flags",
    ]  # fmt: skip
    assert info["SerialNumber"] == text["serialNum"]
    assert info["SoftwareVersion"] == text["softwareVersion"] == "95.0-77060"
    assert info["DisplaySoftwareVersion"] == text["displayVersion"]
    assert info["HardwareVersion"] == text["hardwareVersion"]
    assert info["IPAddress"] == player.address
    assert f"RINCON_{info['MACAddress'].replace(':', '')}01400" == player.uuid
    assert info["CopyrightInfo"].startswith("© 2003-")
    assert info["HTAudioIn"] == "33554434"


# Rename


async def test_a_rename_shows_everywhere(simulate: Simulate):
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with subscribe(kitchen, DP) as events, subscribe(office, "ZoneGroupTopology") as seen:
        await events.next()
        await seen.next()
        await call(
            kitchen, DP, "SetZoneAttributes",
            DesiredZoneName="Tom's <Den>", DesiredIcon="x-rincon-roomicon:den", DesiredConfiguration="2",
            DesiredTargetRoomName="Attic",
        )  # fmt: skip
        assert (await events.next()).properties == {
            "ZoneName": "Tom's <Den>",
            "Icon": "x-rincon-roomicon:den",
            "Configuration": "2",
            "MoreInfo": "TargetRoomName:Attic",
        }
        assert "Tom&apos;s &lt;Den&gt;" in (await seen.next()).properties["ZoneGroupState"]
    shown = (await topology(office))[kitchen.uuid]
    assert (shown.get("ZoneName"), shown.get("Icon"), shown.get("Configuration"), shown.get("MoreInfo")) == (
        "Tom's <Den>", "x-rincon-roomicon:den", "2", "TargetRoomName:Attic",
    )  # fmt: skip
    assert await call(kitchen, DP, "GetZoneAttributes") == {
        "CurrentZoneName": "Tom's <Den>",
        "CurrentIcon": "x-rincon-roomicon:den",
        "CurrentConfiguration": "2",
        "CurrentTargetRoomName": "Attic",
    }
    assert b"Tom" in (await request(kitchen, "GET", "/xml/device_description.xml")).body


async def test_what_is_empty_or_missing_keeps_its_value(simulate: Simulate):
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    kitchen.device.icon, kitchen.device.configuration, kitchen.device.target_room_name = "i", "7", "Attic"
    await call(kitchen, DP, "SetZoneAttributes", DesiredZoneName="Den", DesiredIcon="", DesiredConfiguration="")
    assert await call(kitchen, DP, "GetZoneAttributes") == {
        "CurrentZoneName": "Den", "CurrentIcon": "i", "CurrentConfiguration": "7", "CurrentTargetRoomName": "Attic",
    }  # fmt: skip
    refused = call(kitchen, DP, "SetZoneAttributes", DesiredZoneName="", DesiredIcon="x", DesiredConfiguration="")
    assert await fault_of(refused) == 402
    assert kitchen.device.icon == "i"


async def test_s1_knows_no_target_room(simulate: Simulate):
    sim = await simulate("Kitchen:S5")
    assert list(await call(sim["Kitchen"], DP, "GetZoneAttributes")) == [
        "CurrentZoneName", "CurrentIcon", "CurrentConfiguration",
    ]  # fmt: skip


# Autoplay


@pytest.mark.parametrize(
    ("setter", "getter", "argument", "output", "default", "value"),
    [
        ("SetAutoplayLinkedZones", "GetAutoplayLinkedZones", "IncludeLinkedZones", "IncludeLinkedZones", "0", "1"),
        ("SetAutoplayVolume", "GetAutoplayVolume", "Volume", "CurrentVolume", "25", "40"),
        ("SetUseAutoplayVolume", "GetUseAutoplayVolume", "UseVolume", "UseVolume", "0", "1"),
    ],
)
async def test_autoplay_is_kept_by_source(
    simulate: Simulate, setter: str, getter: str, argument: str, output: str, default: str, value: str
):
    sim = await simulate("TV:S9")
    tv = sim["TV"]
    assert await call(tv, DP, getter) == {output: default}
    await call(tv, DP, setter, **{argument: value, "Source": "TV"})
    assert await call(tv, DP, getter, Source="TV") == {output: value}
    assert await call(tv, DP, getter, Source="") == {output: default}
    await call(tv, DP, setter, **{argument: value})
    assert await call(tv, DP, getter, Source="") == {output: value}
    assert await fault_of(call(tv, DP, setter, **{argument: value, "Source": "tv"})) == 402
    assert await fault_of(call(tv, DP, getter, Source="Radio")) == 402


async def test_autoplay_room_is_a_player_of_the_household(simulate: Simulate):
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    for room in (kitchen.uuid, office.uuid, ""):
        await call(kitchen, DP, "SetAutoplayRoomUUID", RoomUUID=room, Source="")
        assert await call(kitchen, DP, "GetAutoplayRoomUUID", Source="") == {"RoomUUID": room}
    stranger = call(kitchen, DP, "SetAutoplayRoomUUID", RoomUUID="RINCON_00000000000001400", Source="")
    assert await fault_of(stranger) == 402


async def test_autoplay_volume_out_of_range_faults(simulate: Simulate):
    sim = await simulate()
    assert await fault_of(call(sim["Kitchen"], DP, "SetAutoplayVolume", Volume=101, Source="")) == 402
    assert await call(sim["Kitchen"], DP, "GetAutoplayVolume", Source="") == {"CurrentVolume": "25"}


# Bonding

_SEPARATIONS = [
    ("SeparateStereoPair", {}),
    ("RemoveBondedZones", {"KeepGrouped": 0}),
    ("RemoveBondedZones", {"KeepGrouped": 0, "ChannelMapSet": ""}),
]


@pytest.mark.parametrize("creator", ["CreateStereoPair", "AddBondedZones"])
@pytest.mark.parametrize("side", ["Kitchen", "Office"])
@pytest.mark.parametrize(("separator", "arguments"), _SEPARATIONS)
async def test_a_pair_and_its_end(
    simulate: Simulate, creator: str, side: str, separator: str, arguments: dict[str, object]
):
    sim = await simulate("Kitchen", "Office", "Bath")
    left, right, other = sim["Kitchen"], sim["Office"], sim["Bath"]
    async with subscribe(left, DP) as on_left, subscribe(right, DP) as on_right:
        await on_left.next()
        await on_right.next()
        await call(left, DP, creator, ChannelMapSet=pair_of(sim))
        event, joined = (await on_left.next()).properties, (await on_right.next()).properties
        zone_id = str(uuid.UUID(event["ActiveZoneID"]))
        assert event == {"ChannelMapSet": pair_of(sim), "ActiveZoneID": zone_id, "HTBondedZoneCommitState": "1"}
        assert joined == event | {"ZoneName": "Kitchen", "Invisible": "1", "RoomCalibrationState": "5"}
        shown = await topology(other)
        assert shown[right.uuid].attrib | {"Invisible": "1", "ZoneName": "Kitchen"} == shown[right.uuid].attrib
        assert "Invisible" not in shown[left.uuid].attrib
        for player in (left, right):
            assert shown[player.uuid].get("ChannelMapSet") == pair_of(sim)
            assert shown[player.uuid].get("ActiveZoneID") == zone_id

        asked = left if side == "Kitchen" else right
        await call(asked, DP, separator, **({"ChannelMapSet": pair_of(sim)} | arguments))
        freed = (await on_right.next()).properties
        assert (freed["ZoneName"], freed["Invisible"], freed["ChannelMapSet"]) == ("Office", "0", "")
        assert freed["ActiveZoneID"] == ""
        shown = await topology(other)
        assert not any(name in shown[right.uuid].attrib for name in ("Invisible", "ChannelMapSet", "ActiveZoneID"))
        assert shown[right.uuid].get("ZoneName") == "Office"


async def test_freed_players_can_stay_in_the_group(simulate: Simulate):
    sim = await simulate("Kitchen", "Office")
    left, right = sim["Kitchen"], sim["Office"]
    await call(left, DP, "CreateStereoPair", ChannelMapSet=pair_of(sim))
    await call(left, DP, "RemoveBondedZones", ChannelMapSet="", KeepGrouped=1)
    shown = await call(right, "ZoneGroupTopology", "GetZoneGroupAttributes")
    assert shown["CurrentZonePlayerUUIDsInGroup"] == f"{left.uuid},{right.uuid}"


async def test_a_theatre_gains_and_loses_satellites(simulate: Simulate):
    sim = await simulate("TV:S9", "Left", "Right", "Sub:Sub")
    tv, left, sub = sim["TV"], sim["Left"], sim["Sub"]
    own, part = f"{tv.uuid}:LF,RF", f"{left.uuid}:LR"
    whole = f"{own};{sub.uuid}:SW;{part};{sim['Right'].uuid}:RR"
    async with subscribe(tv, DP) as events, subscribe(left, DP) as on_left:
        await events.next()
        await on_left.next()
        await call(tv, DP, "AddHTSatellite", HTSatChanMapSet=whole)
        assert (await events.next()).properties["HTSatChanMapSet"] == whole
        assert (await on_left.next()).properties["HTSatChanMapSet"] == f"{own};{part}"
    state = (await call(left, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
    (member,) = [m for m in ET.fromstring(state).iter("ZoneGroupMember") if m.get("UUID") == tv.uuid]
    assert [satellite.get("UUID") for satellite in member] == [sub.uuid, left.uuid, sim["Right"].uuid]
    assert [satellite.get("HTSatChanMapSet") for satellite in member][1] == f"{own};{part}"

    await call(tv, DP, "RemoveHTSatellite", SatRoomUUID=left.uuid)
    shown = (await topology(tv))[left.uuid]
    assert (shown.tag, shown.get("ZoneName"), shown.get("Invisible")) == ("ZoneGroupMember", "Left", None)
    assert await fault_of(call(tv, DP, "RemoveHTSatellite", SatRoomUUID=left.uuid)) == 402
    assert await fault_of(call(sub, DP, "RemoveHTSatellite", SatRoomUUID=sub.uuid)) == 402


async def test_socos_name_for_the_satellite_map_is_refused_unless_allowed(simulate: Simulate):
    sim = await simulate("TV:S9", "Left")
    arguments = {"ChannelMapSet": f"{sim['TV'].uuid}:LF,RF;{sim['Left'].uuid}:LR"}
    assert await fault_of(call(sim["TV"], DP, "AddHTSatellite", **arguments)) == 402
    sim.household.override(lenient_names=True)
    await call(sim["TV"], DP, "AddHTSatellite", **arguments)
    assert (await topology(sim["TV"]))[sim["TV"].uuid].get("HTSatChanMapSet") == arguments["ChannelMapSet"]


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("CreateStereoPair", {"ChannelMapSet": "rubbish"}),
        ("AddBondedZones", {"ChannelMapSet": ""}),
        ("AddBondedZones", {"ChannelMapSet": "RINCON_00000000000001400:LF,LF"}),
        ("SeparateStereoPair", {"ChannelMapSet": ""}),
        ("RemoveBondedZones", {"ChannelMapSet": "", "KeepGrouped": 0}),
        ("AddHTSatellite", {"HTSatChanMapSet": "rubbish"}),
        ("RemoveHTSatellite", {"SatRoomUUID": ""}),
    ],
)
async def test_bonding_that_cannot_be_faults(simulate: Simulate, action: str, arguments: dict[str, object]):
    sim = await simulate("Kitchen", "Office")
    before = await call(sim["Kitchen"], "ZoneGroupTopology", "GetZoneGroupState")
    assert await fault_of(call(sim["Kitchen"], DP, action, **arguments)) == 402
    assert await call(sim["Kitchen"], "ZoneGroupTopology", "GetZoneGroupState") == before


async def test_the_topology_changes_after_the_answer(simulate: Simulate):
    sim = await simulate("Kitchen", "Office", behaviour={"bond_delay": 2.0})
    left = sim["Kitchen"]
    async with subscribe(left, DP) as events:
        await events.next()
        await call(left, DP, "CreateStereoPair", ChannelMapSet=pair_of(sim))
        await events.none()
        await sim.clock.advance(seconds=2)
        assert (await events.next()).properties["ChannelMapSet"] == pair_of(sim)


async def test_renaming_a_pair_renames_both(simulate: Simulate):
    sim = await simulate("Kitchen", "Office")
    left, right = sim["Kitchen"], sim["Office"]
    await call(left, DP, "CreateStereoPair", ChannelMapSet=pair_of(sim))
    async with subscribe(right, DP) as events:
        await events.next()
        await call(left, DP, "SetZoneAttributes", DesiredZoneName="Den", DesiredIcon="", DesiredConfiguration="")
        assert (await events.next()).properties == {"ZoneName": "Den"}
    assert (await call(right, DP, "GetZoneAttributes"))["CurrentZoneName"] == "Den"


# Set-up


async def test_configuration_mode_is_evented(simulate: Simulate):
    sim = await simulate()
    kitchen = sim["Kitchen"]
    kitchen.override(config_mode_state="READY")
    async with subscribe(kitchen, DP) as events:
        await events.next()
        assert await call(kitchen, DP, "EnterConfigMode", Mode="PAIRING", Options="") == {"State": "READY"}
        assert (await events.next()).properties == {"ConfigMode": "PAIRING"}
        assert await call(kitchen, DP, "ExitConfigMode", Options="") == {}
        assert (await events.next()).properties == {"ConfigMode": ""}
    assert await fault_of(call(kitchen, DP, "EnterConfigMode", Mode="", Options="")) == 402


async def test_chirps_end_when_told_or_by_themselves(simulate: Simulate):
    sim = await simulate()
    kitchen = sim["Kitchen"]
    arguments = {"Channel": 1, "DurationMilliseconds": 3000, "ChirpIfPlayingSwappableAudio": 0}
    first = await call(kitchen, DP, "RoomDetectionStartChirping", **arguments)
    second = await call(kitchen, DP, "RoomDetectionStartChirping", **arguments)
    assert list(first) == ["PlayId"]
    assert first != second
    assert await call(kitchen, DP, "RoomDetectionStopChirping", **first) == {}
    assert await fault_of(call(kitchen, DP, "RoomDetectionStopChirping", **first)) == 402
    await sim.clock.advance(seconds=3)
    assert await fault_of(call(kitchen, DP, "RoomDetectionStopChirping", **second)) == 402


async def test_chirps_of_older_builds_and_of_s1(simulate: Simulate):
    sim = await simulate("Kitchen:S13", "Office:S5")
    answer = await call(sim["Kitchen"], DP, "RoomDetectionStartChirping", Channel=1, DurationMilliseconds=10)
    assert answer == {"PlayId": "1", "ChirpIfPlayingSwappableAudio": "0"}
    old = call(sim["Office"], DP, "RoomDetectionStartChirping", Channel=1, DurationMilliseconds=10)
    assert await fault_of(old) == 401


async def test_forward_state_is_known_to_the_arc_alone(simulate: Simulate):
    sim = await simulate("Arc:S19", "Kitchen")
    assert await call(sim["Arc"], DP, "GetHTForwardState") == {"IsHTForwardEnabled": "0"}
    sim["Arc"].device.ht_forward = True
    assert await call(sim["Arc"], DP, "GetHTForwardState") == {"IsHTForwardEnabled": "1"}
    assert await fault_of(call(sim["Kitchen"], DP, "GetHTForwardState")) == 401


# Events

FIRST_95 = {
    "ZoneName": "Kitchen", "Icon": "", "Configuration": "1", "Invisible": "0", "IsZoneBridge": "0",
    "TVConfigurationError": "0", "HdmiCecAvailable": "0", "WirelessMode": "1", "ConnectionType": "5",
    "HasConfiguredSSID": "1", "ChannelFreq": "2412", "BehindWifiExtender": "0", "WifiEnabled": "1", "EthLink": "0",
    "SettingsReplicationState": ",".join(["RINCON_FFFFFFFFFFFF99999,0"] * 16), "SecureRegState": "3", "IsIdle": "1",
    "MoreInfo": "", "ChannelMapSet": "", "ActiveZoneID": "", "HTSatChanMapSet": "", "HTBondedZoneCommitState": "0",
    "Orientation": "0", "LastChangedPlayState": "STOPPED,,,", "AvailableRoomCalibration": "",
    "RoomCalibrationState": "4", "ConfigMode": "", "AirPlayEnabled": "1", "SupportsAudioIn": "0",
    "SupportsAudioClip": "1", "VoiceConfigState": "0", "MicEnabled": "0", "SvcActive": "0", "HeadphoneId": "",
    "AvailableHeadphoneSessions": "0",
}  # fmt: skip


async def test_the_first_event_tells_all_in_order(simulate: Simulate):
    sim = await simulate()
    async with subscribe(sim["Kitchen"], DP) as events:
        event = await events.next()
    assert event.seq == 0
    assert list(event.properties.items()) == list(FIRST_95.items())


@pytest.mark.parametrize("model", ["S1", "S5", "S13", "S16", "S19", "S9", "Sub", "S36"])
async def test_the_first_event_has_what_the_profile_declares(simulate: Simulate, model: str):
    sim = await simulate(f"Kitchen:{model}")
    player = sim["Kitchen"]
    description = ET.fromstring((await request(player, "GET", "/xml/DeviceProperties1.xml")).body)
    space = {"s": "urn:schemas-upnp-org:service-1-0"}
    declared = {
        variable.findtext("s:name", namespaces=space)
        for variable in description.iterfind(".//s:stateVariable[@sendEvents='yes']", space)
    }
    async with subscribe(player, DP) as events:
        shown = set((await events.next()).properties)
    assert shown - {"ActiveZoneID"} == declared
    assert ("ActiveZoneID" in shown) == (player.profile.build >= (80, 0))


async def test_playing_is_told_by_every_player_of_the_group(simulate: Simulate):
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim["Kitchen"], sim["Office"], sim["Bath"]
    sim.household.groups.join(office, kitchen.uuid)
    async with subscribe(office, DP) as events, subscribe(bath, DP) as elsewhere:
        await events.next()
        await elsewhere.next()
        kitchen.transport.state = TransportState.PLAYING
        assert (await events.next()).properties == {"IsIdle": "0", "LastChangedPlayState": "PLAYING,,,"}
        await elsewhere.none()


async def test_a_line_in_model_and_the_microphone_are_told(simulate: Simulate):
    sim = await simulate("Amp:S16")
    amp = sim["Amp"]
    async with subscribe(amp, DP) as events:
        assert (await events.next()).properties["SupportsAudioIn"] == "1"
        amp.device.microphone = True
        assert (await events.next()).properties == {"MicEnabled": "1"}
        amp.rendering.calibration = ("trueplay_1", "", "")
        assert (await events.next()).properties == {"AvailableRoomCalibration": "trueplay_1"}
