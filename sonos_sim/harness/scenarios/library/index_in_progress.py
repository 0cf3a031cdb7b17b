"""The library is being read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.content import SHARES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_SECONDS = 30.0


def _prepare(household: Household) -> None:
    household.override(index_time=_SECONDS)


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player, content = stage.rooms[0], stage.household.content
    stage.mark("begun")
    content.refresh_index(player, "")
    for _ in range(2):
        yield 10
        content.changed(SHARES, player)
    stage.mark("busy")
    yield 11
    stage.mark("done")
    yield 60


def _waits(stage: Stage) -> str:
    early = [c for c in stage.journal.calls("ContentDirectory.Browse") if stage.after("begun")(c)]
    early = [c for c in early if not stage.after("done")(c) and c.at < stage.marks["begun"] + _SECONDS]
    return str(early[0]) if early else ""


def _reads(stage: Stage) -> str:
    late = [c for c in stage.journal.calls("ContentDirectory.Browse") if c.at >= stage.marks["begun"] + _SECONDS]
    return "" if late else "it was not browsed when the library had been read"


SCENARIO = Scenario(
    name="index-in-progress",
    group="library-indexing",
    title="The library is being read",
    imitates=(
        "While shares are indexed their update numbers rise again and again, and what is browsed is half of the truth."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-http-api/issues/142",
        "https://github.com/jishi/node-sonos-http-api/issues/797",
        "https://github.com/bencevans/node-sonos/pull/476",
    ),
    severity="low",
    task="keep a copy of the albums (A:ALBUM)",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("it does not browse while the library is read", _waits),
        Statement("it browses when that is over", _reads),
    ),
)
