"""A household so large that GetZoneGroupState is refused; events still tell the topology."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_ASKED_AT_MOST = 5


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    household, rooms = stage.household, stage.rooms
    household.groups.join(rooms[1], rooms[0].uuid)
    yield 60
    household.groups.leave(rooms[1])
    yield 60


def _does_not_insist(stage: Stage) -> str:
    refused = [c for c in stage.journal.calls("ZoneGroupTopology.GetZoneGroupState") if c.record.fault == 501]
    for room in stage.rooms:
        if (count := sum(c.record.player == room.uuid for c in refused)) > _ASKED_AT_MOST:
            return f"{room.name} was asked {count} times, and refused with 501 each time"
    return ""


SCENARIO = Scenario(
    name="zgs-501-large-household",
    group="soap-faults",
    title="GetZoneGroupState is refused for its size",
    imitates="Above 16 KiB of ZoneGroupState, with 17 to 24 players, the getter answers 501; the event carries it all.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/518",
        "https://github.com/home-assistant/core/issues/89128",
        "https://github.com/home-assistant/core/issues/70194",
    ),
    severity="critical",
    bundles=("big-house",),
    rooms=30,
    steps=_steps,
    oracle=(
        is_listened_to("ZoneGroupTopology"),
        Statement("it does not insist on what is refused", _does_not_insist),
    ),
)
