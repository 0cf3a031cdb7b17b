"""The sleep timer of a group: it counts on the coordinator, fades all rooms out and pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.plans import Plan
from sonos_sim.household.playback import refuse_member
from sonos_sim.household.sources import OnPause
from sonos_sim.household.time_settings import clock_seconds

if TYPE_CHECKING:
    from sonos_sim.household.player import Player


def parse_span(text: str) -> int | None:
    """Seconds of ``HH:MM:SS`` below 24 hours; None for an empty text. Raises UPnPError 402 for any other."""
    # Clients write the hour with one digit too (SoCo).
    return clock_seconds(text.strip().zfill(8)) if text.strip() else None


def configure(player: Player, text: str) -> None:
    """Set the timer to ``HH:MM:SS`` from now, or take it back with an empty text; a fade that is on is undone.

    Raises UPnPError 800 on a member, 402 for another text (client-derived, SoCo).
    """
    refuse_member(player)
    seconds = parse_span(text)
    transport = player.transport
    if transport.plans.drop(Plan.SLEEP) and transport.sleep_until is None:
        _restore(player)
    transport.sleep_generation += 1
    transport.sleep_until = None if seconds is None else player.household.clock.now() + seconds
    if transport.sleep_until is not None:
        transport.plans.set(Plan.SLEEP, transport.sleep_until, _expire)


def _expire(player: Player) -> None:
    """The time is over: fade, then pause (how real players do it is unknown)."""
    transport = player.transport
    transport.sleep_until = None
    transport.sleep_generation += 1
    if not transport.is_active:
        return
    fade = 0
    if player.behaviour.sleep_fade:
        clock = player.household.clock
        for room in player.household.groups.led_by(player):
            sound = room.rendering
            if not sound.output_fixed:
                behaviour = room.behaviour
                seconds = sound.ramp("SLEEP_TIMER_RAMP_TYPE", 0, reset_after=True, clock=clock, behaviour=behaviour)
                fade = max(fade, seconds + 1)
    if fade:
        transport.plans.set(Plan.SLEEP, player.household.clock.now() + fade, _fall_asleep)
    else:
        _fall_asleep(player)


def _fall_asleep(player: Player) -> None:
    transport = player.transport
    if transport.is_active:
        if transport.traits.on_pause is OnPause.HOLD:
            transport.hold()
        else:
            transport.halt()
    _restore(player)


def _restore(player: Player) -> None:
    for room in player.household.groups.led_by(player):
        room.rendering.program_ended()
