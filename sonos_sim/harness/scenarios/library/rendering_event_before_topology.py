"""A player returns, and its volume is told long before the topology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import DelayEvent
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("NOTIFY ZoneGroupTopology", DelayEvent(30))
    yield 60
    household, player = stage.household, stage.rooms[1]
    household.groups.join(player, stage.rooms[0].uuid)
    player.rendering.set_volume(42, player.behaviour)
    yield 5
    household.groups.leave(player)
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="rendering-event-before-topology",
    group="eventing-gena",
    title="The volume is told before the group",
    imitates="At the start, or when a player returns, its sound is heard of before the topology says where it belongs.",
    sources=(
        "https://github.com/ioBroker/ioBroker.sonos/issues/269",
        "https://github.com/ioBroker/ioBroker.sonos/issues/155",
        "https://github.com/ioBroker/ioBroker.sonos/issues/272",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[1]),
        is_listened_to("ZoneGroupTopology"),
    ),
)
