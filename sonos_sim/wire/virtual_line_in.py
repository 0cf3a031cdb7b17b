"""DIDL-Lite of virtual line-ins, which differs from all other: no ``restricted`` on tracks, a ``vli`` on sources."""

from __future__ import annotations

from typing import NamedTuple

from sonos_sim.wire.didl import render_document, render_element, render_object, render_resource

LINE_IN_CLASS = "object.item.audioItem.linein"
PROTOCOL = "x-sonos-vli:*:audio:*"


class VirtualTrack(NamedTuple):
    """What plays; None is left out.

    Empty res, art and class are recorded for AirPlay; the order of the rest is that of tracks of direct control.
    """

    art_uri: str
    upnp_class: str
    title: str | None = None
    creator: str | None = None
    album: str | None = None


def render_virtual_track(track: VirtualTrack) -> str:
    """The document of the current track."""
    elements = (
        ("upnp:albumArtURI", track.art_uri),
        ("upnp:class", track.upnp_class),
        ("dc:title", track.title),
        ("dc:creator", track.creator),
        ("upnp:album", track.album),
    )
    inner = "".join(render_element(name, value) for name, value in elements if value is not None)
    return render_document([f'<item id="-1" parentID="-1"><res></res>{inner}</item>'])


def render_virtual_source(service: str, title: str, uri: str) -> str:
    """The document of the source itself, as captured for Spotify Connect (jishi/node-sonos-discovery#115)."""
    inner = (
        render_element("dc:title", title)
        + render_element("upnp:class", LINE_IN_CLASS)
        + render_resource(uri, PROTOCOL)
        + '<vli cookie="1" group=""></vli>'
    )
    return render_document([render_object("item", service, "0", inner, restricted=False)])
