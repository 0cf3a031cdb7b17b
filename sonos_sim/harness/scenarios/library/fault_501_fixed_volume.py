"""One of the rooms has a fixed volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.patterns import announces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player


_VOLUME = 23


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


def _other(stage: Stage) -> Player:
    return next(player for player in stage.rooms if player is not stage.able("line-out"))


def _steps(stage: Stage) -> Iterator[float]:
    fixed, other = stage.able("line-out"), _other(stage)
    fixed.rendering.fix_output(True)
    other.rendering.set_volume(_VOLUME, other.behaviour)
    play_queue(other)
    stage.household.groups.join(fixed, other.uuid)
    stage.notes["source"] = other.transport.source.uri
    yield 60
    stage.mark("grouped")
    yield 120


def _volume_is_back(stage: Stage) -> str:
    volume = _other(stage).rendering.volume
    return "" if volume == _VOLUME else f"{_other(stage).name} is at {volume}, it was at {_VOLUME}"


def _music_is_back(stage: Stage) -> str:
    source = _other(stage).transport.source.uri
    return "" if source == stage.notes["source"] else f"{source} is loaded, it was {stage.notes['source']}"


SCENARIO = Scenario(
    name="501-fixed-volume",
    group="soap-faults",
    title="A room whose volume is fixed",
    imitates=(
        "A Connect, Port or Amp with a fixed line-out answers 501 to SetVolume, in the middle of what was to "
        "be many steps."
    ),
    sources=(
        "https://github.com/duncan3dc/sonos/issues/68",
        "https://github.com/music-assistant/support/issues/2244",
        "https://github.com/music-assistant/server/pull/5748",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    models={"line-out": "S23"},
    task="60 s after the start: announce a clip at volume 40 in the group, and restore",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        announces("grouped", "it announces all the same"),
        Statement("the other room is as loud as before", _volume_is_back),
        Statement("the music is back", _music_is_back),
    ),
)
