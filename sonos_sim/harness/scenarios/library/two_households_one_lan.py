"""Two households share a network; their players know nothing of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


_READING = ("Get", "List", "Browse", "Search")


def _steps(stage: Stage) -> Iterator[float]:
    yield 60


def _stays_in_one(stage: Stage) -> str:
    told = {call.record.player for call in stage.journal.calls() if not call.record.action.startswith(_READING)}
    if not told:
        return "no player was told anything"
    concerned = [household.id for household in stage.network.households if told & household.players.keys()]
    return f"players of {' and '.join(concerned)} were told" if len(concerned) > 1 else ""


SCENARIO = Scenario(
    name="two-households-one-lan",
    group="discovery-network",
    title="Two households on one network",
    imitates="S1 and S2 side by side, or a neighbour on the network: now the one answers first, now the other.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/624",
        "https://github.com/SoCo/SoCo/issues/847",
        "https://github.com/jishi/node-sonos-http-api/issues/396",
    ),
    severity="high",
    beside=1,
    task="set the volume of all rooms of one household",
    steps=_steps,
    oracle=(Statement("its commands go to players of one household", _stays_in_one),),
)
