"""RenderingControl over the wire: each action is seen again by a getter, an event or another player."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonos_sim import Household
from sonos_sim.catalogue import profile
from sonos_sim.household.bonding import Bond, BondKind
from sonos_sim.services import rendering_events
from tests.support.wire import Fault, call, subscribe

SERVICE = "RenderingControl"
SUB_BLOCK = {"SpeakerSize": "5", "SubGain": "0", "SubCrossover": "0", "SubPolarity": "0", "SubEnabled": "1"}
LATER_THEATRE = [
    "DialogLevel", "SpeechEnhanceEnabled", "SupportsMaxDialogLevel", "SurroundLevel", "MusicSurroundLevel",
    "AudioDelay", "AudioDelayLeftRear", "AudioDelayRightRear", "NightMode", "SurroundEnabled", "SurroundMode",
]  # fmt: skip
EARLY_THEATRE = [name for name in LATER_THEATRE if name not in {"SpeechEnhanceEnabled", "SupportsMaxDialogLevel"}]


async def read(player, action, output, **arguments):
    return (await call(player, SERVICE, action, **arguments))[output]


async def volume(player, channel="Master"):
    return await read(player, "GetVolume", "CurrentVolume", Channel=channel)


async def set_volume(player, value, channel="Master"):
    await call(player, SERVICE, "SetVolume", Channel=channel, DesiredVolume=value)


async def ramp(player, kind, target, *, reset_after=False, channel="Master"):
    arguments = {"RampType": kind, "DesiredVolume": target, "ResetVolumeAfter": reset_after, "ProgramURI": ""}
    return await read(player, "RampToVolume", "RampTime", Channel=channel, **arguments)


async def faults(code, player, action, **arguments):
    with pytest.raises(Fault) as caught:
        await call(player, SERVICE, action, **arguments)
    assert caught.value.code == code


def with_sub(sim, room, sub):
    sim.household.groups.bond(Bond(BondKind.CHANNEL_MAP, ((sim[room], "LF,RF"), (sim[sub], "SW"))))
    return sim[room]


# Events


async def test_first_event_of_a_speaker(simulate):
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        first = await events.next()
    assert first.seq == 0
    assert list(first.properties) == ["LastChange"]
    assert list(first.changes.items()) == [
        ("Volume/Master", "20"), ("Volume/LF", "100"), ("Volume/RF", "100"),
        ("Mute/Master", "0"), ("Mute/LF", "0"), ("Mute/RF", "0"),
        ("Bass", "0"), ("Treble", "0"), ("Loudness/Master", "1"), ("OutputFixed", "0"), ("HeadphoneConnected", "0"),
        *SUB_BLOCK.items(),
        ("SonarEnabled", "0"), ("SonarCalibrationAvailable", "0"), ("PresetNameList", "FactoryDefaults"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "block"),
    [
        ("S9", LATER_THEATRE),
        ("S14", EARLY_THEATRE),
        ("S16", EARLY_THEATRE),
        ("S19", [*EARLY_THEATRE, "HeightChannelLevel"]),
        ("ANY", [*LATER_THEATRE, "HeightChannelLevel"]),
    ],
)
async def test_first_event_of_a_home_theatre_model(simulate, model, block):
    sim = await simulate(f"TV:{model}")
    async with subscribe(sim["TV"], SERVICE) as events:
        names = list((await events.next()).changes)
    assert names[names.index("SubEnabled") + 1 : names.index("SonarEnabled")] == block
    assert names[names.index("OutputFixed") + 1] == "SpeakerSize"


def test_home_theatre_block_of_85():
    # Recorded at 85.0: SpeechEnhanceEnabled is there before the service description declares it, the maximum is not.
    arc = Household().add("TV", replace(profile("S19"), software="85.0-64200"))
    names = [name for name in rendering_events.variables(arc) if name in {*LATER_THEATRE, "HeightChannelLevel"}]
    assert names == [name for name in [*LATER_THEATRE, "HeightChannelLevel"] if name != "SupportsMaxDialogLevel"]


async def test_volume_event_is_as_long_as_the_recorded_one(simulate):
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        await events.next()
        await set_volume(sim["Kitchen"], 40)
        assert len((await events.next()).body) == 438


@pytest.mark.parametrize(("model", "size"), [("S5", "3"), ("S3", "4"), ("S9", "6"), ("S16", "1")])
async def test_speaker_size_is_that_of_the_model(simulate, model, size):
    sim = await simulate(f"Room:{model}")
    async with subscribe(sim["Room"], SERVICE) as events:
        assert (await events.next()).changes["SpeakerSize"] == size


async def test_speech_levels_are_announced_where_they_are(simulate):
    sim = await simulate("TV:S9", "All:ANY")
    for room, told in (("TV", "0"), ("All", "1")):
        async with subscribe(sim[room], SERVICE) as events:
            assert (await events.next()).changes["SupportsMaxDialogLevel"] == told


@pytest.mark.parametrize(
    ("model", "action", "arguments", "changes"),
    [
        ("S18", "SetVolume", {"Channel": "Master", "DesiredVolume": 33},
         {"Volume/Master": "33", "Volume/LF": "100", "Volume/RF": "100"}),
        ("S18", "SetMute", {"Channel": "Master", "DesiredMute": 1},
         {"Mute/Master": "1", "Mute/LF": "0", "Mute/RF": "0"}),
        ("S18", "SetBass", {"DesiredBass": 3}, {"Bass": "3"}),
        ("S18", "SetTreble", {"DesiredTreble": -3}, {"Treble": "-3"}),
        ("S18", "SetLoudness", {"Channel": "Master", "DesiredLoudness": 0}, {"Loudness/Master": "0"}),
        ("ANY", "SetOutputFixed", {"DesiredFixed": 1},
         {"Volume/Master": "100", "Volume/LF": "100", "Volume/RF": "100", "OutputFixed": "1"}),
        ("S16", "SetEQ", {"EQType": "SubGain", "DesiredValue": -4},
         {"SpeakerSize": "1", "SubGain": "-4", "SubCrossover": "80", "SubPolarity": "0", "SubEnabled": "1"}),
        ("S14", "SetEQ", {"EQType": "NightMode", "DesiredValue": 1},
         {name: "1" if name in {"NightMode", "SurroundEnabled"} else "0" for name in EARLY_THEATRE}),
    ],
)  # fmt: skip
async def test_later_events_hold_the_whole_block_that_changed(simulate, model, action, arguments, changes):
    sim = await simulate(f"Room:{model}")
    async with subscribe(sim["Room"], SERVICE) as events:
        await events.next()
        await call(sim["Room"], SERVICE, action, **arguments)
        event = await events.next()
        assert event.seq == 1
        assert list(event.changes.items()) == list(changes.items())
        await call(sim["Room"], SERVICE, action, **arguments)
        await events.none()


async def test_later_events_can_be_whole(simulate):
    sim = await simulate("Kitchen", behaviour={"rendering_events": "full"})
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        first = await events.next()
        await call(sim["Kitchen"], SERVICE, "SetBass", DesiredBass=3)
        assert (await events.next()).changes == first.changes | {"Bass": "3"}


async def test_what_another_player_does_is_no_event_of_ours(simulate):
    sim = await simulate("Kitchen", "Office")
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        await events.next()
        await set_volume(sim["Office"], 55)
        await events.none()


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


# EQ


@pytest.mark.parametrize(
    ("model", "kind", "low", "high"),
    [
        ("S16", "SubGain", -15, 15),
        ("S16", "SubCrossover", 50, 110),
        ("S16", "SubPolarity", 0, 1),
        ("S16", "SubEnable", 0, 1),
        ("S9", "DialogLevel", 0, 1),
        ("ANY", "DialogLevel", 0, 4),
        ("ANY", "SpeechEnhanceEnabled", 0, 1),
        ("S9", "SurroundLevel", -15, 15),
        ("S9", "MusicSurroundLevel", -15, 15),
        ("S9", "AudioDelay", 0, 5),
        ("S9", "AudioDelayLeftRear", 0, 2),
        ("S9", "AudioDelayRightRear", 0, 2),
        ("S9", "NightMode", 0, 1),
        ("S9", "SurroundEnable", 0, 1),
        ("S9", "SurroundMode", 0, 1),
        ("S19", "HeightChannelLevel", -10, 10),
    ],
)
async def test_eq_range(simulate, model, kind, low, high):
    sim = await simulate(f"Room:{model}")
    initial = await read(sim["Room"], "GetEQ", "CurrentValue", EQType=kind)
    for wrong in (low - 1, high + 1):
        await faults(402, sim["Room"], "SetEQ", EQType=kind, DesiredValue=wrong)
    assert await read(sim["Room"], "GetEQ", "CurrentValue", EQType=kind) == initial
    for value in (low, high):
        await call(sim["Room"], SERVICE, "SetEQ", EQType=kind, DesiredValue=value)
        assert await read(sim["Room"], "GetEQ", "CurrentValue", EQType=kind) == str(value)
    await call(sim["Room"], SERVICE, "ResetExtEQ", EQType=kind)
    assert await read(sim["Room"], "GetEQ", "CurrentValue", EQType=kind) == initial


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("S18", "NightMode"),
        ("S18", "SubGain"),
        ("S9", "SubEnable"),
        ("S9", "SubCrossover"),
        ("S9", "HeightChannelLevel"),
        ("S9", "SpeechEnhanceEnabled"),
        ("ANY", "nightmode"),
        ("ANY", ""),
    ],
)
async def test_eq_that_the_player_lacks(simulate, model, kind):
    sim = await simulate(f"Room:{model}")
    await faults(402, sim["Room"], "GetEQ", EQType=kind)
    await faults(402, sim["Room"], "SetEQ", EQType=kind, DesiredValue=1)
    await faults(402, sim["Room"], "ResetExtEQ", EQType=kind)


async def test_eq_switches(simulate):
    sim = await simulate(
        "Amp:S16",
        "Kitchen",
        behaviour={"eq_unsupported_code": 501, "sub_gain_range": 10, "sub_crossover": 90, "rear_delay_range": 3},
    )
    await faults(501, sim["Kitchen"], "GetEQ", EQType="NightMode")
    await faults(402, sim["Amp"], "SetEQ", EQType="SubGain", DesiredValue=11)
    assert await read(sim["Amp"], "GetEQ", "CurrentValue", EQType="SubCrossover") == "90"
    await call(sim["Amp"], SERVICE, "SetEQ", EQType="AudioDelayLeftRear", DesiredValue=3)
    assert await read(sim["Amp"], "GetEQ", "CurrentValue", EQType="AudioDelayLeftRear") == "3"


async def test_a_bonded_sub_brings_its_settings(simulate):
    sim = await simulate("Kitchen", "Cellar:Sub")
    await faults(402, sim["Kitchen"], "GetEQ", EQType="SubGain")
    kitchen = with_sub(sim, "Kitchen", "Cellar")
    async with subscribe(kitchen, SERVICE) as events:
        await events.next()
        await call(kitchen, SERVICE, "SetEQ", EQType="SubGain", DesiredValue=7)
        assert (await events.next()).changes == SUB_BLOCK | {"SubGain": "7"}
    assert await read(kitchen, "GetEQ", "CurrentValue", EQType="SubGain") == "7"
    await faults(402, kitchen, "GetEQ", EQType="SubCrossover")


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


# Ramps


@pytest.mark.parametrize(
    ("kind", "target", "ramp_time", "start", "wait", "moving"),
    [
        ("SLEEP_TIMER_RAMP_TYPE", 30, "16", "50", 0, 16),
        ("SLEEP_TIMER_RAMP_TYPE", 60, "8", "50", 0, 8),
        ("ALARM_RAMP_TYPE", 30, "12", "0", 30, 12),
        ("AUTOPLAY_RAMP_TYPE", 30, "0", "0", 0, 0.6),
        ("AUTOPLAY_RAMP_TYPE", 29, "0", "0", 0, 0.58),
        ("AUTOPLAY_RAMP_TYPE", 100, "2", "0", 0, 2),
    ],
)
async def test_ramp(simulate, kind, target, ramp_time, start, wait, moving):
    sim = await simulate("Kitchen")
    await set_volume(sim["Kitchen"], 50)
    assert await ramp(sim["Kitchen"], kind, target) == ramp_time
    assert await volume(sim["Kitchen"]) == start
    await sim.clock.advance(seconds=wait)
    assert await volume(sim["Kitchen"]) == start
    await sim.clock.advance(seconds=moving - 0.2)
    assert await volume(sim["Kitchen"]) != str(target)
    await sim.clock.advance(seconds=0.2001)
    assert await volume(sim["Kitchen"]) == str(target)
    await sim.clock.advance(minutes=5)
    assert await volume(sim["Kitchen"]) == str(target)


async def test_each_step_of_a_ramp_is_an_event_of_its_own(simulate):
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        await events.next()
        await ramp(sim["Kitchen"], "SLEEP_TIMER_RAMP_TYPE", 15)
        await sim.clock.advance(minutes=1)
        steps = [(await events.next()).changes for _ in range(5)]
        await events.none()
    assert [step["Volume/Master"] for step in steps] == ["19", "18", "17", "16", "15"]
    assert all(list(step) == ["Volume/Master", "Volume/LF", "Volume/RF"] for step in steps)


async def test_a_fast_ramp_shows_five_volumes_a_second(simulate):
    sim = await simulate("Kitchen", behaviour={"initial_volume": 0})
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        await events.next()
        await ramp(sim["Kitchen"], "AUTOPLAY_RAMP_TYPE", 25)
        await sim.clock.advance(minutes=1)
        shown = [(await events.next()).changes["Volume/Master"] for _ in range(3)]
        await events.none()
    assert shown == ["10", "20", "25"]


async def test_a_ramp_can_show_every_volume(simulate):
    sim = await simulate("Kitchen", behaviour={"ramp_tick": 0})
    async with subscribe(sim["Kitchen"], SERVICE) as events:
        await events.next()
        await ramp(sim["Kitchen"], "AUTOPLAY_RAMP_TYPE", 8)
        await sim.clock.advance(minutes=1)
        shown = [(await events.next()).changes["Volume/Master"] for _ in range(9)]
        await events.none()
    assert shown == [str(step) for step in range(9)]


async def test_fixing_the_output_ends_a_ramp(simulate):
    sim = await simulate("Port:ANY")
    await ramp(sim["Port"], "SLEEP_TIMER_RAMP_TYPE", 0)
    await call(sim["Port"], SERVICE, "SetOutputFixed", DesiredFixed=True)
    await sim.clock.advance(minutes=1)
    await call(sim["Port"], SERVICE, "SetOutputFixed", DesiredFixed=False)
    assert await volume(sim["Port"]) == "20"


@pytest.mark.parametrize(
    ("action", "arguments", "expected"),
    [
        ("SetVolume", {"DesiredVolume": 33}, "33"),
        ("SetRelativeVolume", {"Adjustment": -1}, "14"),
        ("SetMute", {"DesiredMute": 1}, "15"),
    ],
)
async def test_what_a_person_does_ends_a_ramp(simulate, action, arguments, expected):
    sim = await simulate("Kitchen")
    await ramp(sim["Kitchen"], "SLEEP_TIMER_RAMP_TYPE", 0)
    await sim.clock.advance(seconds=4.001)
    assert await volume(sim["Kitchen"]) == "15"
    await call(sim["Kitchen"], SERVICE, action, Channel="Master", **arguments)
    await sim.clock.advance(minutes=1)
    assert await volume(sim["Kitchen"]) == expected


async def test_the_volume_prior_to_a_ramp_comes_back(simulate):
    sim = await simulate("Kitchen")
    await ramp(sim["Kitchen"], "ALARM_RAMP_TYPE", 60)
    await sim.clock.advance(seconds=40)
    await ramp(sim["Kitchen"], "SLEEP_TIMER_RAMP_TYPE", 0)
    await call(sim["Kitchen"], SERVICE, "RestoreVolumePriorToRamp", Channel="Master")
    assert await volume(sim["Kitchen"]) == "20"
    await sim.clock.advance(minutes=1)
    assert await volume(sim["Kitchen"]) == "20"
    await set_volume(sim["Kitchen"], 35)
    await call(sim["Kitchen"], SERVICE, "RestoreVolumePriorToRamp", Channel="Master")
    assert await volume(sim["Kitchen"]) == "35"


async def test_nothing_to_restore(simulate):
    sim = await simulate("Kitchen")
    await set_volume(sim["Kitchen"], 31)
    await call(sim["Kitchen"], SERVICE, "RestoreVolumePriorToRamp", Channel="Master")
    assert await volume(sim["Kitchen"]) == "31"


@pytest.mark.parametrize(("reset_after", "expected"), [(True, "20"), (False, "0")])
async def test_the_end_of_a_program_resets_the_volume_if_asked(simulate, reset_after, expected):
    sim = await simulate("Kitchen")
    await ramp(sim["Kitchen"], "SLEEP_TIMER_RAMP_TYPE", 0, reset_after=reset_after)
    await sim.clock.advance(minutes=1)
    sim["Kitchen"].rendering.program_ended()
    assert await volume(sim["Kitchen"]) == expected
    assert sim["Kitchen"].rendering.reset_volume_after is False
    await set_volume(sim["Kitchen"], 44)
    sim["Kitchen"].rendering.program_ended()
    assert await volume(sim["Kitchen"]) == "44"


@pytest.mark.parametrize(
    ("kind", "target", "channel"),
    [
        ("SLEEP_TIMER_RAMP_TYPE", 101, "Master"),
        ("SLEEP_TIMER_RAMP_TYPE", 10, "LF"),
        ("SLOW", 10, "Master"),
    ],
)
async def test_ramps_that_are_refused(simulate, kind, target, channel):
    sim = await simulate("Kitchen")
    with pytest.raises(Fault) as caught:
        await ramp(sim["Kitchen"], kind, target, channel=channel)
    assert caught.value.code == 402
    await sim.clock.advance(minutes=1)
    assert await volume(sim["Kitchen"]) == "20"


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
