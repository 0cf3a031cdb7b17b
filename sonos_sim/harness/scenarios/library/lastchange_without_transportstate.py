"""An AVTransport event without TransportState."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, without_variable
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import hears, is_calm
from sonos_sim.household.playback import pause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    play_queue(player)
    yield 60
    stage.faults.add("NOTIFY AVTransport", MutateBody(without_variable("TransportState")), player=player, lasting=10)
    player.transport.crossfade = True
    yield 60
    stage.mark("paused")
    pause(player)
    yield 30


SCENARIO = Scenario(
    name="lastchange-without-transportstate",
    group="eventing-gena",
    title="An event lacks the transport's state",
    imitates="Some AVTransport events have no TransportState: they say nothing about whether it plays.",
    sources=("home-assistant/core homeassistant/components/sonos/speaker.py",),
    severity="medium",
    steps=_steps,
    oracle=(
        hears("AVTransport", "paused", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
