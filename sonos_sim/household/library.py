"""The music library: what the shares of a household hold, and how it divides into artists, albums and folders.

Everything is made on first use: a library of 50,000 files costs nothing until somebody browses it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from sonos_sim.household.songs import SCHEME, PlaylistFile, Song, join

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS: dict[str, tuple[str, ...]] = {
    "A:ARTIST": ("artist", "album"),
    "A:ALBUMARTIST": ("album_artist", "album"),
    "A:ALBUM": ("album",),
    "A:GENRE": ("genre", "artist", "album"),
    "A:COMPOSER": ("composer", "album"),
    "A:TRACKS": (),
}
"""How the songs divide below each root of the index (SoCo music_library.py: Genres->Artists->Albums->Tracks)."""


class SongSource(Protocol):
    """Where songs come from: made up, declared, or read from a folder."""

    @property
    def share(self) -> str:
        """The share that the songs are on: ``//host/path``."""
        ...

    def read(self) -> tuple[Sequence[Song], Sequence[PlaylistFile]]:
        """All songs and playlist files, read anew."""
        ...


class Branch:
    """Songs that share what an object id says, such as an artist, and how they divide further.

    ``fields`` are the tags that still divide them; without any it is a plain list of songs. Names differ by more than
    the case of letters (recorded: ids match without case); a song without the tag is in no branch.
    """

    def __init__(self, name: str, songs: Sequence[Song], fields: tuple[str, ...]) -> None:
        self.name = name
        self.songs = songs
        self.fields = fields

    @cached_property
    def branches(self) -> dict[str, Branch]:
        """By the case-folded name, in its order."""
        where = Song._fields.index(self.fields[0])
        found: dict[str, list[Song]] = {}
        for song in self.songs:
            if name := str(song[where]):
                found.setdefault(name.casefold(), []).append(song)
        return {key: Branch(str(found[key][0][where]), found[key], self.fields[1:]) for key in sorted(found)}

    @cached_property
    def tracks(self) -> list[Song]:
        """The songs as they are listed: an album by number, anything wider by title (inferred)."""
        if len({song.album for song in self.songs}) == 1:
            return sorted(self.songs, key=lambda song: (song.number or 0, song.title.casefold()))
        return sorted(self.songs, key=lambda song: song.title.casefold())

    @cached_property
    def track_names(self) -> list[str]:
        """Case-folded titles in the order of :attr:`tracks`."""
        return [song.title.casefold() for song in self.tracks]

    @property
    def first(self) -> Song:
        """The song whose art and artist stand for all; an album's first."""
        return min(self.songs, key=lambda song: song.number or 0)


class Folder:
    """A folder of a share: the folders, songs and playlist files in it."""

    def __init__(self, path: str) -> None:
        self.path = path
        """``//host/path/folder``, as people write it."""
        self.folders: dict[str, Folder] = {}
        self.songs: list[Song] = []
        self.playlists: list[PlaylistFile] = []

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def all_songs(self) -> list[Song]:
        """Its songs and those of the folders in it, in the order of their names."""
        below = [song for key in sorted(self.folders) for song in self.folders[key].all_songs()]
        return below + sorted(self.songs, key=lambda song: song.file.casefold())


class Library:
    """The songs of some sources, indexed."""

    def __init__(self, sources: Sequence[SongSource] = ()) -> None:
        self.sources = tuple(sources)

    def reread(self) -> Library:
        """The same sources, read anew on the next use."""
        return Library(self.sources)

    def without(self, share: str) -> Library:
        """The library without what is on ``share``."""
        return Library([source for source in self.sources if source.share.casefold() != share.casefold()])

    @property
    def shares(self) -> list[str]:
        """The shares, each once, by name."""
        return sorted({source.share for source in self.sources}, key=str.casefold)

    @cached_property
    def _contents(self) -> tuple[list[Song], list[PlaylistFile]]:
        songs: list[Song] = []
        playlists: list[PlaylistFile] = []
        for source in self.sources:
            more_songs, more_playlists = source.read()
            songs += more_songs
            playlists += more_playlists
        return songs, sorted(playlists, key=lambda playlist: playlist.file.casefold())

    @property
    def songs(self) -> list[Song]:
        """All songs."""
        return self._contents[0]

    @property
    def playlists(self) -> list[PlaylistFile]:
        """All playlist files, by name."""
        return self._contents[1]

    @cached_property
    def roots(self) -> dict[str, Branch]:
        """The index, by the ids of :data:`LEVELS`."""
        return {root: Branch(root, self.songs, fields) for root, fields in LEVELS.items()}

    def branch(self, object_id: str) -> Branch | None:
        """The songs under ``A:ROOT/name/name``, names encoded and in any case; a slash at the end: all undivided."""
        root, *names = object_id.split("/")
        found = self.roots.get(root.upper())
        for position, name in enumerate(names):
            if found is None or not found.fields:
                return None
            is_all = not name and 0 < position == len(names) - 1
            found = Branch("", found.songs, ()) if is_all else found.branches.get(unquote(name).casefold())
        return found

    @cached_property
    def _by_path(self) -> dict[str, Song]:
        return {song.path.casefold(): song for song in self.songs}

    @cached_property
    def _playlist_by_path(self) -> dict[str, PlaylistFile]:
        return {playlist.path.casefold(): playlist for playlist in self.playlists}

    def song_at(self, path: str) -> Song | None:
        """The song with the unencoded path ``//host/path/...``."""
        return self._by_path.get(path.casefold())

    def playlist_at(self, path: str) -> PlaylistFile | None:
        """The playlist file with the unencoded path ``//host/path/...``."""
        return self._playlist_by_path.get(path.casefold())

    def song_for(self, uri: str) -> Song | None:
        """The song that the ``x-file-cifs:`` URI names, however it is encoded."""
        return self.song_at(unquote(uri[len(SCHEME) :])) if uri.startswith(SCHEME) else None

    @cached_property
    def _folders(self) -> dict[str, Folder]:
        folders = {share.casefold(): Folder(share) for share in self.shares}

        def folder(share: str, path: str) -> Folder:
            key = join(share, path).casefold()
            if key not in folders:
                parent, _, name = path.rpartition("/")
                above = folder(share, parent)
                folders[key] = above.folders[name.casefold()] = Folder(join(above.path, name))
            return folders[key]

        for song in self.songs:
            folder(song.share, song.folder).songs.append(song)
        for playlist in self.playlists:
            folder(playlist.share, playlist.folder).playlists.append(playlist)
        return folders

    def folder_at(self, path: str) -> Folder | None:
        """The folder with the unencoded path ``//host/path/...``."""
        return self._folders.get(path.rstrip("/").casefold())
