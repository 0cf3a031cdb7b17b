"""Text on the wire to Python values and back.

Players write booleans as 0 and 1, durations as ``H:MM:SS`` or ``HH:MM:SS`` and, where they have nothing to say, an
empty text or ``NOT_IMPLEMENTED``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from enum import Enum, StrEnum

from sonos_client.errors import MalformedError

NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
NO_COUNTER = 2**31 - 1
"""What RelCount and AbsCount say instead of a number (recorded)."""

_NUMBER = re.compile(r"[0-9]{1,18}")
_DURATION = re.compile(r"([+-]?)(\d{1,6}):(\d{1,2}):(\d{1,2})(?:\.\d*)?")

Value = str | int | bool | Enum | timedelta | time | datetime
"""What an argument may be."""


def encode(value: Value) -> str:
    """``value`` as an argument's text."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    return str(value)


def duration_text(value: timedelta) -> str:
    """``value`` as HH:MM:SS, with a sign when negative."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def optional_duration_text(value: timedelta | None) -> str:
    """``value`` as HH:MM:SS, empty for None, which is how timers are cancelled."""
    return "" if value is None else duration_text(value)


def checked(name: str, value: int, low: int, high: int) -> int:
    """``value`` if it lies within ``low..high``; raises ValueError before anything is sent."""
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}, must be {low} to {high}")
    return value


def integer(text: str) -> int:
    """A whole number."""
    try:
        return int(text)
    except ValueError:
        raise MalformedError(f"{text!r} is no number") from None


def optional_number(text: str) -> int | None:
    """A number that is nothing to fail for, None where there is none: nothing, no digits of ours, or far too many."""
    return int(text) if _NUMBER.fullmatch(text.strip()) else None


def counter(text: str) -> int | None:
    """A counter; None where the player does not count."""
    value = integer(text)
    return None if value == NO_COUNTER else value


def boolean(text: str) -> bool:
    """A boolean in any of the spellings UPnP allows."""
    match text.strip().lower():
        case "1" | "true" | "yes":
            return True
        case "0" | "false" | "no":
            return False
    raise MalformedError(f"{text!r} is no boolean")


def string(text: str) -> str:
    """The text itself."""
    return text


def optional_string(text: str) -> str | None:
    """The text, None for ``NOT_IMPLEMENTED``."""
    return None if text == NOT_IMPLEMENTED else text


def duration(text: str) -> timedelta | None:
    """A duration, None for empty or ``NOT_IMPLEMENTED``."""
    if not text or text == NOT_IMPLEMENTED:
        return None
    match = _DURATION.fullmatch(text.strip())
    if not match:
        raise MalformedError(f"{text!r} is no duration")
    sign, hours, minutes, seconds = match.groups()
    value = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -value if sign == "-" else value


def clock_time(text: str) -> time:
    """A time of day."""
    try:
        hours, minutes, seconds = (int(part) for part in text.split(":"))
        return time(hours, minutes, seconds)
    except ValueError:
        raise MalformedError(f"{text!r} is no time of day") from None


def optional_clock_time(text: str) -> time | None:
    """A time of day, None for empty."""
    return clock_time(text) if text else None


def local_datetime(text: str) -> datetime:
    """Date and time without a zone: the household's own."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise MalformedError(f"{text!r} is no date and time") from None


def utc_datetime(text: str) -> datetime:
    """Date and time in UTC."""
    return local_datetime(text).replace(tzinfo=UTC)


class WireEnum(StrEnum):
    """An enumeration whose values are those of the service descriptions."""

    @classmethod
    def _missing_(cls, value: object) -> None:
        raise MalformedError(f"{value!r} is no {cls.__name__}; known are {', '.join(cls)}")
