"""Models and firmware that nobody had foreseen."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sonos_client import SonosError

from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal

SILENT = {0, 21, 22}
"""HTAudioIn where nothing is to be heard, as SoCo knows it."""
FORMATS = {0: "", 2: "stereo", 18: "Dolby 5.1", 33554434: "PCM 2.0"}


async def enhance_speech(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        for name in ("SpeechEnhanceEnabled", "DialogLevel"):
            with suppress(SonosError):
                await room.equalizer(name)
                await room.set_equalizer(name, 1)
                break


async def enhance_speech_by_level(run: Rehearsal) -> None:
    for room in run.rooms:
        if room.profile.can("home-theatre"):
            await call(room, "RenderingControl", "SetEQ", EQType="DialogLevel", DesiredValue=1)


async def switch_night_mode_on(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        info = await room.services.device_properties.get_zone_info()
        if info.ht_audio_in not in SILENT:
            await room.set_equalizer("NightMode", 1)


async def switch_night_mode_on_for_known_formats(run: Rehearsal) -> None:
    for room in run.rooms:
        info = await call(room, "DeviceProperties", "GetZoneInfo")
        if FORMATS[int(info["HTAudioIn"])]:
            await call(room, "RenderingControl", "SetEQ", EQType="NightMode", DesiredValue=1)


PARTS = {
    "speech-enhance-semantics": Part(client=enhance_speech, naive=enhance_speech_by_level),
    "unknown-audio-format": Part(
        mark="sounds", client=switch_night_mode_on, naive=switch_night_mode_on_for_known_formats
    ),
}
