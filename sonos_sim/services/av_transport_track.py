"""The current track of a player, as the getters and the events of AVTransport tell it.

Shapes: recorded GetPositionInfo answers and events for stations, a file, line-in, a group member and nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sonos_sim.household.line_in import LineIn
from sonos_sim.household.sources import TRAITS, SourceKind
from sonos_sim.wire.didl import TrackItem, render_track

if TYPE_CHECKING:
    from sonos_sim.household import Household, Player
    from sonos_sim.household.transport import Source

NO_TIME = "0:00:00"
_DURATION = re.compile(r'\bduration="(\d+:\d\d:\d\d)')

_MIME_BY_ENDING = {
    "aif": "audio/aiff", "aiff": "audio/aiff", "flac": "audio/flac", "m3u8": "audio/mpegurl", "m4a": "audio/mp4",
    "mp4": "audio/mp4", "ogg": "application/ogg", "wav": "audio/wav", "wma": "audio/x-ms-wma",
}  # fmt: skip
_PROTOCOLS = {
    # By scheme; ``{}`` stands for the MIME type that the ending of the URI tells.
    "http": "http-get:*:{}:*",
    "https": "http-get:*:{}:*",
    "x-file-cifs": "x-file-cifs:*:{}:*",
    "x-sonos-http": "sonos.com-http:*:{}:*",
    "x-sonosprog-http": "sonos.com-http:*:{}:*",
    "x-sonos-spotify": "sonos.com-spotify:*:audio/x-spotify:*",
    "x-sonosapi-stream": "sonos.com-http:*:application/octet-stream:*",
    "x-sonosapi-radio": "sonos.com-http:*:application/octet-stream:*",
    "pndrradio": "sonos.com-http:*:application/octet-stream:*",
    "hls-radio": "sonos.com-hls-radio:*:audio/mpegurl:*",
    "x-sonosapi-hls": "sonos.com-hls-radio:*:audio/mpegurl:*",
    "x-sonosapi-hls-static": "sonos.com-hls-radio:*:audio/mpegurl:*",
    "aac": "aac:*:application/octet-stream:*",
    "mms": "aac:*:application/octet-stream:*",
}


@dataclass(frozen=True, slots=True)
class CurrentTrack:
    """What plays now, or would on Play; number 0: nothing is loaded or the queue is empty."""

    number: int = 0
    count: int = 0
    uri: str = ""
    metadata: str = ""
    duration: str = NO_TIME
    """``H:MM:SS``; empty for sources without time."""


def current_track(player: Player) -> CurrentTrack:
    """The track that ``player`` is at."""
    source = player.transport.source
    if source.kind in {SourceKind.EMPTY, SourceKind.QUEUE}:
        return CurrentTrack()
    duration = _duration(source) if TRAITS[source.kind].is_timed else ""
    return CurrentTrack(1, 1, source.uri, _metadata(player.household, source, duration), duration)


def _duration(source: Source) -> str:
    """What the client's metadata says: players of this simulator fetch nothing."""
    known = None if source.kind is SourceKind.RADIO else _DURATION.search(source.metadata)
    return known[1] if known else NO_TIME


def _metadata(household: Household, source: Source, duration: str) -> str:
    if source.kind is SourceKind.MEMBER:
        return ""
    if source.kind is SourceKind.VIRTUAL:
        return source.metadata
    return render_track(_item(household, source, duration))


def _item(household: Household, source: Source, duration: str) -> TrackItem:
    uri = source.uri
    scheme, _, rest = uri.partition(":")
    protocol = _protocol_info(scheme.lower(), rest)
    title = uri.rpartition("/")[2] or uri
    match source.kind:
        case SourceKind.LINE_IN:
            owner = household.players.get(rest)
            jack = owner.line_in if owner is not None else LineIn()
            return TrackItem(uri, protocol, jack.name, "object.item", input_icon=jack.icon)
        case SourceKind.TV:
            return TrackItem(uri, protocol, " ", "object.item")
        case SourceKind.FILE:
            return TrackItem(uri, protocol, title, "object.item.audioItem.musicTrack", duration, "")
        case _:
            art = f"/getaa?s=1&u={quote(uri, safe='')}"
            return TrackItem(uri, protocol, title, "object.item", None, "", "", album_art_uri=art)


def _protocol_info(scheme: str, rest: str) -> str:
    ending = rest.partition("?")[0].rpartition(".")[2].lower()
    return _PROTOCOLS.get(scheme, f"{scheme}:*:*:*").format(_MIME_BY_ENDING.get(ending, "audio/mpeg"))
