"""AlarmClock: the household's alarms and its time."""

from __future__ import annotations

from calendar import timegm
from time import strptime
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.alarms import Alarm
from sonos_sim.household.observed import Aspect
from sonos_sim.household.time_settings import TIME_FORM, rule_of, time_text
from sonos_sim.household.time_zones import ZoneRule
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, client_derived, inferred
from sonos_sim.services.tracks import client_track
from sonos_sim.wire.alarms import AlarmEntry, render_alarm_list

if TYPE_CHECKING:
    from sonos_sim.household.time_settings import TimeSettings
    from sonos_sim.services.base import Outputs, Value

_ALARM_RULES = "402 for bad values and for players that are not there"


class AlarmClock(Service):
    """Handlers of AlarmClock; all players of a household answer alike."""

    name = "AlarmClock"
    household_aspects = frozenset({Aspect.ALARMS})

    def evented(self) -> dict[str, Value]:
        """Time settings and the version of the alarm list (order and forms recorded)."""
        time = self._time
        return {
            "TimeZone": time.rule.blob,
            "TimeServer": time.server,
            "TimeGeneration": time.generation,
            "AlarmListVersion": self.household.alarms.version,
            "TimeFormat": time.time_format,
            "DateFormat": time.date_format,
            "DailyIndexRefreshTime": time.index_refresh,
        }

    # Formats

    @client_derived("sonos-api-docs: values of the formats", errors=(402,), inferred="402 for others")
    def set_format(self, desired_time_format: str, desired_date_format: str) -> None:
        """Choose 12H or 24H, MDY or DMY; INV: not chosen."""
        self._time.set_formats(desired_time_format, desired_date_format)

    @captured("recording sonosts GetFormat")
    def get_format(self) -> Outputs:
        """The formats."""
        return {"CurrentTimeFormat": self._time.time_format, "CurrentDateFormat": self._time.date_format}

    # Time zone

    @inferred("our choice; that TimeGeneration counts changes fits two recordings", errors=(402,))
    def set_time_zone(self, index: int, auto_adjust_dst: bool) -> None:
        """Move the household to another zone; its alarms ring by the new local time."""
        self._time.set_zone(index, adjust_dst=auto_adjust_dst)

    @captured("recording sonosts GetTimeZone")
    def get_time_zone(self) -> Outputs:
        """The zone's index and whether clocks are changed."""
        return {"Index": self._time.zone, "AutoAdjustDst": self._time.adjust_dst}

    @captured("recording sonosts GetTimeZoneAndRule", inferred="the rule without AutoAdjustDst, indexes other than 27")
    def get_time_zone_and_rule(self) -> Outputs:
        """The zone and the rule that local time follows."""
        return {**self.get_time_zone(), "CurrentTimeZone": self._time.rule.blob}

    @captured("recording sonosts GetTimeZoneRule", errors=(402,), inferred="402, indexes other than 27")
    def get_time_zone_rule(self, index: int) -> Outputs:
        """The rule of any zone."""
        return {"TimeZone": rule_of(index).blob}

    # Time

    @inferred("our choice: a list with commas, as GetTimeServer answers", errors=(402,))
    def set_time_server(self, desired_time_server: str) -> None:
        """Name the servers to take the time from; none is asked."""
        self._time.set_server(desired_time_server)

    @captured("recordings sonosts and kkalass GetTimeServer")
    def get_time_server(self) -> Outputs:
        """The servers."""
        return {"CurrentTimeServer": self._time.server}

    @inferred("our choice", errors=(401, 402))
    def set_time_now(self, desired_time: str, time_zone_for_desired_time: str) -> None:
        """Set the household's time, given as local time of a zone's rule; the clock of the simulation stays."""
        self.refuse_internal()
        try:
            rule = ZoneRule.from_blob(time_zone_for_desired_time)
            wall = timegm(strptime(desired_time, TIME_FORM))
        except ValueError as error:
            raise UPnPError(INVALID_ARGS, str(error)) from None
        self._time.set_now(wall, rule)

    @inferred("our choice: a stamp is a POSIX timestamp by the simulation's clock", errors=(401, 402))
    def get_household_time_at_stamp(self, time_stamp: str) -> Outputs:
        """What the household's time was or will be at a stamp."""
        self.refuse_internal()
        if not (time_stamp.isdecimal() and time_stamp.isascii() and len(time_stamp) <= 10):
            raise UPnPError(INVALID_ARGS, f"{time_stamp[:40]!r} is no time stamp")
        return {"HouseholdUTCTime": time_text(int(time_stamp) + self._time.ahead)}

    @captured("recording sonosts GetTimeNow")
    def get_time_now(self) -> Outputs:
        """UTC, local time, and the rule between them."""
        time = self._time
        return {
            "CurrentUTCTime": time_text(time.utc),
            "CurrentLocalTime": time_text(time.local),
            "CurrentTimeZone": time.rule.blob,
            "CurrentTimeGeneration": time.generation,
        }

    # Alarms

    @client_derived("SoCo alarms.py save; sonos-api-docs (801)", errors=(402, 801), inferred=_ALARM_RULES)
    def create_alarm(
        self,
        start_local_time: str,
        duration: str,
        recurrence: str,
        enabled: bool,
        room_uuid: str,
        program_uri: str,
        program_meta_data: str,
        play_mode: str,
        volume: int,
        include_linked_zones: bool,
    ) -> Outputs:
        """Add an alarm; its id is the number in the new AlarmListVersion."""
        alarm = self._alarm(
            start_local_time, duration, recurrence, enabled, room_uuid,
            program_uri, program_meta_data, play_mode, volume, include_linked_zones,
        )  # fmt: skip
        return {"AssignedID": self.household.alarms.create(self.player, alarm)}

    @client_derived(
        "SoCo alarms.py save; sonos-api-docs (801)",
        errors=(402, 800, 801),
        inferred=f"800 for no such id, {_ALARM_RULES}",
    )
    def update_alarm(
        self,
        id: int,  # noqa: A002 - the argument's name
        start_local_time: str,
        duration: str,
        recurrence: str,
        enabled: bool,
        room_uuid: str,
        program_uri: str,
        program_meta_data: str,
        play_mode: str,
        volume: int,
        include_linked_zones: bool,
    ) -> None:
        """Replace all values of an alarm; one that rings goes on."""
        alarm = self._alarm(
            start_local_time, duration, recurrence, enabled, room_uuid,
            program_uri, program_meta_data, play_mode, volume, include_linked_zones,
        )  # fmt: skip
        self.household.alarms.update(self.player, id, alarm)

    @captured("recorded fault 800 of DestroyAlarm (sonos-api-docs)", errors=(800,))
    def destroy_alarm(self, id: int) -> None:  # noqa: A002 - the argument's name
        """Remove an alarm; one that rings goes on."""
        self.household.alarms.destroy(self.player, id)

    @captured("recordings sonosts, sonosnet, gotwalt ListAlarms", inferred="the list without alarms")
    def list_alarms(self) -> Outputs:
        """All alarms of the household and the version of the list."""
        alarms = self.household.alarms
        return {
            "CurrentAlarmList": render_alarm_list(map(_entry, alarms.by_id.values())),
            "CurrentAlarmListVersion": alarms.version,
        }

    # Library

    @client_derived("sonos-api-docs: HH:MM:SS or empty", errors=(402,), inferred="402 for other texts")
    def set_daily_index_refresh_time(self, desired_daily_index_refresh_time: str) -> None:
        """Read the music library anew each day at that local time; empty: never."""
        self._time.set_index_refresh(desired_daily_index_refresh_time)

    @captured("recording sonosts GetDailyIndexRefreshTime")
    def get_daily_index_refresh_time(self) -> Outputs:
        """When the library is read."""
        return {"CurrentDailyIndexRefreshTime": self._time.index_refresh}

    def _alarm(
        self,
        start: str,
        duration: str,
        recurrence: str,
        enabled: bool,
        room_uuid: str,
        uri: str,
        metadata: str,
        play_mode: str,
        volume: int,
        include_linked_zones: bool,
    ) -> Alarm:
        return Alarm(
            start=start,
            duration=duration,
            recurrence=recurrence,
            enabled=enabled,
            room_uuid=room_uuid,
            program_uri=uri,
            program_metadata=metadata,
            track=client_track(self.household, uri, metadata),
            play_mode=play_mode,
            volume=volume,
            include_linked_zones=include_linked_zones,
        )

    @property
    def _time(self) -> TimeSettings:
        return self.household.time


def _entry(alarm: Alarm) -> AlarmEntry:
    return AlarmEntry(
        alarm.id,
        alarm.start,
        alarm.duration,
        alarm.recurrence,
        alarm.enabled,
        alarm.room_uuid,
        alarm.program_uri,
        alarm.program_metadata,
        alarm.play_mode,
        alarm.volume,
        alarm.include_linked_zones,
    )
