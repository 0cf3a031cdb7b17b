"""RenderingControl over the wire: each action is seen again by a getter, an event or another player."""

from __future__ import annotations

import pytest

from tests.support.sound import SERVICE, faults, read, set_volume, volume
from tests.support.wire import call, subscribe

# Volume and mute


@pytest.mark.parametrize("channel", ["Master", "LF", "RF"])
async def test_volume_by_channel(simulate, channel):
    sim = await simulate("Kitchen")
    before = {name: await volume(sim["Kitchen"], name) for name in ("Master", "LF", "RF")}
    await set_volume(sim["Kitchen"], 42, channel)
    after = {name: await volume(sim["Kitchen"], name) for name in before}
    assert after == before | {channel: "42"}


@pytest.mark.parametrize("value", ["101", "65535", "-1", "65536", "", "ten", "10.0"])
async def test_volume_out_of_range_faults_and_changes_nothing(simulate, value):
    sim = await simulate("Kitchen")
    await faults(402, sim["Kitchen"], "SetVolume", Channel="Master", DesiredVolume=value)
    assert await volume(sim["Kitchen"]) == "20"


async def test_volume_out_of_range_can_be_clamped(simulate):
    sim = await simulate("Kitchen", behaviour={"volume_range": "clamp"})
    await set_volume(sim["Kitchen"], 250)
    assert await volume(sim["Kitchen"]) == "100"


@pytest.mark.parametrize(
    ("adjustment", "expected"), [(5, "25"), (-5, "15"), (0, "20"), (500, "100"), (-500, "0"), (-(2**31), "0")]
)
async def test_relative_volume(simulate, adjustment, expected):
    sim = await simulate("Kitchen")
    arguments = {"Channel": "Master", "Adjustment": adjustment}
    assert await read(sim["Kitchen"], "SetRelativeVolume", "NewVolume", **arguments) == expected
    assert await volume(sim["Kitchen"]) == expected


async def test_volume_keeps_the_mute(simulate):
    sim = await simulate("Kitchen")
    await call(sim["Kitchen"], SERVICE, "SetMute", Channel="Master", DesiredMute=True)
    await set_volume(sim["Kitchen"], 30)
    assert await read(sim["Kitchen"], "GetMute", "CurrentMute", Channel="Master") == "1"


@pytest.mark.parametrize("channel", ["Master", "LF", "RF"])
async def test_mute_by_channel(simulate, channel):
    sim = await simulate("Kitchen")
    await call(sim["Kitchen"], SERVICE, "SetMute", Channel=channel, DesiredMute=True)
    for name in ("Master", "LF", "RF"):
        expected = "1" if name == channel else "0"
        assert await read(sim["Kitchen"], "GetMute", "CurrentMute", Channel=name) == expected


async def test_speaker_only_is_a_mute_channel_of_old_builds(simulate):
    sim = await simulate("Old:S13", "New:S18")
    async with subscribe(sim["Old"], SERVICE) as events:
        await events.next()
        await call(sim["Old"], SERVICE, "SetMute", Channel="SpeakerOnly", DesiredMute=True)
        await events.none()
    assert await read(sim["Old"], "GetMute", "CurrentMute", Channel="SpeakerOnly") == "1"
    assert await read(sim["Old"], "GetMute", "CurrentMute", Channel="Master") == "0"
    await faults(402, sim["New"], "SetMute", Channel="SpeakerOnly", DesiredMute=True)
    await faults(402, sim["New"], "GetMute", Channel="SpeakerOnly")


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("GetVolume", {}),
        ("SetVolume", {"DesiredVolume": 1}),
        ("GetMute", {}),
        ("GetVolumeDB", {}),
        ("GetLoudness", {}),
        ("SetLoudness", {"DesiredLoudness": 0}),
        ("RestoreVolumePriorToRamp", {}),
    ],
)
async def test_unknown_channels_fault(simulate, action, arguments):
    sim = await simulate("Kitchen")
    await faults(402, sim["Kitchen"], action, Channel="master", **arguments)


async def test_volume_in_decibel(simulate):
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    limits = await call(kitchen, SERVICE, "GetVolumeDBRange", Channel="Master")
    assert limits == {"MinValue": "-15360", "MaxValue": "0"}
    for level, expected in ((0, "100"), (-15360, "0"), (-7680, "50"), (-7600, "51")):
        await call(kitchen, SERVICE, "SetVolumeDB", Channel="Master", DesiredVolume=level)
        assert await volume(kitchen) == expected
    await set_volume(kitchen, 25, "LF")
    assert await read(kitchen, "GetVolumeDB", "CurrentVolume", Channel="LF") == "-11520"
    for level in (1, -15361):
        await faults(402, kitchen, "SetVolumeDB", Channel="Master", DesiredVolume=level)
    assert await volume(kitchen) == "51"


# Tone


@pytest.mark.parametrize("tone", ["Bass", "Treble"])
@pytest.mark.parametrize(("value", "expected"), [(7, "7"), (-10, "-10"), (11, "10"), (-300, "-10")])
async def test_tone_is_clamped(simulate, tone, value, expected):
    sim = await simulate("Kitchen")
    await call(sim["Kitchen"], SERVICE, f"Set{tone}", **{f"Desired{tone}": value})
    assert await read(sim["Kitchen"], f"Get{tone}", f"Current{tone}") == expected


async def test_tone_out_of_range_can_fault(simulate):
    sim = await simulate("Kitchen", behaviour={"tone_range": "fault"})
    await faults(402, sim["Kitchen"], "SetTreble", DesiredTreble=11)
    assert await read(sim["Kitchen"], "GetTreble", "CurrentTreble") == "0"


