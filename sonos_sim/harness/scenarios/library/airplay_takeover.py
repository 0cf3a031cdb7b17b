"""AirPlay takes a room over; a program cannot bring that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import LEAVES_THE_PHONE_ALONE, taken_over

if TYPE_CHECKING:
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


SCENARIO = Scenario(
    name="airplay-takeover",
    group="playback",
    title="AirPlay takes a room over",
    imitates="Somebody plays to the room by AirPlay: the source is an x-sonos-vli, which no program can set again.",
    sources=(
        "https://github.com/ebaauw/homebridge-zp/pull/39",
        "https://github.com/jishi/node-sonos-http-api/issues/633",
        "https://github.com/jishi/node-sonos-discovery/issues/115",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    models={"airplay": "S18"},
    task="90 s after the start: announce a clip in that room, and restore what played",
    prepare=_prepare,
    steps=taken_over("airplay"),
    oracle=LEAVES_THE_PHONE_ALONE,
)
