"""Somebody changes the queue between its listing and what is done by that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.household.media import Track

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.junctions import ActionCall, Outputs

_UNWANTED = "Song 3"
_LEFT = ["First of all", "Song 1", "Song 2", "Song 4", "Song 5"]


class _SomebodyElse(Fault):
    """As soon as the queue was listed, another controller puts a track before all others."""

    def on_action(self, call: ActionCall) -> Outputs:
        """List it first."""
        outputs = call.proceed()
        song = Track("x-file-cifs://nas/music/first.mp3", _LEFT[0], "Band", "Record", duration=3600.0)
        call.player.queue.insert([song], 1, call.player.shuffling, 1000)
        return outputs


def _steps(stage: Stage) -> Iterator[float]:
    play_queue(stage.rooms[0])
    stage.faults.add(
        "ContentDirectory.Browse", _SomebodyElse(), player=stage.rooms[0], arguments={"ObjectID": "Q:0"}, times=1
    )
    yield 60
    stage.mark("ready")
    yield 60


def _that_one_alone(stage: Stage) -> str:
    titles = [track.title for track in stage.rooms[0].queue.tracks]
    return "" if titles == _LEFT else f"the queue holds {', '.join(titles)}"


SCENARIO = Scenario(
    name="queue-updateid-race",
    group="playback",
    title="The queue is another one already",
    imitates=(
        "Two controllers edit a queue: the place of a track is another one when it is to be removed, and an UpdateID "
        "that is given along is refused (inferred: that it is, and with which code)."
    ),
    sources=("https://github.com/SoCo/SoCo/pull/876",),
    severity="medium",
    task=f"60 s after the start: find {_UNWANTED!r} in the queue of the first room, and remove it",
    steps=_steps,
    oracle=(Statement(f"{_UNWANTED} is gone, and nothing else", _that_one_alone),),
)
