"""AlarmClock: Alarms, time, time zone and formats of the household."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, time, timedelta

    from sonos_client.services.enums import AlarmPlayMode


@dataclass(frozen=True, slots=True)
class FormatResult:
    """What GetFormat answers."""

    current_time_format: str
    """``INV``, ``12H`` or ``24H``."""
    current_date_format: str
    """``INV``, ``MDY`` or ``DMY``."""


@dataclass(frozen=True, slots=True)
class TimeZoneResult:
    """What GetTimeZone answers."""

    index: int
    """Number of the time zone."""
    auto_adjust_dst: bool
    """Whether summer time is kept."""


@dataclass(frozen=True, slots=True)
class TimeZoneAndRuleResult:
    """What GetTimeZoneAndRule answers."""

    index: int
    """Number of the time zone."""
    auto_adjust_dst: bool
    """Whether summer time is kept."""
    current_time_zone: str
    """Rule of the zone, 14 bytes in hexadecimal."""


@dataclass(frozen=True, slots=True)
class TimeNowResult:
    """What GetTimeNow answers."""

    current_utc_time: datetime
    """Time in UTC."""
    current_local_time: datetime
    """Time in the household's zone, without a zone attached."""
    current_time_zone: str
    """Rule of the zone, 14 bytes in hexadecimal."""
    current_time_generation: int
    """Rises when the clock is set."""


