"""Sonos playlists: queues that were saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, NO_SUCH_OBJECT, UPnPError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sonos_sim.household.content import Content
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player

SAVED_QUEUES = "SQ:"
URI_PREFIX = "file:///jffs/settings/savedqueues.rsq#"


@dataclass(frozen=True, slots=True)
class SavedQueue:
    """A Sonos playlist as it is now."""

    number: int
    title: str
    tracks: tuple[Track, ...] = ()

    @property
    def object_id(self) -> str:
        """``SQ:n``."""
        return f"{SAVED_QUEUES}{self.number}"

    @property
    def uri(self) -> str:
        """What plays it (recorded)."""
        return f"{URI_PREFIX}{self.number}"


class SavedQueues:
    """The Sonos playlists of a household.

    Ids rise from 0 and are never given twice; equal titles are fine. Each edit raises the playlist's own update id,
    told by ``content.update_id``; an edit that names another one is refused with ``stale_update_code``, 0 passes.
    """

    def __init__(self, content: Content) -> None:
        self._content = content
        self._by_id: dict[str, SavedQueue] = {}
        self._next = 0

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[SavedQueue]:
        """By title, then by age."""
        return iter(sorted(self._by_id.values(), key=lambda queue: (queue.title.casefold(), queue.number)))

    def __contains__(self, object_id: str) -> bool:
        return object_id.upper() in self._by_id

    def __getitem__(self, object_id: str) -> SavedQueue:
        """The playlist ``SQ:n``, in any case of letters. Raises UPnPError 701 for an unknown one."""
        try:
            return self._by_id[object_id.upper()]
        except KeyError:
            raise UPnPError(NO_SUCH_OBJECT, f"no playlist {object_id!r}") from None

    def create(self, title: str, tracks: Iterable[Track], player: Player) -> SavedQueue:
        """A new playlist. Raises UPnPError 402 for a title that is empty or has a line break."""
        _check_title(title)
        queue = SavedQueue(self._next, title, tuple(tracks))
        self._next += 1
        return self._put(queue, player)

    def overwrite(self, object_id: str, title: str, tracks: Iterable[Track], player: Player) -> SavedQueue:
        """Give a playlist another title and other tracks. Raises UPnPError 701, 402."""
        queue = self[object_id]
        _check_title(title)
        return self._put(replace(queue, title=title, tracks=tuple(tracks)), player)

    def rename(self, object_id: str, title: str, player: Player) -> SavedQueue:
        """Give a playlist another title. Raises UPnPError 701, 402."""
        return self.overwrite(object_id, title, self[object_id].tracks, player)

    def add(self, object_id: str, tracks: Iterable[Track], update_id: int, player: Player) -> SavedQueue:
        """Append ``tracks``. Raises UPnPError 701, or ``stale_update_code``."""
        queue = self._current(object_id, update_id, player)
        return self._put(replace(queue, tracks=(*queue.tracks, *tracks)), player)

    def reorder(self, object_id: str, update_id: int, tracks: str, positions: str, player: Player) -> SavedQueue:
        """Move and remove tracks; see :func:`reordered` for ``tracks`` and ``positions``.

        Nothing to do is no change. Raises UPnPError 701, 402, or ``stale_update_code``.
        """
        queue = self._current(object_id, update_id, player)
        result = reordered(queue.tracks, tracks, positions)
        return queue if result == queue.tracks else self._put(replace(queue, tracks=result), player)

    def remove(self, object_id: str, player: Player) -> None:
        """Delete a playlist. Raises UPnPError 701."""
        del self._by_id[self[object_id].object_id]
        self._content.changed(SAVED_QUEUES, player)

    def _current(self, object_id: str, update_id: int, player: Player) -> SavedQueue:
        queue = self[object_id]
        present = self._content.update_id(queue.object_id)
        if update_id not in {0, present}:
            raise UPnPError(player.behaviour.stale_update_code, f"{queue.object_id} is at {present}, not {update_id}")
        return queue

    def _put(self, queue: SavedQueue, player: Player) -> SavedQueue:
        self._by_id[queue.object_id] = queue
        self._content.changed(queue.object_id, player)
        return queue


def reordered(tracks: tuple[Track, ...], which: str, targets: str) -> tuple[Track, ...]:
    """``tracks`` with those at ``which`` moved to ``targets``, both comma-separated positions from 0.

    All positions of ``which`` count in the list as it is, ``targets`` in the list as it will be; an empty target
    removes its track, and empty ``targets`` remove all of ``which`` (seen in SoCo's tests against speakers: ``0,2``
    with ``,0`` makes C, B, ... of A, B, C, ...). Raises UPnPError 402 for lists that do not fit.
    """
    sources = _positions(which.split(",") if which.strip() else [], len(tracks))
    wanted = targets.split(",") if targets.strip() else [""] * len(sources)
    if len(wanted) != len(sources):
        raise UPnPError(INVALID_ARGS, f"{len(sources)} tracks and {len(wanted)} positions")
    moved = [source for source, target in zip(sources, wanted, strict=True) if target.strip()]
    length = len(tracks) - len(sources) + len(moved)
    places = _positions([target for target in wanted if target.strip()], length)
    gone = set(sources)
    result = [track for position, track in enumerate(tracks) if position not in gone]
    for place, source in sorted(zip(places, moved, strict=True)):
        result.insert(place, tracks[source])
    return tuple(result)


def _positions(parts: list[str], length: int) -> list[int]:
    """The numbers in ``parts``; raises UPnPError 402 for one outside a list of ``length`` or one that comes twice."""
    numbers = [int(part) if re.fullmatch(r"\s*\d{1,9}\s*", part, re.ASCII) else length for part in parts]
    if any(number >= length for number in numbers) or len(set(numbers)) != len(numbers):
        raise UPnPError(INVALID_ARGS, f"positions {parts} in a list of {length}")
    return numbers


def _check_title(title: str) -> None:
    if not title.strip() or "\r" in title or "\n" in title:
        raise UPnPError(INVALID_ARGS, f"the title {title!r} is empty or has a line break")
