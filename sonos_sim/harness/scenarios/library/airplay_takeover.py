"""AirPlay takes a room over; a program cannot bring that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Takeover
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import does_not_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=5.0)


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.able("airplay")
    play_queue(player)
    yield 60
    stage.faults.add(Takeover("airplay"), player=player)
    yield 30
    stage.mark("taken")
    yield 120


def _is_virtual(stage: Stage, player: str, arguments: dict[str, str]) -> bool:
    return arguments.get("CurrentURI", "").startswith("x-sonos-vli:")


def _announces(stage: Stage) -> str:
    loads = [c for c in stage.journal.calls("AVTransport.SetAVTransportURI") if stage.after("taken")(c)]
    return "" if loads else "nothing was announced"


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
    steps=_steps,
    oracle=(
        Statement("it announces", _announces),
        does_not_call("AVTransport.SetAVTransportURI", "it does not try to restore what cannot be", _is_virtual),
    ),
)
