"""Courses that several scenarios take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Takeover
from sonos_sim.harness.scenarios.base import Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import does_not_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim.harness.faults import Fault
    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household.virtual_line_in import Service

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


def taken_over(service: Service) -> Callable[[Stage], Iterator[float]]:
    """The queue plays in a room with AirPlay, until a phone takes it over by ``service`` (mark ``taken``)."""

    def steps(stage: Stage) -> Iterator[float]:
        player = stage.able("airplay")
        play_queue(player)
        yield 60
        stage.faults.add(Takeover(service), player=player)
        yield 30
        stage.mark("taken")
        yield 120

    return steps


def announces(mark: str, title: str = "it announces") -> Statement:
    """A source is loaded after ``mark``; a join is none, nor is what the player refused."""

    def check(stage: Stage) -> str:
        loads = [c for c in stage.journal.calls("AVTransport.SetAVTransportURI") if stage.after(mark)(c)]
        done = [c for c in loads if c.fault is None and not c.arguments.get("CurrentURI", "").startswith("x-rincon:")]
        return "" if done else "nothing was announced"

    return Statement(title, check)


def _is_virtual(stage: Stage, player: str, arguments: dict[str, str]) -> bool:
    return arguments.get("CurrentURI", "").startswith("x-sonos-vli:")


LEAVES_THE_PHONE_ALONE = (
    announces("taken"),
    does_not_call("AVTransport.SetAVTransportURI", "it does not try to restore what cannot be", _is_virtual),
)
"""What a program does that announces in a room that was taken over."""
