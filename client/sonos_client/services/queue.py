"""Queue: The queues of a player."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class AddURIResult:
    """What AddURI answers."""

    first_track_number_enqueued: int
    """Position of the first new track."""
    num_tracks_added: int
    """How many were added."""
    new_queue_length: int
    """Tracks in the queue afterwards."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True)
class AddMultipleURIsResult:
    """What AddMultipleURIs answers."""

    first_track_number_enqueued: int
    """Position of the first new track."""
    num_tracks_added: int
    """How many were added."""
    new_queue_length: int
    """Tracks in the queue afterwards."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True)
class AttachQueueResult:
    """What AttachQueue answers."""

    queue_id: int
    """The queue, 0 for the one that plays."""
    queue_owner_context: str
    """Context of the owner."""


@dataclass(frozen=True, slots=True)
class BrowseResult:
    """What Browse answers."""

    result: str
    """DIDL-Lite; see :func:`sonos_client.didl.read_didl`."""
    number_returned: int
    """Objects on this page."""
    total_matches: int
    """Objects there are in all."""
    update_id: int
    """Update id of the queue."""


@dataclass(frozen=True, slots=True)
class ReplaceAllTracksResult:
    """What ReplaceAllTracks answers."""

    new_queue_length: int
    """Tracks in the queue afterwards."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QueueChange(Change):
    """What an event of Queue says; None where it does not mention a variable."""

    update_id: Mapping[str, int] | None = None
    """Update id by queue."""
    curated: Mapping[str, bool] | None = None
    """Whether the queue is curated, by queue."""
    queue_owner_id: Mapping[str, str] | None = None
    """Owner by queue."""
    service: ClassVar[str] = "Queue"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "UpdateID": ("update_id", values.integer),
        "Curated": ("curated", values.boolean),
        "QueueOwnerID": ("queue_owner_id", values.string),
    }
    channelled: ClassVar[frozenset[str]] = frozenset({"UpdateID", "Curated", "QueueOwnerID"})


