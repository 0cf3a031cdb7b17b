"""Events are asked for on behalf of somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(_stage: Stage) -> Iterator[float]:
    yield 120


def _own(stage: Stage) -> str:
    foreign = [e for e in stage.requests("SUBSCRIBE") if "not at the subscriber" in e.record.note]
    return str(foreign[0]) if foreign else ""


SCENARIO = Scenario(
    name="callback-to-third-party",
    group="security",
    title="A callback at somebody else's",
    imitates=("A SUBSCRIBE whose CALLBACK names another host would make the player attack that host (CallStranger)."),
    sources=(
        "https://github.com/4thline/cling/issues/253",
        "https://github.com/yunuscadirci/CallStranger/issues/21",
    ),
    severity="medium",
    bundles=("hostile-lan",),
    steps=_steps,
    oracle=(Statement("its callbacks are at its own address", _own), is_listened_to()),
)
