"""HTControl: remote control and TV input of home-theatre players."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, inferred

if TYPE_CHECKING:
    from sonos_sim.household.home_theatre import HomeTheatre
    from sonos_sim.services.base import Outputs, Value


class HTControl(Service):
    """Handlers of HTControl."""

    name = "HTControl"
    own_aspects = frozenset({Aspect.DEVICE})

    @property
    def state(self) -> HomeTheatre:
        """What the player has for remote controls."""
        return self.player.home_theatre

    def evented(self) -> dict[str, Value]:
        """Whether something is connected to the TV input, and the state of the repeater (recorded)."""
        return {"TOSLinkConnected": self.player.device.ht_audio_in != 0, "IRRepeaterState": self.state.ir_repeater}

    @inferred("our choice: only the Playbar repeats, others refuse all but Disabled")
    def set_ir_repeater_state(self, desired_ir_repeater_state: str) -> None:
        """Let the player repeat the commands of a remote, which it may stand in the way of."""
        if desired_ir_repeater_state != "Disabled" and not self.player.profile.can("ir-repeater"):
            raise UPnPError(self.behaviour.ir_repeater_code, f"{self.player.profile.model_name} has no repeater")
        self.state.ir_repeater = desired_ir_repeater_state

    @captured("recorded HTControl event", inferred="Disabled on all models at first")
    def get_ir_repeater_state(self) -> Outputs:
        """Whether commands of a remote are repeated."""
        return {"CurrentIRRepeaterState": self.state.ir_repeater}

    @inferred("our choice: no effect, since nobody holds a remote")
    def identify_ir_remote(self, timeout: int) -> None:
        """Wait ``timeout`` seconds for a key of a known remote."""

    @inferred("our choice: learned at once, whatever the timeout")
    def learn_ir_code(self, ir_code: str, timeout: int) -> None:
        """Learn a code; it counts when it is committed."""
        self.state.learn(ir_code)

    @inferred("our choice")
    def commit_learned_ir_codes(self, name: str) -> None:
        """Make the codes learned since the last commit the remote ``name``."""
        self.state.commit(name)

    @inferred("our choice: a remote is configured once codes were committed")
    def is_remote_configured(self) -> Outputs:
        """Whether the player knows a remote."""
        return {"RemoteConfigured": bool(self.state.remote)}

    @inferred("the name of the action")
    def set_led_feedback_state(self, led_feedback_state: str) -> None:
        """Let the light blink on commands, ``On`` or ``Off``."""
        self.state.led_feedback = led_feedback_state

    @inferred("the name of the action; on at first is our choice")
    def get_led_feedback_state(self) -> Outputs:
        """Whether the light blinks on commands."""
        return {"LEDFeedbackState": self.state.led_feedback}
