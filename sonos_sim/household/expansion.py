"""From the URI of a container to its tracks."""

from __future__ import annotations

import random
import string
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sonos_sim.catalogue.errors import NOT_ENQUEUEABLE, UPnPError
from sonos_sim.household.art_uri import service_art
from sonos_sim.household.library_generator import GeneratedSongs
from sonos_sim.household.saved_queues import URI_PREFIX as SAVED_QUEUE
from sonos_sim.household.saved_queues import SavedQueues
from sonos_sim.household.songs import SCHEME as FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.household.content import Content
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player
    from sonos_sim.household.songs import Song

_LIBRARY = "x-rincon-playlist:"
_OF_SERVICES = ("x-rincon-cpcontainer:", "x-sonosapi-show:", "x-sonosapi-rtrecent:")
_PLAYLIST_ENDINGS = (".m3u", ".m3u8", ".pls", ".asx", ".wpl")
_TRACK_QUERY = "sid=9&flags=8224&sn=1"
"""What a track of a service has behind the question mark when the container has nothing there (inferred)."""


def expand(content: Content, uri: str, player: Player) -> list[Track] | None:
    """The tracks of the container that ``uri`` names; None if it names none.

    Raises UPnPError 804 for a container that is not there, or that players do not enqueue.
    """
    scheme = uri.partition(":")[0].lower() + ":"
    if uri.startswith(SAVED_QUEUE):
        return _saved(content.saved_queues, f"SQ:{uri.removeprefix(SAVED_QUEUE)}")
    if scheme == _LIBRARY or uri.startswith("#"):
        return _listed(content, uri.partition("#")[2])
    if scheme == FILE and uri.lower().endswith(_PLAYLIST_ENDINGS):
        playlist = content.library.playlist_at(unquote(uri.removeprefix(FILE)))
        return _tracks(content, None if playlist is None else playlist.songs, uri)
    if scheme in _OF_SERVICES:
        return _invented(uri, player)
    return None


def _saved(saved_queues: SavedQueues, object_id: str) -> list[Track]:
    if object_id not in saved_queues:
        raise UPnPError(NOT_ENQUEUEABLE, f"no playlist {object_id}")
    return list(saved_queues[object_id].tracks)


def _listed(content: Content, object_id: str) -> list[Track]:
    """The tracks under an object of ContentDirectory."""
    kind, library = object_id.partition(":")[0].upper(), content.library
    if kind == "SQ":
        return _saved(content.saved_queues, object_id)
    songs: Sequence[Song] | None = None
    if kind == "S":
        path = unquote(object_id[2:])
        song, playlist, folder = library.song_at(path), library.playlist_at(path), library.folder_at(path)
        songs = [song] if song else playlist.songs if playlist else folder.all_songs() if folder else None
    elif kind == "A" and (branch := library.branch(object_id)) is not None:
        # The root of an index is no container of tracks, but A:TRACKS is.
        songs = branch.tracks if "/" in object_id or not branch.fields else None
    return _tracks(content, songs, object_id)


def _tracks(content: Content, songs: Sequence[Song] | None, name: str) -> list[Track]:
    if songs is None:
        raise UPnPError(NOT_ENQUEUEABLE, f"{name!r} is no container of tracks")
    version = content.share_version
    return [song.track(version) for song in songs]


def _invented(uri: str, player: Player) -> list[Track]:
    """Tracks of an album or playlist of a music service: made up, the same each time."""
    seed = zlib.crc32(uri.encode()) ^ player.household.random.seed
    rng = random.Random(f"{seed}/ids")
    path, _, query = uri.partition("?")
    is_spotify = "spotify" in path
    tracks = []
    for song in GeneratedSongs(tracks=player.behaviour.service_container_tracks, seed=seed).read()[0]:
        token = "".join(rng.choices(string.ascii_letters + string.digits, k=22))
        name = f"x-sonos-spotify:spotify%3atrack%3a{token}" if is_spotify else f"x-sonos-http:{token}.mp4"
        track = f"{name}?{query or _TRACK_QUERY}"
        # Tracks of services have neither number nor album artist (recorded).
        tracks.append(replace(song.track(0), uri=track, number=None, album_artist="", art_uri=service_art(track)))
    return tracks
