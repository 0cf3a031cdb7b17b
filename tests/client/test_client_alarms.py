"""The list of alarms, where a player is behind what was heard of."""

from __future__ import annotations

import asyncio
from datetime import time
from typing import TYPE_CHECKING

import pytest

from sonos_sim.harness.soap_faults import Fields
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from tests.client.conftest import Connect
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers

LIST = "AlarmClock.ListAlarms"


async def test_a_list_that_is_behind_is_asked_for_again(
    simulate: Simulate, connect: Connect, timers: ManualTimers
) -> None:
    sim = await simulate()
    room = sim.players[0]
    alarms = (await connect(sim)).alarms
    sim.household.alarms.create(room, Alarm(start="07:00:00", room_uuid=room.uuid))
    old = Fields(CurrentAlarmList="<Alarms></Alarms>", CurrentAlarmListVersion=f"{room.uuid}:0")
    sim.faults.add(LIST, old, times=2)
    listing = asyncio.create_task(alarms.list(sim.household.alarms.version))
    await timers.wake(1, 1)
    await timers.wake(2, 2)
    assert [alarm.start for alarm in await listing] == [time(7)]
    sim.journal.assert_called(LIST, times=3)


@pytest.mark.parametrize(
    ("told", "heard"),
    [("RINCON_A:5", ""), ("RINCON_A:5", "RINCON_A:5"), ("RINCON_A:6", "RINCON_A:5"), ("RINCON_B:2", "RINCON_B:2"),
     ("RINCON_A:5", "unheard of"), ("RINCON_A:5", "RINCON_A:²"), ("", "")],
)  # fmt: skip
async def test_one_that_is_not_is_taken(simulate: Simulate, connect: Connect, told: str, heard: str) -> None:
    sim = await simulate()
    alarms = (await connect(sim)).alarms
    sim.faults.add(LIST, Fields(CurrentAlarmListVersion=told))
    assert await alarms.list(heard) == ()
    sim.journal.assert_called(LIST, times=1)


async def test_patience_ends(simulate: Simulate, connect: Connect, timers: ManualTimers) -> None:
    sim = await simulate()
    alarms = (await connect(sim)).alarms
    listing = asyncio.create_task(alarms.list(f"{sim.players[0].uuid}:9"))
    for seconds in (1, 2, 4, 7, 8, 8):
        await timers.wake(seconds, seconds)
    assert await listing == ()
    sim.journal.assert_called(LIST, times=7)
