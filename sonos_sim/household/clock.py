"""The household's clock: real, scaled, or stopped and moved by hand.

Everything that happens later hangs on it, so a test moves a night in one call and a demo runs in real time.
"""

from __future__ import annotations

import heapq
import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STOPPED_CLOCK_START = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
"""Where a stopped clock stands unless told otherwise: the same on every run."""


def _never() -> bool:
    return False


def _checked(rate: float) -> float:
    if rate < 0:
        raise ValueError(f"rate is {rate}; time runs forward: 0 stops it, 1 is real time")
    return rate


Era = tuple[float, float, float]
"""How real time becomes the clock's, until something changes that: an instant, the real one it belongs to, the rate."""


def instant_in(era: Era, real: float) -> float:
    """The clock's instant at the monotonic time ``real`` in ``era``."""
    base, real_base, rate = era
    return base + (real - real_base) * rate


@dataclass(order=True, slots=True)
class Timer:
    """Something due at an instant; :meth:`cancel` takes it back."""

    when: float
    order: int
    callback: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        """Take it back; harmless when it has already run."""
        self.callback = None

    @property
    def pending(self) -> bool:
        """Whether it is still to come."""
        return self.callback is not None


class Clock:
    """Simulated time and the work that is due on it.

    ``rate`` is simulated seconds per real second: 1 real, more is faster, 0 stopped (``advance`` moves it).
    Times are POSIX timestamps. The clock has no thread of its own: whoever drives it (the simulator) calls
    :meth:`run_due` at :meth:`next_due`; ``on_schedule`` tells it that an earlier timer came.
    """

    def __init__(self, rate: float = 1.0, start: datetime | None = None) -> None:
        self._rate = _checked(rate)
        begin = start or (STOPPED_CLOCK_START if rate == 0 else datetime.now(UTC))
        self._base = begin.timestamp()
        self._real_base = time.monotonic()
        self._timers: list[Timer] = []
        self._order = itertools.count()
        self._instant: float | None = None
        self.era: Era
        """For those who note many instants and read few: with the real time of each, see :func:`instant_in`."""
        self._begin_era()
        self.on_schedule: Callable[[], None] | None = None
        self.after_step: list[Callable[[], None]] = []
        """Called after each piece of due work, at that work's instant."""

    @classmethod
    def stopped(cls, start: datetime | None = None) -> Clock:
        """A clock that moves only by :meth:`advance`."""
        return cls(0.0, start)

    @property
    def rate(self) -> float:
        """Simulated seconds per real second; when it is set, time goes on from this instant at the new one."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        rate, instant = _checked(rate), self.now()
        self._base, self._real_base, self._rate = instant, time.monotonic(), rate
        self._begin_era()
        if self.on_schedule is not None:
            self.on_schedule()

    @property
    def is_stopped(self) -> bool:
        """Whether only :meth:`advance` moves it."""
        return self._rate == 0

    def now(self) -> float:
        """The present instant as POSIX timestamp; inside due work, the instant it was due at."""
        if self._instant is not None:
            return self._instant
        return self._base + (time.monotonic() - self._real_base) * self._rate

    def utc(self) -> datetime:
        """The present instant as aware datetime."""
        return datetime.fromtimestamp(self.now(), UTC)

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` at the instant ``when`` (at once, at the next step, if that is past)."""
        timer = Timer(when, next(self._order), callback)
        heapq.heappush(self._timers, timer)
        if self.on_schedule is not None and self._timers[0] is timer:
            self.on_schedule()
        return timer

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` after ``seconds`` of simulated time."""
        return self.call_at(self.now() + seconds, callback)

    def next_due(self) -> float | None:
        """Real seconds until the next due work; None when nothing is due or the clock is stopped."""
        self._drop_cancelled()
        if not self._timers or self.is_stopped:
            return None
        return max(0.0, (self._timers[0].when - self.now()) / self._rate)

    def run_due(self, until: float | None = None, hold: Callable[[], bool] = _never) -> float:
        """Run all work due up to ``until`` (default: now), each at its own instant, in order.

        It ends early as soon as ``hold`` says so; returns the instant that was reached.
        """
        limit = self.now() if until is None else until
        reached = self.now()
        while not hold() and (timer := self._pop_due(limit)) is not None:
            callback, timer.callback = timer.callback, None
            self._instant = timer.when
            self._begin_era()
            reached = max(reached, timer.when)
            try:
                if callback is not None:
                    callback()
                for step in self.after_step:
                    step()
            finally:
                self._instant = None
                self._begin_era()
        return reached if hold() else limit

    def advance(
        self,
        seconds: float = 0,
        *,
        minutes: float = 0,
        hours: float = 0,
        days: float = 0,
        until: datetime | None = None,
    ) -> None:
        """Move time forward and run what falls due on the way.

        Works on any clock; on a running one it skips ahead. Raises ValueError for a step backwards and
        RuntimeError when called from due work.
        """
        self.advance_to(self.instant_after(seconds, minutes=minutes, hours=hours, days=days, until=until))

    def instant_after(
        self,
        seconds: float = 0,
        *,
        minutes: float = 0,
        hours: float = 0,
        days: float = 0,
        until: datetime | None = None,
    ) -> float:
        """Where :meth:`advance` with the same arguments leads to, as POSIX timestamp."""
        step = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds()
        return until.timestamp() if until is not None else self.now() + step

    def advance_to(self, target: float, hold: Callable[[], bool] = _never) -> bool:
        """Move time to ``target`` as :meth:`advance` does; False: ``hold`` stopped it on the way, or right there."""
        if self._instant is not None:
            raise RuntimeError("the clock is being moved already: due work cannot advance it")
        if target < self.now():
            raise ValueError("the clock does not run backwards")
        reached = self.run_due(target, hold)
        self._base += reached - self.now()
        self._begin_era()
        return not hold()

    @property
    def is_moving(self) -> bool:
        """Whether due work is being run."""
        return self._instant is not None

    @property
    def pending(self) -> list[Timer]:
        """What is still to come, in its order."""
        return sorted(timer for timer in self._timers if timer.pending)

    def turn_back(self, instant: float, timers: Sequence[Timer]) -> None:
        """Be at ``instant`` with ``timers`` to come and nothing else: for snapshots, which may lie in the past."""
        self._base += instant - self.now()
        self._begin_era()
        self._timers = sorted(timers)
        if self.on_schedule is not None:
            self.on_schedule()

    def _begin_era(self) -> None:
        instant = self._instant
        self.era = (self._base, self._real_base, self._rate) if instant is None else (instant, 0.0, 0.0)

    def _pop_due(self, limit: float) -> Timer | None:
        self._drop_cancelled()
        if self._timers and self._timers[0].when <= limit:
            return heapq.heappop(self._timers)
        return None

    def _drop_cancelled(self) -> None:
        while self._timers and not self._timers[0].pending:
            heapq.heappop(self._timers)
