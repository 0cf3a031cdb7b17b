"""The EQ types of GetEQ and SetEQ: who has them, their ranges and the names their events use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.rendering import in_limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.player import Player


@dataclass(frozen=True, slots=True)
class EqType:
    """One EQType."""

    name: str
    limits: Callable[[Player], tuple[int, int]]
    """Lowest and highest value on a player."""
    needs: str
    """The capability that has it; ``sub`` also means a bonded Sub or a sub output."""
    default: int = 0
    evented_as: str = ""
    """Its name in events where that differs."""

    @property
    def event(self) -> str:
        """Its name in events."""
        return self.evented_as or self.name


def _from_to(low: int, high: int) -> Callable[[Player], tuple[int, int]]:
    return lambda _: (low, high)


def _sub_gain(player: Player) -> tuple[int, int]:
    return -player.behaviour.sub_gain_range, player.behaviour.sub_gain_range


def _rear_delay(player: Player) -> tuple[int, int]:
    return 0, player.behaviour.rear_delay_range


def _dialog_level(player: Player) -> tuple[int, int]:
    # Arc Ultra has levels, and a switch of its own: SpeechEnhanceEnabled (client-derived, documentation).
    return (0, 4) if player.profile.can("speech-enhance") else (0, 1)


_switch = _from_to(0, 1)

# Ranges: Home Assistant and SoCo use these, and the documentation for HeightChannelLevel.
SUB_TYPES: tuple[EqType, ...] = (
    EqType("SubGain", _sub_gain, "sub"),
    EqType("SubCrossover", _from_to(50, 110), "sub-out"),
    EqType("SubPolarity", _switch, "sub"),
    EqType("SubEnable", _switch, "sub", default=1, evented_as="SubEnabled"),
)
"""In the order of their events (recorded)."""

THEATRE_TYPES: tuple[EqType, ...] = (
    EqType("DialogLevel", _dialog_level, "home-theatre"),
    EqType("SpeechEnhanceEnabled", _switch, "speech-enhance"),
    EqType("SurroundLevel", _from_to(-15, 15), "home-theatre"),
    EqType("MusicSurroundLevel", _from_to(-15, 15), "home-theatre"),
    EqType("AudioDelay", _from_to(0, 5), "home-theatre"),
    EqType("AudioDelayLeftRear", _rear_delay, "home-theatre"),
    EqType("AudioDelayRightRear", _rear_delay, "home-theatre"),
    EqType("NightMode", _switch, "home-theatre"),
    EqType("SurroundEnable", _switch, "home-theatre", default=1, evented_as="SurroundEnabled"),
    EqType("SurroundMode", _switch, "home-theatre"),
    EqType("HeightChannelLevel", _from_to(-10, 10), "height"),
)
"""In the order of their events (recorded)."""

EQ_TYPES: dict[str, EqType] = {eq.name: eq for eq in SUB_TYPES + THEATRE_TYPES}


def supports(player: Player, eq: EqType) -> bool:
    """Whether ``player`` has ``eq``: by model, and for Sub settings by what is bonded to it."""
    if eq.needs == "sub":
        return player.profile.can("sub-out") or player.has_bonded_sub
    return player.profile.can(eq.needs)


def get_eq(player: Player, name: str) -> int:
    """The value of EQType ``name``; raises UPnPError if the player lacks it (never 0, client-derived)."""
    return current(player, _supported(player, name))


def set_eq(player: Player, name: str, value: int) -> None:
    """Set EQType ``name``; raises UPnPError if the player lacks it or ``value`` is out of range."""
    eq = _supported(player, name)
    in_limits(name, value, eq.limits(player), "fault", player.behaviour)
    player.rendering.eq = {**player.rendering.eq, name: value}


def reset_eq(player: Player, name: str) -> None:
    """Put EQType ``name`` back to its default; raises UPnPError if the player lacks it."""
    eq = _supported(player, name)
    player.rendering.eq = {**player.rendering.eq, name: _default(player, eq)}


def current(player: Player, eq: EqType) -> int:
    """The value of ``eq`` as events show it, also where the player does not support it (captured)."""
    return player.rendering.eq.get(eq.name, _default(player, eq))


def _default(player: Player, eq: EqType) -> int:
    if eq.name == "SubCrossover" and supports(player, eq):
        return player.behaviour.sub_crossover
    return eq.default


def _supported(player: Player, name: str) -> EqType:
    eq = EQ_TYPES.get(name)
    if eq is None or not supports(player, eq):
        raise UPnPError(player.behaviour.eq_unsupported_code, f"{player.profile.model_name} has no EQType {name!r}")
    return eq
