"""What the players of a household agree on about time: zone, formats, time servers, when the library is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import gmtime, strftime
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.time_zones import ZONES, ZoneRule

if TYPE_CHECKING:
    from collections.abc import Collection

    from sonos_sim.household.behaviour import Behaviour
    from sonos_sim.household.clock import Clock

TIME_FORM = "%Y-%m-%d %H:%M:%S"
"""How players write a moment: ``2022-01-07 12:19:33`` (captured)."""
TIME_FORMATS = ("INV", "12H", "24H")
DATE_FORMATS = ("INV", "MDY", "DMY")
"""INV: the household has not chosen (12H and the order of the lists are client-derived, the others captured)."""

_CLOCK_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)", re.ASCII)


def clock_seconds(text: str) -> int:
    """Seconds of ``HH:MM:SS``, below 24 hours; raises UPnPError 402 for anything else."""
    found = _CLOCK_TIME.fullmatch(text)
    if found is None:
        raise UPnPError(INVALID_ARGS, f"{text[:40]!r} is no time HH:MM:SS")
    hours, minutes, seconds = map(int, found.groups())
    return hours * 3600 + minutes * 60 + seconds


def time_text(seconds: float) -> str:
    """``seconds`` since 1970, by whatever clock, in :data:`TIME_FORM`."""
    return strftime(TIME_FORM, gmtime(seconds))


@dataclass(eq=False)
class TimeSettings(Observed):
    """Settings of the AlarmClock service; values captured, that they are the defaults is our choice."""

    aspect: ClassVar[Aspect] = Aspect.ALARMS

    clock: Clock
    zone: int = 27
    """Index of the time zone; 27 is CET."""
    adjust_dst: bool = True
    """Whether clocks are changed for daylight-saving time."""
    server: str = ",".join(f"{n}.sonostime.pool.ntp.org" for n in range(4))
    generation: int = 1
    """Counts changes of the time and of the zone."""
    time_format: str = "INV"
    date_format: str = "INV"
    index_refresh: str = "02:00:00"
    """When the library is read anew each day, ``HH:MM:SS`` by local time; empty: never."""
    ahead: float = 0.0
    """Seconds by which the household's time is ahead of the clock that moves it; SetTimeNow changes it."""

    @property
    def rule(self) -> ZoneRule:
        """The rule that local time follows; without daylight-saving time if the household wants none (inferred)."""
        rule = ZONES[self.zone]
        return rule if self.adjust_dst else rule.without_changes

    @property
    def utc(self) -> float:
        """The household's time as POSIX timestamp."""
        return self.clock.now() + self.ahead

    @property
    def local(self) -> float:
        """The household's time by the clocks on its walls, in seconds since 1970."""
        return self.rule.wall(self.utc)

    def next_instant(self, seconds: int, weekdays: Collection[int], behaviour: Behaviour) -> float:
        """When, by the household's :attr:`clock`, it is next ``seconds`` after midnight on one of ``weekdays``."""
        skipped, repeated = behaviour.skipped_hour_alarms, behaviour.repeated_hour_alarms
        return self.rule.next_instant(self.utc, seconds, weekdays, skipped, repeated) - self.ahead

    def set_zone(self, index: int, *, adjust_dst: bool) -> None:
        """Move the household to the zone ``index``; raises UPnPError 402 for one that is not there."""
        rule_of(index)
        self.zone, self.adjust_dst = index, adjust_dst
        self.generation += 1

    def set_formats(self, time_format: str, date_format: str) -> None:
        """Choose how controllers show time and date; raises UPnPError 402 for other values than those listed."""
        if time_format not in TIME_FORMATS or date_format not in DATE_FORMATS:
            raise UPnPError(INVALID_ARGS, f"formats {time_format!r} and {date_format!r}")
        self.time_format, self.date_format = time_format, date_format

    def set_server(self, server: str) -> None:
        """Take the time from ``server``, a list with commas; nothing is asked. Raises UPnPError 402 if it is empty."""
        if not server.strip():
            raise UPnPError(INVALID_ARGS, "no time server")
        self.server = server

    def set_index_refresh(self, time: str) -> None:
        """Read the library each day at ``time``, empty: never; raises UPnPError 402 for no ``HH:MM:SS``."""
        if time:
            clock_seconds(time)
        self.index_refresh = time

    def set_now(self, wall: float, rule: ZoneRule) -> None:
        """From now on it is ``wall`` by the clocks of a place with ``rule``; the earlier time if it comes twice.

        Raises UPnPError 402 for a time that is skipped there.
        """
        instants = rule.instants(wall)
        if not instants:
            raise UPnPError(INVALID_ARGS, f"{time_text(wall)} is skipped in that zone")
        self.ahead = instants[0] - self.clock.now()
        self.generation += 1


def rule_of(index: int) -> ZoneRule:
    """The rule of the zone ``index``; raises UPnPError 402 for one that is not there (inferred)."""
    if not 0 <= index < len(ZONES):
        raise UPnPError(INVALID_ARGS, f"time zone {index}; there are 0 to {len(ZONES) - 1}")
    return ZONES[index]
