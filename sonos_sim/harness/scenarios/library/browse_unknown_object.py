"""A list that programs have always asked for is no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import SERVICE, keep_favourite
from sonos_sim.harness.scenarios.statements import reads_all, takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    for name in ("morning", "evening"):
        keep_favourite(household, f"Song of the {name}", SERVICE.format(f"-{name}"))


def _is_radio(arguments: Mapping[str, str]) -> bool:
    return arguments.get("ObjectID", "").upper().startswith("R:")


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ContentDirectory.Browse", upnp_error=701, arguments=_is_radio)
    yield 60


def _asks(stage: Stage) -> str:
    asked = [call for call in stage.journal.calls("ContentDirectory.Browse") if _is_radio(call.arguments)]
    return "" if asked else "the stations were not asked for"


SCENARIO = Scenario(
    name="browse-unknown-object",
    group="soap-faults",
    title="A list that is no more",
    imitates=(
        "Newer firmware has no list of radio stations any more and answers 701 (or 710) to whoever browses it, as for "
        "any object that was removed."
    ),
    sources=(
        "https://github.com/duncan3dc/sonos/issues/40",
        "https://github.com/jishi/node-sonos-http-api/issues/207",
    ),
    severity="medium",
    task="list the radio stations (R:0/0), then the favourites (FV:2)",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("it asks for the stations", _asks),
        reads_all("FV:2"),
        takes_no_for_an_answer("ContentDirectory.Browse", 4),
    ),
)
