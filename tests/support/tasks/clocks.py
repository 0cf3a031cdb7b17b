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


async def make_an_alarm_by_the_old_time(run: Rehearsal) -> None:
    """The hours that the household was ahead are reckoned once."""
    before = await call(run.rooms[0], "AlarmClock", "GetTimeNow")
    ahead = int(before["CurrentLocalTime"][11:13]) - int(before["CurrentUTCTime"][11:13])
    await run.play(30, until="changed")
    utc = (await call(run.rooms[0], "AlarmClock", "GetTimeNow"))["CurrentUTCTime"][11:]
    start = f"{(int(utc[:2]) + ahead + 1) % 24:02}{utc[2:]}"
    await call(
        run.rooms[0], "AlarmClock", "CreateAlarm", StartLocalTime=start, Duration="", Recurrence="DAILY", Enabled=1,
        RoomUUID=run.rooms[0].uuid, ProgramURI="x-rincon-buzzer:0", ProgramMetaData="", PlayMode="NORMAL", Volume=25,
        IncludeLinkedZones=0,
    )  # fmt: skip


PARTS = {
    "speaker-dst-change": Part(
        mark="changed", client=make_an_alarm, naive=make_an_alarm_by_the_old_time, naive_mark="start"
    ),
}
