"""What plays, and where in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client.didl import read_didl, read_stream_content
from sonos_client.errors import MalformedError

if TYPE_CHECKING:
    from datetime import timedelta

    from sonos_client.didl import MediaObject, NowOnAir
    from sonos_client.services import AVTransport
    from sonos_client.services.enums import TransportState


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What a group plays, or would.

    Attributes:
        state: whether it plays.
        track: what is known of it, None for nothing.
        uri: what plays, empty for nothing.
        number: position in the queue from 1, 0 for none.
        position: in the track, None where the source has none.
        duration: of the track, None likewise.
        on_air: what a radio station says that it plays.

    """

    state: TransportState
    track: MediaObject | None
    uri: str
    number: int
    position: timedelta | None
    duration: timedelta | None
    on_air: NowOnAir | None


async def read_now_playing(transport: AVTransport) -> NowPlaying:
    """Ask ``transport``, that of a coordinator."""
    position = await transport.get_position_info()
    try:
        track = next(iter(read_didl(position.track_meta_data)), None)
    except MalformedError:
        # What a program gave as metadata comes back as it was, however broken.
        track = None
    return NowPlaying(
        state=(await transport.get_transport_info()).current_transport_state,
        track=track,
        uri=position.track_uri,
        number=position.track,
        position=position.rel_time,
        duration=position.track_duration,
        on_air=read_stream_content(track.stream_content) if track else None,
    )
