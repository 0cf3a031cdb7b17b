"""DIDL-Lite as players write it.

Element order is fixed; the attribute order of the root is that of every recorded document.
"""

from __future__ import annotations

from typing import NamedTuple

from sonos_sim.wire.xml import escape

_ROOT = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/"'
    ' xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
)


class TrackItem(NamedTuple):
    """The item of CurrentTrackMetaData; an element whose value is None is left out."""

    uri: str
    protocol_info: str
    title: str
    upnp_class: str
    duration: str | None = None
    stream_content: str | None = None
    radio_show: str | None = None
    input_icon: str | None = None
    album_art_uri: str | None = None


def render_track(track: TrackItem) -> str:
    """The document of the current track: one item with id and parent -1."""
    duration = "" if track.duration is None else f' duration="{escape(track.duration)}"'
    elements = (
        ("r:streamContent", track.stream_content),
        ("r:radioShowMd", track.radio_show),
        ("r:audioInputIcon", track.input_icon),
        ("upnp:albumArtURI", track.album_art_uri),
        ("dc:title", track.title),
        ("upnp:class", track.upnp_class),
    )
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements if value is not None)
    resource = f'<res protocolInfo="{escape(track.protocol_info)}"{duration}>{escape(track.uri)}</res>'
    return f'{_ROOT}<item id="-1" parentID="-1" restricted="true">{resource}{inner}</item></DIDL-Lite>'
