"""What belongs to the box rather than to the music: LED, buttons, radio link, autoplay, configuration mode."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect, Observed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.clock import Clock

AUTOPLAY_SOURCES = ("", "TV")
"""Line-in and TV (inferred)."""


@dataclass(frozen=True, slots=True)
class Autoplay:
    """What starts when a line-in or TV source begins to play."""

    room_uuid: str = ""
    """Where it plays; empty: off."""
    linked_zones: bool = False
    """Whether the room's group plays too."""
    volume: int = 25
    """0..100."""
    use_volume: bool = False


@dataclass(eq=False)
class DeviceState(Observed):
    """Settings and radio state of one player; values as captured unless a comment says otherwise."""

    aspect: ClassVar[Aspect] = Aspect.DEVICE

    name: str
    """The room name the player keeps for itself; while bonded it shows its primary's."""
    icon: str = ""
    configuration: str = "1"
    target_room_name: str = ""
    led: str = "On"
    button_lock: str = "Off"
    autoplay: dict[str, Autoplay] = field(default_factory=dict)
    """By source: empty for line-in, ``TV``."""
    config_mode: str = ""
    button_state: str = ""
    chirps: frozenset[int] = frozenset()
    """Running room-detection chirps by PlayId."""
    last_play_id: int = 0
    boot_seq: int = 1
    microphone: bool = False
    voice_config_state: int = 0
    wireless_mode: int = 1
    channel_freq: int = 2412
    wifi_enabled: bool = True
    eth_link: bool = False
    behind_wifi_extender: bool = False
    orientation: int = 0
    calibration_state: int = 4
    secure_reg_state: int = 3
    tv_configuration_error: bool = False
    hdmi_cec_available: bool = False
    ht_audio_in: int = 0
    """The code of what arrives at the TV input; 0: no input connected."""
    ht_forward: bool = False
    ht_freq: int = 0
    """Channel of the link to satellites in MHz; 0 as long as nobody has seen a value (inferred)."""
    bonded_zone_commit_state: int = 0
    flags: int = 0
    """Flags of GetZoneInfo; 0 and 1 are captured, their meaning is unknown."""
    source_area_ids: str = ""
    alarm_runs: int = 0
    """How often ReportAlarmStartedRunning was called; the last part of AlarmRunSequence."""

    def set_autoplay(self, source: str, change: Callable[[Autoplay], Autoplay]) -> None:
        """Change the autoplay settings of ``source``; raises UPnPError 402 for an unknown one."""
        self.autoplay = {**self.autoplay, source: change(self.autoplay_for(source))}

    def autoplay_for(self, source: str) -> Autoplay:
        """The autoplay settings of ``source``; raises UPnPError 402 for an unknown one."""
        if source not in AUTOPLAY_SOURCES:
            raise UPnPError(INVALID_ARGS, f"{source!r} is none of {AUTOPLAY_SOURCES}")
        return self.autoplay.get(source, Autoplay())

    def start_chirp(self, milliseconds: int, clock: Clock) -> int:
        """Begin a room-detection chirp that ends by itself after ``milliseconds``, and return its PlayId."""
        self.last_play_id += 1
        play_id = self.last_play_id
        self.chirps |= {play_id}

        def ended() -> None:
            self.stop_chirp(play_id)

        clock.call_later(milliseconds / 1000, ended)
        return play_id

    def stop_chirp(self, play_id: int) -> bool:
        """End the chirp ``play_id``; False if none such is running."""
        known = play_id in self.chirps
        self.chirps -= {play_id}
        return known
