"""A ZoneGroupTopology event without ZoneGroupState."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, without_variable
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    fault = MutateBody(without_variable("ZoneGroupState"))
    stage.faults.add("NOTIFY ZoneGroupTopology", fault, lasting=10)
    stage.household.groups.join(stage.rooms[1], stage.rooms[0].uuid)
    yield 60
    stage.mark("parted")
    stage.household.groups.leave(stage.rooms[1])
    yield 30


SCENARIO = Scenario(
    name="zgt-event-without-state",
    group="eventing-gena",
    title="A topology event without the topology",
    imitates="ZoneGroupTopology also tells of other things alone: media servers, alarms that run, the household's id.",
    sources=("https://github.com/home-assistant/core/issues/52716",),
    severity="medium",
    steps=_steps,
    oracle=(
        is_listened_to("ZoneGroupTopology"),
        hears("ZoneGroupTopology", "parted"),
        is_calm(60),
    ),
)
