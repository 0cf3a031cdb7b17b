"""RampToVolume on the clock: rates, what is shown, what ends a ramp, and what comes back."""

from __future__ import annotations

import pytest

from tests.support.sound import SERVICE, ramp, set_volume, volume
from tests.support.wire import Fault, call, subscribe


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
