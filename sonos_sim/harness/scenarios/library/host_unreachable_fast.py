"""A room is out of reach for a quarter of an hour, and every connection to it fails at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import Drop
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_listened_to
from sonos_sim.harness.transport_faults import Refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_AWAY = 900.0


def _unreachable(stage: Stage) -> Player:
    return stage.rooms[1]


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = _unreachable(stage)
    stage.faults.add(Refuse(), player=player, lasting=_AWAY)
    stage.faults.add("NOTIFY *", Drop(), player=player, lasting=_AWAY)
    yield _AWAY
    stage.mark("back")
    yield 150
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="host-unreachable-fast",
    group="http-soap-transport",
    title="Every connection fails at once",
    imitates=(
        "The network knows that a player cannot be reached (EHOSTUNREACH, ECONNREFUSED) and says so at once; the "
        "others go on listing it, and it comes back as it was."
    ),
    sources=(
        "https://github.com/ioBroker/ioBroker.sonos/issues/138",
        "https://github.com/bencevans/node-sonos/pull/353",
        "https://github.com/ebaauw/homebridge-zp/issues/195",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", _unreachable),
        is_listened_to("RenderingControl"),
    ),
)
