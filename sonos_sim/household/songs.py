"""Music files and playlist files on a share, as an index of them knows them."""

from __future__ import annotations

from typing import NamedTuple

from sonos_sim.household.art_uri import encode_path, library_art
from sonos_sim.household.media import Track

SCHEME = "x-file-cifs:"


class Song(NamedTuple):
    """A music file. Tags that it lacks are empty."""

    share: str
    """``//host/path``."""
    folder: str
    """Below the share, without slashes at its ends; empty: at its top."""
    file: str
    title: str
    artist: str = ""
    album: str = ""
    album_artist: str = ""
    genre: str = ""
    composer: str = ""
    number: int | None = None
    duration: float | None = None
    """Seconds."""

    @property
    def path(self) -> str:
        """``//host/path/folder/file``, as people write it."""
        return join(self.share, self.folder, self.file)

    @property
    def uri(self) -> str:
        """``x-file-cifs:`` and the encoded path."""
        return SCHEME + encode_path(self.path)

    def track(self, share_version: int) -> Track:
        """What a player knows of it; ``share_version`` goes into the address of its art."""
        uri = self.uri
        return Track(
            uri,
            self.title,
            self.artist,
            self.album,
            self.album_artist,
            self.number,
            self.duration,
            library_art(uri, share_version),
        )


class PlaylistFile(NamedTuple):
    """A playlist on a share, such as an .m3u file."""

    share: str
    folder: str
    file: str
    songs: tuple[Song, ...]

    @property
    def path(self) -> str:
        """``//host/path/folder/file``, as people write it."""
        return join(self.share, self.folder, self.file)

    @property
    def uri(self) -> str:
        """``x-file-cifs:`` and the encoded path."""
        return SCHEME + encode_path(self.path)


def join(*parts: str) -> str:
    """A path of ``parts``, of which some may be empty."""
    return "/".join(part for part in parts if part)
