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


PARTS = {
    "speech-enhance-semantics": Part(client=enhance_speech, naive=enhance_speech_by_level),
}
