"""AudioIn: the line-in of players that have one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, inferred

if TYPE_CHECKING:
    from sonos_sim.household.line_in import LineIn
    from sonos_sim.services.base import Outputs, Value


class AudioIn(Service):
    """Handlers of AudioIn."""

    name = "AudioIn"
    own_aspects = frozenset({Aspect.LINE_IN})

    @property
    def jack(self) -> LineIn:
        """The line-in of the player."""
        return self.player.line_in

    def evented(self) -> dict[str, Value]:
        """Name, levels and state of the jack (order recorded, the place of Playing inferred)."""
        return {
            "AudioInputName": self.jack.name,
            "Icon": self.jack.icon,
            "LineInConnected": self.jack.connected,
            "LeftLineInLevel": self.jack.left_level,
            "RightLineInLevel": self.jack.right_level,
            "Playing": self.jack.playing,
        }

    @inferred("our choice: shows in Playing; clients set x-rincon-stream instead; 402 if it is no coordinator")
    def start_transmission_to_group(self, coordinator_id: str, object_id: str = "") -> Outputs:
        """Send the sound of the jack to a group."""
        self._check_coordinator(coordinator_id)
        self.jack.send_to(coordinator_id)
        return {"CurrentTransportSettings": ""}

    @inferred("our choice: 402 for an unknown player, no effect on one that got no sound")
    def stop_transmission_to_group(self, coordinator_id: str) -> None:
        """Send no more sound to a group."""
        self._check_known(coordinator_id)
        self.jack.stop_sending_to(coordinator_id)

    @inferred("the recorded events AudioInputName and Icon; 402 for an empty name")
    def set_audio_input_attributes(self, desired_name: str, desired_icon: str) -> None:
        """Name what is plugged in."""
        self.jack.rename(desired_name, desired_icon)

    @captured("recording sonosts GetAudioInputAttributes")
    def get_audio_input_attributes(self) -> Outputs:
        """Name and icon of what is plugged in."""
        return {"CurrentName": self.jack.name, "CurrentIcon": self.jack.icon}

    @inferred("recorded levels are 1 and 3; the range is line_in_levels, outside 402")
    def set_line_in_level(self, desired_left_line_in_level: int, desired_right_line_in_level: int) -> None:
        """Set the source levels of both sides."""
        highest = self.behaviour.line_in_levels
        self.jack.set_levels(desired_left_line_in_level, desired_right_line_in_level, highest)

    @captured("recording sonosts GetLineInLevel")
    def get_line_in_level(self) -> Outputs:
        """Source levels of both sides; 1 at first."""
        return {
            "CurrentLeftLineInLevel": self.jack.left_level,
            "CurrentRightLineInLevel": self.jack.right_level,
        }

    @inferred("our choice: what was selected counts as plugged in; 402 for an empty id")
    def select_audio(self, object_id: str) -> None:
        """Choose what the input is."""
        self.jack.select(object_id)

    def _check_known(self, uuid: str) -> None:
        if uuid not in self.household.players:
            raise UPnPError(INVALID_ARGS, f"{uuid!r} is no player of this household")

    def _check_coordinator(self, uuid: str) -> None:
        self._check_known(uuid)
        if not self.household.players[uuid].is_coordinator:
            raise UPnPError(INVALID_ARGS, f"{self.household.players[uuid].name} is no coordinator")
