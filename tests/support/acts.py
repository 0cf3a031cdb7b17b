"""What programs do in several scenarios: with the bundled client, and on raw sockets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from sonos_client.services import AVTransportChange
from sonos_client.services.enums import TransportState

from tests.support.rehearsal import ClockTimers
from tests.support.wire import call

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

CLIP = "http://clips.example/bell.mp3"


async def pause(household: Household, run: Rehearsal) -> None:
    """Pause what the second room plays."""
    await household[run.rooms[1].uuid].group.pause()


async def turn_all(household: Household, volume: int) -> None:
    """Turn every room to ``volume``."""
    for room in household.rooms:
        await room.set_volume(volume)


async def toggle(household: Household, run: Rehearsal) -> None:
    """Pause the first room if events say that it plays, or is about to; else play it."""
    room = household[run.rooms[0].uuid]
    async with room.watch(AVTransportChange) as changes:
        state = (await anext(changes)).transport_state
    if state in (TransportState.PLAYING, TransportState.TRANSITIONING):
        await room.group.pause()
    else:
        await room.group.play()


async def reached(run: Rehearsal, mark: str) -> None:
    """Wait, on the clock, until the scenario has come to ``mark``."""
    timers = ClockTimers(run.sim.household.clock)
    while mark not in run.stage.marks:
        await timers.sleep(1)


async def list_favourites(household: Household, run: Rehearsal) -> None:
    """Read all favourites."""
    async for _ in household.library.favourites():
        pass


async def load(player: Player, uri: str, metadata: str = "") -> None:
    """Load ``uri`` on raw sockets."""
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData=metadata)


async def favourite(player: Player, title: str) -> tuple[str, str]:
    """URI and metadata of a favourite, on raw sockets."""
    for item in ET.fromstring((await browse(player, "FV:2"))["Result"]):
        told = {element.tag.rpartition("}")[2]: element.text or "" for element in item}
        if told["title"] == title:
            return told["res"], told["resMD"]
    raise KeyError(title)


async def browse(player: Player, container: str, start: int = 0, count: int = 100) -> dict[str, str]:
    """A page of ``container`` on raw sockets."""
    return await call(
        player, "ContentDirectory", "Browse", ObjectID=container, BrowseFlag="BrowseDirectChildren", Filter="*",
        StartingIndex=start, RequestedCount=count, SortCriteria="",
    )  # fmt: skip
