"""The ``library`` of a household file: music, playlists, favourites and stations."""

from __future__ import annotations

from dataclasses import fields
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.favourites import Favourite
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs
from sonos_sim.household.library_sources import DeclaredSongs, FolderOfFiles
from sonos_sim.household.media import Track
from sonos_sim.household.songs import Song

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sonos_sim.household.content import Content
    from sonos_sim.household.household import Household
    from sonos_sim.household.library import SongSource
    from sonos_sim.household.player import Player

    Note = Callable[[list[str | int], str], None]

DECLARED_SHARE = "//nas/albums"
_MADE_BY_LIST = frozenset({"object_id", "ordinal"})
"""Fields of a favourite that the list gives."""


def build_library(household: Household, entry: dict[str, Any], base: Path, note: Note) -> None:
    """Give ``household`` what ``entry`` declares; folders are found from ``base``, what cannot be goes to ``note``."""
    if not household.players:
        note(["library"], "is of a household without players")
        return
    player, content = household.players[household.first_uuid], household.content
    sources = _sources(household, entry, base, note)
    if sources:
        content.set_library(Library(sources), player)
    lists: dict[str, Callable[[dict[str, Any]], object]] = {
        "stations": lambda item: content.radio.create(item["title"], item["uri"], player),
        "shows": lambda item: content.shows.create(item["title"], item["uri"], player),
        "favourites": lambda item: content.favourites.create(Favourite(**item), player),
        "playlists": lambda item: content.saved_queues.create(
            item["title"], [t for track in item.get("tracks", ()) for t in _tracks(content, track, player)], player
        ),
    }
    for name, create in lists.items():
        for number, item in enumerate(entry.get(name, ())):
            try:
                create(item)
            except UPnPError as error:
                note(["library", name, number], f"cannot be: {error.reason}")
    for other in household.players.values():
        other.update_counters.boot()


def _sources(household: Household, entry: dict[str, Any], base: Path, note: Note) -> list[SongSource]:
    sources: list[SongSource] = []
    if "generate" in entry:
        sources.append(GeneratedSongs(**{"seed": household.random.seed, **entry["generate"]}))
    if "albums" in entry:
        songs = [song for album in entry["albums"] for song in _declared(album)]
        sources.append(DeclaredSongs(songs, DECLARED_SHARE))
    for number, folder in enumerate(entry.get("folders", ())):
        path = base / folder["path"]
        if not path.is_dir():
            note(["library", "folders", number, "path"], f"is {folder['path']}, and there is no such folder")
        sources.append(FolderOfFiles(path, folder.get("share", f"//nas/{path.name}")))
    return sources


def _declared(album: dict[str, Any]) -> Iterable[Song]:
    for number, entry in enumerate(album["tracks"], 1):
        own = {"title": entry} if isinstance(entry, str) else entry
        artist = album.get("artist", "")
        common = {"artist": artist, "album_artist": artist, "album": album["title"], "number": number}
        common |= {key: album[key] for key in ("genre", "composer") if key in album}
        folder = f"{_file(artist)}/{_file(album['title'])}".strip("/")
        yield Song(DECLARED_SHARE, folder, f"{number:02} - {_file(own['title'])}.mp3", **{**common, **own})


def _file(name: str) -> str:
    return name.replace("/", "_")


def _tracks(content: Content, entry: str | dict[str, Any], player: Player) -> list[Track]:
    """The track that ``entry`` describes, or the tracks of the container it names."""
    if isinstance(entry, dict):
        return [Track(**entry)]
    known = content.track_for(entry)
    return content.expand(entry, player) or [known or Track(entry, entry.rpartition("/")[2])]


def describe_library(household: Household) -> dict[str, Any]:
    """The ``library`` of a household file; empty if there is nothing to play."""
    content = household.content
    entry: dict[str, Any] = {}
    for source in content.library.sources:
        match source:
            case GeneratedSongs():
                values = {field.name: getattr(source, field.name) for field in fields(source)}
                entry["generate"] = {name: value for name, value in values.items() if value is not None}
            case DeclaredSongs():
                entry["albums"] = [_album(list(songs)) for _, songs in groupby(source.songs, lambda song: song.folder)]
            case FolderOfFiles():
                entry.setdefault("folders", []).append({"path": str(source.path), "share": source.share})
    lists: dict[str, list[dict[str, Any]]] = {
        "stations": [{"title": station.title, "uri": station.uri} for station in content.radio],
        "shows": [{"title": show.title, "uri": show.uri} for show in content.shows],
        "favourites": [_not_default(favourite, _MADE_BY_LIST) for favourite in content.favourites],
        "playlists": [
            {"title": queue.title, "tracks": [_track(content, track) for track in queue.tracks]}
            for queue in sorted(content.saved_queues, key=lambda queue: queue.number)
        ],
    }
    return entry | {name: items for name, items in lists.items() if items}


def _album(songs: list[Song]) -> dict[str, Any]:
    first = songs[0]
    return {
        "title": first.album,
        **({"artist": first.album_artist} if first.album_artist else {}),
        "tracks": [
            {
                name: value
                for name, value in song._asdict().items()
                if value not in {"", None} and name not in {"share", "folder", "file", "album", "album_artist"}
            }
            for song in songs
        ],
    }


def _track(content: Content, track: Track) -> str | dict[str, Any]:
    return track.uri if content.track_for(track.uri) == track else _not_default(track)


def _not_default(thing: Any, left_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The fields of a dataclass that differ from their defaults."""
    values = {field.name: (getattr(thing, field.name), field.default) for field in fields(thing)}
    return {name: value for name, (value, default) in values.items() if value != default and name not in left_out}
