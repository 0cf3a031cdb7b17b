"""A folder is enqueued: the answer is there long before the tracks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import SHARE
from sonos_sim.harness.scenarios.statements import plays
from sonos_sim.household.media import Track

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player
    from sonos_sim.server.junctions import ActionCall, Outputs

_FOLDER = "S://nas/music"
_BATCHES, _SIZE, _SECONDS = 5, 10, 4.0
_LIMIT = 1000


class _SlowShare(Fault):
    """Folders are answered at once as empty; their tracks come by and by."""

    def on_action(self, call: ActionCall) -> Outputs:
        """Begin to read the share."""
        for batch in range(_BATCHES):
            self.stage.clock.call_later((batch + 1) * _SECONDS, partial(_append, call.player, batch))
        return [("FirstTrackNumberEnqueued", "1"), ("NumTracksAdded", "0"), ("NewQueueLength", "0")]


def _append(player: Player, batch: int) -> None:
    numbers = range(batch * _SIZE + 1, (batch + 1) * _SIZE + 1)
    songs = [Track(SHARE.format(n), f"Song {n}", "Band", "Record", duration=3600.0) for n in numbers]
    player.queue.insert(songs, 0, player.shuffling, _LIMIT)


def _is_folder(arguments: Mapping[str, str]) -> bool:
    return _FOLDER in arguments.get("EnqueuedURI", "")


def _prepare(household: Household) -> None:
    household.override(fetch_media=False)


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("AVTransport.AddURIToQueue", _SlowShare(), player=stage.rooms[0], arguments=_is_folder)
    yield 60
    stage.mark("wanted")
    yield 120


def _adds_once(stage: Stage) -> str:
    added = stage.journal.calls("AVTransport.AddURIToQueue")
    return "" if len(added) == 1 else f"it was told {len(added)} times to add the folder"


SCENARIO = Scenario(
    name="queue-not-ready",
    group="playback",
    title="The queue fills slowly",
    imitates=(
        "A folder of hundreds of songs is enqueued: the answer comes early, the queue grows for seconds, and Play in "
        "between is 701 or times out (what the answer says of the length is inferred)."
    ),
    sources=("https://github.com/hklages/node-red-contrib-sonos-plus/issues/145",),
    severity="medium",
    task=(
        "60 s after the start: put the folder x-rincon-playlist:<UUID of the first room>"
        f"#{_FOLDER} into the empty queue of the first room, and play the queue"
    ),
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("it enqueues the folder once", _adds_once),
        plays("the queue plays", lambda stage: stage.rooms[0], lambda stage: SHARE.partition("{")[0]),
    ),
)
