"""Favourites that are playlists cannot be loaded as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import CONTAINER, SERVICE, keep_favourite, play_queue
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.household.media import Track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_DINNER = "x-rincon-cpcontainer:1006206cplaylist%3adinner?sid=204&flags=8300&sn=1"


def _prepare(household: Household) -> None:
    household.override(fetch_media=False)
    saved = household.content.saved_queues
    if not any(playlist.title == "Party" for playlist in saved):
        songs = [Track(SERVICE.format(n), f"Song {n}", "Band", duration=3600.0) for n in range(1, 5)]
        saved.create("Party", songs, household.visible[0])
    keep_favourite(household, "Dinner", _DINNER, CONTAINER, "SA_RINCON52231_X_#Svc52231-0-Token")
    keep_favourite(household, "Party", _party(household), CONTAINER)


def _party(household: Household) -> str:
    return next(playlist.uri for playlist in household.content.saved_queues if playlist.title == "Party")


def _steps(stage: Stage) -> Iterator[float]:
    for room in stage.rooms[:2]:
        play_queue(room)
    yield 60
    stage.mark("wanted")
    yield 60


def _plays_both(stage: Stage) -> str:
    for room, uri in zip(stage.rooms, (_DINNER, _party(stage.household)), strict=False):
        wanted = {track.uri for track in stage.household.content.expand(uri, room) or ()}
        queue = room.transport.queue
        if queue is None or not room.transport.is_active:
            return f"{room.name} does not play its queue"
        if not wanted <= {track.uri for track in queue.tracks}:
            return f"the tracks of {uri} are not in the queue of {room.name}"
    return ""


SCENARIO = Scenario(
    name="714-container-as-uri",
    group="soap-faults",
    title="A playlist is no source",
    imitates=(
        "A favourite that is a playlist or an album is refused with 714 when it is loaded as a source; it has to go "
        "through the queue."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/5598",
        "https://github.com/home-assistant/core/issues/6933",
        "https://github.com/svrooij/node-sonos-ts/issues/52",
        "https://github.com/svrooij/sonos-api-docs/issues/42",
        "https://github.com/home-assistant/core/issues/116649",
        "https://github.com/home-assistant/core/issues/39783",
    ),
    severity="medium",
    task="60 s after the start: play the favourite Dinner in the first room, and Party in the second",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("both rooms play the tracks of their playlists", _plays_both),
        takes_no_for_an_answer("AVTransport.SetAVTransportURI"),
    ),
)
