"""A playable thing: an entry of a queue, a track of the library, a station."""

from __future__ import annotations

from dataclasses import dataclass

MUSIC_TRACK = "object.item.audioItem.musicTrack"
BROADCAST = "object.item.audioItem.audioBroadcast"


@dataclass(frozen=True, slots=True)
class Track:
    """What a player knows of something it can play.

    Fields that a client's metadata or the library does not tell are empty; ``duration`` None means unknown.
    """

    uri: str
    title: str = ""
    creator: str = ""
    album: str = ""
    album_artist: str = ""
    number: int | None = None
    """upnp:originalTrackNumber."""
    duration: float | None = None
    """Seconds."""
    art_uri: str = ""
    """upnp:albumArtURI as it is shown."""
    upnp_class: str = MUSIC_TRACK
    protocol_info: str = ""
    """protocolInfo of the res element; empty: told by the scheme of the URI."""
    item_id: str = ""
    """The id that the client's metadata gave it; services tell their tracks by it."""
    descriptor: str = ""
    """Text of the desc element (cdudn), such as ``SA_RINCON65031_``."""
