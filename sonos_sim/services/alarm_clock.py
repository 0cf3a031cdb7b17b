"""AlarmClock: the household's alarms and its time; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class AlarmClock(Service):
    """Evented variables of AlarmClock."""

    name = "AlarmClock"
    pending = frozenset(
        {
            "SetFormat", "GetFormat", "SetTimeZone", "GetTimeZone", "GetTimeZoneAndRule", "GetTimeZoneRule",
            "SetTimeServer", "GetTimeServer", "SetTimeNow", "GetHouseholdTimeAtStamp", "GetTimeNow", "CreateAlarm",
            "UpdateAlarm", "DestroyAlarm", "ListAlarms", "SetDailyIndexRefreshTime", "GetDailyIndexRefreshTime",
        }
    )  # fmt: skip
    household_aspects = frozenset({Aspect.ALARMS})

    def evented(self) -> dict[str, Value]:
        """Time settings and the version of the alarm list (order and forms recorded)."""
        time = self.household.time
        return {
            "TimeZone": time.zone_rule,
            "TimeServer": time.server,
            "TimeGeneration": time.generation,
            "AlarmListVersion": f"{self.household.first_uuid}:0",
            "TimeFormat": time.time_format,
            "DateFormat": time.date_format,
            "DailyIndexRefreshTime": time.index_refresh,
        }
