"""A lost subscription is made anew: SEQ starts from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import LoseSubscriptions
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, subscribes_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    for volume in range(30, 36):
        yield 10
        player.rendering.set_volume(volume, player.behaviour)
    longest = max((subscription.timeout for subscription in stage.live(player=player)), default=1800)
    stage.faults.add(LoseSubscriptions(), player=player)
    yield longest
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="seq-reset-new-sid",
    group="eventing-gena",
    title="SEQ starts anew with a new SID",
    imitates="After a resubscription events count from 0 again, below what the client has seen.",
    sources=("janbar/noson commit-22ca55e",),
    severity="high",
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        subscribes_sparingly(3),
    ),
)
