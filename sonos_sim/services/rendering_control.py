"""RenderingControl: the sound of one player."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import ACTION_FAILED, RENDERING_INVALID_INSTANCE, UPnPError
from sonos_sim.household import eq
from sonos_sim.household.observed import Aspect
from sonos_sim.household.rendering import (
    LEFT,
    MASTER,
    RIGHT,
    checked_tone,
    from_decibel,
    to_decibel,
)
from sonos_sim.services import rendering_events
from sonos_sim.services.base import Outputs, Service, Value
from sonos_sim.services.evidence import captured, client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household.rendering import Rendering


class RenderingControl(Service):
    """Volume, mute, tone, EQ, room calibration and volume ramps; a group member answers for itself.

    Source: recorded answers and LastChange documents, SoCo and the threads named at each handler.
    """

    name = "RenderingControl"
    instance_code = RENDERING_INVALID_INSTANCE
    own_aspects = frozenset({Aspect.RENDERING})

    @property
    def sound(self) -> Rendering:
        """The player's sound."""
        return self.player.rendering

    # Events

    def evented(self) -> dict[str, Value]:
        """What the LastChange is made of; see :func:`sonos_sim.services.rendering_events.variables`."""
        return rendering_events.variables(self.player)

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """The LastChange with the blocks that changed, or with everything, as ``rendering_events`` says."""
        always_full = self.behaviour.rendering_events == "full"
        document = rendering_events.last_change(now, before, always_full=always_full)
        return {"LastChange": document} if document else {}

    # Volume and mute

    @captured("recordings sonosts GetVolume; fixed output reads 100: duncan3dc/sonos#68", inferred="402 for a channel")
    def get_volume(self, channel: str) -> Outputs:
        """The volume of ``channel``, 0..100."""
        return {"CurrentVolume": self.sound.channel_volume(channel)}

    @client_derived(
        "SoCo core.py; out of range: rahims/SoCo#18; fixed output: duncan3dc/sonos#68, music-assistant/support#2244",
        errors=(ACTION_FAILED,),
        inferred="402 above 100, the mute is kept",
    )
    def set_volume(self, channel: str, desired_volume: int) -> None:
        """Set ``channel`` to 0..100; faults 402 out of range, 501 with fixed output."""
        self.sound.set_volume(desired_volume, self.behaviour, channel)

    @captured("recording sonosts SetRelativeVolume", errors=(ACTION_FAILED,), inferred="clamping for LF and RF")
    def set_relative_volume(self, channel: str, adjustment: int) -> Outputs:
        """Move ``channel`` by ``adjustment``, clamped to 0..100; faults 501 with fixed output."""
        return {"NewVolume": self.sound.change_volume(adjustment, self.behaviour, channel)}

    @inferred("UPnP RenderingControl:1 gives the unit; the curve is our choice")
    def get_volume_db(self, channel: str) -> Outputs:
        """The volume of ``channel`` in 1/256 dB."""
        return {"CurrentVolume": to_decibel(self.sound.channel_volume(channel), self.behaviour)}

    @inferred("UPnP RenderingControl:1 gives the unit; the curve is our choice", errors=(ACTION_FAILED,))
    def set_volume_db(self, channel: str, desired_volume: int) -> None:
        """Set ``channel`` to the volume nearest to ``desired_volume`` in 1/256 dB; faults as SetVolume does."""
        self.sound.set_volume(from_decibel(desired_volume, self.behaviour), self.behaviour, channel)

    @inferred("UPnP RenderingControl:1 gives the unit; the range is our choice")
    def get_volume_db_range(self, channel: str) -> Outputs:
        """The volumes 0 and 100 in 1/256 dB, the same for all channels."""
        return {"MinValue": to_decibel(0, self.behaviour), "MaxValue": to_decibel(100, self.behaviour)}

    @captured("recordings sonosts GetMute")
    def get_mute(self, channel: str) -> Outputs:
        """Whether ``channel`` is muted."""
        return {"CurrentMute": self.sound.mutes[channel]}

    @captured("recording apidocs SetMute", inferred="a running ramp ends")
    def set_mute(self, channel: str, desired_mute: bool) -> None:
        """Mute or unmute ``channel``."""
        self.sound.set_mute(desired_mute, channel)

    # Tone

    @captured("recording sonosts GetBass")
    def get_bass(self) -> Outputs:
        """Bass, -10..10."""
        return {"CurrentBass": self.sound.bass}

    @client_derived("SoCo core.py; clamped out of range: rahims/SoCo#18")
    def set_bass(self, desired_bass: int) -> None:
        """Set bass; out of -10..10 the nearest end."""
        self.sound.bass = checked_tone(desired_bass, self.behaviour)

    @captured("recording sonosts GetTreble")
    def get_treble(self) -> Outputs:
        """Treble, -10..10."""
        return {"CurrentTreble": self.sound.treble}

    @client_derived("SoCo core.py; clamped out of range: rahims/SoCo#18")
    def set_treble(self, desired_treble: int) -> None:
        """Set treble; out of -10..10 the nearest end."""
        self.sound.treble = checked_tone(desired_treble, self.behaviour)

    @captured("recording sonosts GetLoudness", inferred="402 for another channel than Master")
    def get_loudness(self, channel: str) -> Outputs:
        """Whether loudness is on; only Master has it."""
        self._master_only(channel)
        return {"CurrentLoudness": self.sound.loudness}

    @client_derived("SoCo core.py", inferred="402 for another channel than Master")
    def set_loudness(self, channel: str, desired_loudness: bool) -> None:
        """Switch loudness; only Master has it."""
        self._master_only(channel)
        self.sound.loudness = desired_loudness

    @captured("recording sonosts ResetBasicEQ")
    def reset_basic_eq(self) -> Outputs:
        """Bass, treble, loudness and balance back to the factory values."""
        self.sound.reset_tone()
        return {
            "Bass": self.sound.bass,
            "Treble": self.sound.treble,
            "Loudness": self.sound.loudness,
            "LeftVolume": self.sound.volumes[LEFT],
            "RightVolume": self.sound.volumes[RIGHT],
        }

    # EQ

    @captured("recordings sonosts GetEQ", inferred="402 for a type the player lacks (a fault: SoCo#421)")
    def get_eq(self, eq_type: str) -> Outputs:
        """The value of ``eq_type``; faults 402 if the player lacks it."""
        return {"CurrentValue": eq.get_eq(self.player, eq_type)}

    @client_derived("SoCo core.py, Home Assistant; events: smarthome#4156, jishi", inferred="402 out of range")
    def set_eq(self, eq_type: str, desired_value: int) -> None:
        """Set ``eq_type``; faults 402 if the player lacks it or the value is out of its range."""
        eq.set_eq(self.player, eq_type, desired_value)

    @inferred("the name of the action; defaults as recorded in first events")
    def reset_ext_eq(self, eq_type: str) -> None:
        """Put ``eq_type`` back to its default; faults 402 if the player lacks it."""
        eq.reset_eq(self.player, eq_type)

    # Outputs

    @captured("recording sonosts GetSupportsOutputFixed", inferred="1 exactly on models with a line-out")
    def get_supports_output_fixed(self) -> Outputs:
        """Whether the output level can be fixed."""
        return {"CurrentSupportsFixed": self.player.profile.can("line-out")}

    @captured("recording sonosts GetOutputFixed")
    def get_output_fixed(self) -> Outputs:
        """Whether the output level is fixed."""
        return {"CurrentFixed": self.sound.output_fixed}

    @client_derived("SoCo core.py fixed_volume: a fault where unsupported", inferred="its code 402")
    def set_output_fixed(self, desired_fixed: bool) -> None:
        """Fix the output level or free it; faults 402 on a model without line-out."""
        if not self.player.profile.can("line-out"):
            raise UPnPError(self.behaviour.range_code, f"{self.player.profile.model_name} has no line-out")
        self.sound.fix_output(desired_fixed)

    @captured("recording sonosts GetHeadphoneConnected")
    def get_headphone_connected(self) -> Outputs:
        """Whether headphones are plugged in."""
        return {"CurrentHeadphoneConnected": self.sound.headphone_connected}

    @inferred("the name of the action; stored, no effect is known")
    def set_channel_map(self, channel_map: str) -> None:
        """Take ``channel_map`` as it is."""
        self.sound.channel_map = channel_map

    # Ramps

    @client_derived(
        "SoCo core.py ramp_to_volume: types, rates, wait and RampTime, measured by its author",
        errors=(ACTION_FAILED,),
        inferred="how often the volume is shown, what ends a ramp, ResetVolumeAfter, 402 for a channel",
    )
    def ramp_to_volume(
        self,
        channel: str,
        ramp_type: str,
        desired_volume: int,
        reset_volume_after: bool,
        program_uri: str,
    ) -> Outputs:
        """Start a ramp of Master; RampTime is its whole seconds, the wait of the alarm ramp not counted."""
        self._master_only(channel)
        seconds = self.sound.ramp(
            ramp_type,
            desired_volume,
            reset_after=reset_volume_after,
            clock=self.household.clock,
            behaviour=self.behaviour,
        )
        return {"RampTime": seconds}

    @inferred("the name of the action")
    def restore_volume_prior_to_ramp(self, channel: str) -> None:
        """End the ramp and go back to the volume before it; without one nothing happens."""
        self._master_only(channel)
        self.sound.restore_before_ramp()

    # Room calibration (Trueplay)

    @inferred("the name of the action; that it also switches the calibration on is our choice")
    def set_room_calibration_x(self, calibration_id: str, coefficients: str, calibration_mode: str) -> None:
        """Take a room calibration; only builds up to 66 declare this."""
        self.sound.calibrate(calibration_id, coefficients, calibration_mode)

    @captured("recordings sonosts GetRoomCalibrationStatus")
    def get_room_calibration_status(self) -> Outputs:
        """Whether a room calibration is in use, and whether there is one."""
        return {
            "RoomCalibrationEnabled": self.sound.calibration_enabled,
            "RoomCalibrationAvailable": self.sound.calibration_available,
        }

    @client_derived("SoCo core.py trueplay: only where one is available", inferred="the fault 402 without one")
    def set_room_calibration_status(self, room_calibration_enabled: bool) -> None:
        """Switch the room calibration; faults 402 if there is none to switch on."""
        self.sound.use_calibration(room_calibration_enabled, self.behaviour)

    def _master_only(self, channel: str) -> None:
        if channel != MASTER:
            raise UPnPError(self.behaviour.range_code, f"only Master has this, not {channel}")
