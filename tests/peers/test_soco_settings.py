"""Unmodified SoCo: line-in, music services, accounts, speaker info of every profile, settings of soundbars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from soco.exceptions import NotSupportedException, SoCoUPnPException
from soco.music_services import Account, MusicService

from sonos_sim.catalogue import profile, profile_keys
from sonos_sim.household.music_services import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.peers.conftest import Speakers, Start

SPEAKERS = [key for key in profile_keys() if key != "ANY" and not profile(key).can("bridge")]
THEATRES = [key for key in SPEAKERS if profile(key).can("home-theatre")]
LINE_INS = [key for key in SPEAKERS if profile(key).can("line-in")]


@pytest.fixture(autouse=True)
def forgetful_services() -> Iterator[None]:
    """SoCo keeps the list of services for the whole process."""
    yield
    MusicService._music_services_data = None


@pytest.mark.parametrize("key", LINE_INS)
def test_line_in_level(start: Start, speakers: Speakers, key: str) -> None:
    sim = start(f"Stereo:{key}")
    stereo = speakers(sim)["Stereo"]
    assert stereo.audioIn.GetLineInLevel() == {"CurrentLeftLineInLevel": "1", "CurrentRightLineInLevel": "1"}
    levels = [("DesiredLeftLineInLevel", 4), ("DesiredRightLineInLevel", 7)]
    stereo.audioIn.SetLineInLevel(levels)
    assert stereo.audioIn.GetLineInLevel() == {"CurrentLeftLineInLevel": "4", "CurrentRightLineInLevel": "7"}
    assert (sim["Stereo"].line_in.left_level, sim["Stereo"].line_in.right_level) == (4, 7)
    with pytest.raises(SoCoUPnPException) as refused:
        stereo.audioIn.SetLineInLevel([("DesiredLeftLineInLevel", 99), ("DesiredRightLineInLevel", 1)])
    assert refused.value.error_code == "402"


def test_all_services_are_listed(start: Start, speakers: Speakers) -> None:
    speakers(start("Kitchen"))
    names = MusicService.get_all_music_services_names()
    assert names == [service.name for service in CATALOGUE]
    for service in CATALOGUE:
        data = MusicService.get_data_for_name(service.name)
        assert (data["Id"], data["ServiceType"]) == (str(service.id), str(service.type))
        assert data["Auth"] == service.auth
        assert data.get("ManifestUri") == (service.manifest and service.manifest.uri)
        assert data.get("PresentationMapUri") == (service.presentation_map and service.presentation_map.uri)


def test_a_service_can_be_made_ready(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    speakers(sim)
    tune_in = MusicService("TuneIn")
    assert (tune_in.desc, tune_in.auth_type) == ("SA_RINCON65031_", "Anonymous")
    assert sim["Kitchen"].identity.serial in tune_in.soap_client.get_soap_header()


def test_a_service_without_a_policy_is_too_much_for_soco(start: Start, speakers: Speakers) -> None:
    speakers(start("Kitchen", service_without_policy=True))
    with pytest.raises(AttributeError):
        MusicService.get_all_music_services_names()


def test_accounts(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    # Current players list none; SoCo adds TuneIn by itself.
    assert [(a.serial_number, a.service_type) for a in Account.get_accounts(kitchen).values()] == [("0", "65031")]
    kind = CATALOGUE[0].type
    added = kitchen.systemProperties.AddAccountX(
        [("AccountType", kind), ("AccountID", "ann"), ("AccountPassword", "hush")]
    )
    assert added["AccountUDN"] == f"SA_RINCON{kind}_ann"
    kitchen.systemProperties.RemoveAccount([("AccountType", kind), ("AccountID", "ann")])
    assert sim.household.accounts.accounts == ()


def test_strings(start: Start, speakers: Speakers) -> None:
    kitchen = speakers(start("Kitchen"))["Kitchen"]
    kitchen.systemProperties.SetString([("VariableName", "note"), ("StringValue", "a & b")])
    assert kitchen.systemProperties.GetString([("VariableName", "note")]) == {"StringValue": "a & b"}
    kitchen.systemProperties.Remove([("VariableName", "note")])
    with pytest.raises(SoCoUPnPException) as refused:
        kitchen.systemProperties.GetString([("VariableName", "note")])
    assert refused.value.error_code == "800"


def test_speaker_info_of_every_profile(start: Start, speakers: Speakers) -> None:
    sim = start(*[f"Room {key}:{key}" for key in SPEAKERS], zgs_limit=None)
    for name, speaker in speakers(sim).items():
        player, info = sim[name], speaker.get_speaker_info()
        assert info["zone_name"] == name
        assert info["model_name"] == player.profile.model_name
        assert info["model_number"] == player.profile.model
        assert info["software_version"] == player.profile.software
        assert info["hardware_version"] == player.profile.hardware.hardware_version
        assert info["serial_number"] == player.identity.serial
        assert info["mac_address"] == player.identity.mac_address.replace(":", "-")
        assert info["uid"] == speaker.uid == player.uuid


@pytest.mark.parametrize("key", THEATRES)
def test_a_soundbar_with_a_sub(start: Start, speakers: Speakers, key: str) -> None:
    sim = start(f"TV:{key}", "Bass:Sub")
    bar, state = speakers(sim)["TV"], sim["TV"].rendering
    fronts = f"{sim['TV'].uuid}:LF,RF;{sim['Bass'].uuid}:SW"
    bar.deviceProperties.AddHTSatellite([("HTSatChanMapSet", fronts)])
    bar.zone_group_state.clear_cache()
    assert bar.has_subwoofer
    bar.sub_enabled, bar.sub_gain = False, -7
    assert (bar.sub_enabled, bar.sub_gain) == (False, -7)
    assert (state.eq["SubEnable"], state.eq["SubGain"]) == (0, -7)
    if not bar.is_soundbar:
        assert bar.night_mode is None
        with pytest.raises(NotSupportedException):
            bar.night_mode = True
        return
    bar.night_mode, bar.surround_enabled, bar.surround_mode = True, False, True
    bar.surround_level, bar.music_surround_level = -15, 15
    assert (bar.night_mode, bar.surround_enabled, bar.surround_mode) == (True, False, True)
    assert (bar.surround_level, bar.music_surround_level) == (-15, 15)
    assert (state.eq["NightMode"], state.eq["SurroundEnable"], state.eq["SurroundMode"]) == (1, 0, 1)
    bar.dialog_mode = True
    assert bar.dialog_level
    assert state.eq["DialogLevel"] == 1
    assert bar.soundbar_audio_input_format == "No input connected"
    sim["TV"].device.ht_audio_in = 84934713
    assert bar.soundbar_audio_input_format == "Dolby 5.1"


def test_a_speaker_without_tv_has_no_night_mode(start: Start, speakers: Speakers) -> None:
    kitchen = speakers(start("Kitchen"))["Kitchen"]
    assert kitchen.night_mode is None
    with pytest.raises(NotSupportedException):
        kitchen.night_mode = True
