"""Time of players and of clients."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def make_an_alarm(household: Household, run: Rehearsal) -> None:
    now = (await household.source.services.alarm_clock.get_time_now()).current_local_time
    await household.alarms.create(household[run.rooms[0].uuid], (now + timedelta(hours=1)).time())


async def make_an_alarm_when_the_clock_is_set(household: Household, run: Rehearsal) -> None:
    """No player was ever sold before 2005."""
    clock = household.source.services.alarm_clock
    while (await clock.get_time_now()).current_local_time.year < 2005:
        await household.hub.timers.sleep(30)
    await make_an_alarm(household, run)


async def make_an_alarm_by_the_old_time(run: Rehearsal) -> None:
    """The hours that the household was ahead are reckoned once."""
    before = await call(run.rooms[0], "AlarmClock", "GetTimeNow")
    ahead = int(before["CurrentLocalTime"][11:13]) - int(before["CurrentUTCTime"][11:13])
    await run.play(30, until="changed")
    utc = (await call(run.rooms[0], "AlarmClock", "GetTimeNow"))["CurrentUTCTime"][11:]
    await _make_alarm(run, f"{(int(utc[:2]) + ahead + 1) % 24:02}{utc[2:]}")


async def make_an_alarm_at_once(run: Rehearsal) -> None:
    local = (await call(run.rooms[0], "AlarmClock", "GetTimeNow"))["CurrentLocalTime"][11:]
    await _make_alarm(run, f"{(int(local[:2]) + 1) % 24:02}{local[2:]}")


async def _make_alarm(run: Rehearsal, start: str) -> None:
    await call(
        run.rooms[0], "AlarmClock", "CreateAlarm", StartLocalTime=start, Duration="", Recurrence="DAILY", Enabled=1,
        RoomUUID=run.rooms[0].uuid, ProgramURI="x-rincon-buzzer:0", ProgramMetaData="", PlayMode="NORMAL", Volume=25,
        IncludeLinkedZones=0,
    )  # fmt: skip


PARTS = {
    "speaker-dst-change": Part(
        mark="changed", client=make_an_alarm, naive=make_an_alarm_by_the_old_time, naive_mark="start"
    ),
    "speaker-clock-unset": Part(client=make_an_alarm_when_the_clock_is_set, naive=make_an_alarm_at_once),
    "client-suspend": Part(step=60.0, naive_step=60.0),
}
