"""Between tracks of the household and DIDL-Lite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.art_uri import service_art
from sonos_sim.household.media import MUSIC_TRACK, Track
from sonos_sim.services.protocol_info import protocol_info
from sonos_sim.wire.didl import ParsedItem, TrackItem, parse_item, render_item
from sonos_sim.wire.duration import format_duration

if TYPE_CHECKING:
    from sonos_sim.household import Household

_LIBRARY_SCHEME = "x-file-cifs:"
SERVICE_SCHEMES = ("x-sonos-", "x-sonosapi-", "x-sonosprog-")
"""How URIs of music services begin: players show art for them."""


def client_track(household: Household, uri: str, metadata: str) -> Track:
    """The track that a client names by ``uri``: what its metadata says, then what the library knows.

    Never refuses: metadata that is no DIDL-Lite tells nothing.
    """
    if (known := household.content.track_for(uri)) is not None:
        return known
    item = parse_item(metadata) or ParsedItem()
    return Track(
        uri,
        title=item.title or uri.partition("?")[0].rpartition("/")[2] or uri,
        creator=item.creator,
        album=item.album,
        album_artist=item.album_artist,
        number=item.number,
        duration=item.duration,
        art_uri=item.art_uri or (service_art(uri) if uri.startswith(SERVICE_SCHEMES) else ""),
        upnp_class=item.upnp_class or MUSIC_TRACK,
        # The client's protocolInfo is not taken over: SoCo writes x-rincon-playlist for whatever it enqueues.
        item_id=item.item_id,
        descriptor=item.descriptor,
    )


def track_item(track: Track, *, with_duration: bool = True, is_current: bool = False) -> TrackItem:
    """``track`` as an item; ``is_current`` adds what only the current track of AVTransport has."""
    duration = None if track.duration is None or not with_duration else format_duration(track.duration)
    return TrackItem(
        track.uri,
        track.protocol_info or protocol_info(track.uri),
        track.title,
        track.upnp_class,
        duration=duration,
        stream_content="" if is_current else None,
        radio_show="" if is_current else None,
        album_art_uri=track.art_uri or None,
        creator=track.creator or None,
        album=track.album or None,
        number=track.number,
        album_artist=(track.album_artist or None) if is_current else None,
    )


def listed_track(track: Track, item_id: str, parent_id: str) -> str:
    """``track`` as an entry of a list: a queue, a playlist, the library.

    Files of the library have no duration there (recorded), tracks of services do.
    """
    item = track_item(track, with_duration=not track.uri.startswith(_LIBRARY_SCHEME))
    return render_item(item, item_id, parent_id)
