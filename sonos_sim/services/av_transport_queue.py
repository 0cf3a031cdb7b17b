"""AVTransport's actions on the queue ``Q:0``; the Queue service edits the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.enqueueing import enqueue
from sonos_sim.household.playback import refuse_member
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, client_derived, inferred
from sonos_sim.services.offers import listed_offers, offer

if TYPE_CHECKING:
    from sonos_sim.household.queue import Added
    from sonos_sim.services.base import Outputs


def added_outputs(added: Added) -> Outputs:
    """The out arguments of every addition."""
    return {
        "FirstTrackNumberEnqueued": added.first,
        "NumTracksAdded": added.count,
        "NewQueueLength": added.length,
    }


class QueueHandlers(Service):
    """Handlers of what is in the queue; a member of a group may add to its own, and no more."""

    @captured(
        "recording jishi AddURIToQueue; 800 recorded (soco-cli#80), 804 SoCo#137",
        errors=(402, 800, 804),
        inferred="402, numbers past the end",
    )
    def add_uri_to_queue(
        self,
        enqueued_uri: str,
        enqueued_uri_meta_data: str,
        desired_first_track_number_enqueued: int,
        enqueue_as_next: bool,
    ) -> Outputs:
        """Add a track or all tracks of a container."""
        added = enqueue(
            self.player,
            self.player.queue,
            [offer(self.player, enqueued_uri, enqueued_uri_meta_data)],
            desired_first_track_number_enqueued,
            as_next=enqueue_as_next,
        )
        return added_outputs(added)

    @client_derived(
        "SoCo core.py add_multiple_to_queue, noson", errors=(402, 800, 804, 1028), inferred="the codes but 800, 804"
    )
    def add_multiple_uris_to_queue(
        self,
        update_id: int,
        number_of_uris: int,
        enqueued_uris: str,
        enqueued_uris_meta_data: str,
        container_uri: str,
        container_meta_data: str,
        desired_first_track_number_enqueued: int,
        enqueue_as_next: bool,
    ) -> Outputs:
        """Add up to 16 items at once."""
        queue = self.player.queue
        queue.check(update_id, self.behaviour)
        added = enqueue(
            self.player,
            queue,
            listed_offers(self.player, number_of_uris, enqueued_uris, enqueued_uris_meta_data),
            desired_first_track_number_enqueued,
            as_next=enqueue_as_next,
            container=(container_uri, container_meta_data),
        )
        return {**added_outputs(added), "NewUpdateID": queue.update_id}

    @client_derived("SoCo core.py reorder_queue", errors=(402, 800, 1024, 1028), inferred="all codes")
    def reorder_tracks_in_queue(
        self, starting_index: int, number_of_tracks: int, insert_before: int, update_id: int
    ) -> None:
        """Move tracks."""
        refuse_member(self.player)
        self.player.queue.check(update_id, self.behaviour)
        self.player.queue.move(starting_index, number_of_tracks, insert_before)

    @client_derived("SoCo core.py remove_from_queue", errors=(701, 800, 1024, 1028), inferred="all codes")
    def remove_track_from_queue(self, object_id: str, update_id: int) -> None:
        """Take out one track."""
        refuse_member(self.player)
        self.player.queue.check(update_id, self.behaviour)
        self.player.queue.remove_object(object_id)

    @client_derived("SoCo core.py remove_range_from_queue", errors=(402, 800, 1024, 1028), inferred="all codes")
    def remove_track_range_from_queue(self, update_id: int, starting_index: int, number_of_tracks: int) -> Outputs:
        """Take out tracks that stand together."""
        refuse_member(self.player)
        self.player.queue.check(update_id, self.behaviour)
        self.player.queue.remove(starting_index, number_of_tracks)
        return {"NewUpdateID": self.player.queue.update_id}

    @client_derived("sonos-api-docs (800, 804)", errors=(800, 804, 1024))
    def remove_all_tracks_from_queue(self) -> None:
        """Empty the queue; what plays from it stops."""
        refuse_member(self.player)
        self.player.queue.clear()

    @inferred("our choice: nothing is kept of it")
    def backup_queue(self) -> None:
        """Nothing happens."""
