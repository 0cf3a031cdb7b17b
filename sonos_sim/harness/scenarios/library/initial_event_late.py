"""The first event is 12 seconds late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import WithholdFirst
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, subscribes_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(WithholdFirst(12))
    yield 90
    stage.mark("knob")
    player = stage.rooms[0]
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="initial-event-late",
    group="eventing-gena",
    title="The first event is late",
    imitates="A busy player sends SEQ 0 seconds after it granted the subscription.",
    sources=(
        "https://github.com/ebaauw/homebridge-zp/issues/225",
        "https://github.com/eclipse-archived/smarthome/issues/1901",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        subscribes_sparingly(3),
    ),
)
