"""Courses that several scenarios take."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import does_not_call
from sonos_sim.harness.state_faults import Takeover
from sonos_sim.household.battery import PowerSource
from sonos_sim.household.playback import step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sonos_sim.harness.faults import Fault
    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player
    from sonos_sim.household.virtual_line_in import Service

_SPELL = 10.0
_LOW, _QUIET = 15, 10
"""Percent that a battery is down to, and the volume that is to spare it."""


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


def odd_track(make: Callable[[], Fault], *, tracks: int = 5) -> Callable[[Stage], Iterator[float]]:
    """The queue plays; events of the next track meet the fault (mark ``odd``), those of one more do not (``next``)."""

    def steps(stage: Stage) -> Iterator[float]:
        player = stage.rooms[0]
        play_queue(player, tracks=tracks)
        yield 60
        stage.faults.add("NOTIFY AVTransport", make(), player=player, lasting=_SPELL)
        stage.mark("odd")
        step(player, 1)
        yield 60
        stage.mark("next")
        step(player, 1)
        yield 30

    return steps


def plays_on(stage: Stage) -> Iterator[float]:
    """The queue plays in the first room, and a minute later (mark ``playing``) still does."""
    play_queue(stage.rooms[0])
    yield 60
    stage.mark("playing")
    yield 60


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


def battery_runs_low(page: Callable[[Stage, Player], None]) -> Callable[[Stage], Iterator[float]]:
    """A portable player is off its charger, and its battery is nearly empty all of a sudden (mark ``low``).

    ``page`` plans what ``/status/batterystatus`` shows.
    """

    def steps(stage: Stage) -> Iterator[float]:
        player = stage.able("battery")
        battery = player.battery
        assert battery is not None, "models with a battery have one"  # noqa: S101 -- for the type checker
        battery.source = PowerSource.BATTERY
        page(stage, player)
        yield 120
        stage.mark("low")
        battery.level = _LOW
        yield 180

    return steps


def _spares_the_battery(stage: Stage) -> str:
    calls = stage.journal.calls("RenderingControl.SetVolume", player=stage.able("battery").uuid)
    if early := [call for call in calls if not stage.after("low")(call)]:
        return f"the battery was not low yet: {early[0]}"
    volume = stage.able("battery").rendering.volume
    return "" if calls and volume == _QUIET else f"the volume is {volume}"


SPARE_THE_BATTERY = f"when the battery of the portable player is below 20 %: set its volume to {_QUIET}"
"""The task where :func:`battery_runs_low`."""
SPARES_THE_BATTERY = Statement(f"it sets the volume to {_QUIET} when the battery is low", _spares_the_battery)


def announces(mark: str, title: str = "it announces") -> Statement:
    """A source is loaded after ``mark``; a join is none, nor is what the player refused."""

    def check(stage: Stage) -> str:
        loads = stage.journal.calls("AVTransport.SetAVTransportURI")
        done = [c for c in loads if c.fault is None and not c.arguments.get("CurrentURI", "").startswith("x-rincon:")]
        if any(map(stage.after(mark), done)):
            return ""
        return f"it announced too early: {done[-1]}" if done else "nothing was announced"

    return Statement(title, check)


def begins_anew(after: str, rooms: Callable[[Stage], Sequence[Player]], number: int) -> Statement:
    """In the end the rooms play track ``number`` of their queue, and began it at the mark or later."""

    def check(stage: Stage) -> str:
        since = stage.clock.now() - stage.marks.get(after, math.inf)
        for room in rooms(stage):
            transport = room.transport
            if transport.queue is None or transport.queue.current != number or not transport.is_active:
                return f"{room.name} does not play track {number}"
            if transport.position > since:
                return f"{room.name} is {transport.position:.0f} s into track {number} and has never gone back"
        return ""

    return Statement("the track begins again where there is none to go back to", check)


def is_join(arguments: Mapping[str, str]) -> bool:
    """Whether SetAVTransportURI with these arguments joins a group."""
    return arguments.get("CurrentURI", "").startswith("x-rincon:")


def _is_virtual(stage: Stage, player: str, arguments: dict[str, str]) -> bool:
    return arguments.get("CurrentURI", "").startswith("x-sonos-vli:")


LEAVES_THE_PHONE_ALONE = (
    announces("taken"),
    does_not_call("AVTransport.SetAVTransportURI", "it does not try to restore what cannot be", _is_virtual),
)
"""What a program does that announces in a room that was taken over."""
