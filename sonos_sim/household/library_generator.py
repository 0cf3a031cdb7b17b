"""Made-up music libraries of any size, everything from a seed."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faker import Generator
from faker.providers.lorem.en_US import Provider as Words
from faker.providers.person.en_US import Provider as People

from sonos_sim.household.songs import PlaylistFile, Song

if TYPE_CHECKING:
    from collections.abc import Iterator

SHARE = "//nas/music"
NAMES_THAT_HURT = (
    "Rock & Roll <live> \"at\" O'Hara's",
    "100% / 50% [Disc 1: A]",
    "\U0001f3b8 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f8\U0001f1ea",
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
    "\u6771\u4eac\u4e8b\u5909",
    "A\u030ang\u0308stro\u0308m",
    "&amp; already escaped &lt;b&gt;",
    "]]> <!-- ?> #1 %41%2f",
    "  padded  ",
    ("A very long name that goes on " * 10).strip()[:300].ljust(300, "."),
    ".",
)
"""Markup, quotes, percent signs, slashes, emoji, right-to-left, combining marks, 300 characters, a lone dot."""
_EVERY = 3
"""Each so-manieth name is one that hurts, in turn, so that a small library has them all."""
_GENRES = ("Rock", "Pop", "Jazz", "Classical", "Electronic", "Folk", "R&B", "Hip-Hop/Rap", "Soundtrack", "Choral")
_ENDINGS = ("mp3", "mp3", "mp3", "flac", "m4a", "ogg")
_SMALLEST_ALBUM, _LARGEST_ALBUM = 8, 16
_ALBUMS_AN_ARTIST = 4
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
_LONGEST_FILE_NAME = 60


@dataclass(frozen=True, slots=True)
class GeneratedSongs:
    """A made-up library of so many ``tracks``, or of so many ``albums`` (of 8 to 16 tracks), on one share."""

    tracks: int | None = None
    albums: int | None = None
    seed: int = 0
    share: str = SHARE

    def read(self) -> tuple[list[Song], list[PlaylistFile]]:
        """The same songs each time, and a playlist file of some of them."""
        songs: list[Song] = []
        for number, album in enumerate(_albums(self.seed, self.share)):
            if self.albums is not None and number >= self.albums:
                break
            if self.tracks is not None and len(songs) >= self.tracks:
                break
            songs += album
        songs = songs[: self.tracks]
        some = tuple(random.Random(f"{self.seed}/playlist").sample(songs, min(len(songs), 20)))
        return songs, [PlaylistFile(self.share, "Playlists", "Party & more.m3u", some)] if some else []


def _albums(seed: int, share: str) -> Iterator[list[Song]]:
    rng = random.Random(f"{seed}/library")
    generator = Generator()
    generator.random = rng
    people = People(generator)
    words = [word.title() for word in Words.word_list]
    taken: set[str] = set()
    hurt = iter(_in_turn())
    artist = genre = ""
    composers: list[str] = []
    while True:
        if not artist or rng.random() < 1 / _ALBUMS_AN_ARTIST:
            artist = next(hurt) or _artist(rng, people, words)
            genre = rng.choice(_GENRES)
            composers = [f"{people.first_name()} {people.last_name()}" for _ in range(2)]
            composers.append("/".join(composers))
        album = next(hurt) or " ".join(rng.choices(words, k=rng.randint(1, 3)))
        folder, ending = f"{_file_name(artist)}/{_file_name(album)}", rng.choice(_ENDINGS)
        while folder.casefold() in taken:
            folder += "_"
        taken.add(folder.casefold())
        songs = []
        for number in range(1, rng.randint(_SMALLEST_ALBUM, _LARGEST_ALBUM) + 1):
            title = next(hurt) or " ".join(rng.choices(words, k=rng.randint(1, 4)))
            file = f"{number:02} - {_file_name(title)}.{ending}"
            duration = float(rng.randint(90, 480))
            composer = rng.choice(composers)
            songs.append(Song(share, folder, file, title, artist, album, artist, genre, composer, number, duration))
        yield songs


def _in_turn() -> Iterator[str]:
    """Empty, except that each so-manieth time it is the next name that hurts."""
    while True:
        for name in NAMES_THAT_HURT:
            yield from [""] * (_EVERY - 1)
            yield name


def _artist(rng: random.Random, people: People, words: list[str]) -> str:
    if rng.random() < 0.5:
        return f"{people.first_name()} {people.last_name()}"
    return f"The {rng.choice(words)} {rng.choice(words)}s"


def _file_name(name: str) -> str:
    """``name`` as a file can be called."""
    return _NOT_IN_FILE_NAMES.sub("_", name)[:_LONGEST_FILE_NAME].strip(" .") or "_"
