"""The volume of a group is set after its rooms were changed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    one, other = stage.rooms[:2]
    stage.household.groups.join(other, one.uuid)
    one.rendering.set_volume(20, one.behaviour)
    other.rendering.set_volume(40, other.behaviour)
    yield 60
    stage.mark("grouped")
    yield 60


def _snapshots_first(stage: Stage) -> str:
    snapped: set[str] = set()
    moved = False
    for call in stage.journal.calls("GroupRenderingControl"):
        if call.record.action == "SnapshotGroupVolume":
            snapped.add(call.record.player)
        elif call.record.action in {"SetGroupVolume", "SetRelativeGroupVolume"}:
            moved = True
            if call.record.player not in snapped:
                return str(call)
    return "" if moved else "the volume of the group was not set"


SCENARIO = Scenario(
    name="group-volume-needs-snapshot",
    group="volume",
    title="The volume of a group",
    imitates=(
        "SetGroupVolume keeps the ratio of the last snapshot: without a fresh one it undoes what was changed since."
    ),
    sources=(
        "https://github.com/OpenSurface/SonosESP/issues/140",
        "https://github.com/punxaphil/custom-sonos-card/issues/294",
        "https://github.com/home-assistant/core/pull/164594",
    ),
    severity="medium",
    task="60 s after the start: set the volume of the group to 50",
    steps=_steps,
    oracle=(Statement("it takes a snapshot before it sets the volume of the group", _snapshots_first),),
)
