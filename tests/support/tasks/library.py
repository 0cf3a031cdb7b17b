"""The music library."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from sonos_client.services import ContentDirectoryChange

from tests.support.acts import browse
from tests.support.tasks import Part
from tests.support.wire import request, subscribe

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def list_songs_of_albums(household: Household, run: Rehearsal) -> None:
    albums = [album async for album in household.library.browse("A:ALBUM")]
    for album in albums:
        async for _ in household.library.browse(album):
            pass


async def copy_albums(household: Household, run: Rehearsal) -> None:
    """Anew whenever the library has been read."""
    is_busy = False
    async with household.source.watch(ContentDirectoryChange) as changes:
        async for change in changes:
            if change.share_index_in_progress is not None:
                was_busy, is_busy = is_busy, change.share_index_in_progress
                if was_busy and not is_busy:
                    break
    async for _ in household.library.browse("A:ALBUM"):
        pass


async def fetch_art_of_favourites(household: Household, run: Rehearsal) -> None:
    source = household.source.address
    async for favourite in household.library.favourites():
        for uri in favourite.album_art[:1]:
            where = urlsplit(urljoin(f"http://{source}/", uri))
            if where.netloc in {player.address for player in household.rooms}:
                await household.transport.request("GET", where.netloc, f"{where.path}?{where.query}")


async def list_songs_by_decoded_ids(run: Rehearsal) -> None:
    for album in ET.fromstring((await browse(run.rooms[0], "A:ALBUM"))["Result"]):
        await browse(run.rooms[0], unquote(album.attrib["id"]))


async def copy_albums_at_every_event(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "ContentDirectory") as events:
        await events.next()
        await run.play(until="begun")
        await events.next()
        await browse(run.rooms[0], "A:ALBUM")
        await run.play(30)


async def fetch_art_from_where_it_was_told(run: Rehearsal) -> None:
    """Every picture is at the player that told of it."""
    listed = (await browse(run.rooms[0], "FV:2"))["Result"]
    for uri in re.findall(r"<upnp:albumArtURI>(.*?)</upnp:albumArtURI>", listed):
        await request(run.rooms[0], "GET", urlsplit(unescape(uri)).path + "?" + urlsplit(unescape(uri)).query)


PARTS = {
    "object-id-encoding": Part(client=list_songs_of_albums, naive=list_songs_by_decoded_ids),
    "index-in-progress": Part(client=copy_albums, naive=copy_albums_at_every_event),
    "albumart-mixed-forms": Part(client=fetch_art_of_favourites, naive=fetch_art_from_where_it_was_told),
}
