"""What happened around whatever went wrong in a scenario, for people who look for the cause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sonos_sim.server.records import (
    ActionRecord,
    DatagramRecord,
    DeliveryRecord,
    FaultRecord,
    RequestRecord,
    StateRecord,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from sonos_sim.harness.entry import Entry
    from sonos_sim.harness.scenarios import Finding
    from sonos_sim.harness.scenarios.stage import Stage

AROUND = 4
"""Exchanges that are shown before and after each thing that went wrong."""
FIRST, LAST = 4, 12
"""Exchanges that are shown from the beginning, and from the end."""
MOST = 150
"""Lines that are shown of a scenario at most; two thirds of them from the beginning."""
_NUMBER = re.compile(r"#(\d+) ")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened, in one line."""

    at: str
    """Time of day on the household's clock."""
    text: str
    is_trouble: bool = False
    """Whether it went wrong, or a finding tells of it."""
    is_mark: bool = False
    """Whether it is no exchange, but where the scenario or the command had come to."""
    skipped: int = 0
    """Entries of the journal that were left out before it."""


def lines(stage: Stage, findings: Sequence[Finding], ended: float, how: str) -> list[Line]:
    """What happened first and last, and around whatever went wrong; entries that a finding tells of are among it.

    ``ended`` is the instant at which the command had ended, and ``how`` says how.
    """
    told_of = {int(number) for finding in findings for number in _NUMBER.findall(finding.why)}
    entries = [entry for entry in stage.journal if _is_shown(entry)]
    troubles = {n for n, entry in enumerate(entries) if entry.number in told_of or _is_trouble(entry)}
    near = {m for n in troubles for m in range(n - AROUND, n + AROUND + 1)}
    near |= {*range(FIRST), *range(len(entries) - LAST, len(entries))}
    marks = sorted([(instant, _mark(name)) for name, instant in stage.marks.items()] + [(ended, f"the command: {how}")])
    found: list[Line] = []
    skipped = 0
    for n, entry in enumerate(entries):
        while marks and marks[0][0] <= entry.at:
            found.append(_line(*marks.pop(0), skipped))
            skipped = 0
        if n in near:
            found.append(Line(clock_time(entry.at), str(entry), n in troubles, skipped=skipped))
            skipped = 0
        else:
            skipped += 1
    return _shortened([*found, *(_line(*mark, 0) for mark in marks)])


def last_refused(stage: Stage) -> str:
    """The last thing that a player refused, on one line; empty: none."""
    return next((str(entry) for entry in reversed(stage.journal.entries) if _is_refused(entry)), "")


def clock_time(instant: float) -> str:
    """The time of day on the household's clock."""
    return f"{datetime.fromtimestamp(instant, UTC):%H:%M:%S}"


def _line(instant: float, text: str, skipped: int) -> Line:
    return Line(clock_time(instant), text, is_mark=True, skipped=skipped)


def _mark(name: str) -> str:
    return {"start": "the scenario begins", "end": "the scenario is over"}.get(name, f"the scenario: {name}")


def _shortened(found: list[Line]) -> list[Line]:
    if len(found) <= MOST:
        return found
    tail = found[MOST * 2 // 3 - MOST :]
    left_out = found[MOST * 2 // 3 : -len(tail)]
    first = tail[0]
    skipped = first.skipped + sum(1 + line.skipped for line in left_out)
    between = Line(first.at, first.text, first.is_trouble, first.is_mark, skipped)
    return [*found[: MOST * 2 // 3], between, *tail[1:]]


def _is_shown(entry: Entry[Any]) -> bool:
    if isinstance(entry.record, StateRecord):
        return entry.record.what == "power"
    return not isinstance(entry.record, DatagramRecord)


def _is_refused(entry: Entry[Any]) -> bool:
    match entry.record:
        case ActionRecord(fault=fault):
            return fault is not None
        case RequestRecord(status=status):
            return status >= 400
    return False


def _is_trouble(entry: Entry[Any]) -> bool:
    return isinstance(entry.record, (FaultRecord, DeliveryRecord, StateRecord)) or _is_refused(entry)
