"""The topology lists a room that is not there, and goes on listing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import come_back, go_dark, turns_room_to
from sonos_sim.harness.scenarios.statements import hears, is_listened_to, knocks_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _ghost(stage: Stage) -> Player:
    return stage.rooms[1]


def _steps(stage: Stage) -> Iterator[float]:
    hole = go_dark(stage, _ghost(stage))
    yield 300
    yield from come_back(stage, _ghost(stage), hole)
    yield 150
    stage.mark("knob")
    for player in stage.rooms[1:]:
        player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="ghost-member-in-topology",
    group="discovery-network",
    title="A room in the topology that is not there",
    imitates=(
        "A player is gone without a word, and for minutes the others list it with a Location at which connections are "
        "never established."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/59118",
        "https://github.com/home-assistant/core/issues/66717",
        "https://github.com/ioBroker/ioBroker.sonos/issues/138",
        "https://github.com/ioBroker/ioBroker.sonos/issues/150",
        "SoCo/SoCo soco/discovery.py",
    ),
    severity="high",
    rooms=3,
    task="set the volume of all rooms that can be reached to 31, and listen to all rooms there are",
    steps=_steps,
    oracle=(
        *(
            turns_room_to(31, lambda stage, n=number: stage.rooms[n], f"it turns the {name} room to 31")  # type: ignore[misc]
            for number, name in ((0, "first"), (2, "last"))
        ),
        is_listened_to("RenderingControl"),
        hears("RenderingControl", "knob", _ghost),
        knocks_sparingly(60, _ghost),
    ),
)