async def test_loudness_is_of_master_alone(simulate):
    sim = await simulate("Kitchen")
    await call(sim["Kitchen"], SERVICE, "SetLoudness", Channel="Master", DesiredLoudness=False)
    assert await read(sim["Kitchen"], "GetLoudness", "CurrentLoudness", Channel="Master") == "0"
    await faults(402, sim["Kitchen"], "GetLoudness", Channel="LF")
    await faults(402, sim["Kitchen"], "SetLoudness", Channel="RF", DesiredLoudness=True)
    assert await read(sim["Kitchen"], "GetLoudness", "CurrentLoudness", Channel="Master") == "0"


async def test_reset_basic_eq(simulate):
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await call(kitchen, SERVICE, "SetBass", DesiredBass=4)
    await call(kitchen, SERVICE, "SetTreble", DesiredTreble=5)
    await call(kitchen, SERVICE, "SetLoudness", Channel="Master", DesiredLoudness=False)
    await call(kitchen, SERVICE, "SetMute", Channel="Master", DesiredMute=True)
    await set_volume(kitchen, 60, "LF")
    async with subscribe(kitchen, SERVICE) as events:
        await events.next()
        assert list((await call(kitchen, SERVICE, "ResetBasicEQ")).items()) == [
            ("Bass", "0"), ("Treble", "0"), ("Loudness", "1"), ("LeftVolume", "100"), ("RightVolume", "100"),
        ]  # fmt: skip
        assert (await events.next()).changes == {
            "Volume/Master": "20", "Volume/LF": "100", "Volume/RF": "100",
            "Bass": "0", "Treble": "0", "Loudness/Master": "1",
        }  # fmt: skip
    assert await read(kitchen, "GetMute", "CurrentMute", Channel="Master") == "1"


# Outputs


async def test_fixed_output(simulate):
    sim = await simulate("Port:ANY")
    port = sim["Port"]
    assert await read(port, "GetSupportsOutputFixed", "CurrentSupportsFixed") == "1"
    await call(port, SERVICE, "SetOutputFixed", DesiredFixed=True)
    assert await read(port, "GetOutputFixed", "CurrentFixed") == "1"
    assert await volume(port) == "100"
    await faults(501, port, "SetVolume", Channel="Master", DesiredVolume=5)
    await faults(501, port, "SetRelativeVolume", Channel="Master", Adjustment=-5)
    await faults(501, port, "SetVolumeDB", Channel="Master", DesiredVolume=-100)
    arguments = {"RampType": "SLEEP_TIMER_RAMP_TYPE", "DesiredVolume": 0, "ResetVolumeAfter": 0, "ProgramURI": ""}
    await faults(501, port, "RampToVolume", Channel="Master", **arguments)
    await call(port, SERVICE, "SetOutputFixed", DesiredFixed=False)
    assert await volume(port) == "20"


async def test_a_speaker_has_no_output_to_fix(simulate):
    sim = await simulate("Kitchen")
    assert await read(sim["Kitchen"], "GetSupportsOutputFixed", "CurrentSupportsFixed") == "0"
    await faults(402, sim["Kitchen"], "SetOutputFixed", DesiredFixed=True)
    assert await read(sim["Kitchen"], "GetOutputFixed", "CurrentFixed") == "0"


async def test_headphones(simulate):
    sim = await simulate("Den:S5")
    assert await read(sim["Den"], "GetHeadphoneConnected", "CurrentHeadphoneConnected") == "0"
    async with subscribe(sim["Den"], SERVICE) as events:
        await events.next()
        sim["Den"].rendering.headphone_connected = True
        assert (await events.next()).changes == {"HeadphoneConnected": "1"}
    assert await read(sim["Den"], "GetHeadphoneConnected", "CurrentHeadphoneConnected") == "1"


async def test_channel_map_is_stored(simulate):
    sim = await simulate("Kitchen")
    await call(sim["Kitchen"], SERVICE, "SetChannelMap", ChannelMap="LF,RF")
    assert sim["Kitchen"].rendering.channel_map == "LF,RF"


# Room calibration


async def test_room_calibration(simulate):
    sim = await simulate("Den:S13")
    status = {"RoomCalibrationEnabled": "0", "RoomCalibrationAvailable": "0"}
    assert await call(sim["Den"], SERVICE, "GetRoomCalibrationStatus") == status
    await faults(402, sim["Den"], "SetRoomCalibrationStatus", RoomCalibrationEnabled=True)
    async with subscribe(sim["Den"], SERVICE) as events:
        await events.next()
        arguments = {"CalibrationID": "a", "Coefficients": "b", "CalibrationMode": "c"}
        await call(sim["Den"], SERVICE, "SetRoomCalibrationX", **arguments)
        assert (await events.next()).changes == {"SonarEnabled": "1", "SonarCalibrationAvailable": "1"}
        await call(sim["Den"], SERVICE, "SetRoomCalibrationStatus", RoomCalibrationEnabled=False)
        assert (await events.next()).changes == {"SonarEnabled": "0"}
    status = {"RoomCalibrationEnabled": "0", "RoomCalibrationAvailable": "1"}
    assert await call(sim["Den"], SERVICE, "GetRoomCalibrationStatus") == status
    assert sim["Den"].rendering.calibration == ("a", "b", "c")


async def test_newer_builds_take_no_calibration(simulate):
    sim = await simulate("Kitchen")
    arguments = {"CalibrationID": "a", "Coefficients": "b", "CalibrationMode": "c"}
    await faults(401, sim["Kitchen"], "SetRoomCalibrationX", **arguments)


async def test_another_instance_faults(simulate):
    sim = await simulate("Kitchen")
    await faults(702, sim["Kitchen"], "SetVolume", InstanceID=1, Channel="Master", DesiredVolume=5)
    assert await volume(sim["Kitchen"]) == "20"
