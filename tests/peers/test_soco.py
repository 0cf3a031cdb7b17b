"""Unmodified SoCo against the simulator: what it reads, sets, groups and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import soco
from soco.exceptions import NotSupportedException, SoCoUPnPException

if TYPE_CHECKING:
    from tests.peers.conftest import Speakers, Start


def rooms(group: object) -> set[str]:
    return {member.player_name for member in group.members if member.is_visible}  # type: ignore[attr-defined]


def refresh(speaker: soco.SoCo) -> None:
    """Topology is cached for 5 s; a test does not wait."""
    speaker.zone_group_state.clear_cache()


def test_discovers_the_household_on_loopback(start: Start) -> None:
    sim = start("Kitchen", "Office", discovery=True)
    found = soco.discover(timeout=2, interface_addr="127.0.0.1", household_id=sim.household.id)
    assert {zone.player_name for zone in found} == {"Kitchen", "Office"}
    assert {zone.uid for zone in found} == {p.uuid for p in sim.players}


def test_finds_a_room_by_name(start: Start) -> None:
    sim = start("Kitchen", "Office", discovery=True)
    office = soco.discovery.by_name("Office", interface_addr="127.0.0.1", household_id=sim.household.id)
    assert office.ip_address == sim["Office"].address


def test_reads_what_a_speaker_is(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "TV:S9")
    kitchen = speakers(sim)["Kitchen"]
    info = kitchen.get_speaker_info()
    player = sim["Kitchen"]
    assert info["zone_name"] == "Kitchen"
    assert info["uid"] == player.uuid
    assert info["model_name"] == "Sonos One"
    assert info["model_number"] == "S18"
    assert info["mac_address"] == player.identity.mac_address.replace(":", "-")
    assert info["software_version"] == player.profile.software
    assert kitchen.household_id == sim.household.id
    assert kitchen.uid == player.uuid
    assert kitchen.boot_seqnum == 1
    assert not kitchen.is_soundbar
    assert speakers(sim)["TV"].is_soundbar


def test_turns_sound_settings_and_reads_them_back(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen, state = speakers(sim)["Kitchen"], sim["Kitchen"].rendering
    kitchen.volume = 33
    assert (kitchen.volume, state.volume) == (33, 33)
    assert kitchen.set_relative_volume(-3) == 30
    kitchen.bass, kitchen.treble, kitchen.loudness, kitchen.mute = -4, 5, False, True
    assert (state.bass, state.treble, state.loudness, state.mute) == (-4, 5, False, True)
    assert (kitchen.bass, kitchen.treble, kitchen.loudness, kitchen.mute) == (-4, 5, False, True)
    kitchen.balance = (100, 40)
    assert kitchen.balance == (100, 40)


def test_drives_the_eq_of_a_soundbar(start: Start, speakers: Speakers) -> None:
    sim = start("TV:S14")
    bar = speakers(sim)["TV"]
    bar.night_mode, bar.dialog_level, bar.audio_delay, bar.surround_level = True, True, 3, -7
    assert (bar.night_mode, bar.dialog_level, bar.audio_delay, bar.surround_level) == (True, True, 3, -7)
    eq = sim["TV"].rendering.eq
    assert (eq["NightMode"], eq["DialogLevel"], eq["AudioDelay"], eq["SurroundLevel"]) == (1, 1, 3, -7)


def test_ramps_the_volume(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    kitchen.volume = 50
    assert kitchen.ramp_to_volume(30) == 16


def test_fixes_the_output_where_there_is_a_line_out(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Stereo:ANY")
    assert not speakers(sim)["Kitchen"].supports_fixed_volume
    with pytest.raises(NotSupportedException):
        speakers(sim)["Kitchen"].fixed_volume = True
    stereo = speakers(sim)["Stereo"]
    stereo.fixed_volume = True
    assert stereo.fixed_volume
    assert stereo.volume == 100
    with pytest.raises(SoCoUPnPException) as refused:
        stereo.volume = 10
    assert refused.value.error_code == "501"


def test_joins_and_leaves(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", "Bath")
    zones = speakers(sim)
    assert len(zones["Kitchen"].all_groups) == 3
    zones["Office"].join(zones["Kitchen"])
    assert zones["Office"].group.coordinator is zones["Kitchen"]
    assert rooms(zones["Kitchen"].group) == {"Kitchen", "Office"}
    assert sim["Office"].group is sim["Kitchen"].group
    assert zones["Kitchen"].group.label == "Kitchen, Office"
    zones["Office"].unjoin()
    assert rooms(zones["Office"].group) == {"Office"}
    assert sim["Office"].is_coordinator


def test_unjoin_of_the_coordinator_hands_over(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", "Bath")
    zones = speakers(sim)
    zones["Office"].join(zones["Kitchen"])
    zones["Bath"].join(zones["Kitchen"])
    before = sim["Kitchen"].group.id
    zones["Kitchen"].unjoin()
    assert rooms(zones["Office"].group) == {"Office", "Bath"}
    assert zones["Bath"].group.coordinator is zones["Office"]
    assert sim["Office"].group.id == before
    assert sim["Kitchen"].group.id.startswith(sim["Kitchen"].uuid)


def test_party_mode_and_back(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", "Bath", "TV:S9")
    zones = speakers(sim)
    zones["Bath"].partymode()
    refresh(zones["Bath"])
    assert len(zones["Kitchen"].all_groups) == 1
    assert zones["Kitchen"].group.coordinator is zones["Bath"]
    assert {zone.player_name for zone in zones["Kitchen"].visible_zones} == {"Kitchen", "Office", "Bath", "TV"}


def test_group_volume_is_proportional(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    zones = speakers(sim)
    zones["Office"].join(zones["Kitchen"])
    zones["Kitchen"].volume, zones["Office"].volume = 40, 20
    group = zones["Kitchen"].group
    assert group.volume == 30
    group.volume = 15
    assert (zones["Kitchen"].volume, zones["Office"].volume) == (20, 10)
    assert group.set_relative_volume(5) == group.volume
    group.mute = True
    assert zones["Office"].mute
    assert group.mute


def test_stereo_pair(start: Start, speakers: Speakers) -> None:
    sim = start("Left", "Right", "Office")
    zones = speakers(sim)
    zones["Left"].create_stereo_pair(zones["Right"])
    refresh(zones["Office"])
    assert {zone.player_name for zone in zones["Office"].visible_zones} == {"Left", "Office"}
    assert not zones["Right"].is_visible
    assert len(zones["Office"].all_zones) == 3
    assert zones["Right"].group.coordinator is zones["Left"]
    assert (zones["Left"].channel, zones["Right"].channel) == ("LF", "RF")
    zones["Right"].separate_stereo_pair()
    refresh(zones["Office"])
    assert {zone.player_name for zone in zones["Office"].visible_zones} == {"Left", "Right", "Office"}


def test_sees_a_home_theatre_set(start: Start, speakers: Speakers) -> None:
    sim = start("TV:S19", "Rear left", "Rear right", "Bass:Sub")
    uuid = {p.device.name: p.uuid for p in sim.players}
    bar = speakers(sim)["TV"]
    bar.deviceProperties.AddHTSatellite(
        [
            (
                "HTSatChanMapSet",
                f"{uuid['TV']}:LF,RF;{uuid['Bass']}:SW;{uuid['Rear left']}:LR;{uuid['Rear right']}:RR",
            )
        ]
    )
    refresh(bar)
    assert {zone.player_name for zone in bar.visible_zones} == {"TV"}
    assert bar.has_satellites
    assert bar.has_subwoofer
    satellites = speakers(sim)
    assert satellites["Rear left"].is_satellite
    assert satellites["Bass"].is_subwoofer
    bar.deviceProperties.RemoveHTSatellite([("SatRoomUUID", uuid["Bass"])])
    refresh(bar)
    assert not bar.has_subwoofer


def test_renames_lights_and_locks(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    kitchen.player_name = "Küche & <Co>"
    assert sim["Küche & <Co>"].uuid == kitchen.uid
    refresh(kitchen)
    assert kitchen.player_name == "Küche & <Co>"
    assert kitchen.get_speaker_info(refresh=True)["zone_name"] == "Küche & <Co>"
    kitchen.status_light = False
    assert not kitchen.status_light
    kitchen.buttons_enabled = False
    assert sim["Küche & <Co>"].device.button_lock == "On"


def test_a_member_refuses_what_only_a_coordinator_does(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    zones = speakers(sim)
    zones["Office"].join(zones["Kitchen"])
    with pytest.raises(SoCoUPnPException) as refused:
        zones["Office"].groupRenderingControl.GetGroupVolume([("InstanceID", 0)])
    assert refused.value.error_code == "701"


@pytest.mark.parametrize(
    ("service", "action", "arguments", "code"),
    [
        ("renderingControl", "SetVolume", [("InstanceID", 0), ("Channel", "Master"), ("DesiredVolume", 101)], "402"),
        ("renderingControl", "GetEQ", [("InstanceID", 0), ("EQType", "NightMode")], "402"),
        ("renderingControl", "GetVolume", [("InstanceID", 1), ("Channel", "Master")], "702"),
        ("avTransport", "GetTransportInfo", [("InstanceID", 3)], "718"),
        ("avTransport", "NoSuchAction", [("InstanceID", 0)], "401"),
        ("avTransport", "SetAVTransportURI",
         [("InstanceID", 0), ("CurrentURI", "x-rincon:RINCON_000000000000001400"), ("CurrentURIMetaData", "")], "402"),
        ("avTransport", "SetAVTransportURI",
         [("InstanceID", 0), ("CurrentURI", "http://127.0.0.1/noise"), ("CurrentURIMetaData", "")], "714"),
        ("deviceProperties", "SetLEDState", [("DesiredLEDState", "Dim")], "402"),
    ],
)  # fmt: skip
def test_faults_carry_the_code(
    start: Start, speakers: Speakers, service: str, action: str, arguments: list[tuple[str, object]], code: str
) -> None:
    kitchen = speakers(start("Kitchen"))["Kitchen"]
    with pytest.raises(SoCoUPnPException) as refused:
        getattr(kitchen, service).send_command(action, arguments)
    assert refused.value.error_code == code


def test_a_service_that_the_model_lacks_is_not_supported(start: Start, speakers: Speakers) -> None:
    kitchen = speakers(start("Kitchen"))["Kitchen"]
    with pytest.raises(NotSupportedException):
        kitchen.audioIn.send_command("GetLineInLevel", [("Unused", 0)])


@pytest.mark.usefixtures("threads")
def test_large_households_are_read_from_the_event(start: Start, speakers: Speakers) -> None:
    sim = start(*[f"Room {n}" for n in range(30)])
    first = speakers(sim)["Room 0"]
    with pytest.raises(SoCoUPnPException) as refused:
        first.zoneGroupTopology.GetZoneGroupState([])
    assert refused.value.error_code == "501"
    assert len(first.visible_zones) == 30
