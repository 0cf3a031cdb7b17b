"""The current track of a player, as the getters and the events of AVTransport tell it.

Shapes: recorded GetPositionInfo answers and events for queues, stations, a file, line-in, a group member and nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_sim.household.art_uri import service_art
from sonos_sim.household.deck import TransportState
from sonos_sim.household.line_in import LineIn
from sonos_sim.household.sources import TRAITS, SourceKind
from sonos_sim.services.protocol_info import protocol_info
from sonos_sim.services.tracks import SERVICE_SCHEMES, track_item
from sonos_sim.services.virtual_track import virtual_source, virtual_track
from sonos_sim.wire.didl import TrackItem, render_track
from sonos_sim.wire.duration import format_duration

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.household.fetching import Fetched
    from sonos_sim.household.media import Track
    from sonos_sim.household.transport import Transport

NO_TIME = "0:00:00"
CONNECTING = "ZPSTR_CONNECTING"
"""r:streamContent while a station is being opened (client-derived: homebridge-zp, soco-cli)."""
_PLAYLIST_TYPES = frozenset({"application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl"})


@dataclass(frozen=True, slots=True)
class CurrentTrack:
    """What plays now, or would on Play; number 0: nothing is loaded or the queue is empty."""

    number: int = 0
    count: int = 0
    uri: str = ""
    item: TrackItem | None = None
    """None where players tell no metadata."""
    raw_metadata: str = ""
    """Metadata that is told as it is instead of :attr:`item`."""
    duration: str = NO_TIME
    """``H:MM:SS``; empty for sources without time."""

    @property
    def metadata(self) -> str:
        """TrackMetaData of GetPositionInfo: it lacks r:radioShowMd (11 recordings)."""
        return self.raw_metadata if self.item is None else render_track(self.item._replace(radio_show=None))

    @property
    def evented_metadata(self) -> str:
        """CurrentTrackMetaData."""
        return self.raw_metadata if self.item is None else render_track(self.item)


def current_track(player: Player) -> CurrentTrack:
    """The track that ``player`` is at."""
    transport = player.transport
    track, kind = transport.track, transport.source.kind
    if track is None:
        return CurrentTrack()
    queue = transport.queue
    number, count = (1, _mirrors(transport)) if queue is None else (queue.current, len(queue))
    duration = format_duration(transport.duration) if TRAITS[kind].is_timed else ""
    if kind is SourceKind.MEMBER:
        return CurrentTrack(number, count, track.uri, duration=duration)
    if kind is SourceKind.VIRTUAL:
        return CurrentTrack(number, count, track.uri, None, virtual_track(player), duration)
    item = _item(player, track, duration)
    return CurrentTrack(number, count, item.uri, item, duration=duration)


def source_metadata(player: Player) -> str:
    """What AVTransportURIMetaData and GetMediaInfo tell of the source: the client's own text, byte for byte."""
    source = player.transport.source
    return virtual_source(player) if source.kind is SourceKind.VIRTUAL else source.metadata


def next_track(player: Player) -> tuple[str, str]:
    """r:NextTrackURI and r:NextTrackMetaData: the item without r:streamContent and r:radioShowMd (recorded)."""
    transport = player.transport
    queue, number = transport.queue, transport.next_number
    if queue is None or number == 0:
        return "", ""
    track = queue.tracks[number - 1]
    item = track_item(track, is_current=True)._replace(stream_content=None, radio_show=None)
    return track.uri, render_track(item)


def _mirrors(transport: Transport) -> int:
    return transport.medium.mirrors if transport.medium is not None else 1


def _item(player: Player, track: Track, duration: str) -> TrackItem:
    transport, uri = player.transport, track.uri
    match transport.source.kind:
        case SourceKind.LINE_IN:
            owner = player.household.players.get(uri.partition(":")[2])
            jack = owner.line_in if owner is not None else LineIn()
            return TrackItem(uri, protocol_info(uri), jack.name, "object.item", input_icon=jack.icon)
        case SourceKind.TV:
            return TrackItem(uri, protocol_info(uri), " ", "object.item")
        case SourceKind.RADIO | SourceKind.RADIO_SKIP:
            return _station(transport, uri)
        case _:
            return _with_tags(track_item(track, is_current=True), transport.medium)._replace(duration=duration)


def _station(transport: Transport, station: str) -> TrackItem:
    """A stream: its title is the end of its URI, what is on is in r:streamContent (recorded).

    Only a station of a music service has art; bare addresses have none (5 recordings).
    """
    uri = _resolved(station, transport.medium)
    content = CONNECTING if transport.state is TransportState.TRANSITIONING else transport.stream_title
    title = uri.rpartition("/")[2] or uri
    art = service_art(station) if station.startswith(SERVICE_SCHEMES) else None
    return TrackItem(uri, protocol_info(uri), title, "object.item", None, content, "", album_art_uri=art)


def _resolved(uri: str, medium: Fetched | None) -> str:
    """The URI of the stream that was opened: ``hls-radio://`` or ``aac://`` and its address (recorded forms)."""
    if medium is None:
        return uri
    scheme = "hls-radio" if medium.mime in _PLAYLIST_TYPES else "aac"
    return f"{scheme}://{medium.uri}"


def _with_tags(item: TrackItem, medium: Fetched | None) -> TrackItem:
    """``item`` with what the tags of the file say where nothing else is known."""
    if medium is None or item.creator:
        return item
    return item._replace(
        title=medium.title or item.title, creator=medium.creator or None, album=item.album or medium.album or None
    )
