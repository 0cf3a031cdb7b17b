"""Browsing: music library, favourites, radio stations and Sonos playlists; the same on every player."""

from __future__ import annotations

import logging
from enum import StrEnum
from typing import TYPE_CHECKING

from sonos_client.didl import read_didl
from sonos_client.errors import UPnPError
from sonos_client.paging import PAGE, Page, read_all, read_page
from sonos_client.services.enums import BrowseFlag

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client.didl import MediaObject
    from sonos_client.household import Household
    from sonos_client.services import ContentDirectory

_LOG = logging.getLogger(__name__)
NOT_A_POSITION = 2**32 - 1
"""AddAtIndex of AddURIToSavedQueue that appends; no other value is known to work (noson)."""
_NO_SUCH_LIST = frozenset({701, 710})


class Category(StrEnum):
    """Where browsing starts."""

    ARTISTS = "A:ARTIST"
    """Contributing artists."""
    ALBUM_ARTISTS = "A:ALBUMARTIST"
    ALBUMS = "A:ALBUM"
    GENRES = "A:GENRE"
    COMPOSERS = "A:COMPOSER"
    TRACKS = "A:TRACKS"
    IMPORTED_PLAYLISTS = "A:PLAYLISTS"
    SHARES = "S:"
    PLAYLISTS = "SQ:"
    """Sonos playlists."""
    FAVOURITES = "FV:2"
    STATIONS = "R:0/0"
    """Radio stations of old, before favourites."""
    LINE_INS = "AI:"


class Library:
    """What can be browsed in a household.

    Async iterators fetch page by page: ``async for album in library.browse(Category.ALBUMS)``.
    """

    def __init__(self, household: Household) -> None:
        self._household = household

    @property
    def _content(self) -> ContentDirectory:
        return self._household.source.services.content_directory

    def browse(self, container: Category | MediaObject | str, *, page: int = PAGE) -> AsyncIterator[MediaObject]:
        """Everything that ``container`` holds directly; UPnPError 701 while iterating where there is none.

        Args:
            container: a category, an object found before, or an object id.
            page: objects asked for at once, up to 1000.

        """
        return read_all(self._content, _id(container), page)

    async def page(self, container: Category | MediaObject | str, start: int = 0, count: int = PAGE) -> Page:
        """One page of ``container``."""
        return await read_page(self._content, _id(container), start, count)

    async def count(self, container: Category | MediaObject | str) -> int:
        """How many objects ``container`` holds."""
        return (await read_page(self._content, _id(container), 0, 1)).total

    async def object(self, object_id: str) -> MediaObject | None:
        """The object itself, None where the player answers with nothing."""
        answer = await self._content.browse(object_id, BrowseFlag.BROWSE_METADATA)
        return next(iter(read_didl(answer.result)), None)

    def search(self, category: Category, term: str, *, page: int = PAGE) -> AsyncIterator[MediaObject]:
        """Objects of ``category`` with ``term`` in their title; players match beginnings of words."""
        return read_all(self._content, f"{category}:{term}", page)

    def favourites(self) -> AsyncIterator[MediaObject]:
        """The Sonos favourites; play one with :meth:`sonos_client.group.Group.play_favourite`."""
        return self.browse(Category.FAVOURITES)

    async def stations(self) -> AsyncIterator[MediaObject]:
        """Radio stations of old; none, and a warning in the log, on firmware without that list (duncan3dc/sonos#40)."""
        try:
            async for station in self.browse(Category.STATIONS):
                yield station
        except UPnPError as error:
            if error.code not in _NO_SUCH_LIST:
                raise
            _LOG.warning("there is no list of radio stations: %s", error)

    def playlists(self) -> AsyncIterator[MediaObject]:
        """The Sonos playlists."""
        return self.browse(Category.PLAYLISTS)

    async def create_playlist(self, title: str) -> str:
        """Create an empty Sonos playlist; its id, ``SQ:n``."""
        answer = await self._household.source.services.av_transport.create_saved_queue(title, "")
        return answer.assigned_object_id

    async def add_to_playlist(self, playlist: MediaObject | str, uri: str, metadata: str = "") -> int:
        """Append a track or container to a Sonos playlist; its new length.

        Raises UPnPError 1028 when somebody else changes the playlist at the same moment.
        """
        update_id = (await self.page(playlist, 0, 1)).update_id
        answer = await self._household.source.services.av_transport.add_uri_to_saved_queue(
            _id(playlist), update_id, uri, metadata, NOT_A_POSITION
        )
        return answer.new_queue_length

    async def delete(self, media: MediaObject | str) -> None:
        """Remove a favourite, a station, a Sonos playlist or a share."""
        await self._content.destroy_object(_id(media))


def _id(container: Category | MediaObject | str) -> str:
    return container if isinstance(container, str) else container.id
