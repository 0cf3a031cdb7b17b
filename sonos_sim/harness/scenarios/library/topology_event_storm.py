"""In a large household rooms regroup, and every player tells everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_calm, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    groups, first = stage.household.groups, stage.rooms[0]
    for _ in range(3):
        for room in stage.rooms[1:]:
            groups.join(room, first.uuid)
            yield 0.2
        for room in stage.rooms[1:]:
            groups.leave(room)
            yield 0.2
    yield 60


def _does_not_ask_each_time(stage: Stage) -> str:
    asked = len(stage.journal.calls("ZoneGroupTopology.Get*"))
    return f"{asked} questions for what the events told" if asked > 2 * len(stage.rooms) else ""


SCENARIO = Scenario(
    name="topology-event-storm",
    group="eventing-gena",
    title="A storm of topology events",
    imitates="Every change makes every player send the whole topology; regrouping a large household brings hundreds.",
    sources=(
        "https://github.com/home-assistant/core/issues/120183",
        "https://github.com/pascalopitz/unoffical-sonos-controller-for-linux/issues/57",
        "https://github.com/home-assistant/core/issues/181804",
    ),
    severity="high",
    bundles=("big-house",),
    rooms=10,
    steps=_steps,
    oracle=(
        is_listened_to("ZoneGroupTopology"),
        Statement("it does not ask for what events have told", _does_not_ask_each_time),
        is_calm(120),
    ),
)
