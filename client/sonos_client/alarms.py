"""The alarms of a household."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_client.alarm_list import CHIME, Alarm, read_alarms
from sonos_client.errors import NotFoundError
from sonos_client.services.enums import AlarmPlayMode
from sonos_client.values import optional_number

if TYPE_CHECKING:
    from datetime import time, timedelta

    from sonos_client.household import Household
    from sonos_client.player import Player
    from sonos_client.services import AlarmClock


_PAUSES = (1.0, 2.0, 4.0, 7.0, 8.0, 8.0)
"""Seconds between questions for a list that is behind."""


class Alarms:
    """Lists and changes alarms; every player keeps all of them."""

    def __init__(self, household: Household) -> None:
        self._household = household

    @property
    def _clock(self) -> AlarmClock:
        return self._household.source.services.alarm_clock

    async def list(self, version: str = "") -> tuple[Alarm, ...]:
        """All alarms.

        Args:
            version: an ``AlarmListVersion`` that was heard of; a player whose list is behind it (Home Assistant has
                seen that) is asked again for up to half a minute.

        """
        answer = await self._clock.list_alarms()
        for pause in _PAUSES:
            if not _is_behind(answer.current_alarm_list_version, version):
                break
            await self._household.hub.timers.sleep(pause)
            answer = await self._clock.list_alarms()
        return read_alarms(answer.current_alarm_list)

    async def get(self, alarm_id: int) -> Alarm:
        """One alarm; raises NotFoundError."""
        for alarm in await self.list():
            if alarm.id == alarm_id:
                return alarm
        raise NotFoundError(f"no alarm {alarm_id}")

    async def create(
        self,
        room: Player,
        start: time,
        *,
        duration: timedelta | None = None,
        recurrence: str = "DAILY",
        enabled: bool = True,
        program_uri: str = CHIME,
        program_metadata: str = "",
        play_mode: AlarmPlayMode = AlarmPlayMode.NORMAL,
        volume: int = 25,
        include_linked_zones: bool = False,
    ) -> Alarm:
        """Create an alarm in ``room``; the arguments are those of :class:`Alarm`.

        Raises UPnPError 801 when the room has one at that time already.
        """
        alarm = Alarm(
            id=0,
            start=start,
            room=room.uuid,
            duration=duration,
            recurrence=recurrence,
            enabled=enabled,
            program_uri=program_uri,
            program_metadata=program_metadata,
            play_mode=play_mode,
            volume=volume,
            include_linked_zones=include_linked_zones,
        )
        assigned = await self._clock.create_alarm(
            start,
            duration,
            recurrence,
            enabled,
            room.uuid,
            program_uri,
            program_metadata,
            play_mode,
            volume,
            include_linked_zones,
        )
        return replace(alarm, id=assigned)

    async def update(self, alarm: Alarm) -> None:
        """Write ``alarm``, changed with :func:`dataclasses.replace`, back; UPnPError 800 for none with that id."""
        await self._clock.update_alarm(
            alarm.id,
            alarm.start,
            alarm.duration,
            alarm.recurrence,
            alarm.enabled,
            alarm.room,
            alarm.program_uri,
            alarm.program_metadata,
            alarm.play_mode,
            alarm.volume,
            alarm.include_linked_zones,
        )

    async def delete(self, alarm: Alarm | int) -> None:
        """Remove an alarm; UPnPError 800 for none with that id."""
        await self._clock.destroy_alarm(alarm if isinstance(alarm, int) else alarm.id)


def _is_behind(told: str, heard: str) -> bool:
    """Whether the version ``told`` with a list is older than one that was ``heard`` of; empty: none was.

    A version is ``UUID:number``. Numbers rise, but another player's may start anew (home-assistant/core#84823).
    """
    number, wanted = (optional_number(version.rpartition(":")[2]) for version in (told, heard))
    return told != heard and wanted is not None and (number is None or number < wanted)
