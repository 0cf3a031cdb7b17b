"""Alarms that change meanwhile."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_client.services import AlarmClockChange

from tests.support.tasks import Part
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal


async def switch_alarms_off(household: Household, run: Rehearsal) -> None:
    for alarm in await household.alarms.list():
        await household.alarms.update(replace(alarm, enabled=False))


async def switch_alarms_of_both_households_off(household: Household, run: Rehearsal) -> None:
    async with AsyncExitStack() as stack:
        other = await run.client(stack, run.sim.households[1].id)
        for each in (household, other):
            await switch_alarms_off(each, run)


async def switch_new_alarms_off(household: Household, run: Rehearsal) -> None:
    """A list that is older than what was heard of is asked for again."""
    async with household.source.watch(AlarmClockChange) as changes:
        async for change in changes:
            if change.alarm_list_version is None:
                continue
            for alarm in await household.alarms.list(change.alarm_list_version):
                await household.alarms.update(replace(alarm, enabled=False))
                return


async def _alarms(run: Rehearsal) -> list[dict[str, str]]:
    listed = (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"]
    return [dict(element.attrib) for element in ET.fromstring(listed)]


async def _switch_off(player: Player, alarm: dict[str, str]) -> None:
    await call(
        player, "AlarmClock", "UpdateAlarm", ID=alarm["ID"], StartLocalTime=alarm["StartTime"],
        Duration=alarm["Duration"], Recurrence=alarm["Recurrence"], Enabled=0, RoomUUID=alarm["RoomUUID"],
        ProgramURI=alarm["ProgramURI"], ProgramMetaData=alarm["ProgramMetaData"], PlayMode=alarm["PlayMode"],
        Volume=alarm["Volume"], IncludeLinkedZones=alarm["IncludeLinkedZones"],
    )  # fmt: skip


async def switch_alarms_of_known_rooms_off(run: Rehearsal) -> None:
    state = ET.fromstring((await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
    names = {m.attrib["UUID"]: m.attrib["ZoneName"] for m in state.iter("ZoneGroupMember")}
    for alarm in await _alarms(run):
        _ = names[alarm["RoomUUID"]]
        await _switch_off(run.rooms[0], alarm)


async def switch_remembered_alarms_off(run: Rehearsal) -> None:
    alarms = await _alarms(run)
    await run.play(30, until="changed")
    for alarm in reversed(alarms):
        await _switch_off(run.rooms[0], alarm)


async def follow_alarms(run: Rehearsal) -> None:
    with suppress(ET.ParseError):
        await _alarms(run)
        await run.play(30, until="made")
        await _alarms(run)


async def list_alarms_once(run: Rehearsal) -> None:
    await call(run.rooms[0], "AlarmClock", "ListAlarms")


async def switch_alarms_of_higher_versions_off(run: Rehearsal) -> None:
    """One memory for all players there are."""
    known = 0
    for player in run.sim.players:
        listed = await call(player, "AlarmClock", "ListAlarms")
        if (version := int(listed["CurrentAlarmListVersion"].rpartition(":")[2])) > known:
            known = version
            for alarm in ET.fromstring(listed["CurrentAlarmList"]):
                await _switch_off(player, dict(alarm.attrib))


async def switch_new_alarms_off_at_once(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "AlarmClock") as events:
        for mark in ("start", "made"):
            await run.play(until=mark)
            await events.next()
            for alarm in await _alarms(run):
                await _switch_off(run.rooms[0], alarm)


async def switch_off_with_what_stands_there(run: Rehearsal) -> None:
    """The metadata are taken out of the list with their escapes, and escaped once more."""
    listed = (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"]
    for alarm in listed.split("<Alarm ")[1:]:
        await _switch_off(run.rooms[0], dict(re.findall(r'(\w+)="(.*?)"', alarm)))


PARTS = {
    "alarm-room-absent": Part(mark="gone", client=switch_alarms_off, naive=switch_alarms_of_known_rooms_off),
    "alarm-removed-or-moved": Part(
        mark="changed", client=switch_alarms_off, naive=switch_remembered_alarms_off, naive_mark="start"
    ),
    "alarm-empty-list": Part(naive=follow_alarms),
    "alarm-version-uid-change": Part(naive=list_alarms_once),
    "alarm-two-households": Part(
        mark="asked", client=switch_alarms_of_both_households_off, naive=switch_alarms_of_higher_versions_off
    ),
    "alarm-list-lag": Part(step=1.0, client=switch_new_alarms_off, naive=switch_new_alarms_off_at_once),
    "alarm-metadata-growth": Part(mark="asked", client=switch_alarms_off, naive=switch_off_with_what_stands_there),
}
