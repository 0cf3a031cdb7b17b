"""Two rooms have the same name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import plays_on
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent

if TYPE_CHECKING:
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    one, other = household.visible[:2]
    other.device.name = one.device.name


SCENARIO = Scenario(
    name="duplicate-room-names",
    group="topology",
    title="Two rooms of the same name",
    imitates="Nothing keeps people from giving two rooms one name; whoever looks a room up by its name finds either.",
    sources=(
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/74",
        "steipete/sonoscli CHANGELOG.md",
    ),
    severity="medium",
    task="60 s after the start: turn every room to 30, and pause whatever plays",
    prepare=_prepare,
    steps=plays_on,
    oracle=(
        turns_rooms_to(30),
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[0]),
    ),
)
