"""Courses that several scenarios take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim.harness.faults import Fault
    from sonos_sim.harness.scenarios.stage import Stage

_SPELL = 10.0


def odd_sound(make: Callable[[], Fault]) -> Callable[[Stage], Iterator[float]]:
    """Events of RenderingControl meet the fault for a while (mark ``odd``), and are as ever later (``knob``)."""

    def steps(stage: Stage) -> Iterator[float]:
        yield 60
        player = stage.rooms[0]
        stage.faults.add("NOTIFY RenderingControl", make(), player=player, lasting=_SPELL)
        stage.mark("odd")
        player.rendering.set_volume(41, player.behaviour)
        yield 60
        stage.mark("knob")
        player.rendering.set_volume(42, player.behaviour)
        yield 10
        player.rendering.set_volume(43, player.behaviour)
        yield 30

    return steps


def odd_topology(make: Callable[[], Fault]) -> Callable[[Stage], Iterator[float]]:
    """Events of ZoneGroupTopology meet the fault for a while (mark ``odd``), and are as ever later (``knob``)."""

    def steps(stage: Stage) -> Iterator[float]:
        yield 60
        leader, follower = stage.rooms[:2]
        stage.faults.add("NOTIFY ZoneGroupTopology", make(), lasting=_SPELL)
        stage.mark("odd")
        stage.household.groups.join(follower, leader.uuid)
        yield 60
        stage.mark("knob")
        stage.household.groups.leave(follower)
        yield 30

    return steps
