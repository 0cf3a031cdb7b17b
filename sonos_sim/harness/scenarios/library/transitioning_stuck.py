"""A player says that it is about to play, and never that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import Drop
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import does_not_call, is_silent
from sonos_sim.harness.state_faults import Switch
from sonos_sim.household.playback import pause, play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    play_queue(player)
    pause(player)
    yield 60
    stage.faults.add("NOTIFY AVTransport", Drop(containing="&quot;PLAYING&quot;"), player=player, lasting=10)
    stage.faults.add(Switch(transition_time=2), player=player, lasting=10)
    play(player)
    yield 30
    stage.mark("stuck")
    yield 60


SCENARIO = Scenario(
    name="transitioning-stuck",
    group="playback",
    title="TRANSITIONING is the last that is heard",
    imitates=(
        "An event says TRANSITIONING, and the one that says PLAYING never comes, as with a slow service or when the "
        "coordinator changes; whoever asks is told PLAYING."
    ),
    sources=(
        "https://github.com/eclipse-archived/smarthome/issues/4447",
        "https://github.com/eclipse-archived/smarthome/issues/3491",
        "https://github.com/openhab/openhab-addons/pull/13241",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
    ),
    severity="high",
    task=(
        "90 s after the start: press the one key for play and pause of the first room: pause it if it plays, else play"
    ),
    steps=_steps,
    oracle=(
        does_not_call("AVTransport.Play", "it does not start what plays already"),
        is_silent(lambda stage: stage.rooms[0]),
    ),
)