@dataclass(frozen=True, slots=True)
class ListAlarmsResult:
    """What ListAlarms answers."""

    current_alarm_list: str
    """The alarms as XML."""
    current_alarm_list_version: str
    """``UUID:number``, rises with each change."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AlarmClockChange(Change):
    """What an event of AlarmClock says; None where it does not mention a variable."""

    time_zone: str | None = None
    """Rule of the time zone, 14 bytes in hexadecimal."""
    time_server: str | None = None
    """Time servers, separated by commas."""
    time_generation: int | None = None
    """Rises when the clock is set."""
    alarm_list_version: str | None = None
    """``UUID:number`` of the list of alarms; changes with each alarm."""
    daily_index_refresh_time: time | None = None
    """When the library is indexed each day."""
    time_format: str | None = None
    """``INV``, ``12H`` or ``24H``."""
    date_format: str | None = None
    """``INV``, ``MDY`` or ``DMY``."""
    service: ClassVar[str] = "AlarmClock"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "TimeZone": ("time_zone", values.string),
        "TimeServer": ("time_server", values.string),
        "TimeGeneration": ("time_generation", values.integer),
        "AlarmListVersion": ("alarm_list_version", values.string),
        "DailyIndexRefreshTime": ("daily_index_refresh_time", values.optional_clock_time),
        "TimeFormat": ("time_format", values.string),
        "DateFormat": ("date_format", values.string),
    }


class AlarmClock(Service):
    """Alarms, time, time zone and formats of the household; every player answers for all."""

    name: ClassVar[str] = "AlarmClock"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:AlarmClock:1"
    path: ClassVar[str] = "/AlarmClock"
    change: ClassVar[type[Change]] = AlarmClockChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        800: ErrorMeaning("NO_SUCH_ALARM", "There is no such alarm."),
        801: ErrorMeaning("DUPLICATE_ALARM", "The room has an alarm at that time already."),
    }

    async def set_format(self, desired_time_format: str, desired_date_format: str) -> None:
        """Set how times and dates are shown.

        Args:
            desired_time_format: ``INV``, ``12H`` or ``24H``.
            desired_date_format: ``INV``, ``MDY`` or ``DMY``.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetFormat", {"DesiredTimeFormat": desired_time_format, "DesiredDateFormat": desired_date_format}
        )

    async def get_format(self) -> FormatResult:
        """How times and dates are shown."""
        answer = await self._call("GetFormat", {})
        return FormatResult(
            answer.read("CurrentTimeFormat", values.string), answer.read("CurrentDateFormat", values.string)
        )

    async def set_time_zone(self, index: int, auto_adjust_dst: bool) -> None:
        """Set the household's time zone.

        Args:
            index: Number of the time zone.
            auto_adjust_dst: Whether summer time is kept.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetTimeZone",
            {"Index": values.checked("index", index, -2147483648, 2147483647), "AutoAdjustDst": auto_adjust_dst},
        )

    async def get_time_zone(self) -> TimeZoneResult:
        """The household's time zone."""
        answer = await self._call("GetTimeZone", {})
        return TimeZoneResult(answer.read("Index", values.integer), answer.read("AutoAdjustDst", values.boolean))

    async def get_time_zone_and_rule(self) -> TimeZoneAndRuleResult:
        """The household's time zone with its rule."""
        answer = await self._call("GetTimeZoneAndRule", {})
        return TimeZoneAndRuleResult(
            answer.read("Index", values.integer),
            answer.read("AutoAdjustDst", values.boolean),
            answer.read("CurrentTimeZone", values.string),
        )

    async def get_time_zone_rule(self, index: int) -> str:
        """The rule of a time zone.

        Args:
            index: Number of the time zone.

        Returns:
            Rule of the zone, 14 bytes in hexadecimal.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call("GetTimeZoneRule", {"Index": values.checked("index", index, -2147483648, 2147483647)})
        return answer.read("TimeZone", values.string)

    async def set_time_server(self, desired_time_server: str) -> None:
        """Set the time servers.

        Args:
            desired_time_server: Servers separated by commas.

        """
        await self._call("SetTimeServer", {"DesiredTimeServer": desired_time_server})

    async def get_time_server(self) -> str:
        """The time servers, separated by commas.

        Returns:
            Servers separated by commas.

        """
        answer = await self._call("GetTimeServer", {})
        return answer.read("CurrentTimeServer", values.string)

    async def set_time_now(self, desired_time: datetime, time_zone_for_desired_time: str) -> None:
        """Set the clock; for players among themselves.

        Args:
            desired_time: The time.
            time_zone_for_desired_time: Rule of its zone.

        Raises:
            UPnPError: 401 INVALID_ACTION.

        """
        await self._call(
            "SetTimeNow", {"DesiredTime": desired_time, "TimeZoneForDesiredTime": time_zone_for_desired_time}
        )

    async def get_household_time_at_stamp(self, time_stamp: str) -> datetime:
        """Time of the household at a stamp; for players among themselves.

        Args:
            time_stamp: The stamp.

        Returns:
            Time in UTC.

        Raises:
            UPnPError: 401 INVALID_ACTION.

        """
        answer = await self._call("GetHouseholdTimeAtStamp", {"TimeStamp": time_stamp})
        return answer.read("HouseholdUTCTime", values.utc_datetime)

    async def get_time_now(self) -> TimeNowResult:
        """The household's clock."""
        answer = await self._call("GetTimeNow", {})
        return TimeNowResult(
            answer.read("CurrentUTCTime", values.utc_datetime),
            answer.read("CurrentLocalTime", values.local_datetime),
            answer.read("CurrentTimeZone", values.string),
            answer.read("CurrentTimeGeneration", values.integer),
        )

    async def create_alarm(
        self,
        start_local_time: time,
        duration: timedelta | None,
        recurrence: str,
        enabled: bool,
        room_uuid: str,
        program_uri: str,
        program_meta_data: str,
        play_mode: AlarmPlayMode,
        volume: int,
        include_linked_zones: bool,
    ) -> int:
        """Create an alarm.

        Args:
            start_local_time: Time of day in the household's zone.
            duration: How long it rings; None for no end.
            recurrence: ``ONCE``, ``DAILY``, ``WEEKDAYS``, ``WEEKENDS`` or ``ON_`` with digits of days, 0 is Sunday.
            enabled: Whether it rings.
            room_uuid: UUID of the room's player.
            program_uri: What plays; ``x-rincon-buzzer:0`` is the chime.
            program_meta_data: DIDL-Lite of what plays.
            play_mode: Order and repetition.
            volume: Volume, 0 to 100.
            include_linked_zones: Whether the group is kept and plays along.

        Returns:
            Id of the new alarm.

        Raises:
            UPnPError: 402 INVALID_ARGS, 801 DUPLICATE_ALARM.

        """
        answer = await self._call(
            "CreateAlarm",
            {
                "StartLocalTime": start_local_time,
                "Duration": values.optional_duration_text(duration),
                "Recurrence": recurrence,
                "Enabled": enabled,
                "RoomUUID": room_uuid,
                "ProgramURI": program_uri,
                "ProgramMetaData": program_meta_data,
                "PlayMode": play_mode,
                "Volume": values.checked("volume", volume, 0, 100),
                "IncludeLinkedZones": include_linked_zones,
            },
        )
        return answer.read("AssignedID", values.integer)

    async def update_alarm(
        self,
        alarm_id: int,
        start_local_time: time,
        duration: timedelta | None,
        recurrence: str,
        enabled: bool,
        room_uuid: str,
        program_uri: str,
        program_meta_data: str,
        play_mode: AlarmPlayMode,
        volume: int,
        include_linked_zones: bool,
    ) -> None:
        """Change an alarm; every argument is needed.

        Args:
            alarm_id: The alarm.
            start_local_time: Time of day in the household's zone.
            duration: How long it rings; None for no end.
            recurrence: ``ONCE``, ``DAILY``, ``WEEKDAYS``, ``WEEKENDS`` or ``ON_`` with digits of days, 0 is Sunday.
            enabled: Whether it rings.
            room_uuid: UUID of the room's player.
            program_uri: What plays; ``x-rincon-buzzer:0`` is the chime.
            program_meta_data: DIDL-Lite of what plays.
            play_mode: Order and repetition.
            volume: Volume, 0 to 100.
            include_linked_zones: Whether the group is kept and plays along.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NO_SUCH_ALARM, 801 DUPLICATE_ALARM.

        """
        await self._call(
            "UpdateAlarm",
            {
                "ID": values.checked("alarm_id", alarm_id, 0, 4294967295),
                "StartLocalTime": start_local_time,
                "Duration": values.optional_duration_text(duration),
                "Recurrence": recurrence,
                "Enabled": enabled,
                "RoomUUID": room_uuid,
                "ProgramURI": program_uri,
                "ProgramMetaData": program_meta_data,
                "PlayMode": play_mode,
                "Volume": values.checked("volume", volume, 0, 100),
                "IncludeLinkedZones": include_linked_zones,
            },
        )

    async def destroy_alarm(self, alarm_id: int) -> None:
        """Remove an alarm.

        Args:
            alarm_id: The alarm.

        Raises:
            UPnPError: 800 NO_SUCH_ALARM.

        """
        await self._call("DestroyAlarm", {"ID": values.checked("alarm_id", alarm_id, 0, 4294967295)})

    async def list_alarms(self) -> ListAlarmsResult:
        """All alarms of the household as XML; see :func:`sonos_client.alarm_list.read_alarms`."""
        answer = await self._call("ListAlarms", {})
        return ListAlarmsResult(
            answer.read("CurrentAlarmList", values.string), answer.read("CurrentAlarmListVersion", values.string)
        )

    async def set_daily_index_refresh_time(self, desired_daily_index_refresh_time: time | None) -> None:
        """Set when the library is indexed each day, None for never.

        Args:
            desired_daily_index_refresh_time: Time of day, None for never.

        """
        await self._call(
            "SetDailyIndexRefreshTime", {"DesiredDailyIndexRefreshTime": desired_daily_index_refresh_time or ""}
        )

    async def get_daily_index_refresh_time(self) -> time | None:
        """When the library is indexed each day, None for never.

        Returns:
            Time of day, None for never.

        """
        answer = await self._call("GetDailyIndexRefreshTime", {})
        return answer.read("CurrentDailyIndexRefreshTime", values.optional_clock_time)
