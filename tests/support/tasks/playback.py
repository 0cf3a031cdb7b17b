"""What plays, and announcements in between."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.support.acts import CLIP, browse, list_favourites, load
from tests.support.tasks import Part
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def announce_in_the_group(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].group.announce(CLIP, title="Bell")


async def announce_over_airplay(household: Household, run: Rehearsal) -> None:
    room = household[run.stage.able("airplay").uuid]
    await room.group.announce(CLIP, title="Bell", volume=40)


async def announce_and_restore_each_room(run: Rehearsal) -> None:
    sources = {room: (await call(room, "AVTransport", "GetMediaInfo"))["CurrentURI"] for room in run.rooms}
    await load(run.rooms[0], CLIP)
    await call(run.rooms[0], "AVTransport", "Play", Speed=1)
    await run.sim.clock.advance(30)
    for room, source in sources.items():
        await load(room, source)


async def announce_and_restore_blindly(run: Rehearsal) -> None:
    room = run.stage.able("airplay")
    before = (await call(room, "AVTransport", "GetMediaInfo"))["CurrentURI"]
    await load(room, CLIP)
    await call(room, "AVTransport", "Play", Speed=1)
    await load(room, before)


async def browse_once(run: Rehearsal) -> None:
    await browse(run.rooms[0], "FV:2", count=1000)


async def browse_strictly(run: Rehearsal) -> None:
    """Page by page, until one object is not as expected."""
    start = 0
    while (page := await browse(run.rooms[0], "FV:2", start, 1000))["NumberReturned"] != "0":
        for item in ET.fromstring(page["Result"]):
            classes = [element.text for element in item if element.tag.endswith("}class")]
            assert classes == ["object.itemobject.item.sonos-favorite"]
            assert any(element.tag.endswith("}res") for element in item)
        start += int(page["NumberReturned"])


PARTS = {
    "announcement-restore-failure": Part(
        mark="grouped", client=announce_in_the_group, naive=announce_and_restore_each_room
    ),
    "airplay-takeover": Part(mark="taken", client=announce_over_airplay, naive=announce_and_restore_blindly),
    "spotify-connect-takeover": Part(mark="taken", client=announce_over_airplay, naive=announce_and_restore_blindly),
    "browse-page-cap": Part(client=list_favourites, naive=browse_once),
    "favorite-res-md-broken": Part(client=list_favourites, naive=browse_strictly),
    "vendor-didl-classes": Part(client=list_favourites, naive=browse_strictly),
}
