"""Alarms that change meanwhile."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def switch_alarms_off(household: Household, run: Rehearsal) -> None:
    for alarm in await household.alarms.list():
        await household.alarms.update(replace(alarm, enabled=False))


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


async def list_alarms_once(run: Rehearsal) -> None:
    await call(run.rooms[0], "AlarmClock", "ListAlarms")


PARTS = {
    "alarm-room-absent": Part(mark="gone", client=switch_alarms_off, naive=switch_alarms_of_known_rooms_off),
    "alarm-removed-or-moved": Part(
        mark="changed", client=switch_alarms_off, naive=switch_remembered_alarms_off, naive_mark="start"
    ),
    "alarm-empty-list": Part(naive=follow_alarms),
    "alarm-version-uid-change": Part(naive=list_alarms_once),
}
