"""Players that cannot be reached for a while, and statements about whom a client reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Statement
from sonos_sim.harness.transport_faults import BlackHole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim.harness.plan import Planned
    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_READING = ("Get", "List", "Browse", "Search", "Find", "Is")
"""First words of actions that change nothing."""
_NEVER = 7 * 86400.0
_MOMENT = 1.0


def go_dark(stage: Stage, player: Player, reason: str = "") -> Planned:
    """``player`` is off, and packets to it vanish.

    With a ``reason`` it says goodbye; without, it is a power cut, and the others go on listing it. What is returned is
    for :func:`come_back`.
    """
    player.override(vanish_after=_NEVER)
    hole = stage.faults.add(BlackHole(), player=player)
    stage.household.power_off(player, reason)
    return hole


def come_back(stage: Stage, player: Player, hole: Planned) -> Iterator[float]:
    """``player`` boots at its old address, with BootSeq one higher; take these steps among those of the scenario."""
    hole.remove()
    yield _MOMENT  # for the address to become free
    stage.household.power_on(player)


def turns_room_to(volume: int, of: Callable[[Stage], Player], text: str) -> Statement:
    """A room was told the volume."""

    def check(stage: Stage) -> str:
        told = stage.journal.calls("RenderingControl.SetVolume", player=of(stage).uuid, DesiredVolume=volume)
        return "" if told else f"{of(stage).name} was never told so"

    return Statement(text, check)


def is_told_nothing(of: Callable[[Stage], Player], text: str) -> Statement:
    """A room gets no command."""

    def check(stage: Stage) -> str:
        commands = [c for c in stage.journal.calls(player=of(stage).uuid) if not c.record.action.startswith(_READING)]
        return str(commands[0]) if commands else ""

    return Statement(text, check)


def does_not_repeat(pattern: str) -> Statement:
    """No player gets an action that fits ``pattern`` more than once."""

    def check(stage: Stage) -> str:
        told: set[tuple[str, str]] = set()
        for call in stage.journal.calls(pattern):
            if (key := (call.record.player, call.record.action)) in told:
                return f"{stage.name_of(call.record.player)} was told so more than once: {call}"
            told.add(key)
        return ""

    return Statement(f"it calls {pattern.partition('.')[2]} once for each room", check)


def stays_in_the_household() -> Statement:
    """Players of other households on the network get no commands."""

    def check(stage: Stage) -> str:
        for call in stage.journal.calls():
            if call.record.player not in stage.household.players and not call.record.action.startswith(_READING):
                return str(call)
        return ""

    return Statement("players that are not of the household are told nothing", check)
