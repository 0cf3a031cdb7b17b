"""Waiting for a program that runs by itself, without sleeping."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
import soco

from sonos_sim import Clock, Household, Simulator
from tests.support.wire import call

if TYPE_CHECKING:
    from tests.conftest import Simulate

VOLUME = "RenderingControl.SetVolume"


async def test_what_comes_later_is_waited_for(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")

    async def program() -> None:
        for volume in (30, 31, 32):
            await call(sim["Kitchen"], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=volume)

    running = asyncio.create_task(program())
    first, second = await sim.journal.await_called(VOLUME, times=2)
    assert [entry.arguments["DesiredVolume"] for entry in (first, second)] == ["30", "31"]
    (third,) = await sim.journal.await_called(VOLUME, player="Kitchen", DesiredVolume=32)
    assert third.number > second.number
    await running
    assert await sim.journal.await_called(VOLUME, seconds=0.0)


async def test_what_does_not_come_is_missed_with_the_nearest(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    await call(sim["Kitchen"], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=30)
    with pytest.raises(AssertionError, match=r"called 0 times, expected 1 times(?s:.*)DesiredVolume is '30'"):
        await sim.journal.await_called(VOLUME, DesiredVolume=31, seconds=0.01)


async def test_a_loop_is_not_held_up(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(RuntimeError, match=r"await journal\.await_called"):
        sim.journal.wait_called(VOLUME)


def test_from_another_thread() -> None:
    household = Household(seed=7, clock=Clock.stopped())
    household.add("Kitchen")
    with Simulator(household, discovery=False) as sim:
        kitchen = soco.SoCo(sim["Kitchen"].address)
        program = threading.Thread(target=setattr, args=(kitchen, "volume", 33))
        program.start()
        (entry,) = sim.journal.wait_called(VOLUME, DesiredVolume=33)
        program.join()
        assert entry.room == "Kitchen"
        with pytest.raises(AssertionError, match="was called 1 times, expected 2 times"):
            sim.journal.wait_called(VOLUME, times=2, seconds=0.01)
