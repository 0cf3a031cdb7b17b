"""QPlay: a partner's authentication. Nothing is evented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import inferred

if TYPE_CHECKING:
    from sonos_sim.services.base import Outputs

MAKER = "50000001"
"""MID, who made the player: a number that means nothing."""
CODE_LENGTH = 32
"""Hexadecimal digits of the answer, as of an MD5 digest (inferred)."""


class QPlay(Service):
    """The handler of QPlay; no western client calls it."""

    name = "QPlay"

    @inferred("our choice: made-up codes, the same for the same seed; 402 for an empty Seed")
    def qplay_auth(self, seed: str) -> Outputs:
        """Answer the challenge ``seed``; nobody can check the answer."""
        if not seed:
            raise UPnPError(INVALID_ARGS, "there is no challenge to answer")
        return {
            "Code": self.household.random.digest(f"QPlay {seed}")[:CODE_LENGTH],
            "MID": MAKER,
            "DID": self.player.identity.mac,
        }
