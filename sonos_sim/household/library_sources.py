"""Libraries that are no invention: declared album by album, or read from a folder of audio files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import mutagen

from sonos_sim.household.library_generator import SHARE
from sonos_sim.household.songs import PlaylistFile, Song

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AUDIO_ENDINGS = frozenset({".mp3", ".flac", ".m4a", ".mp4", ".ogg", ".wav", ".wma", ".aif", ".aiff"})
PLAYLIST_ENDINGS = frozenset({".m3u", ".m3u8"})
LONGEST_PLAYLIST = 1024 * 1024
"""Bytes of a playlist file that are read."""


@dataclass(frozen=True, slots=True)
class DeclaredSongs:
    """Songs as somebody listed them."""

    songs: Sequence[Song]
    share: str = SHARE

    def read(self) -> tuple[Sequence[Song], Sequence[PlaylistFile]]:
        """The same songs each time."""
        return self.songs, ()


@dataclass(frozen=True, slots=True)
class FolderOfFiles:
    """The audio and .m3u files below ``path``, shown as the share ``share``.

    A file that cannot be read as audio is left out; one without tags goes by its name. Files that have not changed
    are not opened again on the next reading.
    """

    path: Path
    share: str = SHARE
    _known: dict[Path, tuple[tuple[int, int], Song | None]] = field(default_factory=dict, compare=False, repr=False)

    def read(self) -> tuple[list[Song], list[PlaylistFile]]:
        """What is there now, in the order of names; nothing if the folder is gone."""
        files = list(self._files())
        found = {file: self._song(file) for file in files if file.suffix.lower() in AUDIO_ENDINGS}
        songs = {file: song for file, song in found.items() if song is not None}
        playlists = [file for file in files if file.suffix.lower() in PLAYLIST_ENDINGS]
        return list(songs.values()), [self._playlist(file, songs) for file in playlists]

    def _files(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.path):
            folders.sort()
            for name in sorted(names):
                yield Path(folder, name)

    def _song(self, file: Path) -> Song | None:
        try:
            status = file.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if file not in self._known or self._known[file][0] != stamp:
                self._known[file] = stamp, self._opened(file)
        except OSError:
            return None
        return self._known[file][1]

    def _opened(self, file: Path) -> Song | None:
        try:
            audio = mutagen.File(file, easy=True)
        except mutagen.MutagenError:
            return None
        if audio is None:
            return None
        tags = audio.tags or {}

        def tag(name: str) -> str:
            values = tags.get(name)
            return str(values[0]) if values else ""

        number = tag("tracknumber").partition("/")[0]
        artist = tag("artist")
        return Song(
            self.share,
            self._folder(file),
            file.name,
            tag("title") or file.stem,
            artist,
            tag("album"),
            tag("albumartist") or artist,
            tag("genre"),
            tag("composer"),
            int(number) if number.isascii() and number.isdigit() else None,
            audio.info.length,
        )

    def _playlist(self, file: Path, songs: dict[Path, Song]) -> PlaylistFile:
        """The songs of the share that the file names; lines that name nothing are passed over."""
        with file.open("rb") as stream:
            lines = stream.read(LONGEST_PLAYLIST).decode("utf-8-sig", "replace").splitlines()
        named = [Path(os.path.normpath(file.parent / line.strip())) for line in lines if line.strip()]
        return PlaylistFile(self.share, self._folder(file), file.name, tuple(songs[p] for p in named if p in songs))

    def _folder(self, file: Path) -> str:
        folder = file.parent.relative_to(self.path).as_posix()
        return "" if folder == "." else folder
