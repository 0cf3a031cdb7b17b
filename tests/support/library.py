"""A small library whose every name is known to the tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.library import Library
from sonos_sim.household.library_sources import DeclaredSongs
from sonos_sim.household.songs import PlaylistFile, Song

if TYPE_CHECKING:
    from sonos_sim import Player

SHARE = "//nas/music"


def song(artist: str, album: str, number: int, title: str, **tags: object) -> Song:
    values = {"album_artist": artist, "genre": "Rock", "composer": "A B/C D", "duration": 61.0, **tags}
    folder = f"{artist}/{album}".replace("?", "_")
    return Song(SHARE, folder, f"{number:02} {title}.mp3", title, artist, album, number=number, **values)


SONGS = [
    song("The Owls", "Night [Live]", 2, "Second"),
    song("The Owls", "Night [Live]", 1, "First & <foremost>"),
    song("The Owls", "Day", 1, "Owl Song"),
    song("Öwl'n, Co.", "Day", 1, "Howl", genre="R&B"),
    song("A+B: 100%", "Weird / Names?", 1, "Sowl \U0001f989", genre="Pop"),
]


class Shelf(DeclaredSongs):
    """Songs, and a playlist file of two of them."""

    def read(self):
        return self.songs, [PlaylistFile(SHARE, "lists", "best of.m3u", (self.songs[2], self.songs[0]))]


def stock(player: Player) -> Library:
    """Give the household of ``player`` the library."""
    library = Library([Shelf(SONGS, SHARE)])
    player.household.content.set_library(library, player)
    return library
