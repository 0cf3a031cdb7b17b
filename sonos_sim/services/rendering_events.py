"""What the LastChange of RenderingControl is made of, and which parts of it travel together.

Order and blocks as recorded: three whole first events (63.2, 85.0, one without a version) and six later ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.eq import SUB_TYPES, THEATRE_TYPES, current
from sonos_sim.household.rendering import CHANNELS
from sonos_sim.services.base import text
from sonos_sim.wire.events import RENDERING_NS, Change, render_last_change

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.household.eq import EqType
    from sonos_sim.services.base import Value

PRESETS = "FactoryDefaults"
"""The only PresetNameList ever recorded."""

_MAX_LEVEL = "SupportsMaxDialogLevel"
_BLOCKS = {
    **dict.fromkeys(["SpeakerSize", *(eq.event for eq in SUB_TYPES)], "sub"),
    **dict.fromkeys([_MAX_LEVEL, *(eq.event for eq in THEATRE_TYPES)], "theatre"),
}
"""Variables of which none travels without the others of its block."""


def variables(player: Player) -> dict[str, Value]:
    """All variables with their values now, in order; ``Volume/Master`` is Volume of the channel Master."""
    sound = player.rendering
    theatre = player.profile.can("home-theatre")
    values: dict[str, Value] = {}
    values |= {f"Volume/{channel}": sound.channel_volume(channel) for channel in CHANNELS}
    values |= {f"Mute/{channel}": sound.mutes[channel] for channel in CHANNELS}
    values |= {
        "Bass": sound.bass,
        "Treble": sound.treble,
        "Loudness/Master": sound.loudness,
        "OutputFixed": sound.output_fixed,
    }
    if not theatre:
        # Inferred from who has it: Play:5, ZP120 and a speaker at 63.2 do, a bar at 85.0 does not.
        values["HeadphoneConnected"] = sound.headphone_connected
    values["SpeakerSize"] = player.profile.hardware.internal_speaker_size
    values |= {eq.event: current(player, eq) for eq in SUB_TYPES}
    if theatre:
        values |= _theatre(player)
    return values | {
        "SonarEnabled": sound.calibration_enabled,
        "SonarCalibrationAvailable": sound.calibration_available,
        "PresetNameList": PRESETS,
    }


def last_change(values: dict[str, Value], before: dict[str, Value] | None, *, always_full: bool) -> str:
    """The LastChange that leads from ``before`` to ``values``; empty if nothing changed.

    It holds the blocks in which something changed, or everything with ``always_full`` or if there is no ``before``.
    """
    changed = {_block(key) for key, value in values.items() if before is None or before.get(key) != value}
    keys = [key for key in values if always_full or _block(key) in changed]
    return render_last_change(RENDERING_NS, (_change(key, values[key]) for key in keys)) if changed else ""


def _theatre(player: Player) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for eq in THEATRE_TYPES:
        if _shows(player, eq):
            values[eq.event] = current(player, eq)
        if eq.name == "SpeechEnhanceEnabled" and _MAX_LEVEL in player.profile.service("RenderingControl").variables:
            # Recorded once, as 1, on an Arc Ultra; that others say 0 is inferred.
            values[_MAX_LEVEL] = player.profile.can("speech-enhance")
    return values


def _shows(player: Player, eq: EqType) -> bool:
    if eq.name == "SpeechEnhanceEnabled":
        return player.profile.firmware.events_speech_enhance
    return eq.needs == "home-theatre" or player.profile.can(eq.needs)


def _block(key: str) -> str:
    name = key.partition("/")[0]
    return _BLOCKS.get(name, name)


def _change(key: str, value: Value) -> Change:
    name, _, channel = key.partition("/")
    return Change(name, text(value), channel)
