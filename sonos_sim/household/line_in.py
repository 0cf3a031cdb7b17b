"""The line-in jack of a player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect, Observed


@dataclass(eq=False)
class LineIn(Observed):
    """Name, levels and state of a line-in; name and levels as captured."""

    aspect: ClassVar[Aspect] = Aspect.LINE_IN

    name: str = "Audio Component"
    icon: str = "AudioComponent"
    connected: bool = False
    left_level: int = 1
    right_level: int = 1
    playing: bool = False
    receivers: frozenset[str] = frozenset()
    """UUIDs of the coordinators that were told to take its sound."""
    selected: str = ""
    """Object id that SelectAudio named last; empty: none."""

    def set_levels(self, left: int, right: int, highest: int) -> None:
        """Set the source levels of both sides; raises UPnPError 402 outside of 0..``highest``."""
        if not (0 <= left <= highest and 0 <= right <= highest):
            raise UPnPError(INVALID_ARGS, f"levels {left} and {right}; they go from 0 to {highest}")
        self.left_level, self.right_level = left, right

    def rename(self, name: str, icon: str) -> None:
        """Set name and icon; raises UPnPError 402 for an empty name."""
        if not name:
            raise UPnPError(INVALID_ARGS, "the line-in needs a name")
        self.name, self.icon = name, icon

    def select(self, object_id: str) -> None:
        """Take what is at ``object_id`` for the input; raises UPnPError 402 if it is empty."""
        if not object_id:
            raise UPnPError(INVALID_ARGS, "no object is named")
        self.selected, self.connected = object_id, True

    def send_to(self, coordinator_uuid: str) -> None:
        """Send the sound to a coordinator."""
        self.receivers |= {coordinator_uuid}
        self.playing = True

    def stop_sending_to(self, coordinator_uuid: str) -> None:
        """Send no more sound to a coordinator; one that got none is none the worse."""
        self.receivers -= {coordinator_uuid}
        self.playing = bool(self.receivers)
