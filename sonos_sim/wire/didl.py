"""DIDL-Lite as players write it, and as leniently as they read it.

Element order is fixed by the kind of object; the attribute order of the root is that of every recorded document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from sonos_sim.wire.duration import parse_duration
from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROOT = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/"'
    ' xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
)


class TrackItem(NamedTuple):
    """An item that plays, in the order of its elements; one whose value is None is left out.

    Order recorded: AVTransport metadata of a file, stations and line-in, items of Q:0 and of the library.
    """

    uri: str
    protocol_info: str
    title: str
    upnp_class: str
    duration: str | None = None
    """``H:MM:SS``."""
    stream_content: str | None = None
    radio_show: str | None = None
    input_icon: str | None = None
    album_art_uri: str | None = None
    creator: str | None = None
    album: str | None = None
    number: int | None = None
    album_artist: str | None = None


def render_track(track: TrackItem) -> str:
    """The document of the current track: one item with id and parent -1."""
    return render_document([render_item(track, "-1", "-1")])


def render_item(track: TrackItem, item_id: str, parent_id: str) -> str:
    """One item of a document."""
    elements = (
        ("r:streamContent", track.stream_content),
        ("r:radioShowMd", track.radio_show),
        ("r:audioInputIcon", track.input_icon),
        ("upnp:albumArtURI", track.album_art_uri),
        ("dc:title", track.title),
        ("upnp:class", track.upnp_class),
        ("dc:creator", track.creator),
        ("upnp:album", track.album),
        ("upnp:originalTrackNumber", None if track.number is None else str(track.number)),
        ("r:albumArtist", track.album_artist),
    )
    inner = "".join(render_element(name, value) for name, value in elements if value is not None)
    resource = render_resource(track.uri, track.protocol_info, track.duration)
    return render_object("item", item_id, parent_id, resource + inner)


def render_object(
    tag: str, object_id: str, parent_id: str, inner: str, *, restricted: bool = True, child_count: int | None = None
) -> str:
    """An item or container around ``inner``."""
    count = "" if child_count is None else f' childCount="{child_count}"'
    ids = f'id="{escape(object_id)}" parentID="{escape(parent_id)}"'
    return f'<{tag} {ids} restricted="{"true" if restricted else "false"}"{count}>{inner}</{tag}>'


def render_element(name: str, value: str) -> str:
    """An element with text."""
    return f"<{name}>{escape(value)}</{name}>"


def render_resource(uri: str, protocol_info: str | None = None, duration: str | None = None) -> str:
    """The res element; without protocolInfo for favourites that are shortcuts (recorded)."""
    protocol = "" if protocol_info is None else f' protocolInfo="{escape(protocol_info)}"'
    length = "" if duration is None else f' duration="{escape(duration)}"'
    return f"<res{protocol}{length}>{escape(uri)}</res>"


def render_document(objects: Iterable[str]) -> str:
    """A document of rendered objects; without any it is an open and a close tag (recorded)."""
    return f"{_ROOT}{''.join(objects)}</DIDL-Lite>"


class ParsedItem(NamedTuple):
    """The first object of a client's document; what it does not say is empty or None."""

    item_id: str = ""
    parent_id: str = ""
    is_container: bool = False
    uri: str = ""
    protocol_info: str = ""
    duration: float | None = None
    """Seconds."""
    title: str = ""
    creator: str = ""
    album: str = ""
    album_artist: str = ""
    number: int | None = None
    art_uri: str = ""
    upnp_class: str = ""
    descriptor: str = ""
    """Text of desc (cdudn)."""
    favorite_type: str = ""
    """r:type: ``instantPlay`` or ``shortcut``."""
    description: str = ""
    resource_metadata: str = ""
    """r:resMD: the document that plays a favourite."""


def parse_item(text: str) -> ParsedItem | None:
    """The first item or container of ``text``, however it is written; None if there is none.

    Prefixes may be undeclared, entities raw, end tags missing: clients send such documents and players take them.
    A document with a DTD is not read.
    """
    root = parse_leniently(text)
    item = None if root is None else next((e for e in root.iter() if _name(e) in {"item", "container"}), None)
    return None if item is None else _parsed(item)


def parse_leniently(text: str) -> etree._Element | None:
    """The root element of ``text``, with as much in it as can be made out; None for a DTD or no element at all."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _parsed(item: etree._Element) -> ParsedItem:
    texts: dict[str, str] = {}
    resource: etree._Element | None = None
    for child in item:
        name = _name(child)
        texts.setdefault(name, "".join(map(str, child.itertext())).strip())
        if name == "res" and resource is None:
            resource = child
    number = texts.get("originalTrackNumber", "")
    duration = "" if resource is None else resource.get("duration", "")
    return ParsedItem(
        item_id=item.get("id", ""),
        parent_id=item.get("parentID", ""),
        is_container=_name(item) == "container",
        uri=texts.get("res", ""),
        protocol_info="" if resource is None else resource.get("protocolInfo", ""),
        duration=parse_duration(duration),
        title=texts.get("title", ""),
        creator=texts.get("creator") or texts.get("artist", ""),
        album=texts.get("album", ""),
        album_artist=texts.get("albumArtist", ""),
        number=int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
        art_uri=texts.get("albumArtURI", ""),
        upnp_class=texts.get("class", ""),
        descriptor=texts.get("desc", ""),
        favorite_type=texts.get("type", ""),
        description=texts.get("description", ""),
        resource_metadata=texts.get("resMD", ""),
    )


def _name(element: etree._Element) -> str:
    """The local name, also of an element whose prefix nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]
