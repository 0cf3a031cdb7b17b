"""The track has changed, and the position is still that of the one before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.soap_faults import Fields
from sonos_sim.household.playback import step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_LAG, _FORWARD, _TOLERANCE = 15, 30, 15


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    play_queue(player)
    yield 200
    before = str(timedelta(seconds=int(player.transport.position)))
    stage.faults.add("AVTransport.GetPositionInfo", Fields(RelTime=before), player=player, lasting=_LAG)
    stage.mark("changed")
    step(player, 1)
    yield 60
    stage.mark("settled")
    yield 60


def _goes_forward(stage: Stage) -> str:
    played = stage.clock.now() - stage.marks.get("changed", 0.0)
    gained = stage.rooms[0].transport.position - played
    return "" if abs(gained - _FORWARD) <= _TOLERANCE else f"it went {gained:.0f} s forward"


SCENARIO = Scenario(
    name="position-lags-track-change",
    group="playback",
    title="The position lags behind the track",
    imitates=(
        "After a change of tracks GetPositionInfo tells the position in the old one for up to 15 s; progress that is "
        "reckoned from that is wrong until the next change."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/181315",
        "https://github.com/home-assistant/core/pull/181317",
    ),
    severity="medium",
    task="260 s after the start, a minute after the track has changed: go 30 s forward in the track of the first room",
    steps=_steps,
    oracle=(Statement(f"it goes {_FORWARD} s forward", _goes_forward),),
)
