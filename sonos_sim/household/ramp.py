"""Volume ramps: how the three types move, and where a ramp stands at a given time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class RampRule(NamedTuple):
    """How a ramp type moves (client-derived: the author of SoCo's ``ramp_to_volume`` measured real players)."""

    from_zero: bool
    """Whether it begins at volume 0 instead of the present one."""
    wait: float
    """Seconds at the start during which nothing moves."""
    steps_per_second: float


RAMPS: dict[str, RampRule] = {
    "SLEEP_TIMER_RAMP_TYPE": RampRule(from_zero=False, wait=0.0, steps_per_second=1.25),
    "ALARM_RAMP_TYPE": RampRule(from_zero=True, wait=30.0, steps_per_second=2.5),
    "AUTOPLAY_RAMP_TYPE": RampRule(from_zero=True, wait=0.0, steps_per_second=50.0),
}
"""By the RampType of RampToVolume."""


@dataclass(frozen=True, slots=True)
class Ramp:
    """One ramp from ``start`` at the instant ``begins`` to ``target``, both 0..100."""

    start: int
    target: int
    begins: float
    steps_per_second: float
    interval: float
    """Seconds between two volumes that are shown."""

    @property
    def seconds(self) -> float:
        """How long it moves."""
        return abs(self.target - self.start) / self.steps_per_second

    def elapsed_at(self, tick: int) -> float:
        """Seconds from the beginning to the showing number ``tick``; the last one is exactly at the end."""
        return min(tick * self.interval, self.seconds)

    def volume_after(self, elapsed: float) -> int:
        """The volume ``elapsed`` seconds after the beginning."""
        # Rounded first: 2.4 s at 1.25 steps a second are 3 steps, not 2.9999999.
        moved = int(round(elapsed * self.steps_per_second, 6))
        return self.start + (moved if self.target > self.start else -moved)
