"""An event is lost, and the next one shows the gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import Gap
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import catches_up, hears, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    stage.faults.add("NOTIFY RenderingControl", Gap(2), player=player, lasting=10)
    stage.mark("odd")
    player.rendering.set_volume(41, player.behaviour)
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="seq-gap",
    group="eventing-gena",
    title="Events are missing",
    imitates="SEQ jumps: an event was lost on the way, and its change with it.",
    sources=("https://github.com/svrooij/node-sonos-ts/issues/66",),
    severity="medium",
    steps=_steps,
    oracle=(
        catches_up("RenderingControl", "odd"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
