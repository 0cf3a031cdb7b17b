"""The battery of a portable player: what it holds, and how it drains and charges on the clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.household.observed import Aspect, Observed

if TYPE_CHECKING:
    from sonos_sim.household.clock import Timer
    from sonos_sim.household.player import Player

SLEEPING = "sleeping"
EMPTY = "powered off"
"""Reasons that Home Assistant knows; that an empty battery gives this one is inferred."""


class PowerSource(StrEnum):
    """Where the power comes from; the words of ``/status/batterystatus``."""

    BATTERY = "BATTERY"
    CHARGING_RING = "SONOS_CHARGING_RING"
    USB = "USB_POWER"


@dataclass(eq=False)
class Battery(Observed):
    """State of a battery; change :attr:`source` or :attr:`level`, and :class:`BatteryLife` draws the consequences.

    Health, level and source are words and numbers that were captured; that a new player stands full on its charger
    is our choice.
    """

    aspect: ClassVar[Aspect] = Aspect.DEVICE

    level: int = 100
    """Percent, 0..100."""
    source: PowerSource = PowerSource.CHARGING_RING
    health: str = "GREEN"
    temperature: int = 25
    """Degrees Celsius, as MoreInfo tells them."""
    temperature_state: str = "NORMAL"
    """The word for the temperature on ``/status/batterystatus``."""

    @property
    def is_charging(self) -> bool:
        """Whether there is power from outside; a full battery on its charger says so too (captured)."""
        return self.source != PowerSource.BATTERY

    def more_info(self, *, charge_first: bool) -> str:
        """What topology and DeviceProperties tell; both orders were captured.

        RawBattPct differed from BattPct by up to 10 in recordings, by an unknown rule: here they are equal.
        """
        levels = f"RawBattPct:{self.level},BattPct:{self.level}"
        charge = f"BattChg:{'CHARGING' if self.is_charging else 'NOT_CHARGING'}"
        first, second = (charge, levels) if charge_first else (levels, charge)
        return f"{first},{second},BattTmp:{self.temperature}"


class BatteryLife:
    """Drains and charges a player's battery by whole percents, and does what follows from it.

    An empty player leaves the network, as ``powered off``; one that sleeps or is empty comes back with power
    (inferred). Rates: ``battery_drain`` and ``battery_charge``. A player that is off or asleep loses nothing.
    """

    def __init__(self, player: Player, battery: Battery) -> None:
        self._player = player
        self._battery = battery
        self._timer: Timer | None = None
        self._step = 0
        """What the timer will add to the level."""
        battery.observe(self._changed)

    def _changed(self, aspect: Aspect) -> None:
        self._player.touch(aspect)
        self._await_percent()
        household, battery = self._player.household, self._battery
        if battery.is_charging:
            if household.vanished.get(self._player.uuid) in (SLEEPING, EMPTY):
                household.power_on(self._player)
        elif battery.level == 0 and self._player.is_running:
            household.power_off(self._player, EMPTY)

    def _await_percent(self) -> None:
        battery, behaviour = self._battery, self._player.behaviour
        step, rate = (1, behaviour.battery_charge) if battery.is_charging else (-1, behaviour.battery_drain)
        if rate <= 0 or not 0 <= battery.level + step <= 100:
            step = 0
        if step == self._step and self._timer is not None:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._step = step
        if step:
            self._timer = self._player.household.clock.call_later(3600 / rate, self._tick)

    def _tick(self) -> None:
        self._timer = None
        if self._battery.is_charging or self._player.is_running:
            self._battery.level += self._step
        else:
            self._await_percent()
