"""AudioIn: the line-in of players that have one; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class AudioIn(Service):
    """Evented variables of AudioIn."""

    name = "AudioIn"
    pending = frozenset(
        {
            "StartTransmissionToGroup", "StopTransmissionToGroup", "SetAudioInputAttributes", "GetAudioInputAttributes",
            "SetLineInLevel", "GetLineInLevel", "SelectAudio",
        }
    )  # fmt: skip
    own_aspects = frozenset({Aspect.LINE_IN})

    def evented(self) -> dict[str, Value]:
        """Name, levels and state of the jack (order recorded, the place of Playing inferred)."""
        jack = self.player.line_in
        return {
            "AudioInputName": jack.name,
            "Icon": jack.icon,
            "LineInConnected": jack.connected,
            "LeftLineInLevel": jack.left_level,
            "RightLineInLevel": jack.right_level,
            "Playing": jack.playing,
        }
