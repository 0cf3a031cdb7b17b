"""Subscriptions are granted, and no event ever reaches the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import FailDelivery
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_calm, polls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(FailDelivery())
    yield 60
    player = stage.rooms[0]
    player.rendering.set_volume(44, player.behaviour)
    stage.mark("knob")
    yield 120


SCENARIO = Scenario(
    name="callback-unreachable",
    group="eventing-gena",
    title="Events cannot reach the client",
    imitates="The callback is a container's address, another network card's, or behind a firewall: SUBSCRIBE succeeds.",
    sources=(
        "https://github.com/SoCo/SoCo/pull/444",
        "https://github.com/SoCo/SoCo/pull/450",
        "https://github.com/bencevans/node-sonos/issues/140",
    ),
    severity="critical",
    bundles=("smoke",),
    steps=_steps,
    oracle=(polls("RenderingControl.Get*", 60, "knob"), is_calm(90, player=lambda stage: stage.rooms[0])),
)
