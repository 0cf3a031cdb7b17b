"""What makes a running clock run."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonos_sim.household import Clock


class ClockDriver:
    """Runs what is due on a running clock; a stopped one runs its work when it is moved."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._handle: asyncio.TimerHandle | None = None
        self._clock.on_schedule = self.rearm
        self._rearm()

    def stop(self) -> None:
        """Leave the clock alone."""
        self._clock.on_schedule = None
        if self._handle is not None:
            self._handle.cancel()

    def rearm(self) -> None:
        """Look anew when the next work is due; from any thread."""
        if threading.get_ident() == self._thread:
            self._rearm()
        elif not self._clock.is_stopped:
            self._loop.call_soon_threadsafe(self._rearm)

    def _rearm(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        if (wait := self._clock.next_due()) is not None:
            self._handle = self._loop.call_later(wait, self._tick)

    def _tick(self) -> None:
        self._handle = None
        try:
            self._clock.run_due()
        finally:
            self._rearm()
