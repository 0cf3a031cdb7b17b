"""The enumerations of the service descriptions."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from sonos_client.values import WireEnum


class TransportState(WireEnum):
    """Whether something plays."""

    STOPPED = "STOPPED"
    PLAYING = "PLAYING"
    PAUSED_PLAYBACK = "PAUSED_PLAYBACK"
    TRANSITIONING = "TRANSITIONING"


class PlayMode(WireEnum):
    """Order and repetition of the queue; SHUFFLE also repeats, SHUFFLE_NOREPEAT does not."""

    NORMAL = "NORMAL"
    REPEAT_ALL = "REPEAT_ALL"
    REPEAT_ONE = "REPEAT_ONE"
    SHUFFLE_NOREPEAT = "SHUFFLE_NOREPEAT"
    SHUFFLE = "SHUFFLE"
    SHUFFLE_REPEAT_ONE = "SHUFFLE_REPEAT_ONE"


class SeekMode(WireEnum):
    """What a seek target counts: positions in the queue, time from the start of the track, or time from here."""

    TRACK_NR = "TRACK_NR"
    REL_TIME = "REL_TIME"
    TIME_DELTA = "TIME_DELTA"


class AlarmPlayMode(WireEnum):
    """Order and repetition of what an alarm plays."""

    NORMAL = "NORMAL"
    REPEAT_ALL = "REPEAT_ALL"
    SHUFFLE_NOREPEAT = "SHUFFLE_NOREPEAT"
    SHUFFLE = "SHUFFLE"


class ConnectionStatus(WireEnum):
    """State of a connection."""

    OK = "OK"
    CONTENT_FORMAT_MISMATCH = "ContentFormatMismatch"
    INSUFFICIENT_BANDWIDTH = "InsufficientBandwidth"
    UNRELIABLE_CHANNEL = "UnreliableChannel"
    UNKNOWN = "Unknown"


class Direction(WireEnum):
    """Direction of a connection, seen from the player."""

    INPUT = "Input"
    OUTPUT = "Output"


class BrowseFlag(WireEnum):
    """Whether an object itself is asked for, or what it contains."""

    BROWSE_METADATA = "BrowseMetadata"
    BROWSE_DIRECT_CHILDREN = "BrowseDirectChildren"


class LEDState(WireEnum):
    """The white status light."""

    ON = "On"
    OFF = "Off"


class ButtonLockState(WireEnum):
    """Whether the buttons on the player are locked."""

    ON = "On"
    OFF = "Off"


class IRRepeaterState(WireEnum):
    """Whether infrared signals are passed on to the television."""

    ON = "On"
    OFF = "Off"
    DISABLED = "Disabled"


class Channel(WireEnum):
    """Master is the volume as people know it; LF and RF are left and right of the balance."""

    MASTER = "Master"
    LF = "LF"
    RF = "RF"


class MuteChannel(WireEnum):
    """What is muted; SpeakerOnly exists on builds up to 66."""

    MASTER = "Master"
    LF = "LF"
    RF = "RF"
    SPEAKER_ONLY = "SpeakerOnly"


class RampType(WireEnum):
    """How fast a volume ramp goes.

    SLEEP_TIMER 1.25 steps/s from here, ALARM 2.5 steps/s from 0, AUTOPLAY 50 steps/s from 0.
    """

    SLEEP_TIMER_RAMP_TYPE = "SLEEP_TIMER_RAMP_TYPE"
    ALARM_RAMP_TYPE = "ALARM_RAMP_TYPE"
    AUTOPLAY_RAMP_TYPE = "AUTOPLAY_RAMP_TYPE"


class UpdateType(WireEnum):
    """What kind of update is looked for."""

    ALL = "All"
    SOFTWARE = "Software"


class UnresponsiveDeviceAction(WireEnum):
    """What is to happen to a player that does not answer."""

    REMOVE = "Remove"
    TOPOLOGY_MONITOR_PROBE = "TopologyMonitorProbe"
    VERIFY_THEN_REMOVE_SYSTEMWIDE = "VerifyThenRemoveSystemwide"
