"""Rooms refuse with bare codes that are in no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_VOLUME = 31
_CODES = (800, 1024)
"""Of the first rooms; UPnP knows neither."""


def _steps(stage: Stage) -> Iterator[float]:
    for room, code in zip(stage.rooms, _CODES, strict=False):
        stage.faults.add("*.Set*Volume", upnp_error=code, player=room)
    yield 60
    stage.mark("asked")
    yield 60


def _goes_on(stage: Stage) -> str:
    left = [room.name for room in stage.rooms[len(_CODES) :] if room.rendering.volume != _VOLUME]
    return f"not at {_VOLUME}: {', '.join(left)}" if left else ""


def _asks_all(stage: Stage) -> str:
    refused = {call.room for call in stage.journal.calls("*.Set*Volume") if call.fault}
    left = [room.name for room in stage.rooms[: len(_CODES)] if room.name not in refused]
    return f"never asked: {', '.join(left)}" if left else ""


SCENARIO = Scenario(
    name="fault-without-description",
    group="soap-faults",
    title="A refusal is a bare number",
    imitates=(
        "Players refuse with errorCode alone, never with an errorDescription, and some codes are in no table of UPnP."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/89128",
        "https://github.com/smartgic/skill-sonos-controller/issues/9",
        "https://github.com/KilianB/Java-Sonos-Controller/issues/9",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/142",
        "https://github.com/denysvitali/sonos-web/issues/32",
    ),
    severity="medium",
    rooms=4,
    task=f"60 s after the start: set the volume of all rooms to {_VOLUME}, as far as they let you",
    steps=_steps,
    oracle=(
        Statement("it asks the rooms that refuse", _asks_all),
        Statement(f"the other rooms are at {_VOLUME}", _goes_on),
        takes_no_for_an_answer("*.Set*Volume", 3),
    ),
)
