"""Durations as players and their clients write them."""

from __future__ import annotations

import re

_DURATION = re.compile(r"(\d{1,4}):([0-5]?\d):([0-5]?\d)(?:\.(\d{1,9}))?", re.ASCII)


def parse_duration(text: str) -> float | None:
    """Seconds of ``H:MM:SS`` or ``H:MM:SS.fff``; None for anything else."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")


def format_duration(seconds: float) -> str:
    """``H:MM:SS``, as in every recorded resource; fractions are dropped."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
