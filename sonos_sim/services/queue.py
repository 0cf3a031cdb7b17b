"""Queue: the play queues of a player; number 0 is the one that AVTransport edits too."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, NOT_COORDINATOR, TRANSPORT_INVALID_INSTANCE, UPnPError
from sonos_sim.household.enqueueing import enqueue, replace_all
from sonos_sim.household.observed import Aspect
from sonos_sim.household.playback import refuse_member
from sonos_sim.services.av_transport_queue import added_outputs
from sonos_sim.services.av_transport_saved_queues import save_queue
from sonos_sim.services.base import Service, text
from sonos_sim.services.evidence import inferred
from sonos_sim.services.offers import offer, paired_offers
from sonos_sim.services.tracks import listed_track
from sonos_sim.wire.didl import render_document
from sonos_sim.wire.events import Change, render_queue_change

if TYPE_CHECKING:
    from sonos_sim.household.queue import PlayQueue
    from sonos_sim.services.base import Outputs, Value

_AS_AVTRANSPORT = "our choice: as the AVTransport action on Q:0"


class Queue(Service):
    """Handlers of Queue; no call of these actions has been recorded.

    An unknown QueueID is 718, a stale UpdateID ``stale_update_code``; 0 is never stale.
    """

    name = "Queue"
    own_aspects = frozenset({Aspect.QUEUE})

    def evented(self) -> dict[str, Value]:
        """The variables of each queue, keyed ``QueueID/Name`` (order recorded)."""
        variables: dict[str, Value] = {}
        for number, queue in self.player.queues.items():
            variables[f"{number}/UpdateID"] = queue.update_id
            variables[f"{number}/Curated"] = queue.curated
            variables[f"{number}/QueueOwnerID"] = queue.owner_id
        return variables

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """A block for each queue; later only for those that changed (inferred)."""
        changed = {name.partition("/")[0] for name in super().properties(now, before)}
        blocks = (
            (int(queue), [Change(name.partition("/")[2], text(now[name])) for name in names])
            for queue, names in groupby(now, key=lambda name: name.partition("/")[0])
            if queue in changed
        )
        return {"LastChange": render_queue_change(blocks)} if changed else {}

    # What is there

    @inferred("our choice: as ContentDirectory Browse of Q:0", errors=(718,))
    def browse(self, queue_id: int, starting_index: int, requested_count: int) -> Outputs:
        """Tracks from a position (0 is the first) on; 0 asks for as many as one answer holds."""
        queue, cap = self._queue(queue_id), self.behaviour.browse_cap
        count = min(requested_count or cap, cap)
        tracks = queue.tracks[starting_index : starting_index + count]
        parent = f"Q:{queue.id}"
        items = (listed_track(t, f"{parent}/{n}", parent) for n, t in enumerate(tracks, starting_index + 1))
        return {
            "Result": render_document(items),
            "NumberReturned": len(tracks),
            "TotalMatches": len(queue),
            "UpdateID": queue.update_id,
        }

    @inferred("our choice: a queue of its own for each call", errors=(402,))
    def create_queue(self, queue_owner_id: str, queue_owner_context: str, queue_policy: str) -> Outputs:
        """Make a queue for ``queue_owner_id``, which must not be empty."""
        if not queue_owner_id or len(self.player.queues) >= self.behaviour.max_queues:
            raise UPnPError(INVALID_ARGS, f"no queue for {queue_owner_id[:40]!r}; there are {len(self.player.queues)}")
        return {"QueueID": self.player.add_queue(queue_owner_id, queue_owner_context, queue_policy).id}

    @inferred("our choice: the newest queue of that owner", errors=(402,))
    def attach_queue(self, queue_owner_id: str) -> Outputs:
        """Find the queue of an owner."""
        owned = [queue for queue in self.player.queues.values() if queue.owner_id == queue_owner_id != ""]
        if not owned:
            raise UPnPError(INVALID_ARGS, f"{queue_owner_id[:40]!r} has no queue")
        return {"QueueID": owned[-1].id, "QueueOwnerContext": owned[-1].owner_context}

    # Edits

    @inferred(_AS_AVTRANSPORT, errors=(402, 718, 800, 804, 1028))
    def add_uri(
        self,
        queue_id: int,
        update_id: int,
        enqueued_uri: str,
        enqueued_uri_meta_data: str,
        desired_first_track_number_enqueued: int,
        enqueue_as_next: bool,
    ) -> Outputs:
        """Add a track or all tracks of a container."""
        queue = self._queue(queue_id, update_id)
        added = enqueue(
            self.player,
            queue,
            [offer(self.player, enqueued_uri, enqueued_uri_meta_data)],
            desired_first_track_number_enqueued,
            as_next=enqueue_as_next,
        )
        return {**added_outputs(added), "NewUpdateID": queue.update_id}

    @inferred(_AS_AVTRANSPORT + ", and the form of the list", errors=(402, 718, 800, 804, 1028))
    def add_multiple_uris(
        self,
        queue_id: int,
        update_id: int,
        container_uri: str,
        container_meta_data: str,
        desired_first_track_number_enqueued: int,
        enqueue_as_next: bool,
        number_of_uris: int,
        enqueued_uris_and_meta_data: str,
    ) -> Outputs:
        """Add several items at once."""
        queue = self._queue(queue_id, update_id)
        added = enqueue(
            self.player,
            queue,
            paired_offers(self.player, number_of_uris, enqueued_uris_and_meta_data),
            desired_first_track_number_enqueued,
            as_next=enqueue_as_next,
            container=(container_uri, container_meta_data),
        )
        return {**added_outputs(added), "NewUpdateID": queue.update_id}

    @inferred(
        "our choice: the current track goes on as the first of its new numbers", errors=(402, 718, 800, 804, 1028)
    )
    def replace_all_tracks(
        self,
        queue_id: int,
        update_id: int,
        container_uri: str,
        container_meta_data: str,
        current_track_index: int,
        new_current_track_indices: str,
        number_of_uris: int,
        enqueued_uris_and_meta_data: str,
    ) -> Outputs:
        """Put other tracks in place of all; ``current_track_index`` is the current one as the caller knows it."""
        queue = self._queue(queue_id, update_id)
        refuse_member(self.player)
        offers = paired_offers(self.player, number_of_uris, enqueued_uris_and_meta_data)
        kept = _first_number(new_current_track_indices) if current_track_index == queue.current else 0
        replace_all(self.player, queue, offers, (container_uri, container_meta_data), kept)
        return {"NewQueueLength": len(queue), "NewUpdateID": queue.update_id}

    @inferred(_AS_AVTRANSPORT, errors=(402, 718, 800, 1024, 1028))
    def reorder_tracks(
        self, queue_id: int, starting_index: int, number_of_tracks: int, insert_before: int, update_id: int
    ) -> Outputs:
        """Move tracks."""
        queue = self._queue(queue_id, update_id)
        refuse_member(self.player)
        queue.move(starting_index, number_of_tracks, insert_before)
        return {"NewUpdateID": queue.update_id}

    @inferred(_AS_AVTRANSPORT, errors=(402, 718, 800, 1024, 1028))
    def remove_track_range(self, queue_id: int, update_id: int, starting_index: int, number_of_tracks: int) -> Outputs:
        """Take out tracks that stand together."""
        queue = self._queue(queue_id, update_id)
        refuse_member(self.player)
        queue.remove(starting_index, number_of_tracks)
        return {"NewUpdateID": queue.update_id}

    @inferred(_AS_AVTRANSPORT, errors=(718, 800, 804, 1024, 1028))
    def remove_all_tracks(self, queue_id: int, update_id: int) -> Outputs:
        """Empty the queue."""
        queue = self._queue(queue_id, update_id)
        refuse_member(self.player)
        queue.clear()
        return {"NewUpdateID": queue.update_id}

    @inferred(_AS_AVTRANSPORT + "; other queues are refused", errors=(402, 701, 718, 800, 804, 1024))
    def save_as_sonos_playlist(self, queue_id: int, title: str, object_id: str) -> Outputs:
        """Save queue 0 as a playlist."""
        if self._queue(queue_id) is not self.player.queue:
            raise UPnPError(NOT_COORDINATOR, f"queue {queue_id} belongs to {self._queue(queue_id).owner_id}")
        return save_queue(self.player, title, object_id)

    @inferred("our choice: nothing is kept of it")
    def backup(self) -> None:
        """Nothing happens."""

    def _queue(self, queue_id: int, update_id: int = 0) -> PlayQueue:
        queue = self.player.queues.get(queue_id)
        if queue is None:
            raise UPnPError(TRANSPORT_INVALID_INSTANCE, f"there is no queue {queue_id}")
        queue.check(update_id, self.behaviour)
        return queue


def _first_number(text: str) -> int:
    """The first of comma-separated track numbers; 0 for an empty text. Raises UPnPError 402 for another."""
    first = text.partition(",")[0].strip()
    if first and not (first.isascii() and first.isdigit() and len(first) < 10):
        raise UPnPError(INVALID_ARGS, f"{text[:40]!r} are no track numbers")
    return int(first or 0)
