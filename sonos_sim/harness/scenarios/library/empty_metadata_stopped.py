"""Nothing is loaded: metadata and URI are empty texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import announces
from sonos_sim.harness.scenarios.statements import hears, is_silent
from sonos_sim.harness.soap_faults import Fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


def _empty(was: str) -> str:
    return "" if was == "NOT_IMPLEMENTED" else was


def _steps(stage: Stage) -> Iterator[float]:
    # Which of the two a player says depends on its firmware.
    stage.faults.add("AVTransport.GetPositionInfo", Fields(TrackMetaData=_empty, TrackDuration=_empty, RelTime=_empty))
    yield 60
    stage.mark("ready")
    yield 120


SCENARIO = Scenario(
    name="empty-metadata-stopped",
    group="playback",
    title="Nothing is loaded",
    imitates=(
        "After a boot TrackMetaData and TrackURI are empty and the track is 0, in answers and in events; XML parsers "
        "do not take an empty text."
    ),
    sources=(
        "https://github.com/rahims/SoCo/issues/13",
        "https://github.com/duncan3dc/sonos/issues/3",
        "https://github.com/eclipse-archived/smarthome/issues/1600",
        "https://github.com/eclipse-archived/smarthome/issues/1944",
    ),
    severity="medium",
    task="listen to AVTransport of the first room; 60 s after the start: announce a clip there, and restore",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        announces("ready"),
        is_silent(lambda stage: stage.rooms[0]),
        hears("AVTransport", "ready", lambda stage: stage.rooms[0]),
    ),
)
