"""Why an expected call was not found: the calls that came nearest, and what is different about them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sonos_sim.server.telling import pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sonos_sim.harness.entry import Entry
    from sonos_sim.server.records import ActionRecord

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class NearMisses:
    """The text of a failed assertion."""

    calls: Sequence[Entry[ActionRecord]]
    pattern: str
    player: str
    arguments: Mapping[str, object]
    times: int | None
    found: int

    def __str__(self) -> str:
        where = f" in {self.player}" if self.player else ""
        wanted = f"{self.times} times" if self.times is not None else "at least once"
        head = f"{self.pattern}({pairs(self.arguments)}){where} was called {self.found} times, expected {wanted}."
        if not self.calls:
            return f"{head} No action was called at all."
        nearest = sorted(self.calls, key=lambda call: (-self._nearness(call), call.number))[:_SHOWN]
        lines = [f"  {call}{self._difference(call)}" for call in sorted(nearest, key=lambda call: call.number)]
        return "\n".join([f"{head} Nearest of {len(self.calls)} calls:", *lines])

    def _nearness(self, call: Entry[ActionRecord]) -> float:
        name = f"{call.record.service}.{call.record.action}"
        alike = SequenceMatcher(None, self.pattern, name).ratio() * 10
        right = sum(call.record.arguments.get(key) == str(value) for key, value in self.arguments.items())
        return alike + right + (self.player in ("", call.room, call.record.player))

    def _difference(self, call: Entry[ActionRecord]) -> str:
        given = call.record.arguments
        wrong = [f"{key} is {given.get(key)!r}" for key, v in self.arguments.items() if given.get(key) != str(v)]
        return f"   <- {', '.join(wrong)}" if wrong else ""
