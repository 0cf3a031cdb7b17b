"""A room joins another, and the topology says so only 20 seconds later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(topology_lag=20)


def _steps(stage: Stage) -> Iterator[float]:
    yield 180


def _joins_once(stage: Stage) -> str:
    joins = [
        call
        for call in stage.journal.calls("AVTransport.SetAVTransportURI")
        if call.record.arguments.get("CurrentURI", "").startswith("x-rincon:")
    ]
    if not joins:
        return "no room was told to join another"
    rooms = [(call.record.player, call.record.arguments["CurrentURI"]) for call in joins]
    twice = sorted({stage.name_of(room[0]) for room in rooms if rooms.count(room) > 1})
    return f"told more than once to join: {', '.join(twice)}" if twice else ""


def _together(stage: Stage) -> str:
    return "" if stage.rooms[0].group is stage.rooms[1].group else "the rooms are apart"


def _looks_again(stage: Stage) -> str:
    live = stage.live("ZoneGroupTopology")
    joined = [c.at for c in stage.journal.calls("AVTransport.SetAVTransportURI")]
    asked = [c.at for c in stage.journal.calls("ZoneGroupTopology.GetZoneGroupState")]
    return "" if live or (joined and asked and asked[-1] > joined[-1] + 20) else "it never saw the new topology"


SCENARIO = Scenario(
    name="join-topology-slow",
    group="topology",
    title="A join that shows late",
    imitates=(
        "The command to join is answered at once; in large or busy households the topology follows 8 to 60 s later."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/158227",
        "https://github.com/home-assistant/core/issues/181804",
        "https://github.com/home-assistant/core/issues/181254",
    ),
    severity="critical",
    task="join the second room to the first",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("it says once that the room is to join", _joins_once),
        Statement("the rooms play together in the end", _together),
        Statement("it learns of the new topology", _looks_again),
    ),
)
