"""An answer ends in the middle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import reads_all
from sonos_sim.harness.transport_faults import Truncate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ContentDirectory.Browse", Truncate(300), arguments={"ObjectID": "FV:2"}, times=1)
    yield 120


def _asks_again(stage: Stage) -> str:
    asked = [c.record.arguments["StartingIndex"] for c in stage.journal.calls("ContentDirectory.Browse")]
    if not stage.journal.faults:
        return "nothing was browsed"
    return "" if asked.count(asked[0]) > 1 else "the page that was cut was not asked for again"


SCENARIO = Scenario(
    name="truncated-body",
    group="http-soap-transport",
    title="An answer is cut",
    imitates="Content-Length promises more than comes: the connection breaks within a large answer.",
    sources=(
        "https://github.com/home-assistant/core/issues/16712",
        "https://github.com/SoCo/SoCo/issues/386",
    ),
    severity="medium",
    task="list the favourites",
    steps=_steps,
    oracle=(Statement("it asks again for what was cut", _asks_again), reads_all("FV:2")),
)
