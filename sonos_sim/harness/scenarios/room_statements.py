"""Statements about what a good client tells rooms, and hidden players never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Statement
from sonos_sim.harness.scenarios.statements import COMMANDS

if TYPE_CHECKING:
    from sonos_sim.harness.scenarios.stage import Stage


def turns_rooms_to(volume: int) -> Statement:
    """In the end every room is as loud as that."""

    def check(stage: Stage) -> str:
        rooms = [player for player in stage.household.visible if player.is_running]
        wrong = [f"{p.name} ({p.uuid}) is at {p.rendering.volume}" for p in rooms if p.rendering.volume != volume]
        return ", ".join(wrong)

    return Statement(f"it turns every room to {volume}", check)


def commands_rooms(after: str = "start") -> Statement:
    """No volume and no transport command that comes after the mark goes to a player that is hidden in the end."""

    def check(stage: Stage) -> str:
        for call in stage.journal.calls():
            player = stage.household.players.get(call.record.player)
            commands = call.record.action in COMMANDS | {"SetVolume", "SetAVTransportURI"}
            if commands and player is not None and player.is_invisible and stage.after(after)(call):
                return str(call)
        return ""

    return Statement("it commands rooms, and no hidden players", check)
