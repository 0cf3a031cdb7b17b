"""Every event has a connection of its own, and says nothing of its charset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import answers_events, hears

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

NAME = "Café Übersee"
_EVENTS = 100


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    yield 60
    stage.mark("burst")
    for number in range(_EVENTS):
        player.rendering.set_volume(number % 50, player.behaviour)
        yield 0.3
    stage.mark("renamed")
    player.device.name = NAME
    yield 60


def _renames(stage: Stage) -> str:
    name = stage.rooms[1].device.name
    return "" if name == f"{NAME} 2" else f"it is called {name!r}"


SCENARIO = Scenario(
    name="notify-connection-close",
    group="eventing-gena",
    title="Hundreds of short connections, and no charset",
    imitates=(
        "Each NOTIFY comes on a new connection and ends it, as text/xml without a charset, and is UTF-8; by the rules "
        "of HTTP some take it for Latin-1."
    ),
    sources=("https://github.com/janbar/noson-app/issues/74",),
    severity="low",
    task=(
        "listen to RenderingControl of the first room; whenever that room is renamed: give the second room the same "
        "name with ' 2' behind it"
    ),
    steps=_steps,
    oracle=(
        Statement(f"the second room is called '{NAME} 2'", _renames),
        answers_events(),
        hears("RenderingControl", "burst", lambda stage: stage.rooms[0]),
    ),
)
