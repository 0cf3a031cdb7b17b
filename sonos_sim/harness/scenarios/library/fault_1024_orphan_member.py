"""The coordinator of a group is off, and its member stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import hears, is_calm, takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player

_LOST = 600.0


def _prepare(household: Household) -> None:
    household.override(vanish_after=_LOST)


def _orphan(stage: Stage) -> Player:
    return stage.rooms[1]


def _steps(stage: Stage) -> Iterator[float]:
    leader, orphan = stage.rooms[:2]
    play_queue(leader)
    stage.household.groups.join(orphan, leader.uuid)
    yield 60
    stage.household.power_off(leader)
    stage.mark("lost")
    yield _LOST + 30
    stage.mark("free")
    play_queue(orphan)
    yield 60


SCENARIO = Scenario(
    name="1024-orphan-member",
    group="soap-faults",
    title="A member without its coordinator",
    imitates=(
        "The coordinator is off or in another subnet; its members are found as ever, and answer 1024 to what they are "
        "told for as long as nobody regroups them."
    ),
    sources=("https://github.com/home-assistant/core/issues/56724",),
    severity="medium",
    task="60 s after the start: pause the second room",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        takes_no_for_an_answer("AVTransport.*", 5),
        is_calm(20, "lost", "free", _orphan),
        hears("AVTransport", "free", _orphan),
    ),
)
