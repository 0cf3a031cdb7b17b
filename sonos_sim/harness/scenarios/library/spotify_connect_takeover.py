"""Spotify Connect takes a room over; a program cannot bring that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import LEAVES_THE_PHONE_ALONE, taken_over

if TYPE_CHECKING:
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


SCENARIO = Scenario(
    name="spotify-connect-takeover",
    group="playback",
    title="Spotify Connect takes a room over",
    imitates=(
        "Somebody plays to the room by Spotify Connect: the source is an x-sonos-vli, which no program can set again."
    ),
    sources=(
        "https://github.com/bencevans/node-sonos/issues/464",
        "https://github.com/jishi/node-sonos-discovery/issues/115",
        "https://github.com/svrooij/node-sonos-ts/issues/177",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    models={"airplay": "S18"},
    task="90 s after the start: announce a clip in that room, and restore what played",
    prepare=_prepare,
    steps=taken_over("spotify"),
    oracle=LEAVES_THE_PHONE_ALONE,
)
