"""Tracks and clips for tests of playback, and the calls that put them into a player."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from sonos_sim.household.media import Track
from sonos_sim.household.sources import Source, SourceKind
from tests.support.wire import Fault, call

if TYPE_CHECKING:
    from sonos_sim import Player

DC = "{http://purl.org/dc/elements/1.1/}"
STATION = "x-rincon-mp3radio://radio.example/live"
CLIP = "http://files.example/clip.mp3"


def uri_of(title: str) -> str:
    return f"x-file-cifs://nas/music/{title}.mp3"


def tracks(*titles: str, seconds: float = 200) -> list[Track]:
    """Tracks of a share that no library knows."""
    return [Track(uri_of(title), title, "Artist", "Album", duration=seconds) for title in titles]


def didl(uri: str, title: str = "Title", duration: str = "0:03:20", extra: str = "") -> str:
    """A client's metadata of one track."""
    length = f' duration="{duration}"' if duration else ""
    return (
        '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
        'xmlns:r="urn:schemas-rinconnetworks-com:metadata-1-0/" xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/">'
        f'<item id="-1" parentID="-1" restricted="true"><res protocolInfo="http-get:*:audio/mpeg:*"{length}>'
        f"{escape(uri)}</res><dc:title>{escape(title)}</dc:title><upnp:class>object.item.audioItem.musicTrack</upnp:class>"
        f"<dc:creator>Artist</dc:creator>{extra}</item></DIDL-Lite>"
    )


def fill(player: Player, *titles: str, seconds: float = 200) -> None:
    """Put tracks into the queue and load it, as a test sets its scene."""
    player.queue.insert(tracks(*titles, seconds=seconds), 0, player.shuffling, 65535)
    player.transport.load(queue_source(player))


def queue_source(player: Player, number: int = 0) -> Source:
    return Source(SourceKind.QUEUE, f"x-rincon-queue:{player.uuid}#{number}")


async def transport(player: Player, action: str, **arguments: object) -> dict[str, str]:
    return await call(player, "AVTransport", action, **arguments)


async def code(player: Player, action: str, service: str = "AVTransport", **arguments: object) -> int:
    """The code of the fault that the call has to answer."""
    with pytest.raises(Fault) as fault:
        await call(player, service, action, **arguments)
    return fault.value.code


async def load(player: Player, uri: str, metadata: str = "") -> None:
    await transport(player, "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData=metadata)


async def load_queue(player: Player) -> None:
    await load(player, f"x-rincon-queue:{player.uuid}#0")


async def add(player: Player, title: str, before: int = 0, as_next: bool = False) -> dict[str, str]:
    return await transport(
        player, "AddURIToQueue", EnqueuedURI=uri_of(title), EnqueuedURIMetaData=didl(uri_of(title), title),
        DesiredFirstTrackNumberEnqueued=before, EnqueueAsNext=as_next,
    )  # fmt: skip


async def play(player: Player) -> None:
    await transport(player, "Play", Speed="1")


async def state(player: Player) -> str:
    return (await transport(player, "GetTransportInfo"))["CurrentTransportState"]


async def where(player: Player) -> tuple[int, str]:
    """Track number and position."""
    position = await transport(player, "GetPositionInfo")
    return int(position["Track"]), position["RelTime"]


async def browse(player: Player, object_id: str = "Q:0") -> tuple[list[tuple[str, str]], int]:
    """Ids and titles of the children of an object, and its update id."""
    everything = {"Filter": "*", "StartingIndex": 0, "RequestedCount": 0, "SortCriteria": ""}
    answer = await call(
        player, "ContentDirectory", "Browse", ObjectID=object_id, BrowseFlag="BrowseDirectChildren", **everything
    )
    items = ET.fromstring(answer["Result"])
    return [(item.get("id", ""), item.findtext(f"{DC}title") or "") for item in items], int(answer["UpdateID"])


def titles(player: Player) -> str:
    """The titles in the queue, one after the other."""
    return "".join(track.title for track in player.queue.tracks)
