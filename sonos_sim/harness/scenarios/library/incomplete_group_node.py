"""For a while a group has no members, and a coordinator that nobody knows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_listened_to
from sonos_sim.harness.state_faults import HoldView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    truth = stage.household.truth
    groups = [replace(group, members=()) for group in truth.groups[:1]]
    groups += [replace(group, coordinator="RINCON_00000000000001400") for group in truth.groups[1:]]
    stage.faults.add(HoldView(replace(truth, groups=tuple(groups), cache={})), lasting=20)
    yield 60
    stage.mark("knob")
    stage.household.groups.join(stage.rooms[1], stage.rooms[0].uuid)
    stage.rooms[1].rendering.set_volume(43, stage.rooms[1].behaviour)
    yield 30


SCENARIO = Scenario(
    name="incomplete-group-node",
    group="topology",
    title="The topology has a group without members",
    imitates=(
        "While rooms regroup or players boot, groups are listed empty, or with a coordinator that is none of "
        "their members."
    ),
    sources=(
        "https://github.com/bencevans/node-sonos/issues/420",
        "https://github.com/ioBroker/ioBroker.sonos/issues/150",
        "https://github.com/ioBroker/ioBroker.sonos/issues/155",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[1]),
        hears("ZoneGroupTopology", "knob"),
        is_listened_to("ZoneGroupTopology"),
    ),
)
