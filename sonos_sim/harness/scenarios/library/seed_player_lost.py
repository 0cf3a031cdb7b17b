"""The player that told the topology is gone for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    told = [player for player in stage.rooms if stage.live("ZoneGroupTopology", player=player)]
    for player in told[:1]:
        stage.notes["lost"] = player.uuid
        stage.household.power_off(player)
    yield 600


def _elsewhere(stage: Stage) -> str:
    if "lost" not in stage.notes:
        return "nobody had subscribed to ZoneGroupTopology"
    rest = [player for player in stage.rooms if player.uuid != stage.notes["lost"]]
    live = [player for player in rest if stage.live("ZoneGroupTopology", player=player)]
    return "" if live else "nobody tells it the topology any more"


SCENARIO = Scenario(
    name="seed-player-lost",
    group="discovery-network",
    title="The player that was asked for everything is gone",
    imitates="Clients often keep the topology by one player; when that one is switched off, the others go on.",
    sources=(
        "https://github.com/jishi/node-sonos-discovery/issues/93",
        "https://github.com/svrooij/sonos2mqtt/issues/112",
    ),
    severity="high",
    steps=_steps,
    oracle=(Statement("another player tells it the topology within ten minutes", _elsewhere),),
)
