"""Ids of objects have signs that tempt to encode them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import SHARE
from sonos_sim.household.library_sources import DeclaredSongs
from sonos_sim.household.songs import Song

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_ALBUMS = ("Nørd & Söhne", "What's 100% Left?", "A/B: Sides")


def _songs() -> list[Song]:
    return [Song(SHARE, "", f"{n}.mp3", f"Song {n}", "Band", name) for n, name in enumerate(_ALBUMS)]


def _prepare(household: Household) -> None:
    household.content.set_library(Library([DeclaredSongs(_songs())]), household.visible[0])


def _steps(_stage: Stage) -> Iterator[float]:
    yield 60


def _finds(stage: Stage) -> str:
    browsed = [c for c in stage.journal.calls("ContentDirectory.Browse") if "/" in c.record.arguments["ObjectID"]]
    full = [c.record for c in browsed if not c.record.fault and "<item" in c.record.outputs["Result"]]
    found = {record.arguments["ObjectID"] for record in full}
    return "" if len(found) >= len(_ALBUMS) else f"it found the songs of {len(found)} albums of {len(_ALBUMS)}"


SCENARIO = Scenario(
    name="object-id-encoding",
    group="library-indexing",
    title="Ids that must be sent back as they came",
    imitates=(
        "Ids contain percent codes, apostrophes and umlauts; a client that decodes or encodes them finds nothing."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/39783",
        "https://github.com/bencevans/node-sonos/issues/453",
        "https://github.com/jishi/node-sonos-http-api/issues/319",
    ),
    severity="medium",
    task="list the songs of each album (A:ALBUM)",
    prepare=_prepare,
    steps=_steps,
    oracle=(Statement("it finds the songs of every album", _finds),),
)
