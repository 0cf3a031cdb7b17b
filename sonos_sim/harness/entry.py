"""An entry of the journal: a record, and when it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sonos_sim.server.records import Record
from sonos_sim.server.telling import describe

RecordT = TypeVar("RecordT", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[RecordT]):
    """A record and when it was made; the record's fields are attributes of the entry too."""

    number: int
    """Counts from 1."""
    at: float
    """The instant on the (first) household's clock, as POSIX timestamp."""
    real: float = field(compare=False)
    """Real seconds since the journal began."""
    room: str
    """The room of the player it concerns, as it is called when the journal is asked; empty: none."""
    record: RecordT

    def __getattr__(self, name: str) -> Any:
        if name == "record" or name.startswith("__"):
            raise AttributeError(name)
        return getattr(self.record, name)

    def __str__(self) -> str:
        return f"#{self.number} {self.room or '-'} {describe(self.record)}"
