"""A join fails because the group gets another coordinator at that moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.patterns import is_join
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.harness.soap_faults import UPnPFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player
    from sonos_sim.server.junctions import ActionCall, Outputs


class _LeaderLeaves(UPnPFault):
    """The join is refused while ``leader`` leaves its group to the others."""

    def __init__(self, leader: Player) -> None:
        super().__init__(1001)
        self.leader = leader

    def on_action(self, call: ActionCall) -> Outputs | None:
        self.stage.household.groups.leave(self.leader)
        return super().on_action(call)


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower, third = stage.rooms[:3]
    play_queue(leader)
    stage.household.groups.join(follower, leader.uuid)
    stage.faults.add("AVTransport.SetAVTransportURI", _LeaderLeaves(leader), player=third, arguments=is_join, times=1)
    yield 60
    stage.mark("wanted")
    yield 120


def _is_together(stage: Stage) -> str:
    _, follower, third = stage.rooms[:3]
    return "" if third.group is follower.group else f"{third.name} is in the group of {third.coordinator.name}"


SCENARIO = Scenario(
    name="1001-join",
    group="soap-faults",
    title="A join fails while the group changes",
    imitates=(
        "A join in the middle of an alarm or an automation is refused with 1001; that the group just gets another "
        "coordinator is inferred."
    ),
    sources=("https://github.com/home-assistant/core/issues/167754",),
    severity="medium",
    rooms=3,
    task="60 s after the start: have the third room play what the second does",
    steps=_steps,
    oracle=(
        Statement("the third room plays with the second", _is_together),
        takes_no_for_an_answer("AVTransport.SetAVTransportURI", 3),
    ),
)
