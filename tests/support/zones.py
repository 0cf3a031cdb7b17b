"""What a player says of rooms and groups, read on raw sockets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal


async def topology(player: Player) -> ET.Element:
    """The ZoneGroupState that ``player`` tells."""
    return ET.fromstring((await call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])


def members(state: ET.Element) -> Iterator[dict[str, str]]:
    """Attributes of all members, hidden ones too, and satellites."""
    for element in state.iter():
        if element.tag in {"ZoneGroupMember", "Satellite"}:
            yield dict(element.attrib)


def leaders(state: ET.Element) -> dict[str, str]:
    """UUIDs of coordinators by those of members."""
    groups = state.findall("ZoneGroups/ZoneGroup")
    return {member.attrib["UUID"]: group.attrib["Coordinator"] for group in groups for member in group}


def names(state: ET.Element) -> dict[str, str]:
    """UUIDs by room names: of several players with one name the last."""
    return {member["ZoneName"]: member["UUID"] for member in members(state)}


async def turn(run: Rehearsal, uuid: str, volume: int) -> None:
    """Set the volume of a player."""
    await call(run.sim[uuid], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=volume)


async def pause(run: Rehearsal, uuid: str) -> None:
    """Pause at a player."""
    await call(run.sim[uuid], "AVTransport", "Pause")


def toggle_by_the_last_event(until: str) -> Callable[[Rehearsal], Awaitable[None]]:
    """A naive part: whatever event came last by the mark ``until`` is how it is."""

    async def press(run: Rehearsal) -> None:
        async with subscribe(run.rooms[0], "AVTransport") as events:
            await run.play(5, until=until)
            await run.sim.settle()
            while not events.listener.received.empty():
                state = (await events.next()).changes["TransportState"]
            if state == "PLAYING":
                await pause(run, run.rooms[0].uuid)
            else:
                await call(run.rooms[0], "AVTransport", "Play", Speed=1)

    return press
