"""A player's sound: volume, mute, tone, EQ, calibration, and the volume ramp that is running."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from sonos_sim.catalogue.errors import ACTION_FAILED, UPnPError
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.ramp import RAMPS, Ramp

if TYPE_CHECKING:
    from sonos_sim.household.behaviour import Behaviour
    from sonos_sim.household.clock import Clock, Timer

MASTER, LEFT, RIGHT, SPEAKER_ONLY = "Master", "LF", "RF", "SpeakerOnly"
CHANNELS = (MASTER, LEFT, RIGHT)
VOLUMES = (0, 100)
TONES = (-10, 10)


def in_limits(
    what: str, value: int, limits: tuple[int, int], policy: Literal["fault", "clamp"], behaviour: Behaviour
) -> int:
    """``value`` if it is in ``limits``, both ends included; else the nearest end.

    Raises UPnPError ``range_code`` instead of taking the nearest end when ``policy`` is ``fault``.
    """
    low, high = limits
    if policy == "fault" and not low <= value <= high:
        raise UPnPError(behaviour.range_code, f"{what} {value} is not in {low}..{high}")
    return min(high, max(low, value))


def checked_volume(volume: int, behaviour: Behaviour) -> int:
    """``volume`` if it is in 0..100; else the nearest end, or UPnPError, as ``volume_range`` says."""
    return in_limits("volume", volume, VOLUMES, behaviour.volume_range, behaviour)


def checked_tone(value: int, behaviour: Behaviour) -> int:
    """``value`` if it is in -10..10; else the nearest end, or UPnPError, as ``tone_range`` says."""
    return in_limits("tone", value, TONES, behaviour.tone_range, behaviour)


def to_decibel(volume: int, behaviour: Behaviour) -> int:
    """``volume``, 0..100, in 1/256 dB: linear from ``lowest_volume_db`` to 0."""
    return round(behaviour.lowest_volume_db * (100 - volume) / 100)


def from_decibel(level: int, behaviour: Behaviour) -> int:
    """The volume, 0..100, nearest to ``level`` in 1/256 dB; out of range as for :func:`checked_volume`."""
    lowest = behaviour.lowest_volume_db
    level = in_limits("VolumeDB", level, (lowest, 0), behaviour.volume_range, behaviour)
    return round(100 * (1 - level / lowest))


@dataclass(eq=False)
class Rendering(Observed):
    """Volumes 0..100 by channel, mutes, bass and treble -10..10, loudness, EQ values by EQType."""

    aspect: ClassVar[Aspect] = Aspect.RENDERING

    volumes: dict[str, int] = field(default_factory=lambda: {MASTER: 20, LEFT: 100, RIGHT: 100})
    mutes: dict[str, bool] = field(default_factory=lambda: dict.fromkeys((*CHANNELS, SPEAKER_ONLY), False))
    bass: int = 0
    treble: int = 0
    loudness: bool = True
    eq: dict[str, int] = field(default_factory=dict)
    """Values that were set, by EQType; see :mod:`sonos_sim.household.eq` for the others."""
    output_fixed: bool = False
    headphone_connected: bool = False
    calibration_enabled: bool = False
    calibration_available: bool = False
    calibration: tuple[str, str, str] = ("", "", "")
    """Id, coefficients and mode of the room calibration that was uploaded, as given."""
    channel_map: str = ""
    """What SetChannelMap stored; nothing reads it."""
    volume_before_ramp: int | None = None
    """The Master volume before the last ramp; None: no ramp yet, or it has been restored."""
    reset_volume_after: bool = False
    """Whether the volume returns to :attr:`volume_before_ramp` when what plays ends."""
    _ramp_timer: Timer | None = field(default=None, init=False, repr=False)

    @property
    def volume(self) -> int:
        """The Master volume; a fixed output reads 100 (client-derived, three reports)."""
        return 100 if self.output_fixed else self.volumes[MASTER]

    @property
    def mute(self) -> bool:
        """The Master mute."""
        return self.mutes[MASTER]

    def channel_volume(self, channel: str) -> int:
        """The volume of ``channel``."""
        return self.volume if channel == MASTER else self.volumes[channel]

    def set_volume(self, volume: int, behaviour: Behaviour, channel: str = MASTER) -> None:
        """Set ``channel`` to ``volume``; ends a running ramp, keeps the mute.

        Raises UPnPError: 501 if the output is fixed, ``range_code`` outside 0..100 unless volumes are clamped.
        """
        self._refuse_fixed()
        volume = checked_volume(volume, behaviour)
        self.stop_ramp()
        self._show(volume, channel)

    def change_volume(self, adjustment: int, behaviour: Behaviour, channel: str = MASTER) -> int:
        """Move ``channel`` by ``adjustment``, clamped to 0..100, and return the new volume.

        Raises UPnPError 501 if the output is fixed.
        """
        self.set_volume(min(100, max(0, self.volumes[channel] + adjustment)), behaviour, channel)
        return self.volumes[channel]

    def set_mute(self, mute: bool, channel: str = MASTER) -> None:
        """Mute or unmute ``channel``; ends a running ramp."""
        self.stop_ramp()
        self.mutes = {**self.mutes, channel: mute}

    def reset_tone(self) -> None:
        """Bass, treble, loudness and balance back to the factory values; mute untouched (captured)."""
        self.bass = self.treble = 0
        self.loudness = True
        self.volumes = {**self.volumes, LEFT: 100, RIGHT: 100}

    def fix_output(self, fixed: bool) -> None:
        """Switch line-out to a fixed level, or back to the volume it had."""
        self.stop_ramp()
        self.output_fixed = fixed

    # Room calibration

    def calibrate(self, calibration_id: str, coefficients: str, mode: str) -> None:
        """Take a room calibration and switch it on."""
        self.calibration = calibration_id, coefficients, mode
        self.calibration_available = self.calibration_enabled = True

    def use_calibration(self, enabled: bool, behaviour: Behaviour) -> None:
        """Switch the room calibration on or off; raises UPnPError ``range_code`` if there is none to switch on."""
        if enabled and not self.calibration_available:
            raise UPnPError(behaviour.range_code, "no room calibration is available")
        self.calibration_enabled = enabled

    # Ramps

    def ramp(self, kind: str, target: int, *, reset_after: bool, clock: Clock, behaviour: Behaviour) -> int:
        """Start a ramp of ``kind``, a key of :data:`RAMPS`, and return its whole seconds without the wait.

        With ``reset_after`` the volume returns to what it was before when what plays ends. A ramp that is running
        is replaced. Raises UPnPError as :meth:`set_volume` does.
        """
        rule = RAMPS[kind]
        target = checked_volume(target, behaviour)
        # The volume that a person chose is the one before the first of several ramps.
        before = self.volume_before_ramp if self.ramping else self.volumes[MASTER]
        self.set_volume(0 if rule.from_zero else self.volumes[MASTER], behaviour)
        self.volume_before_ramp, self.reset_volume_after = before, reset_after
        begins = clock.now() + rule.wait
        interval = max(behaviour.ramp_tick, 1 / rule.steps_per_second)
        ramp = Ramp(self.volumes[MASTER], target, begins, rule.steps_per_second, interval)
        self._await_tick(ramp, 1, clock)
        return int(ramp.seconds)

    @property
    def ramping(self) -> bool:
        """Whether a ramp is running."""
        return self._ramp_timer is not None

    def stop_ramp(self) -> None:
        """End a running ramp where it is."""
        if self._ramp_timer is not None:
            self._ramp_timer.cancel()
        self._ramp_timer = None

    def restore_before_ramp(self) -> None:
        """Put the volume back to what it was before the last ramp; nothing happens if there was none."""
        self.stop_ramp()
        if self.volume_before_ramp is not None:
            self._show(self.volume_before_ramp)
        self.volume_before_ramp = None

    def program_ended(self) -> None:
        """What the ramp was for is over: restore the volume if the ramp asked for it (inferred)."""
        if self.reset_volume_after:
            self.restore_before_ramp()
            self.reset_volume_after = False

    def _await_tick(self, ramp: Ramp, tick: int, clock: Clock) -> None:
        self._ramp_timer = clock.call_at(ramp.begins + ramp.elapsed_at(tick), partial(self._tick, ramp, tick, clock))

    def _tick(self, ramp: Ramp, tick: int, clock: Clock) -> None:
        elapsed = ramp.elapsed_at(tick)
        self._show(ramp.volume_after(elapsed))
        if elapsed < ramp.seconds:
            self._await_tick(ramp, tick + 1, clock)
        else:
            self._ramp_timer = None

    def _show(self, volume: int, channel: str = MASTER) -> None:
        self.volumes = {**self.volumes, channel: volume}

    def _refuse_fixed(self) -> None:
        if self.output_fixed:
            raise UPnPError(ACTION_FAILED, "the output is fixed")
