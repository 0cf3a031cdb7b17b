"""What a transport has on the clock; it goes along when a group is handed over."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.clock import Timer
    from sonos_sim.household.player import Player

    Act = Callable[[Player], None]


class Plan(Enum):
    """What can be planned, each once."""

    TRACK = auto()
    """The end of the current track, or of TRANSITIONING."""
    SLEEP = auto()
    ALARM = auto()
    """The end of the alarm that rings, or of its snooze."""


class Plans:
    """The plans of one player."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._timers: dict[Plan, tuple[Timer, Act]] = {}

    def set(self, plan: Plan, when: float, act: Act) -> None:
        """Have ``act`` done with the player at ``when``, in place of what was planned so."""
        old = self._timers.get(plan)
        if old is not None and (old[0].when, old[1]) == (when, act):
            return
        self.drop(plan)

        def due() -> None:
            del self._timers[plan]
            act(self._player)

        self._timers[plan] = self._player.household.clock.call_at(when, due), act

    def drop(self, plan: Plan) -> bool:
        """Take ``plan`` back; False if there was none."""
        found = self._timers.pop(plan, None)
        if found is not None:
            found[0].cancel()
        return found is not None

    def clear(self) -> None:
        """Take everything back."""
        for plan in list(self._timers):
            self.drop(plan)

    def when(self, plan: Plan) -> float | None:
        """The instant, a POSIX timestamp, for which ``plan`` is set; None: it is not."""
        return self._timers[plan][0].when if plan in self._timers else None

    def copy(self, other: Plans) -> None:
        """Plan for this player what ``other`` plans for its own."""
        for plan, (timer, act) in other._timers.items():
            self.set(plan, timer.when, act)
