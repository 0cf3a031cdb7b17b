"""RenderingControl's LastChange: its order by model and build, and what travels together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sonos_sim import Household
from sonos_sim.catalogue import profile
from sonos_sim.services import rendering_events
from tests.support.sound import SERVICE, set_volume
from tests.support.wire import call, subscribe

LATER_THEATRE = [
    "DialogLevel", "SpeechEnhanceEnabled", "SupportsMaxDialogLevel", "SurroundLevel", "MusicSurroundLevel",
    "AudioDelay", "AudioDelayLeftRear", "AudioDelayRightRear", "NightMode", "SurroundEnabled", "SurroundMode",
]  # fmt: skip
EARLY_THEATRE = [name for name in LATER_THEATRE if name not in {"SpeechEnhanceEnabled", "SupportsMaxDialogLevel"}]


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
        ("SpeakerSize", "5"), ("SubGain", "0"), ("SubCrossover", "0"), ("SubPolarity", "0"), ("SubEnabled", "1"),
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
