"""AVTransport's actions on Sonos playlists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.enqueueing import tracks_of
from sonos_sim.household.playback import refuse_member
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import client_derived
from sonos_sim.services.offers import offer

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.household.saved_queues import SavedQueue, SavedQueues
    from sonos_sim.services.base import Outputs

AT_THE_END = 2**32 - 1
"""The one AddAtIndex that players take (client-derived: noson; SoCo sends it)."""


def save_queue(player: Player, title: str, object_id: str) -> Outputs:
    """Save ``Q:0`` of ``player`` as a new playlist, or instead of the playlist ``object_id``.

    Raises UPnPError 800 on a member, 804 for an empty queue, 402 for a bad title, 701 for an unknown id.
    """
    refuse_member(player)
    player.queue.check_filled()
    playlists, tracks = player.household.content.saved_queues, player.queue.tracks
    if object_id:
        saved = playlists.overwrite(object_id, title, tracks, player)
    else:
        saved = playlists.create(title, tracks, player)
    return {"AssignedObjectID": saved.object_id}


class SavedQueueHandlers(Service):
    """Handlers of playlists that are edited through a player; ContentDirectory renames and removes them."""

    @client_derived(
        "SoCo core.py create_sonos_playlist_from_queue; node-red-contrib-sonos-plus#75 (804)",
        errors=(402, 701, 800, 804, 1024),
        inferred="402, 701, overwriting",
    )
    def save_queue(self, title: str, object_id: str) -> Outputs:
        """Save the queue."""
        return save_queue(self.player, title, object_id)

    @client_derived("SoCo core.py create_sonos_playlist", errors=(402, 800, 804), inferred="all codes")
    def create_saved_queue(self, title: str, enqueued_uri: str, enqueued_uri_meta_data: str) -> Outputs:
        """Make a playlist, empty or of one item."""
        offers = [offer(self.player, enqueued_uri, enqueued_uri_meta_data)] if enqueued_uri else []
        tracks = tracks_of(self.player, offers)
        saved = self._playlists.create(title, tracks, self.player)
        return {**self._added(saved, 0), "AssignedObjectID": saved.object_id}

    @client_derived(
        "SoCo core.py add_item_to_sonos_playlist, noson", errors=(402, 701, 800, 804, 1028), inferred="codes"
    )
    def add_uri_to_saved_queue(
        self, object_id: str, update_id: int, enqueued_uri: str, enqueued_uri_meta_data: str, add_at_index: int
    ) -> Outputs:
        """Append an item."""
        if add_at_index != AT_THE_END:
            raise UPnPError(INVALID_ARGS, f"AddAtIndex {add_at_index}; items go to the end, {AT_THE_END}")
        before = self._playlists[object_id]
        tracks = tracks_of(self.player, [offer(self.player, enqueued_uri, enqueued_uri_meta_data)])
        return self._added(self._playlists.add(object_id, tracks, update_id, self.player), len(before.tracks))

    @client_derived(
        "SoCo core.py reorder_sonos_playlist and its tests against players",
        errors=(402, 701, 1028),
        inferred="all codes",
    )
    def reorder_tracks_in_saved_queue(
        self, object_id: str, update_id: int, track_list: str, new_position_list: str
    ) -> Outputs:
        """Move and remove tracks."""
        before = self._playlists[object_id]
        saved = self._playlists.reorder(object_id, update_id, track_list, new_position_list, self.player)
        return {"QueueLengthChange": len(saved.tracks) - len(before.tracks), **self._state(saved)}

    @property
    def _playlists(self) -> SavedQueues:
        return self.household.content.saved_queues

    def _added(self, saved: SavedQueue, length_before: int) -> Outputs:
        return {"NumTracksAdded": len(saved.tracks) - length_before, **self._state(saved)}

    def _state(self, saved: SavedQueue) -> Outputs:
        return {
            "NewQueueLength": len(saved.tracks),
            "NewUpdateID": self.household.content.update_id(saved.object_id),
        }
