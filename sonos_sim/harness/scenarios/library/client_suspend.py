"""The client sleeps for longer than its subscriptions last, and wakes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import Silence
from sonos_sim.harness.gena_faults import Drop, LoseSubscriptions
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, subscribes_again
from sonos_sim.harness.transport_faults import Refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_ASLEEP = 1800.0


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("asleep")
    # A client that is awake all the same sees a network that is down.
    stage.faults.add(Refuse(), lasting=_ASLEEP)
    stage.faults.add("NOTIFY *", Drop(), lasting=_ASLEEP)
    stage.faults.add(Silence(mdns=True), lasting=_ASLEEP)
    yield _ASLEEP - 60
    player = stage.rooms[0]
    player.rendering.set_volume(41, player.behaviour)
    yield 60
    # However long they were granted for: it may have slept longer.
    stage.faults.add(LoseSubscriptions())
    stage.mark("awake")
    yield 600
    stage.mark("knob")
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="client-suspend",
    group="clock-suspend",
    title="The client was asleep",
    imitates=(
        "A laptop sleeps for half an hour or a night: when it wakes up, players know none of its SIDs, and nobody "
        "tells it what it has missed."
    ),
    sources=(
        "https://github.com/bencevans/node-sonos/issues/455",
        "https://github.com/bencevans/node-sonos/issues/529",
        "https://github.com/unfoldedcircle/feature-and-bug-tracker/issues/106",
        "https://github.com/ebaauw/homebridge-zp/issues/217",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    steps=_steps,
    oracle=(
        subscribes_again(600, "awake", "RenderingControl", before="asleep"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
    ),
)
