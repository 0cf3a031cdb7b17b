"""GetEQ, SetEQ and ResetExtEQ: who has which type, and its range."""

from __future__ import annotations

import pytest

from sonos_sim.household.bonding import Bond, BondKind
from tests.support.sound import SERVICE, faults, read
from tests.support.wire import call, subscribe


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
    kitchen = sim["Kitchen"]
    sim.household.groups.bond(Bond(BondKind.CHANNEL_MAP, ((kitchen, "LF,RF"), (sim["Cellar"], "SW"))))
    async with subscribe(kitchen, SERVICE) as events:
        await events.next()
        await call(kitchen, SERVICE, "SetEQ", EQType="SubGain", DesiredValue=7)
        assert (await events.next()).changes == {
            "SpeakerSize": "5", "SubGain": "7", "SubCrossover": "0", "SubPolarity": "0", "SubEnabled": "1",
        }  # fmt: skip
    assert await read(kitchen, "GetEQ", "CurrentValue", EQType="SubGain") == "7"
    await faults(402, kitchen, "GetEQ", EQType="SubCrossover")
