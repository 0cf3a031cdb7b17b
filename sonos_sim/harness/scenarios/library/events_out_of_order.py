"""An event overtakes the one before it: what arrives last is not what is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import DelayEvent
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import does_not_call, is_silent
from sonos_sim.household.playback import pause, play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    play_queue(player)
    yield 60
    stage.faults.add("NOTIFY AVTransport", DelayEvent(5, containing="PAUSED_PLAYBACK"), player=player, lasting=1)
    if player.transport.is_active:
        pause(player)
    yield 1
    play(player)
    yield 9
    stage.mark("crossed")
    yield 60


SCENARIO = Scenario(
    name="events-out-of-order",
    group="eventing-gena",
    title="Events overtake each other",
    imitates=(
        "Each event has a connection of its own, so that a later state can arrive before an earlier one; SEQ tells "
        "them apart (that one service's events cross is inferred, topologies of different players do)."
    ),
    sources=(
        "https://github.com/eclipse-archived/smarthome/issues/4447",
        "https://github.com/home-assistant/core/pull/159106",
        "janbar/noson noson/src/alarmclock.cpp",
    ),
    severity="high",
    task=(
        "70 s after the start: press the one key for play and pause of the first room: pause it if it plays, else play"
    ),
    steps=_steps,
    oracle=(
        does_not_call("AVTransport.Play", "it does not start what plays already"),
        is_silent(lambda stage: stage.rooms[0]),
    ),
)
