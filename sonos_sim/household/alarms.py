"""The alarms of a household: the list that all players show. When they ring is the timetable's business."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import ALARM_EXISTS, INVALID_ARGS, NO_SUCH_ALARM, UPnPError
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.programs import CHIME
from sonos_sim.household.rendering import checked_volume
from sonos_sim.household.sleep_timer import parse_span
from sonos_sim.household.time_settings import clock_seconds
from sonos_sim.household.time_zones import EVERY_DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.household.household import Household
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player

ONCE = "ONCE"
_DAYS: Mapping[str, frozenset[int]] = {
    ONCE: EVERY_DAY,  # the next time it is that late, whatever the day
    "DAILY": EVERY_DAY,
    "WEEKDAYS": frozenset(range(1, 6)),
    "WEEKENDS": frozenset({0, 6}),
}
_ON_DAYS = re.compile(r"ON_([0-6]{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm as CreateAlarm describes it."""

    id: int = 0
    """0: none yet."""
    start: str
    """``HH:MM:SS`` by local time."""
    duration: str = ""
    """``HH:MM:SS`` after which it ends; empty: it does not end by itself."""
    recurrence: str = "DAILY"
    """``ONCE``, ``DAILY``, ``WEEKDAYS``, ``WEEKENDS``, or ``ON_`` and digits of weekdays; Sunday is 0."""
    enabled: bool = True
    room_uuid: str
    program_uri: str = CHIME
    program_metadata: str = ""
    track: Track | None = None
    """What the program is, as far as its metadata tells; None: the library knows, or nobody."""
    play_mode: str = "SHUFFLE_NOREPEAT"
    volume: int = 25
    """0..100."""
    include_linked_zones: bool = False
    """Whether the room's group wakes up with it; else the room leaves its group."""

    @property
    def weekdays(self) -> frozenset[int]:
        """Days of the week on which it may ring, Sunday is 0; none if the recurrence is unknown."""
        found = _ON_DAYS.fullmatch(self.recurrence)
        return frozenset(map(int, found[1])) if found else _DAYS.get(self.recurrence, frozenset())


@dataclass(eq=False)
class Alarms(Observed):
    """All alarms and the version of their list."""

    aspect: ClassVar[Aspect] = Aspect.ALARMS

    household: Household
    by_id: Mapping[int, Alarm] = field(default_factory=dict)
    """In the order of their creation."""
    number: int = 0
    """Counts the changes of the list."""
    changed_by: str = ""
    """UUID of the player that changed the list last; empty: nobody did."""

    @property
    def version(self) -> str:
        """AlarmListVersion: ``<player that changed it last>:<n>`` (captured)."""
        household = self.household
        # Clients refuse a list whose last editor is no player of the household.
        editor = self.changed_by if self.changed_by in household.players else household.first_uuid
        return f"{editor}:{self.number}"

    def create(self, player: Player, alarm: Alarm) -> int:
        """``player`` adds ``alarm``; returns its id, the number of this change, as all recorded lists allow (inferred).

        Raises UPnPError 402 for a bad value and beyond ``max_alarms``, 801 for the time of another alarm of the room.
        """
        limit = player.behaviour.max_alarms
        if len(self.by_id) >= limit:
            raise UPnPError(INVALID_ARGS, f"there are {limit} alarms already")
        new = self._checked(replace(alarm, id=self.number + 1), player)
        self._store({**self.by_id, new.id: new}, player.uuid)
        return new.id

    def update(self, player: Player, alarm_id: int, alarm: Alarm) -> None:
        """``player`` replaces an alarm by ``alarm``; raises as :meth:`create`, and UPnPError 800 for no such id."""
        self.get(alarm_id)
        new = self._checked(replace(alarm, id=alarm_id), player)
        self._store({**self.by_id, alarm_id: new}, player.uuid)

    def destroy(self, player: Player, alarm_id: int) -> None:
        """``player`` removes an alarm; raises UPnPError 800 for no such id."""
        self.get(alarm_id)
        self._store({key: alarm for key, alarm in self.by_id.items() if key != alarm_id}, player.uuid)

    def get(self, alarm_id: int) -> Alarm:
        """The alarm with that id; raises UPnPError 800 for no such id."""
        if alarm_id not in self.by_id:
            raise UPnPError(NO_SUCH_ALARM, f"no alarm {alarm_id}")
        return self.by_id[alarm_id]

    def has_rung(self, alarm: Alarm) -> None:
        """``alarm`` has rung; one that rings ONCE stays in the list, disabled by its room (inferred)."""
        if alarm.recurrence == ONCE:
            self._store({**self.by_id, alarm.id: replace(alarm, enabled=False)}, alarm.room_uuid)

    def _checked(self, alarm: Alarm, player: Player) -> Alarm:
        clock_seconds(alarm.start)
        parse_span(alarm.duration)
        if not alarm.weekdays:
            raise UPnPError(INVALID_ARGS, f"recurrence {alarm.recurrence[:40]!r}")
        volume = checked_volume(alarm.volume, player.behaviour)
        room = self.household.players.get(alarm.room_uuid)
        if room is None or room.is_bridge:
            raise UPnPError(INVALID_ARGS, f"{alarm.room_uuid[:40]!r} is no player that can ring")
        if any(self._clash(alarm, other) for other in self.by_id.values()):
            raise UPnPError(ALARM_EXISTS, f"{room.name} has an alarm at {alarm.start}")
        return replace(alarm, volume=volume)

    @staticmethod
    def _clash(alarm: Alarm, other: Alarm) -> bool:
        return alarm.id != other.id and (alarm.room_uuid, alarm.start) == (other.room_uuid, other.start)

    def _store(self, alarms: Mapping[int, Alarm], changed_by: str) -> None:
        self.by_id, self.changed_by = alarms, changed_by
        self.number += 1
