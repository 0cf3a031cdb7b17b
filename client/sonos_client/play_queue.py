"""The queue of a group: queue 0 of its coordinator. Positions count from 1, as players and apps do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_client.didl import MediaObject, metadata_of
from sonos_client.errors import UPnPError
from sonos_client.paging import PAGE, Page, read_all, read_page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from sonos_client.group import Group
    from sonos_client.services import Services

ID = "Q:0"
AT_ONCE = 16
"""URIs that players take in one AddMultipleURIsToQueue (SoCo, noson)."""
EMPTY = 804


class PlayQueue:
    """The queue of ``group``; ``async for track in queue`` reads it page by page."""

    def __init__(self, group: Group) -> None:
        self._group = group

    @property
    def _services(self) -> Services:
        return self._group.coordinator.services

    @property
    def uri(self) -> str:
        """What the transport plays when it plays the queue."""
        return f"x-rincon-queue:{self._group.coordinator.uuid}#0"

    def __aiter__(self) -> AsyncIterator[MediaObject]:
        return read_all(self._services.content_directory, ID)

    async def page(self, start: int = 0, count: int = PAGE) -> Page:
        """A part of the queue; ``start`` counts from 0."""
        return await read_page(self._services.content_directory, ID, start, count)

    async def length(self) -> int:
        """How many tracks it holds."""
        return (await self.page(0, 1)).total

    async def add(
        self, media: MediaObject | str, metadata: str = "", *, position: int = 0, play_next: bool = False
    ) -> int:
        """Add a track, or all tracks of a container; the position of the first.

        Args:
            media: what was found by browsing, or an URI.
            metadata: DIDL-Lite for an URI; see :func:`sonos_client.didl.metadata`.
            position: before which to insert, 0 to append.
            play_next: whether a shuffle mode plays it next.

        """
        uri, told = _given(media, metadata)
        answer = await self._services.av_transport.add_uri_to_queue(
            uri, told, desired_first_track_number_enqueued=position, enqueue_as_next=play_next
        )
        return answer.first_track_number_enqueued

    async def add_all(self, tracks: Iterable[MediaObject | str], *, position: int = 0) -> int:
        """Add tracks, 16 a call; how many were added.

        An error leaves those of earlier calls in the queue.
        """
        added = 0
        pairs = [_given(track, "") for track in tracks]
        for start in range(0, len(pairs), AT_ONCE):
            batch = pairs[start : start + AT_ONCE]
            answer = await self._services.av_transport.add_multiple_uris_to_queue(
                update_id=0,
                number_of_uris=len(batch),
                # Both lists are split at spaces: within an URI they have to be escaped.
                enqueued_uris=" ".join([uri.replace(" ", "%20") for uri, _ in batch]),
                enqueued_uris_meta_data=" ".join([told for _, told in batch]),
                container_uri="",
                container_meta_data="",
                desired_first_track_number_enqueued=position + added if position else 0,
            )
            added += answer.num_tracks_added
        return added

    async def remove(self, position: int, count: int = 1, *, update_id: int = 0) -> None:
        """Remove ``count`` tracks from ``position`` on.

        With the ``update_id`` of the page that told the position, the player refuses when somebody has changed the
        queue since (UPnPError; that it does, and with which code, is inferred): without, whatever stands there goes.
        """
        await self._services.av_transport.remove_track_range_from_queue(update_id, position, count)

    async def move(self, position: int, before: int, count: int = 1, *, update_id: int = 0) -> None:
        """Move ``count`` tracks so that they stand before ``before``; length + 1 is the end.

        ``update_id`` as in :meth:`remove`.
        """
        await self._services.av_transport.reorder_tracks_in_queue(position, count, before, update_id)

    async def clear(self) -> None:
        """Remove all tracks; an empty queue is fine."""
        try:
            await self._services.av_transport.remove_all_tracks_from_queue()
        except UPnPError as error:
            if error.code != EMPTY:
                raise

    async def save(self, title: str) -> str:
        """Save it as a Sonos playlist; its id, ``SQ:n``. UPnPError 804 when it is empty."""
        return await self._services.av_transport.save_queue(title)

    async def play(self, position: int = 1) -> None:
        """Play the queue from ``position`` on."""
        await self._group.select(self.uri)
        await self._group.seek_track(position)
        await self._group.play()


def _given(media: MediaObject | str, metadata: str) -> tuple[str, str]:
    if isinstance(media, MediaObject):
        return media.uri, metadata or metadata_of(media)
    return media, metadata
