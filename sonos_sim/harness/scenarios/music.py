"""What plays in scenarios: a queue of tracks that need no network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.media import Track
from sonos_sim.household.playback import play
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from sonos_sim.household import Player

_LIMIT = 1000


def play_queue(player: Player, *, tracks: int = 5, seconds: float = 3600.0) -> None:
    """Somebody fills the queue of ``player`` and plays it."""
    player.override(fetch_media=False)
    songs = [
        Track(f"x-file-cifs://nas/music/{n}.mp3", f"Song {n}", "Band", "Record", duration=seconds)
        for n in range(1, tracks + 1)
    ]
    player.queue.insert(songs, 0, player.shuffling, _LIMIT)
    player.transport.load(Source(SourceKind.QUEUE, f"x-rincon-queue:{player.uuid}#0"))
    play(player)
