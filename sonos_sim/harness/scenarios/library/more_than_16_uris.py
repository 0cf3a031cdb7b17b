"""Forty songs are to go into a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import SHARE
from sonos_sim.household.library_sources import DeclaredSongs
from sonos_sim.household.songs import Song

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_SONGS = tuple(Song(SHARE, "", f"{n:02}.mp3", f"Song {n:02}", "Band", "Record") for n in range(1, 41))


def _prepare(household: Household) -> None:
    household.content.set_library(Library([DeclaredSongs(_SONGS)]), household.visible[0])


def _steps(_stage: Stage) -> Iterator[float]:
    yield 120


def _holds_all(stage: Stage) -> str:
    wanted = [song.uri for song in _SONGS]
    held = [track.uri for track in stage.rooms[0].queue.tracks if track.uri in set(wanted)]
    if sorted(held) != wanted:
        return f"{len(set(held))} of {len(wanted)} songs are in the queue, {len(held) - len(set(held))} of them twice"
    return "" if held == wanted else "the songs are in another order"


SCENARIO = Scenario(
    name="more-than-16-uris",
    group="soap-faults",
    title="More songs than fit into a call",
    imitates="AddMultipleURIsToQueue takes 16 URIs; a call with more is refused, and nothing is added.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/485",
        "https://github.com/duncan3dc/sonos/pull/98",
    ),
    severity="medium",
    task="add all songs of the library (A:TRACKS) to the queue of the first room, in the order of the list",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("each song is in the queue once, in the order of the list", _holds_all),
        takes_no_for_an_answer("AVTransport.Add*"),
    ),
)
