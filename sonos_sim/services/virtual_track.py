"""What AVTransport and VirtualLineIn tell of a virtual line-in."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sonos_sim.household.virtual_line_in import session_of
from sonos_sim.wire.virtual_line_in import VirtualTrack, render_virtual_source, render_virtual_track

if TYPE_CHECKING:
    from sonos_sim.household import Player

_TITLES = {"airplay": "AirPlay", "spotify": "Spotify"}
"""Title of the source; captured for Spotify."""


def virtual_track(player: Player) -> str:
    """The document of what a phone plays into ``player``; empty: nothing."""
    session = session_of(player)
    if session is None:
        return ""
    track = session.track
    return render_virtual_track(
        VirtualTrack(
            track.art_uri or _art_uri(player, track.title + session.uri),
            track.upnp_class,
            track.title or None,
            track.creator or None,
            track.album or None,
        )
    )


def virtual_source(player: Player) -> str:
    """The document of the source that a phone loaded on ``player``; empty: none."""
    session = session_of(player)
    return "" if session is None else render_virtual_source(session.service, _TITLES[session.service], session.uri)


def _art_uri(player: Player, subject: str) -> str:
    """Where the art is; form recorded, the number stands for the picture."""
    return f"{player.base_url}/getaa?v=0&vli=1&u={zlib.crc32(subject.encode())}"
