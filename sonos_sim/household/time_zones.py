"""Time zones as players know them: an index into a table, and a rule of 14 bytes that tells local time.

The form of a rule is that of Windows' TIME_ZONE_INFORMATION, decoded from two recorded rules: CET, which is index 27,
and the rule of a British household. What the other indexes mean is inferred: they follow the order of the classic
Windows list, west to east, in which 27 is where it was recorded; the rules are those of 2026.

A *wall* time is what clocks on the wall show, in seconds since 1970 by those clocks; an *instant* is a POSIX timestamp.
"""

from __future__ import annotations

import struct
from calendar import timegm
from dataclasses import astuple, dataclass
from functools import lru_cache
from itertools import count
from time import gmtime
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

DAY = 86400
MINUTE = 60
EVERY_DAY = frozenset(range(7))
"""Weekdays by number; Sunday is 0, as in alarms and in rules."""
LAST = 5
"""As ``week`` of a :class:`Change`: the last such weekday of the month."""
Skipped = Literal["shift", "drop"]
Repeated = Literal["first", "both"]

_FORM = struct.Struct(">h4Bh4Bh")


def weekday(wall: float) -> int:
    """The weekday at ``wall``; Sunday is 0."""
    return (int(wall // DAY) + 4) % 7  # 1970 began on a Thursday


@dataclass(frozen=True, slots=True)
class Change:
    """When clocks are changed: on a weekday (Sunday is 0) of a week (1..4 or LAST) of a month, at a full hour."""

    month: int
    weekday: int
    week: int
    hour: int

    def wall(self, year: int) -> int:
        """The wall time in ``year``, by the clocks not changed yet."""
        if self.week == LAST:
            first = timegm((year + self.month // 12, self.month % 12 + 1, 1, 0, 0, 0)) - 7 * DAY
        else:
            first = timegm((year, self.month, 1, 0, 0, 0)) + (self.week - 1) * 7 * DAY
        return first + (self.weekday - weekday(first)) % 7 * DAY + self.hour * 3600


_NEVER = Change(0, 0, 0, 0)
"""How a rule without changes writes them."""


class Changes(NamedTuple):
    """The two changes of a year."""

    standard: Change
    """When standard time begins."""
    daylight: Change
    """When daylight-saving time begins."""


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """How local time follows from UTC; minutes are counted westward, so CET is -60."""

    west: int
    changes: Changes | None = None
    """None: standard time all the year."""
    standard_west: int = 0
    """Minutes added to ``west`` in standard time."""
    daylight_west: int = 0
    """Minutes added to ``west`` in daylight-saving time, such as -60."""

    @classmethod
    def from_blob(cls, blob: str) -> ZoneRule:
        """The rule of 28 hexadecimal digits; raises ValueError for anything else."""
        try:
            west, *standard, standard_west, month, day, week, hour, daylight_west = _FORM.unpack(bytes.fromhex(blob))
        except struct.error:
            raise ValueError(f"{blob[:80]!r} is not 14 bytes long") from None
        if standard[0] == 0 or month == 0:
            return cls(west, standard_west=standard_west)
        changes = Changes(Change(*standard), Change(month, day, week, hour))
        if not all(c.month <= 12 and c.weekday <= 6 and 1 <= c.week <= LAST and c.hour <= 23 for c in changes):
            raise ValueError(f"{blob!r} changes the clocks on a day that never comes")
        return cls(west, changes, standard_west, daylight_west)

    @property
    def blob(self) -> str:
        """The rule as players write it, such as ``ffc40a000503000003000502ffc4``."""
        standard, daylight = self.changes or (_NEVER, _NEVER)
        return _FORM.pack(
            self.west, *astuple(standard), self.standard_west, *astuple(daylight), self.daylight_west
        ).hex()

    @property
    def without_changes(self) -> ZoneRule:
        """The same zone with standard time all the year."""
        return ZoneRule(self.west, standard_west=self.standard_west)

    def wall(self, instant: float) -> float:
        """The wall time at ``instant``."""
        return instant + self._offset(instant)

    def instants(self, wall: float) -> list[float]:
        """When clocks show ``wall``, in order: once, never if a change skips it, twice if one repeats it."""
        candidates = {wall - self._daylight_offset, wall - self._standard_offset}
        return sorted(instant for instant in candidates if self.wall(instant) == wall)

    def next_instant(
        self, after: float, seconds: int, weekdays: Collection[int], skipped: Skipped, repeated: Repeated
    ) -> float:
        """The first instant later than ``after`` when it is ``seconds`` after midnight on one of ``weekdays``.

        A wall time that a change skips comes as much later by the new clocks (``shift``) or not at all (``drop``);
        one that a change repeats comes the ``first`` time or ``both`` times.
        """
        return next(i for i in self._instants(after, seconds, weekdays, skipped, repeated) if i > after)

    def _instants(
        self, since: float, seconds: int, weekdays: Collection[int], skipped: Skipped, repeated: Repeated
    ) -> Iterator[float]:
        for day in count(int(self.wall(since) // DAY)):
            wall = day * DAY + seconds
            if weekday(wall) in weekdays:
                instants = self.instants(wall)
                if not instants and skipped == "shift":
                    instants = [wall - self._standard_offset]
                yield from instants if repeated == "both" else instants[:1]

    @property
    def _standard_offset(self) -> int:
        return -(self.west + self.standard_west) * MINUTE

    @property
    def _daylight_offset(self) -> int:
        return -(self.west + self.daylight_west) * MINUTE if self.changes else self._standard_offset

    def _offset(self, instant: float) -> int:
        if self.changes is None:
            return self._standard_offset
        # Nobody changes the clocks at New Year, so it does not matter by which clocks the year is told.
        standard, daylight = _changes_of(self.changes, gmtime(instant + self._standard_offset).tm_year)
        begin, end = daylight - self._standard_offset, standard - self._daylight_offset
        # South of the equator daylight-saving time ends before it begins.
        is_daylight = begin <= instant < end if begin < end else not end <= instant < begin
        return self._daylight_offset if is_daylight else self._standard_offset


@lru_cache(maxsize=256)
def _changes_of(changes: Changes, year: int) -> tuple[int, int]:
    """The wall times of ``changes`` in ``year``."""
    return changes.standard.wall(year), changes.daylight.wall(year)


def _europe(east: int) -> Changes:
    # All of Europe changes at 01:00 UTC.
    return Changes(Change(10, 0, LAST, east // 60 + 2), Change(3, 0, LAST, east // 60 + 1))


def _by_the_clock(standard: Change, daylight: Change) -> Callable[[int], Changes]:
    return lambda east: Changes(standard, daylight)


_america = _by_the_clock(Change(11, 0, 1, 2), Change(3, 0, 2, 2))
_australia = _by_the_clock(Change(4, 0, 1, 3), Change(10, 0, 1, 2))
_new_zealand = _by_the_clock(Change(4, 0, 1, 3), Change(9, 0, LAST, 2))
# These four are as near as the form allows: it has no "Sunday after the first Saturday" and no 24:00.
_chile = _by_the_clock(Change(4, 0, 1, 0), Change(9, 0, 1, 0))
_greenland = _by_the_clock(Change(10, 0, LAST, 0), Change(3, 6, LAST, 23))
_egypt = _by_the_clock(Change(10, 4, LAST, 23), Change(4, 5, LAST, 0))
_israel = _by_the_clock(Change(10, 0, LAST, 2), Change(3, 5, 4, 2))

_TABLE: tuple[tuple[str, int, Callable[[int], Changes] | None], ...] = (
    ("Etc/GMT+12", -720, None),
    ("Pacific/Midway", -660, None),
    ("Pacific/Honolulu", -600, None),
    ("America/Anchorage", -540, _america),
    ("America/Los_Angeles", -480, _america),
    ("America/Phoenix", -420, None),
    ("America/Mazatlan", -420, None),
    ("America/Denver", -420, _america),
    ("America/Guatemala", -360, None),
    ("America/Chicago", -360, _america),
    ("America/Mexico_City", -360, None),
    ("America/Regina", -360, None),
    ("America/Bogota", -300, None),
    ("America/New_York", -300, _america),
    ("America/Indiana/Indianapolis", -300, _america),
    ("America/Halifax", -240, _america),
    ("America/Caracas", -240, None),
    ("America/Santiago", -240, _chile),
    ("America/St_Johns", -210, _america),
    ("America/Sao_Paulo", -180, None),
    ("America/Argentina/Buenos_Aires", -180, None),
    ("America/Nuuk", -120, _greenland),
    ("Atlantic/South_Georgia", -120, None),
    ("Atlantic/Azores", -60, _europe),
    ("Atlantic/Cape_Verde", -60, None),
    ("Africa/Monrovia", 0, None),
    ("Europe/London", 0, _europe),
    ("Europe/Berlin", 60, _europe),
    ("Europe/Budapest", 60, _europe),
    ("Europe/Paris", 60, _europe),
    ("Europe/Warsaw", 60, _europe),
    ("Africa/Lagos", 60, None),
    ("Europe/Athens", 120, _europe),
    ("Europe/Bucharest", 120, _europe),
    ("Africa/Cairo", 120, _egypt),
    ("Africa/Johannesburg", 120, None),
    ("Europe/Helsinki", 120, _europe),
    ("Asia/Jerusalem", 120, _israel),
    ("Asia/Baghdad", 180, None),
    ("Asia/Riyadh", 180, None),
    ("Europe/Moscow", 180, None),
    ("Africa/Nairobi", 180, None),
    ("Asia/Tehran", 210, None),
    ("Asia/Dubai", 240, None),
    ("Asia/Baku", 240, None),
    ("Asia/Kabul", 270, None),
    ("Asia/Yekaterinburg", 300, None),
    ("Asia/Karachi", 300, None),
    ("Asia/Kolkata", 330, None),
    ("Asia/Kathmandu", 345, None),
    ("Asia/Omsk", 360, None),
    ("Asia/Dhaka", 360, None),
    ("Asia/Colombo", 330, None),
    ("Asia/Yangon", 390, None),
    ("Asia/Bangkok", 420, None),
    ("Asia/Krasnoyarsk", 420, None),
    ("Asia/Shanghai", 480, None),
    ("Asia/Irkutsk", 480, None),
    ("Asia/Singapore", 480, None),
    ("Australia/Perth", 480, None),
    ("Asia/Taipei", 480, None),
    ("Asia/Tokyo", 540, None),
    ("Asia/Seoul", 540, None),
    ("Asia/Yakutsk", 540, None),
    ("Australia/Adelaide", 570, _australia),
    ("Australia/Darwin", 570, None),
    ("Australia/Brisbane", 600, None),
    ("Australia/Sydney", 600, _australia),
    ("Pacific/Port_Moresby", 600, None),
    ("Australia/Hobart", 600, _australia),
    ("Asia/Vladivostok", 600, None),
    ("Asia/Magadan", 660, None),
    ("Pacific/Auckland", 720, _new_zealand),
    ("Pacific/Fiji", 720, None),
    ("Pacific/Tongatapu", 780, None),
)
"""By index: a place of the zone, minutes east of Greenwich, when clocks are changed."""

ZONE_NAMES = tuple(name for name, *_ in _TABLE)
"""By index: the zone's name in the tz database; players know indexes alone."""


def _rule(east: int, changes: Callable[[int], Changes] | None) -> ZoneRule:
    return ZoneRule(-east) if changes is None else ZoneRule(-east, changes(east), daylight_west=-60)


ZONES: tuple[ZoneRule, ...] = tuple(_rule(east, changes) for _, east, changes in _TABLE)
"""The rules by index."""
