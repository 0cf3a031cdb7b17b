"""Each player lists groups and members in another order, and in yet another one with every event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent, subscribes_sparingly
from sonos_sim.household.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_EVENTS = 12
T = TypeVar("T")


def _turned(items: tuple[T, ...], by: int) -> tuple[T, ...]:
    """Another one comes first: never the one that is it in truth, which is the coordinator of a group."""
    places = 1 + by % (len(items) - 1) if len(items) > 1 else 0
    return items[places:] + items[:places]


def _reordered(truth: Topology, by: int) -> Topology:
    groups = tuple(replace(group, members=_turned(group.members, by)) for group in truth.groups)
    return Topology(_turned(groups, by), truth.vanished)


def _steps(stage: Stage) -> Iterator[float]:
    leader, *others = stage.rooms
    play_queue(leader)
    yield 60
    for room in others:
        stage.household.groups.join(room, leader.uuid)
    for event in range(_EVENTS):
        yield 20
        for number, player in enumerate(stage.household.players.values()):
            stage.household.hold_view(player, _reordered(stage.household.truth, event + number))
    stage.mark("shuffled")
    yield 60
    for player in stage.household.players.values():
        stage.household.release_view(player)


SCENARIO = Scenario(
    name="zgs-order-shuffled",
    group="topology",
    title="The order of the topology means nothing",
    imitates="Groups and members come in another order from each player and each time, and nothing has changed.",
    sources=("SoCo/SoCo soco/zonegroupstate.py",),
    severity="low",
    rooms=4,
    task="5 min after the start: pause the music of the second room",
    steps=_steps,
    oracle=(
        subscribes_sparingly(2),
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[1]),
    ),
)
