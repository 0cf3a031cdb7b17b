"""Rules tell the same local time as the tz database, and are written as recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sonos_sim.household.time_zones import EVERY_DAY, ZONE_NAMES, ZONES, ZoneRule

CET = "ffc40a000503000003000502ffc4"
BRITAIN = "00000a000502000003000501ffc4"
NEW_YORK = "012c0b000102000003000202ffc4"
HALF_PAST_TWO = 2 * 3600 + 1800
# Their governments write other rules than the form can hold.
APPROXIMATE = {"Africa/Cairo", "America/Nuuk", "America/Santiago", "Asia/Jerusalem"}


def rule(name: str) -> ZoneRule:
    return ZONES[ZONE_NAMES.index(name)]


def utc(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def shown(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(" ", "minutes").removesuffix("+00:00")


def test_the_recorded_rules() -> None:
    assert ZONES[27].blob == CET
    assert rule("Europe/London").blob == BRITAIN
    assert rule("Asia/Kathmandu").blob == "fea7000000000000000000000000"


@pytest.mark.parametrize("zone", ZONES)
def test_a_blob_reads_back(zone: ZoneRule) -> None:
    assert len(zone.blob) == 28
    assert ZoneRule.from_blob(zone.blob) == zone


@pytest.mark.parametrize(
    "blob", ["", "ff", CET[:-2], CET + "00", "x" * 28, CET.replace("0a00", "0d00", 1), CET.replace("0503", "0518", 1)]
)
def test_a_bad_blob(blob: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ZoneRule.from_blob(blob)


@pytest.mark.parametrize(
    "name",
    ["Europe/Berlin", "America/New_York", "Europe/London", "Australia/Sydney", "America/St_Johns", "Atlantic/Azores"],
)
@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_local_time_is_that_of_the_tz_database(name: str, year: int) -> None:
    zone, known = rule(name), ZoneInfo(name)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    while moment.year == year:
        expected = moment.astimezone(known).replace(tzinfo=UTC).timestamp()
        assert zone.wall(moment.timestamp()) == expected, moment
        moment += timedelta(minutes=30)


@pytest.mark.parametrize("name", sorted(set(ZONE_NAMES) - APPROXIMATE))
def test_each_zone_has_its_hours_in_summer_and_winter(name: str) -> None:
    for month in (1, 7):
        moment = datetime(2026, month, 15, tzinfo=UTC)
        expected = moment.astimezone(ZoneInfo(name)).replace(tzinfo=UTC).timestamp()
        assert rule(name).wall(moment.timestamp()) == expected


@pytest.mark.parametrize("name", sorted(APPROXIMATE))
def test_what_is_approximate_is_right_but_for_some_days(name: str) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [start + timedelta(hours=h) for h in range(365 * 24)]
    wrong = [
        m
        for m in moments
        if rule(name).wall(m.timestamp()) != m.astimezone(ZoneInfo(name)).replace(tzinfo=UTC).timestamp()
    ]
    assert len(wrong) <= 48


@pytest.mark.parametrize(
    ("blob", "wall", "expected"),
    [
        (CET, "2026-03-29 02:30", []),
        (CET, "2026-03-29 03:00", ["2026-03-29 01:00"]),
        (CET, "2026-10-25 02:30", ["2026-10-25 00:30", "2026-10-25 01:30"]),
        (CET, "2026-10-25 03:00", ["2026-10-25 02:00"]),
        (NEW_YORK, "2026-03-08 02:30", []),
        (NEW_YORK, "2026-11-01 01:30", ["2026-11-01 05:30", "2026-11-01 06:30"]),
        (NEW_YORK, "2026-11-01 02:30", ["2026-11-01 07:30"]),
    ],
)
def test_wall_times_on_change_nights(blob: str, wall: str, expected: list[str]) -> None:
    assert [shown(i) for i in ZoneRule.from_blob(blob).instants(utc(wall))] == expected


@pytest.mark.parametrize(
    ("blob", "after", "skipped", "repeated", "expected"),
    [
        # The night on which 02:30 is skipped: an hour later by the new clocks, or the next day.
        (CET, "2026-03-28 12:00", "shift", "first", "2026-03-29 01:30"),
        (CET, "2026-03-28 12:00", "drop", "first", "2026-03-30 00:30"),
        (NEW_YORK, "2026-03-07 12:00", "shift", "first", "2026-03-08 07:30"),
        (NEW_YORK, "2026-03-07 12:00", "drop", "first", "2026-03-09 06:30"),
        # The night on which 02:30 comes twice in Berlin; New York repeats the hour before.
        (CET, "2026-10-24 12:00", "shift", "first", "2026-10-25 00:30"),
        (CET, "2026-10-25 00:30", "shift", "first", "2026-10-26 01:30"),
        (CET, "2026-10-25 00:30", "shift", "both", "2026-10-25 01:30"),
        (CET, "2026-10-25 01:30", "shift", "both", "2026-10-26 01:30"),
        (NEW_YORK, "2026-10-31 12:00", "shift", "both", "2026-11-01 07:30"),
        # The instant itself is past; a moment before it is not.
        (CET, "2026-01-01 01:30", "shift", "first", "2026-01-02 01:30"),
        (CET, "2026-01-01 01:29:59", "shift", "first", "2026-01-01 01:30"),
    ],
)
def test_the_next_half_past_two(blob: str, after: str, skipped: str, repeated: str, expected: str) -> None:
    zone = ZoneRule.from_blob(blob)
    assert shown(zone.next_instant(utc(after), HALF_PAST_TWO, EVERY_DAY, skipped, repeated)) == expected


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [({0}, "2026-01-04 06:00"), ({4}, "2026-01-01 06:00"), ({3}, "2026-01-07 06:00"), ({6, 0}, "2026-01-03 06:00")],
)
def test_weekdays_begin_with_sunday(weekdays: set[int], expected: str) -> None:
    """The first of January 2026 is a Thursday."""
    found = ZoneRule.from_blob(CET).next_instant(utc("2025-12-31 23:30"), 7 * 3600, weekdays, "shift", "first")
    assert shown(found) == expected


def test_without_changes() -> None:
    assert shown(ZONES[27].without_changes.wall(utc("2026-07-01 12:00"))) == "2026-07-01 13:00"
    assert ZONES[27].without_changes.blob == "ffc4000000000000000000000000"
