"""The library as a tree: ``A:`` by tags, ``S:`` by folders.

Ids are resolved without regard to case or to how they are encoded, and children repeat the spelling that was asked
for (recorded for A:ARTIST).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote

from sonos_sim.household.art_uri import encode_name, encode_path, library_art
from sonos_sim.household.library import LEVELS
from sonos_sim.household.media import MUSIC_TRACK
from sonos_sim.household.nodes import FOLDER, PLAYLIST, Listing, Node, Shape, listing
from sonos_sim.household.songs import SCHEME, PlaylistFile, Song

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sonos_sim.household.content import Content
    from sonos_sim.household.library import Branch, Folder
    from sonos_sim.household.player import Player

T = TypeVar("T")

_PLAYLISTS = "A:PLAYLISTS"
_TRACKS = "A:TRACKS"
_TITLES = {
    # Order and names: sonos-api-docs remarks; "Contributor" and "Artist" are what players call them.
    "A:ARTIST": "Contributor",
    "A:ALBUMARTIST": "Artist",
    "A:ALBUM": "Album",
    "A:GENRE": "Genre",
    "A:COMPOSER": "Composer",
    _TRACKS: "Tracks",
    _PLAYLISTS: "Playlists",
}
_CLASSES = {
    # By tag; all recorded.
    "artist": "object.container.person.musicArtist",
    "album_artist": "object.container.person.musicArtist",
    "album": "object.container.album.musicAlbum",
    "genre": "object.container.genre.musicGenre",
    "composer": "object.container.person.composer",
}
_SAME_ARTIST = "object.container.playlistContainer.sameArtist"
_ALL = "All"


class LibraryNodes:
    """Nodes of the library as ``player`` tells them."""

    def __init__(self, content: Content, player: Player) -> None:
        self._library = content.library
        self._version = content.share_version
        self._player = player

    # Objects

    def by_tags(self, object_id: str) -> Node | None:
        """The container ``A:`` or below."""
        if object_id.upper() == "A:":
            return Node(object_id, "0", "Attributes")
        if (title := _TITLES.get(object_id.upper())) is not None:
            return Node(object_id, "A:", title)
        branch = self._library.branch(object_id)
        if branch is None:
            return None
        parent_id = object_id.rpartition("/")[0]
        if object_id.endswith("/"):
            return self._all(parent_id)
        root, _, names = object_id.partition("/")
        return self._branch(branch, LEVELS[root.upper()][names.count("/")], object_id, parent_id)

    def by_folders(self, object_id: str) -> Node | None:
        """A share, folder, song or playlist file: ``S://host/...``."""
        if object_id.upper() == "S:":
            return Node(object_id, "0", "Music Shares")
        path = unquote(object_id[2:])
        if (song := self._library.song_at(path)) is not None:
            return self._song(song)
        if (playlist := self._library.playlist_at(path)) is not None:
            return self._playlist(playlist)
        folder = self._library.folder_at(path)
        return None if folder is None else self._folder(folder)

    # What is in them

    def in_tags(self, object_id: str) -> Listing | None:
        """What is in ``A:`` and below; behind a colon at the end only what matches a search (``A:ARTIST:term``)."""
        if object_id.upper() == "A:":
            return listing([Node(root, "A:", title) for root, title in _TITLES.items()])
        found = self._plain(object_id)
        if found is None:
            container_id, colon, term = object_id.rpartition(":")
            return self._matching(container_id, unquote(term)) if colon else None
        return found

    def in_folders(self, object_id: str) -> Listing | None:
        """What is in ``S:`` and below: folders, then songs, then playlist files."""
        if object_id.upper() == "S:":
            found = [self._library.folder_at(share) for share in self._library.shares]
            return listing([self._folder(folder) for folder in found if folder is not None])
        path = unquote(object_id[2:])
        if (playlist := self._library.playlist_at(path)) is not None:
            return self._of(playlist.songs, self._song)
        folder = self._library.folder_at(path)
        if folder is None:
            return None
        folders = [folder.folders[key] for key in sorted(folder.folders)]
        songs = sorted(folder.songs, key=lambda song: song.file.casefold())
        things: list[Folder | Song | PlaylistFile] = [*folders, *songs, *folder.playlists]
        return self._of(things, self._in_folder)

    def _plain(self, object_id: str) -> Listing | None:
        if object_id.upper() == _PLAYLISTS:
            return self._of(self._library.playlists, self._playlist)
        branch = self._library.branch(object_id)
        if branch is None:
            return None
        if not branch.fields:
            return self._of(branch.tracks, self._song, branch.track_names)
        branches = list(branch.branches.values())
        below = self._child_of(branch, object_id)
        if "/" not in object_id:
            return self._of(branches, below, list(branch.branches))
        # Below an artist, genre or composer the first entry stands for all songs (recorded for artists).
        everything = self._all(object_id)

        def page(start: int, count: int) -> list[Node]:
            first = [everything] if start == 0 and count else []
            return first + [below(b) for b in branches[max(0, start - 1) : start + count - 1]]

        return Listing(len(branches) + 1, page, names=lambda: [_ALL.casefold(), *branch.branches])

    def _matching(self, object_id: str, term: str) -> Listing | None:
        matches = self._matcher(term)
        if object_id.upper() == _PLAYLISTS:
            return self._of([p for p in self._library.playlists if matches(p.file.casefold())], self._playlist)
        branch = self._library.branch(object_id)
        if branch is None:
            return None
        if not branch.fields:
            names = zip(branch.tracks, branch.track_names, strict=True)
            return self._of([song for song, name in names if matches(name)], self._song)
        found = [child for name, child in branch.branches.items() if matches(name)]
        return self._of(found, self._child_of(branch, object_id))

    def _matcher(self, term: str) -> Callable[[str], bool]:
        """Whether a case-folded name matches ``term``, by ``search_mode``."""
        wanted = term.casefold()
        match self._player.behaviour.search_mode:
            case "prefix":
                return lambda name: name.startswith(wanted)
            case "substring":
                return lambda name: wanted in name
            case _:
                at_word_start = re.compile(rf"(?<!\w){re.escape(wanted)}").search
                # Most names do not have the term at all, which a plain search tells faster.
                return lambda name: wanted in name and at_word_start(name) is not None

    def _of(self, things: Sequence[T], node: Callable[[T], Node], names: list[str] | None = None) -> Listing:
        def page(start: int, count: int) -> list[Node]:
            return [node(thing) for thing in things[start : start + count]]

        return Listing(len(things), page, names=None if names is None else lambda: names)

    # From the library to nodes

    def _child_of(self, branch: Branch, object_id: str) -> Callable[[Branch], Node]:
        tag = branch.fields[0]
        return lambda child: self._branch(child, tag, f"{object_id}/{encode_name(child.name)}", object_id)

    def _branch(self, branch: Branch, tag: str, object_id: str, parent_id: str) -> Node:
        creator = ""
        arts: tuple[str, ...] = ()
        if tag == "album":
            song = branch.first
            creator, arts = song.album_artist or song.artist, (library_art(song.uri, self._version),)
        return Node(object_id, parent_id, branch.name, _CLASSES[tag], self._playlist_uri(object_id), creator, arts)

    def _all(self, parent_id: str) -> Node:
        object_id = f"{parent_id}/"
        return Node(object_id, parent_id, _ALL, _SAME_ARTIST, self._playlist_uri(object_id))

    def _song(self, song: Song) -> Node:
        track = song.track(self._version)
        return Node(f"S:{track.uri.removeprefix(SCHEME)}", _TRACKS, song.title, MUSIC_TRACK, track=track)

    def _playlist(self, playlist: PlaylistFile) -> Node:
        object_id = f"S:{encode_path(playlist.path)}"
        return Node(object_id, _PLAYLISTS, playlist.file, PLAYLIST, playlist.uri, shape=Shape.PLAYLIST_FILE)

    def _in_folder(self, thing: Folder | Song | PlaylistFile) -> Node:
        match thing:
            case Song():
                return self._song(thing)
            case PlaylistFile():
                return self._playlist(thing)
            case _:
                return self._folder(thing)

    def _folder(self, folder: Folder) -> Node:
        object_id = f"S:{encode_path(folder.path)}"
        is_share = folder.path in self._library.shares
        parent_id, _, _ = object_id.rpartition("/")
        title = folder.path if is_share else folder.name
        return Node(object_id, "S:" if is_share else parent_id, title, FOLDER, self._playlist_uri(object_id))

    def _playlist_uri(self, object_id: str) -> str:
        return f"x-rincon-playlist:{self._player.uuid}#{object_id}"
