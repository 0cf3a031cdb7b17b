"""The alarms of a household, as AlarmClock.ListAlarms writes them."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client.errors import MalformedError
from sonos_client.markup import local_name, parse
from sonos_client.services.enums import AlarmPlayMode
from sonos_client.values import boolean, clock_time, duration, integer

if TYPE_CHECKING:
    from datetime import time, timedelta

    from lxml import etree

_LOG = logging.getLogger(__name__)
CHIME = "x-rincon-buzzer:0"
"""The program URI of the plain chime."""
_DAYS = {"DAILY": "0123456", "WEEKDAYS": "12345", "WEEKENDS": "06", "ONCE": ""}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm.

    Attributes:
        id: given by the household, never reused.
        start: time of day in the household's zone.
        duration: how long it rings; None for no end.
        recurrence: ``ONCE``, ``DAILY``, ``WEEKDAYS``, ``WEEKENDS``, or ``ON_`` with the digits of days, 0 is Sunday.
        enabled: whether it rings.
        room: UUID of the room's player.
        program_uri: what plays; :data:`CHIME` is the plain chime.
        program_metadata: DIDL-Lite of it.
        play_mode: order and repetition.
        volume: 0 to 100.
        include_linked_zones: whether the room's group is kept and plays along.

    """

    id: int
    start: time
    room: str
    duration: timedelta | None = None
    recurrence: str = "DAILY"
    enabled: bool = True
    program_uri: str = CHIME
    program_metadata: str = ""
    play_mode: AlarmPlayMode = AlarmPlayMode.NORMAL
    volume: int = 25
    include_linked_zones: bool = False

    @property
    def days(self) -> frozenset[int]:
        """Days it rings on each week, 0 is Sunday; none for ONCE."""
        return frozenset(int(day) for day in _DAYS.get(self.recurrence, self.recurrence.removeprefix("ON_")))


def read_alarms(document: str) -> tuple[Alarm, ...]:
    """The alarms in a CurrentAlarmList; those without id, time or room are left out and logged."""
    if not document:
        return ()
    alarms: list[Alarm] = []
    for element in parse(document):
        if local_name(element) == "Alarm":
            try:
                alarms.append(_alarm(element))
            except MalformedError as error:
                _LOG.warning("an alarm cannot be read: %s", error)
    return tuple(alarms)


def _alarm(element: etree._Element) -> Alarm:
    room = element.get("RoomUUID", "")
    recurrence = element.get("Recurrence", "ONCE")
    if not room:
        raise MalformedError("it has no room")
    if recurrence not in _DAYS and not (recurrence.startswith("ON_") and recurrence[3:].isdecimal()):
        raise MalformedError(f"unknown recurrence {recurrence!r}")
    return Alarm(
        id=integer(element.get("ID", "")),
        # The action calls it StartLocalTime, the list StartTime.
        start=clock_time(element.get("StartTime", element.get("StartLocalTime", ""))),
        room=room,
        duration=duration(element.get("Duration", "")),
        recurrence=recurrence,
        enabled=boolean(element.get("Enabled", "0")),
        program_uri=element.get("ProgramURI", CHIME),
        program_metadata=element.get("ProgramMetaData", ""),
        play_mode=AlarmPlayMode(element.get("PlayMode", "NORMAL")),
        volume=integer(element.get("Volume", "0")),
        include_linked_zones=boolean(element.get("IncludeLinkedZones", "0")),
    )
