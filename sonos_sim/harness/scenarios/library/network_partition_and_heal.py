"""All rooms but one are cut off for ten minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Partition
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.faults.add(Partition(), player=stage.rooms[1], lasting=600)
    yield 600
    stage.mark("healed")
    yield 150
    stage.mark("knob")
    stage.rooms[1].rendering.set_volume(43, stage.rooms[1].behaviour)
    yield 30


SCENARIO = Scenario(
    name="network-partition-and-heal",
    group="topology",
    title="Part of the network is away for ten minutes",
    imitates="Players are out of reach and come back without a reboot: BootSeq as before, SIDs valid or expired.",
    sources=(
        "https://github.com/bencevans/node-sonos/pull/353",
        "https://github.com/svrooij/node-sonos-ts/issues/66",
        "https://github.com/home-assistant/core/issues/107680",
    ),
    severity="critical",
    bundles=("week-in-the-life",),
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[1]),
        is_listened_to("RenderingControl"),
    ),
)
