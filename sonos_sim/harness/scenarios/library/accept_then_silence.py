"""An answer never comes, though the player acted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.transport_faults import Hang

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    play_queue(stage.rooms[0])
    stage.faults.add("AVTransport.Next", Hang(after=True), times=1)
    yield 60
    stage.mark("played")
    yield 120


def _once(stage: Stage) -> str:
    sent = stage.journal.calls("AVTransport.Next")
    return "" if len(sent) == 1 else f"Next was carried out {len(sent)} times"


def _looks(stage: Stage) -> str:
    asked = [c for c in stage.journal.calls("AVTransport.Get*") if stage.after("played")(c)]
    return "" if asked or stage.live("AVTransport", player=stage.rooms[0]) else "it cannot know what plays now"


SCENARIO = Scenario(
    name="accept-then-silence",
    group="http-soap-transport",
    title="An answer never comes",
    imitates=(
        "A busy player takes the request and carries it out, and its answer comes after the client gave up, or never."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/114936",
        "https://github.com/home-assistant/core/issues/42633",
        "https://github.com/home-assistant/core/issues/69548",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    task="60 s after the start: skip to the next track of the first room",
    steps=_steps,
    oracle=(
        Statement("it skips once", _once),
        Statement("it learns what plays now", _looks),
    ),
)
