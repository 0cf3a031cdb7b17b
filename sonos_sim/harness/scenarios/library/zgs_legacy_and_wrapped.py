"""Players tell the topology in the old form, without the wrapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent
from sonos_sim.harness.soap_faults import Fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


_EVENT = b"<ZoneGroupState>"


def _old_answer(state: str) -> str:
    start, end = state.find("<ZoneGroups>"), state.find("</ZoneGroups>")
    return state[start:end] + "</ZoneGroups>"


def _old_event(body: bytes) -> bytes:
    start, end = body.find(b"&lt;ZoneGroups&gt;"), body.find(b"&lt;/ZoneGroups&gt;")
    if start < 0:
        return body
    opening, closing = body.index(_EVENT) + len(_EVENT), body.index(b"</ZoneGroupState>")
    return body[:opening] + body[start:end] + b"&lt;/ZoneGroups&gt;" + body[closing:]


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ZoneGroupTopology.GetZoneGroupState", Fields(ZoneGroupState=_old_answer))
    stage.faults.add("NOTIFY ZoneGroupTopology", MutateBody(_old_event))
    leader, follower = stage.rooms[:2]
    play_queue(leader)
    yield 60
    stage.household.groups.join(follower, leader.uuid)
    yield 30
    stage.mark("joined")
    yield 60


SCENARIO = Scenario(
    name="zgs-legacy-and-wrapped",
    group="topology",
    title="The topology in its old form",
    imitates=(
        "Builds before 10.1 send ZoneGroups alone, later ones wrap it in ZoneGroupState; both are found in one house."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/660",
        "https://github.com/bencevans/node-sonos/issues/407",
        "https://github.com/sonos-web/sonos-web/issues/10",
    ),
    severity="critical",
    bundles=("firmware-night",),
    task="90 s after the start: pause the music of the second room",
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
