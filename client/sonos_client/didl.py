"""DIDL-Lite: what players say about tracks, containers, stations and favourites, and what we tell them.

Read leniently: unknown classes, missing fields and foreign elements are all sent by real players (Spotify items have no
protocolInfo, favourites have the class ``object.itemobject.item.sonos-favorite``). What is returned is always complete.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from sonos_client.errors import MalformedError
from sonos_client.markup import escape, local_name, parse, text_of
from sonos_client.values import NOT_IMPLEMENTED, duration, optional_number

if TYPE_CHECKING:
    from datetime import timedelta

    from lxml import etree

_ROOT = (
    '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
    'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
)
LOCAL_SOURCE = "RINCON_AssociatedZPUDN"
"""The ``desc`` token of what needs no music service."""


class MediaKind(Enum):
    """What an object is, by its UPnP class; a class nobody knows falls back to ITEM or CONTAINER."""

    TRACK = auto()
    STATION = auto()
    FAVOURITE = auto()
    ALBUM = auto()
    ARTIST = auto()
    COMPOSER = auto()
    GENRE = auto()
    PLAYLIST = auto()
    CONTAINER = auto()
    ITEM = auto()


# The longest matching beginning wins.
_KINDS = {
    "object.item.audioItem.musicTrack": MediaKind.TRACK,
    "object.item.audioItem.audioBroadcast": MediaKind.STATION,
    "object.item.sonos-favorite": MediaKind.FAVOURITE,
    "object.container.album": MediaKind.ALBUM,
    "object.container.person.composer": MediaKind.COMPOSER,
    "object.container.person": MediaKind.ARTIST,
    "object.container.genre": MediaKind.GENRE,
    "object.container.playlistContainer": MediaKind.PLAYLIST,
}


@dataclass(frozen=True, slots=True)
class Resource:
    """Where the sound of an object is."""

    uri: str
    protocol_info: str = ""
    """Such as ``http-get:*:audio/mpeg:*``; service items have none."""
    duration: timedelta | None = None


@dataclass(frozen=True, slots=True)
class MediaObject:
    """A track, container, station or favourite. Texts that were not sent are empty, numbers and durations None."""

    id: str
    parent_id: str = ""
    title: str = ""
    upnp_class: str = ""
    is_container: bool = False
    resources: tuple[Resource, ...] = ()
    creator: str = ""
    album: str = ""
    album_artist: str = ""
    track_number: int | None = None
    album_art: tuple[str, ...] = ()
    """URIs, relative to the player (``/getaa?...``) or absolute."""
    description: str = ""
    """Of a favourite: the name of its service."""
    ordinal: int | None = None
    """Of a favourite: its place in the list."""
    metadata: str = ""
    """Of a favourite: the DIDL-Lite to play it with."""
    stream_content: str = ""
    """Of a station: what it plays now; see :func:`read_stream_content`."""
    radio_show: str = ""
    """Of a station: the programme."""
    source: str = ""
    """The ``desc`` token that names the account of a music service."""

    @property
    def uri(self) -> str:
        """The first resource's URI, empty for none."""
        return self.resources[0].uri if self.resources else ""

    @property
    def duration(self) -> timedelta | None:
        """The first resource's duration."""
        return self.resources[0].duration if self.resources else None

    @property
    def kind(self) -> MediaKind:
        """What it is."""
        matches = [prefix for prefix in _KINDS if self.upnp_class.startswith(prefix)]
        if matches:
            return _KINDS[max(matches, key=len)]
        return MediaKind.CONTAINER if self.is_container else MediaKind.ITEM


@dataclass(frozen=True, slots=True)
class NowOnAir:
    """What a radio station says that it plays."""

    title: str
    artist: str = ""
    album: str = ""


def read_didl(document: str) -> tuple[MediaObject, ...]:
    """The objects of a DIDL-Lite document; none for an empty text or ``NOT_IMPLEMENTED``.

    Raises MalformedError for what is no DIDL-Lite.
    """
    if not document or document == NOT_IMPLEMENTED:
        return ()
    root = parse(document)
    if local_name(root) != "DIDL-Lite":
        raise MalformedError(f"DIDL-Lite expected, not {local_name(root)}")
    return tuple([_object(element) for element in root if local_name(element) in {"item", "container"}])


