"""The first event overtakes the answer to SUBSCRIBE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import HurryFirst
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, subscribes_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(HurryFirst())
    yield 60
    stage.mark("knob")
    player = stage.rooms[0]
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="initial-event-before-response",
    group="eventing-gena",
    title="The first event comes before the SID",
    imitates="On a fast network SEQ 0 arrives before the answer to SUBSCRIBE, which alone tells the SID.",
    sources=("SoCo/SoCo soco/events_base.py",),
    severity="high",
    bundles=("smoke",),
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        subscribes_sparingly(2),
    ),
)
