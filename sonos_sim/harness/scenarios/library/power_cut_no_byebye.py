"""A room that plays loses power, and nobody says so."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.reaching import come_back, go_dark
from sonos_sim.harness.scenarios.statements import hears, knocks_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _dark(stage: Stage) -> Player:
    return stage.rooms[1]


def _steps(stage: Stage) -> Iterator[float]:
    play_queue(_dark(stage))
    yield 60
    hole = go_dark(stage, _dark(stage))
    yield 600
    stage.notes["attempts"] = str(stage.network.servers[_dark(stage).uuid].vain_attempts)
    yield from come_back(stage, _dark(stage), hole)
    yield 150
    stage.mark("knob")
    _dark(stage).rendering.set_volume(43, _dark(stage).behaviour)
    yield 30


def _looks(stage: Stage) -> str:
    if sys.platform != "linux":
        return ""  # Connections that are tried in vain can be counted there alone.
    return "" if stage.notes.get("attempts", "0") != "0" else "nobody tried to reach it"


SCENARIO = Scenario(
    name="power-cut-no-byebye",
    group="discovery-network",
    title="A room that plays loses power",
    imitates=(
        "A player vanishes in the middle of a song: no goodbye, no events, packets to it get no answer, and the others "
        "list it as ever; clients that only listen show it as playing for hours."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-http-api/issues/597",
        "https://github.com/ebaauw/homebridge-zp/issues/163",
        "https://github.com/ebaauw/homebridge-zp/issues/53",
        "https://github.com/openhab/openhab-addons/issues/42",
        "https://github.com/eclipse-archived/smarthome/issues/2667",
        "https://github.com/music-assistant/support/issues/2819",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        Statement("it looks within 10 minutes whether the room is still there", _looks),
        knocks_sparingly(60, _dark),
        hears("RenderingControl", "knob", _dark),
    ),
)
