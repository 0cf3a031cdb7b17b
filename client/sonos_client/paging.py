"""Reading what a container holds, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client.didl import read_didl

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client.didl import MediaObject
    from sonos_client.services import ContentDirectory

PAGE = 200
"""Objects asked for at once: large enough to be quick, small enough for players with little memory."""


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a container.

    Attributes:
        objects: of this page.
        start: index of the first, from 0.
        total: objects that the container holds.
        update_id: changes when the container does; 0 where players do not count.

    """

    objects: tuple[MediaObject, ...]
    start: int
    total: int
    update_id: int


async def read_page(content: ContentDirectory, object_id: str, start: int = 0, count: int = PAGE) -> Page:
    """One page; an empty one beyond the end. UPnPError 701 for no such container."""
    answer = await content.browse(object_id, starting_index=start, requested_count=count)
    return Page(read_didl(answer.result), start, answer.total_matches, answer.update_id)


async def read_all(content: ContentDirectory, object_id: str, count: int = PAGE) -> AsyncIterator[MediaObject]:
    """Every object, fetched page by page as it is iterated.

    A container that changes meanwhile may repeat or omit objects, as with every paged reading.
    """
    start = 0
    while True:
        answer = await content.browse(object_id, starting_index=start, requested_count=count)
        for media in read_didl(answer.result):
            yield media
        # Players may return fewer than asked: only what they say they returned counts.
        start += answer.number_returned
        if not answer.number_returned or start >= answer.total_matches:
            return
