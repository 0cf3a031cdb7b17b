"""The tree of everything a household can play, as ContentDirectory shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import NO_SUCH_OBJECT, UPnPError
from sonos_sim.household.favourites import FAVOURITES
from sonos_sim.household.library_nodes import LibraryNodes
from sonos_sim.household.nodes import PLAYLIST, Listing, Node, Shape, listing
from sonos_sim.household.saved_queues import SAVED_QUEUES
from sonos_sim.household.stations import SHOWS, STATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.household.favourites import Favourite
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player
    from sonos_sim.household.saved_queues import SavedQueue
    from sonos_sim.household.stations import Stations

_RADIO = "R:0"
_TOP = {
    # Titles are inferred.
    "A:": "Attributes",
    "S:": "Music Shares",
    "Q:": "Queues",
    SAVED_QUEUES: "Saved Queues",
    FAVOURITES: "Favorites",
    _RADIO: "Internet Radio",
    "AI:": "Audio Inputs",
    "EN:": "Entire Network",
}
_RADIO_LISTS = {STATIONS: "My Radio Stations", SHOWS: "My Radio Shows"}
_PLAYLIST_ARTS = 4
"""A playlist shows the art of its first tracks, of each album once (four recorded)."""


class Tree:
    """The tree as ``player`` shows it: all players show the same but their own queues."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._content = player.household.content
        self._library = LibraryNodes(self._content, player)

    def node(self, object_id: str) -> tuple[Node, int]:
        """An object and its update id. Raises UPnPError 701 for an unknown one."""
        found = self._find(object_id)
        if found is None:
            raise UPnPError(NO_SUCH_OBJECT, f"no object {object_id!r}")
        return found, self.update_id(object_id)

    def children(self, object_id: str) -> Listing:
        """What is in a container; a track or favourite has nothing in it. Raises UPnPError 701 for an unknown one."""
        found = self._list(object_id)
        if found is None:
            self.node(object_id)
            return listing([])
        return found._replace(update_id=self.update_id(object_id))

    def update_id(self, object_id: str) -> int:
        """The counter of a container: queues, playlists, favourites and stations have one, all others 0."""
        key = object_id.upper()
        if key.startswith("Q:") and (tracks := self._queue(key)) is not None:
            return tracks[1]
        is_list = key in {FAVOURITES, STATIONS, SHOWS} or (key.startswith(SAVED_QUEUES) and key != SAVED_QUEUES)
        return self._content.update_id(key) if is_list else 0

    def _find(self, object_id: str) -> Node | None:
        key, content = object_id.upper(), self._content
        kind = key.partition(":")[0]
        if key == "0":
            return Node(object_id, "-1", "Root")
        if key in _RADIO_LISTS:
            return Node(object_id, _RADIO, _RADIO_LISTS[key], restricted=False)
        if key in _TOP:
            return Node(object_id, "0", _TOP[key], restricted=key not in {FAVOURITES, _RADIO})
        match kind:
            case "A":
                return self._library.by_tags(object_id)
            case "S":
                return self._library.by_folders(object_id)
            case "Q":
                return self._queue_node(object_id)
            case "SQ":
                return self._saved_node(object_id)
            case "FV":
                return self._favourite(content.favourites[object_id])
            case "R":
                return self._in(object_id, content.shows if key.startswith(f"{SHOWS}/") else content.radio)
            case "AI":
                return next((node for node in self._line_ins() if node.object_id.upper() == key), None)
        return None

    def _list(self, object_id: str) -> Listing | None:
        key, content = object_id.upper(), self._content
        match key:
            case "0":
                return listing([self.node(top)[0] for top in _TOP])
            case "Q:":
                return listing([self.node(f"Q:{number}")[0] for number in self._player.queues])
            case "SQ:":
                return listing([self._saved_queue(queue) for queue in content.saved_queues])
            case "FV:2":
                return listing([self._favourite(favourite) for favourite in content.favourites])
            case "R:0":
                return listing([self.node(radio)[0] for radio in _RADIO_LISTS])
            case "R:0/0":
                return self._stations(content.radio)
            case "R:0/1":
                return self._stations(content.shows)
            case "AI:":
                return listing(self._line_ins())
        if key.startswith("A:"):
            return self._library.in_tags(object_id)
        if key.startswith("S:"):
            return self._library.in_folders(object_id)
        if key.startswith("Q:"):
            queue = self._queue(key)
            return None if queue is None else _tracks(queue[0], object_id)
        if key.startswith("SQ:") and key in content.saved_queues:
            return _tracks(content.saved_queues[key].tracks, object_id)
        return None

    # Queues and playlists

    def _queue(self, key: str) -> tuple[Sequence[Track], int] | None:
        """Tracks and update id of the queue ``Q:n``."""
        number = _number(key[2:])
        queue = None if number is None else self._player.queues.get(number)
        return None if queue is None else (queue.tracks, queue.update_id)

    def _queue_node(self, object_id: str) -> Node | None:
        """A queue, or a track in it."""
        queue_id, slash, place = object_id.partition("/")
        queue = self._queue(queue_id.upper())
        if queue is None or slash:
            return None if queue is None else _track_at(queue[0], queue_id, place)
        uri = f"x-rincon-queue:{self._player.uuid}#{queue_id[2:]}"
        title = f"Queue Instance {queue_id[2:]}"
        return Node(queue_id, "Q:", title, PLAYLIST, uri, child_count=len(queue[0]))

    def _saved_node(self, object_id: str) -> Node:
        """A playlist, or a track in it."""
        queue_id, slash, place = object_id.partition("/")
        queue = self._content.saved_queues[queue_id]
        node = _track_at(queue.tracks, queue_id, place) if slash else self._saved_queue(queue)
        if node is None:
            raise UPnPError(NO_SUCH_OBJECT, f"no track {object_id!r}")
        return node

    def _saved_queue(self, queue: SavedQueue) -> Node:
        arts = dict.fromkeys(track.art_uri for track in queue.tracks if track.art_uri)
        return Node(
            queue.object_id,
            SAVED_QUEUES,
            queue.title,
            PLAYLIST,
            queue.uri,
            arts=tuple(arts)[:_PLAYLIST_ARTS],
            shape=Shape.SAVED_QUEUE,
        )

    # Favourites, radio, inputs

    def _favourite(self, favourite: Favourite) -> Node:
        return Node(
            favourite.object_id,
            FAVOURITES,
            favourite.title,
            restricted=False,
            favourite=favourite,
        )

    def _stations(self, stations: Stations) -> Listing:
        return listing([self._in(station.object_id, stations) for station in stations])

    def _in(self, object_id: str, stations: Stations) -> Node:
        station = stations[object_id]
        is_show = stations.container_id == SHOWS
        # Stations are listed with the protocol of a plain stream whatever their scheme is (recorded, 12 of 12).
        return Node(
            object_id,
            stations.container_id,
            station.title,
            stations.upnp_class,
            station.uri,
            shape=Shape.CONTAINER if is_show else Shape.ITEM,
            protocol_info="x-sonosapi-show:*:*:*" if is_show else "x-rincon-mp3radio:*:*:*",
            restricted=False,
        )

    def _line_ins(self) -> list[Node]:
        """All line-ins of the household (form inferred; class: SoCo data_structures.py)."""
        return [
            Node(
                f"AI:{player.uuid}",
                "AI:",
                f"{player.name}: {player.line_in.name}",
                "object.item.audioItem.linein",
                f"x-rincon-stream:{player.uuid}",
                shape=Shape.ITEM,
            )
            for player in self._player.household.players.values()
            if player.profile.can("line-in")
        ]


def _tracks(tracks: Sequence[Track], container_id: str) -> Listing:
    def page(start: int, count: int) -> list[Node]:
        return [_track(track, container_id, start + n + 1) for n, track in enumerate(tracks[start : start + count])]

    return Listing(len(tracks), page)


def _track_at(tracks: Sequence[Track], container_id: str, place: str) -> Node | None:
    """The track at ``place``, counted from 1."""
    number = _number(place) or 0
    return _track(tracks[number - 1], container_id, number) if 0 < number <= len(tracks) else None


def _track(track: Track, container_id: str, number: int) -> Node:
    return Node(f"{container_id}/{number}", container_id, track.title, track.upnp_class, track=track)


def _number(text: str) -> int | None:
    """The number that ``text`` writes in digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
