"""Sonos favourites: what a household wants at hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue.errors import BAD_METADATA, DUPLICATE_FAVOURITE, LIST_FULL, NO_SUCH_OBJECT, UPnPError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.household.content import Content
    from sonos_sim.household.player import Player

FAVOURITES = "FV:2"
INSTANT_PLAY = "instantPlay"
SHORTCUT = "shortcut"


@dataclass(frozen=True, slots=True)
class Favourite:
    """A favourite as it is now; fields as in the recorded list."""

    title: str
    uri: str = ""
    """What plays it; empty for a shortcut into a music service."""
    metadata: str = ""
    """r:resMD: the document that goes along with the URI, byte for byte."""
    description: str = ""
    kind: str = INSTANT_PLAY
    """r:type: ``instantPlay`` or ``shortcut``."""
    art_uri: str = ""
    protocol_info: str = ""
    """protocolInfo as the client gave it; empty: told by the scheme of the URI."""
    object_id: str = ""
    """``FV:2/n``; given by the list."""
    ordinal: int = 0
    """Place in the list, from 0; given by the list."""


class Favourites:
    """The favourites of a household, in the order of their ordinals. Ids rise and are never given twice."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._items: tuple[Favourite, ...] = ()
        self._next = 0

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Favourite]:
        return iter(self._items)

    def __getitem__(self, object_id: str) -> Favourite:
        """The favourite ``FV:2/n``. Raises UPnPError 701 for an unknown one."""
        for favourite in self._items:
            if favourite.object_id == object_id.upper():
                return favourite
        raise UPnPError(NO_SUCH_OBJECT, f"no favourite {object_id!r}")

    def create(self, favourite: Favourite, player: Player) -> Favourite:
        """Add ``favourite`` at the end.

        Raises UPnPError 712 without a title or without anything to play or show, 803 for one that is there already
        (same URI; of shortcuts same metadata, inferred), 805 when ``favorites_limit`` are there.
        """
        if not favourite.title or not (favourite.uri or favourite.metadata):
            raise UPnPError(BAD_METADATA, "a favourite needs a title, and a URI or metadata")
        if any(_target(other) == _target(favourite) for other in self._items):
            raise UPnPError(DUPLICATE_FAVOURITE, f"{favourite.title!r} is a favourite already")
        if len(self._items) >= player.behaviour.favorites_limit:
            raise UPnPError(LIST_FULL, f"{len(self._items)} favourites are all that fit")
        created = replace(favourite, object_id=f"{FAVOURITES}/{self._next}")
        self._next += 1
        self._arrange((*self._items, created), player)
        return self[created.object_id]

    def change(self, object_id: str, player: Player, **fields: Any) -> Favourite:
        """Change fields of a favourite; a new ``ordinal`` moves it to that place. Raises UPnPError 701."""
        old = self[object_id]
        new = replace(old, **fields)
        others = [item for item in self._items if item is not old]
        others.insert(new.ordinal, new)
        self._arrange(others, player)
        return self[object_id]

    def remove(self, object_id: str, player: Player) -> None:
        """Delete a favourite; those behind it move up. Raises UPnPError 701."""
        gone = self[object_id]
        self._arrange([item for item in self._items if item is not gone], player)

    def _arrange(self, items: list[Favourite] | tuple[Favourite, ...], player: Player) -> None:
        self._items = tuple(replace(item, ordinal=place) for place, item in enumerate(items))
        self._content.changed(FAVOURITES, player)


def _target(favourite: Favourite) -> str:
    return favourite.uri or favourite.metadata
