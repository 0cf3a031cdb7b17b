"""Which actions are there, how we know what they do, and who declares them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sonos_sim.catalogue import SERVICE_NAMES, profile, recorded_keys
from sonos_sim.services.base import evidence_of, snake_case
from sonos_sim.services.registry import SERVICES

PENDING = "pending"
_ANY = "ANY"


@dataclass(frozen=True, slots=True)
class Row:
    """One action of one service."""

    service: str
    action: str
    grade: str
    """A :class:`~sonos_sim.services.evidence.Grade`, or :data:`PENDING`: the handler is still to come."""
    source: str
    inferred: str
    errors: tuple[int, ...]
    profiles: tuple[str, ...]
    """Keys of the recorded profiles that declare the action."""

    @property
    def is_implemented(self) -> bool:
        """Whether there is a handler."""
        return self.grade != PENDING


def coverage() -> list[Row]:
    """A row for each action that any profile declares, by service in declared order."""
    recorded = [profile(key) for key in recorded_keys()]
    rows = []
    for service in SERVICE_NAMES:
        for action in profile(_ANY).service(service).actions:
            evidence = evidence_of(getattr(SERVICES[service], snake_case(action), None))
            declaring = (p.key for p in recorded if service in p.services and action in p.service(service).actions)
            rows.append(
                Row(
                    service,
                    action,
                    evidence.grade if evidence is not None else PENDING,
                    evidence.source if evidence is not None else "",
                    evidence.inferred if evidence is not None else "",
                    evidence.errors if evidence is not None else (),
                    tuple(declaring),
                )
            )
    return rows


def counts(rows: list[Row] | None = None) -> dict[str, int]:
    """How many actions have which grade, the most frequent first."""
    return dict(Counter(row.grade for row in (coverage() if rows is None else rows)).most_common())


def coverage_table() -> str:
    """The rows for a terminal, and the counts."""
    rows = coverage()
    width = max(len(f"{row.service}.{row.action}") for row in rows)
    everybody = len(recorded_keys())
    lines = []
    for row in rows:
        who = "" if len(row.profiles) == everybody else f"  [{' '.join(row.profiles)}]"
        soft = f"; inferred: {row.inferred}" if row.inferred else ""
        codes = f"  faults {', '.join(map(str, row.errors))}" if row.errors else ""
        lines.append(f"{row.service}.{row.action}".ljust(width) + f"  {row.grade:14}  {row.source}{soft}{codes}{who}")
    total = ", ".join(f"{number} {grade}" for grade, number in counts(rows).items())
    return "\n".join([*(line.rstrip() for line in lines), "", f"{len(rows)} actions: {total}"])
