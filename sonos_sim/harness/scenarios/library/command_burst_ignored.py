"""Commands that come too fast succeed and do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_calm
from sonos_sim.harness.soap_faults import Ignored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household
    from sonos_sim.server.junctions import Subject

_SONG = "http://music.example/song.mp3"
_GAP = 0.5
"""Seconds that a command has to come after the one before (inferred)."""


class _TooFast(Ignored):
    """Whatever comes within the gap is ignored; questions do not count."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[str, float] = {}

    def matches(self, subject: Subject) -> bool:
        """Only commands that follow another one too fast."""
        if subject.player is None or ".Get" in subject.name:
            return False
        now, last = self.stage.clock.now(), self._last.get(subject.player.uuid)
        self._last[subject.player.uuid] = now
        return last is not None and now - last < _GAP


def _prepare(household: Household) -> None:
    household.override(fetch_media=False, track_duration=3600.0)


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("AVTransport.*", _TooFast())
    yield 60
    stage.mark("asked")
    yield 120


def _plays(stage: Stage) -> str:
    player = stage.rooms[0]
    if player.transport.source.uri != _SONG:
        return f"{player.name} has {player.transport.source.uri or 'nothing'} loaded"
    return f"{player.name} does not play" if player.is_idle else ""


SCENARIO = Scenario(
    name="command-burst-ignored",
    group="http-soap-transport",
    title="Commands that come too fast",
    imitates=(
        "An old or busy player says 200 to a command that follows another one closely, and does nothing; how closely "
        "is inferred."
    ),
    sources=(
        "https://github.com/svrooij/node-sonos-ts/pull/40",
        "https://github.com/jishi/node-sonos-http-api/issues/377",
        "https://github.com/scottwaters/Choragus/issues/11",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/209",
    ),
    severity="medium",
    task=f"60 s after the start: play {_SONG} in the first room, and see to it that it plays",
    prepare=_prepare,
    steps=_steps,
    oracle=(Statement("the song plays in the end", _plays), is_calm(60, "asked")),
)
