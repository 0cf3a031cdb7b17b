"""What a player says of rooms and groups, read on raw sockets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.support.wire import call

if TYPE_CHECKING:
    from collections.abc import Iterator

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
