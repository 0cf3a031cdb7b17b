"""What a home-theatre player has for remote controls: repeater, light on commands, learned codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect, Observed

MOST_CODES = 256
"""Codes that are learned at most; the oldest make room (ours)."""


@dataclass(eq=False)
class HomeTheatre(Observed):
    """State of the HTControl service; what is connected to the TV input is in the device state."""

    aspect: ClassVar[Aspect] = Aspect.DEVICE

    ir_repeater: str = "Disabled"
    """IRRepeaterState: ``On``, ``Off`` or ``Disabled`` (captured)."""
    led_feedback: str = "On"
    """Whether the light blinks on a command of the remote: ``On`` or ``Off`` (its start is inferred)."""
    codes: tuple[str, ...] = ()
    """Codes learned since the last commit."""
    remote: str = ""
    """Name of the remote whose codes were committed; empty: none."""
    remote_codes: tuple[str, ...] = ()
    """The codes of :attr:`remote`."""

    def learn(self, code: str) -> None:
        """Learn ``code``, each once; raises UPnPError 402 if it is empty."""
        if not code:
            raise UPnPError(INVALID_ARGS, "there is no code to learn")
        self.codes = (*(c for c in self.codes if c != code), code)[-MOST_CODES:]

    def commit(self, name: str) -> None:
        """Make the codes learned the remote ``name``; without codes nothing happens.

        Raises UPnPError 402 for an empty name.
        """
        if not name:
            raise UPnPError(INVALID_ARGS, "the remote needs a name")
        if self.codes:
            self.remote, self.remote_codes, self.codes = name, self.codes, ()
