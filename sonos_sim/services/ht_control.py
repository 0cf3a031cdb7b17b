"""HTControl: remote control and TV input of home-theatre players; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class HTControl(Service):
    """Evented variables of HTControl."""

    name = "HTControl"
    pending = frozenset(
        {
            "SetIRRepeaterState", "GetIRRepeaterState", "IdentifyIRRemote", "LearnIRCode", "CommitLearnedIRCodes",
            "IsRemoteConfigured", "SetLEDFeedbackState", "GetLEDFeedbackState",
        }
    )  # fmt: skip
    own_aspects = frozenset({Aspect.DEVICE})

    def evented(self) -> dict[str, Value]:
        """Whether something is connected to the TV input, and the state of the repeater (recorded)."""
        device = self.player.device
        return {"TOSLinkConnected": device.ht_audio_in != 0, "IRRepeaterState": device.ir_repeater}