def _object(element: etree._Element) -> MediaObject:
    texts: dict[str, str] = {}
    resources: list[Resource] = []
    art: list[str] = []
    for child in element:
        name = local_name(child)
        if name == "res":
            resources.append(
                Resource(text_of(child), child.get("protocolInfo", ""), _duration(child.get("duration", "")))
            )
        elif name == "albumArtURI":
            art.append(text_of(child))
        else:
            texts.setdefault(name, text_of(child))
    get = texts.get
    return MediaObject(
        id=element.get("id", ""),
        parent_id=element.get("parentID", ""),
        title=get("title", ""),
        upnp_class=_class(get("class", "")),
        is_container=local_name(element) == "container",
        # Shortcuts have an empty res, which is as good as none.
        resources=tuple([resource for resource in resources if resource.uri]),
        creator=get("creator", ""),
        album=get("album", ""),
        album_artist=get("albumArtist", ""),
        track_number=optional_number(get("originalTrackNumber", "")),
        album_art=tuple(art),
        description=get("description", ""),
        ordinal=optional_number(get("ordinal", "")),
        metadata=get("resMD", ""),
        stream_content=get("streamContent", ""),
        radio_show=get("radioShowMd", ""),
        source=get("desc", ""),
    )


def _class(text: str) -> str:
    # Favourites repeat their base class, and service items append a view after a dot and '#' (SoCo's quirks).
    return text.replace("object.itemobject.item", "object.item").partition(".#")[0]


def _duration(text: str) -> timedelta | None:
    try:
        return duration(text)
    except MalformedError:
        return None


def read_stream_content(text: str) -> NowOnAir | None:
    """What a station plays, from its stream content; None in breaks and while it connects.

    Stations write ``Artist - Title``, a bare title, or ``TYPE=SNG|TITLE t|ARTIST a|ALBUM b``, some with a prefix;
    players write ``ZPSTR_CONNECTING`` and ``ZPSTR_BUFFERING`` while starting (SoCo, homebridge-zp).
    """
    if not text.strip() or text.startswith("ZPSTR_"):
        return None
    if "TYPE=" in text:
        found = {key: value.strip() for key, _, value in (part.partition(" ") for part in text.split("|"))}
        return NowOnAir(found["TITLE"], found.get("ARTIST", ""), found.get("ALBUM", "")) if found.get("TITLE") else None
    artist, dash, title = text.partition(" - ")
    return NowOnAir(title, artist) if dash else NowOnAir(text)


def metadata(
    title: str,
    upnp_class: str = "object.item.audioItem.musicTrack",
    *,
    object_id: str = "-1",
    parent_id: str = "-1",
    source: str = LOCAL_SOURCE,
) -> str:
    """The DIDL-Lite that tells a player what it is given to play.

    Args:
        title: shown by apps while it plays.
        upnp_class: what it is.
        object_id: id at its music service, -1 for none.
        parent_id: likewise.
        source: the ``desc`` token, of a music service's account or of nobody's.

    """
    element = "container" if upnp_class.startswith("object.container") else "item"
    return (
        f'{_ROOT}<{element} id="{escape(object_id)}" parentID="{escape(parent_id)}" restricted="true">'
        f"<dc:title>{escape(title)}</dc:title><upnp:class>{escape(upnp_class)}</upnp:class>"
        f'<desc id="cdudn" nameSpace="urn:schemas-rinconnetworks-com:metadata-1-0/">{escape(source)}</desc>'
        f"</{element}></DIDL-Lite>"
    )


def metadata_of(media: MediaObject) -> str:
    """The DIDL-Lite to enqueue ``media`` with: a favourite brings its own."""
    if media.metadata:
        return media.metadata
    return metadata(
        media.title,
        media.upnp_class or "object.item.audioItem.musicTrack",
        object_id=media.id,
        parent_id=media.parent_id,
        source=media.source or LOCAL_SOURCE,
    )
