"""The line-in jack of a player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

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
