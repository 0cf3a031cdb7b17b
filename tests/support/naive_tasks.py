"""Programs that make the mistakes of real ones, on raw sockets."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.support.wire import call, path_of, request, subscribe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.support.rehearsal import Rehearsal


async def _alarms(run: Rehearsal) -> list[dict[str, str]]:
    listed = (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"]
    return [dict(element.attrib) for element in ET.fromstring(listed)]


async def _switch_off(run: Rehearsal, alarm: dict[str, str]) -> None:
    await call(
        run.rooms[0], "AlarmClock", "UpdateAlarm", ID=alarm["ID"], StartLocalTime=alarm["StartTime"],
        Duration=alarm["Duration"], Recurrence=alarm["Recurrence"], Enabled=0, RoomUUID=alarm["RoomUUID"],
        ProgramURI=alarm["ProgramURI"], ProgramMetaData=alarm["ProgramMetaData"], PlayMode=alarm["PlayMode"],
        Volume=alarm["Volume"], IncludeLinkedZones=alarm["IncludeLinkedZones"],
    )  # fmt: skip


async def switch_alarms_of_known_rooms_off(run: Rehearsal) -> None:
    state = ET.fromstring((await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
    names = {m.attrib["UUID"]: m.attrib["ZoneName"] for m in state.iter("ZoneGroupMember")}
    for alarm in await _alarms(run):
        _ = names[alarm["RoomUUID"]]
        await _switch_off(run, alarm)


async def switch_remembered_alarms_off(run: Rehearsal) -> None:
    alarms = await _alarms(run)
    await run.play(30, until="changed")
    for alarm in reversed(alarms):
        await _switch_off(run, alarm)


async def follow_alarms(run: Rehearsal) -> None:
    with suppress(ET.ParseError):
        await _alarms(run)
        await run.play(30, until="made")
        await _alarms(run)


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


async def subscribe_for_somebody_else(run: Rehearsal) -> None:
    headers = {"CALLBACK": "<http://192.0.2.1:80/>", "NT": "upnp:event", "TIMEOUT": "Second-600"}
    await request(run.rooms[0], "SUBSCRIBE", path_of("RenderingControl", "Event"), headers)


async def _browse(run: Rehearsal, container: str) -> dict[str, str]:
    return await call(
        run.rooms[0], "ContentDirectory", "Browse", ObjectID=container, BrowseFlag="BrowseDirectChildren", Filter="*",
        StartingIndex=0, RequestedCount=100, SortCriteria="",
    )  # fmt: skip


async def browse_once(run: Rehearsal) -> None:
    with suppress(Exception):  # whatever half an answer leads to
        await _browse(run, "FV:2")


async def list_songs_by_decoded_ids(run: Rehearsal) -> None:
    for album in ET.fromstring((await _browse(run, "A:ALBUM"))["Result"]):
        await _browse(run, unquote(album.attrib["id"]))


async def copy_albums_at_every_event(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "ContentDirectory") as events:
        await events.next()
        await run.play(until="begun")
        await events.next()
        await _browse(run, "A:ALBUM")
        await run.play(30)


async def turn_up_again(run: Rehearsal) -> None:
    for _ in range(2):
        with suppress(OSError, EOFError, ValueError, IndexError):
            await call(run.rooms[0], "RenderingControl", "SetRelativeVolume", Channel="Master", Adjustment=5)
            return


async def skip_until_answered(run: Rehearsal) -> None:
    for _ in range(3):
        with suppress(TimeoutError):
            await asyncio.wait_for(call(run.rooms[0], "AVTransport", "Next"), 0.1)
            return


async def drag_a_slider_that_is_bound_both_ways(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "RenderingControl") as events:
        for volume in (30, 40, 50):
            await call(run.rooms[0], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=volume)
        await run.sim.clock.advance(10)
        heard = (await events.next()).changes["Volume/Master"]
        await call(run.rooms[0], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=heard)


async def enhance_speech_by_level(run: Rehearsal) -> None:
    for room in run.rooms:
        if room.profile.can("home-theatre"):
            await call(room, "RenderingControl", "SetEQ", EQType="DialogLevel", DesiredValue=1)


async def set_all_volumes_of_what_is_found(run: Rehearsal) -> None:
    found = sorted(run.sim.players, key=lambda player: not player.profile.can("bridge"))
    for player in found:
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=31)


NAIVE_TASKS: dict[str, tuple[str, Callable[[Rehearsal], Awaitable[None]]]] = {
    "alarm-room-absent": ("gone", switch_alarms_of_known_rooms_off),
    "alarm-removed-or-moved": ("start", switch_remembered_alarms_off),
    "alarm-empty-list": ("start", follow_alarms),
    "speaker-dst-change": ("start", make_an_alarm_by_the_old_time),
    "callback-to-third-party": ("start", subscribe_for_somebody_else),
    "truncated-body": ("start", browse_once),
    "object-id-encoding": ("start", list_songs_by_decoded_ids),
    "index-in-progress": ("start", copy_albums_at_every_event),
    "tcp-reset-mid-request": ("start", turn_up_again),
    "accept-then-silence": ("played", skip_until_answered),
    "volume-event-echo": ("ready", drag_a_slider_that_is_bound_both_ways),
    "speech-enhance-semantics": ("start", enhance_speech_by_level),
    "bridge-or-boost-present": ("start", set_all_volumes_of_what_is_found),
}