class Queue(Service):
    """The queues of a player; queue 0 is the one AVTransport plays."""

    name: ClassVar[str] = "Queue"
    urn: ClassVar[str] = "urn:schemas-sonos-com:service:Queue:1"
    path: ClassVar[str] = "/MediaRenderer/Queue"
    change: ClassVar[type[Change]] = QueueChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        718: ErrorMeaning("INVALID_QUEUE_ID", "There is no such queue."),
        800: ErrorMeaning("NOT_POSSIBLE", "Not with this queue."),
        804: ErrorMeaning("NOT_ENQUEUEABLE", "The queue is empty, or the item cannot be put in a queue."),
        1028: ErrorMeaning("STALE_UPDATE_ID", "The queue has changed since that update id."),
    }

    async def add_uri(
        self,
        queue_id: int,
        update_id: int,
        enqueued_uri: str,
        enqueued_uri_meta_data: str,
        desired_first_track_number_enqueued: int,
        enqueue_as_next: bool,
    ) -> AddURIResult:
        """Add a track or container.

        Args:
            queue_id: The queue, 0 for the one that plays.
            update_id: Update id the caller knows, 0 to not check.
            enqueued_uri: Track or container.
            enqueued_uri_meta_data: DIDL-Lite of it, may be empty.
            desired_first_track_number_enqueued: Position from 1 of the first new track, 0 to append.
            enqueue_as_next: Whether it plays next in a shuffle mode; it does not move the track in the list.

        Raises:
            UPnPError: 402 INVALID_ARGS, 718 INVALID_QUEUE_ID, 804 NOT_ENQUEUEABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "AddURI",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "EnqueuedURI": enqueued_uri,
                "EnqueuedURIMetaData": enqueued_uri_meta_data,
                "DesiredFirstTrackNumberEnqueued": values.checked(
                    "desired_first_track_number_enqueued", desired_first_track_number_enqueued, 0, 4294967295
                ),
                "EnqueueAsNext": enqueue_as_next,
            },
        )
        return AddURIResult(
            answer.read("FirstTrackNumberEnqueued", values.integer),
            answer.read("NumTracksAdded", values.integer),
            answer.read("NewQueueLength", values.integer),
            answer.read("NewUpdateID", values.integer),
        )

    async def add_multiple_uris(
        self,
        queue_id: int,
        update_id: int,
        container_uri: str,
        container_meta_data: str,
        desired_first_track_number_enqueued: int,
        enqueue_as_next: bool,
        number_of_uris: int,
        enqueued_uris_and_meta_data: str,
    ) -> AddMultipleURIsResult:
        """Add several tracks.

        Args:
            queue_id: The queue, 0 for the one that plays.
            update_id: Update id the caller knows, 0 to not check.
            container_uri: Container that the tracks come from, may be empty.
            container_meta_data: DIDL-Lite of the container.
            desired_first_track_number_enqueued: Position from 1 of the first new track, 0 to append.
            enqueue_as_next: Whether it plays next in a shuffle mode; it does not move the track in the list.
            number_of_uris: How many, up to 16.
            enqueued_uris_and_meta_data: URIs and metadata.

        Raises:
            UPnPError: 402 INVALID_ARGS, 718 INVALID_QUEUE_ID, 804 NOT_ENQUEUEABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "AddMultipleURIs",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "ContainerURI": container_uri,
                "ContainerMetaData": container_meta_data,
                "DesiredFirstTrackNumberEnqueued": values.checked(
                    "desired_first_track_number_enqueued", desired_first_track_number_enqueued, 0, 4294967295
                ),
                "EnqueueAsNext": enqueue_as_next,
                "NumberOfURIs": values.checked("number_of_uris", number_of_uris, 0, 4294967295),
                "EnqueuedURIsAndMetaData": enqueued_uris_and_meta_data,
            },
        )
        return AddMultipleURIsResult(
            answer.read("FirstTrackNumberEnqueued", values.integer),
            answer.read("NumTracksAdded", values.integer),
            answer.read("NewQueueLength", values.integer),
            answer.read("NewUpdateID", values.integer),
        )

    async def attach_queue(self, queue_owner_id: str) -> AttachQueueResult:
        """Find the queue of an owner.

        Args:
            queue_owner_id: Owner of the queue.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call("AttachQueue", {"QueueOwnerID": queue_owner_id})
        return AttachQueueResult(
            answer.read("QueueID", values.integer), answer.read("QueueOwnerContext", values.string)
        )

    async def backup(self) -> None:
        """Have the player store its queues."""
        await self._call("Backup", {})

    async def browse(self, queue_id: int, starting_index: int, requested_count: int) -> BrowseResult:
        """A page of a queue.

        Args:
            queue_id: The queue, 0 for the one that plays.
            starting_index: First object wanted, from 0.
            requested_count: Objects wanted, 0 for as many as the player gives.

        Raises:
            UPnPError: 718 INVALID_QUEUE_ID.

        """
        answer = await self._call(
            "Browse",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "StartingIndex": values.checked("starting_index", starting_index, 0, 4294967295),
                "RequestedCount": values.checked("requested_count", requested_count, 0, 4294967295),
            },
        )
        return BrowseResult(
            answer.read("Result", values.string),
            answer.read("NumberReturned", values.integer),
            answer.read("TotalMatches", values.integer),
            answer.read("UpdateID", values.integer),
        )

    async def create_queue(self, queue_owner_id: str, queue_owner_context: str, queue_policy: str) -> int:
        """Make another queue.

        Args:
            queue_owner_id: Owner of the queue.
            queue_owner_context: Context of the owner.
            queue_policy: Policy of the queue.

        Returns:
            The queue, 0 for the one that plays.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call(
            "CreateQueue",
            {"QueueOwnerID": queue_owner_id, "QueueOwnerContext": queue_owner_context, "QueuePolicy": queue_policy},
        )
        return answer.read("QueueID", values.integer)

    async def remove_all_tracks(self, queue_id: int, update_id: int) -> int:
        """Empty a queue.

        Args:
            queue_id: The queue, 0 for the one that plays.
            update_id: Update id the caller knows, 0 to not check.

        Returns:
            Update id afterwards.

        Raises:
            UPnPError: 718 INVALID_QUEUE_ID, 804 NOT_ENQUEUEABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "RemoveAllTracks",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
            },
        )
        return answer.read("NewUpdateID", values.integer)

    async def remove_track_range(
        self, queue_id: int, update_id: int, starting_index: int, number_of_tracks: int
    ) -> int:
        """Remove a range.

        Args:
            queue_id: The queue, 0 for the one that plays.
            update_id: Update id the caller knows, 0 to not check.
            starting_index: Position of the first track, from 1.
            number_of_tracks: How many.

        Returns:
            Update id afterwards.

        Raises:
            UPnPError: 402 INVALID_ARGS, 718 INVALID_QUEUE_ID, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "RemoveTrackRange",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "StartingIndex": values.checked("starting_index", starting_index, 0, 4294967295),
                "NumberOfTracks": values.checked("number_of_tracks", number_of_tracks, 0, 4294967295),
            },
        )
        return answer.read("NewUpdateID", values.integer)

    async def reorder_tracks(
        self, queue_id: int, starting_index: int, number_of_tracks: int, insert_before: int, update_id: int
    ) -> int:
        """Move a range.

        Args:
            queue_id: The queue, 0 for the one that plays.
            starting_index: Position of the first track, from 1.
            number_of_tracks: How many.
            insert_before: Position from 1 to move to; length + 1 for the end.
            update_id: Update id the caller knows, 0 to not check.

        Returns:
            Update id afterwards.

        Raises:
            UPnPError: 402 INVALID_ARGS, 718 INVALID_QUEUE_ID, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "ReorderTracks",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "StartingIndex": values.checked("starting_index", starting_index, 0, 4294967295),
                "NumberOfTracks": values.checked("number_of_tracks", number_of_tracks, 0, 4294967295),
                "InsertBefore": values.checked("insert_before", insert_before, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
            },
        )
        return answer.read("NewUpdateID", values.integer)

    async def replace_all_tracks(
        self,
        queue_id: int,
        update_id: int,
        container_uri: str,
        container_meta_data: str,
        current_track_index: int,
        new_current_track_indices: str,
        number_of_uris: int,
        enqueued_uris_and_meta_data: str,
    ) -> ReplaceAllTracksResult:
        """Replace the whole queue.

        Args:
            queue_id: The queue, 0 for the one that plays.
            update_id: Update id the caller knows, 0 to not check.
            container_uri: Container that the tracks come from, may be empty.
            container_meta_data: DIDL-Lite of the container.
            current_track_index: The present track.
            new_current_track_indices: Positions separated by commas.
            number_of_uris: How many, up to 16.
            enqueued_uris_and_meta_data: URIs and metadata.

        Raises:
            UPnPError: 402 INVALID_ARGS, 718 INVALID_QUEUE_ID, 804 NOT_ENQUEUEABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "ReplaceAllTracks",
            {
                "QueueID": values.checked("queue_id", queue_id, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "ContainerURI": container_uri,
                "ContainerMetaData": container_meta_data,
                "CurrentTrackIndex": values.checked("current_track_index", current_track_index, 0, 4294967295),
                "NewCurrentTrackIndices": new_current_track_indices,
                "NumberOfURIs": values.checked("number_of_uris", number_of_uris, 0, 4294967295),
                "EnqueuedURIsAndMetaData": enqueued_uris_and_meta_data,
            },
        )
        return ReplaceAllTracksResult(
            answer.read("NewQueueLength", values.integer), answer.read("NewUpdateID", values.integer)
        )

    async def save_as_sonos_playlist(self, queue_id: int, title: str, object_id: str) -> str:
        """Save a queue as a Sonos playlist.

        Args:
            queue_id: The queue, 0 for the one that plays.
            title: Name of the Sonos playlist.
            object_id: The object.

        Returns:
            Id of the Sonos playlist, ``SQ:n``.

        Raises:
            UPnPError: 718 INVALID_QUEUE_ID, 800 NOT_POSSIBLE, 804 NOT_ENQUEUEABLE.

        """
        answer = await self._call(
            "SaveAsSonosPlaylist",
            {"QueueID": values.checked("queue_id", queue_id, 0, 4294967295), "Title": title, "ObjectID": object_id},
        )
        return answer.read("AssignedObjectID", values.string)
