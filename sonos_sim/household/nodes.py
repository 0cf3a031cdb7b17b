"""Objects of the content tree, as browsing shows them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.favourites import Favourite
    from sonos_sim.household.media import Track

FOLDER = "object.container"
PLAYLIST = "object.container.playlistContainer"


class Shape(Enum):
    """The order of elements in a document; tracks and favourites have their own."""

    CONTAINER = auto()
    """title, class, res, creator, art (recorded)."""
    PLAYLIST_FILE = auto()
    """res, title, class (recorded)."""
    SAVED_QUEUE = auto()
    """title, res, class, up to four arts (recorded)."""
    ITEM = auto()
    """title, class, res, of an item: a station, a line-in (recorded for stations)."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object."""

    object_id: str
    parent_id: str
    title: str = ""
    upnp_class: str = FOLDER
    uri: str = ""
    creator: str = ""
    arts: tuple[str, ...] = ()
    shape: Shape = Shape.CONTAINER
    protocol_info: str = ""
    """Empty: told by the scheme of the URI."""
    restricted: bool = True
    child_count: int | None = None
    track: Track | None = None
    """What is listed, if it is a track."""
    favourite: Favourite | None = None
    """What is listed, if it is a favourite."""


class Listing(NamedTuple):
    """The objects in a container, made when a page of them is asked for."""

    total: int
    page: Callable[[int, int], list[Node]]
    """From the place of the first, from 0, and a number of objects."""
    update_id: int = 0
    names: Callable[[], list[str]] | None = None
    """Case-folded titles in order; None where there is no index of prefixes."""


def listing(nodes: list[Node], update_id: int = 0) -> Listing:
    """A container of few objects."""
    return Listing(len(nodes), lambda start, count: nodes[start : start + count], update_id)
