"""ZoneGroupState: who is in the household and who plays with whom.

Both forms are read: builds up to 45 send ``<ZoneGroups>`` alone, later ones wrap it in ``<ZoneGroupState>``, with
``<VanishedDevices>``. Order of groups and members differs between players and means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sonos_client.errors import MalformedError
from sonos_client.markup import local_name, parse
from sonos_client.transport import PORT
from sonos_client.values import optional_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree


@dataclass(frozen=True, slots=True)
class ZoneMember:
    """A player as the topology lists it.

    Attributes:
        uuid: ``RINCON_...``, the player's identity.
        address: ``host:port``, empty when not told.
        room: name of its room; bonded players share one.
        invisible: whether it hides behind another of its bonded set; also True for bridges.
        is_bridge: whether it only relays, without sound.
        software_version: build, such as ``85.0-65270``.
        generation: 1 or 2 (S1, S2); None on builds that do not tell.
        boot_sequence: how often it has started; None on builds that do not tell.
        channels: channels of each player of its bonded set by UUID, empty when not bonded.
        satellites: rear speakers and subwoofers of this home theatre.
        more_info: further properties, such as the battery's.
        attributes: everything as it was sent.

    """

    uuid: str
    address: str
    room: str
    invisible: bool
    is_bridge: bool
    software_version: str
    generation: int | None
    boot_sequence: int | None
    channels: Mapping[str, tuple[str, ...]]
    satellites: tuple[ZoneMember, ...]
    more_info: Mapping[str, str]
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Players that play the same; the id's UUID need not be the coordinator's."""

    id: str
    coordinator: str
    members: tuple[ZoneMember, ...]


@dataclass(frozen=True, slots=True)
class VanishedPlayer:
    """A player that is gone, and why: ``powered off``, ``sleeping``, ``switch to bluetooth``, ``upgrade``, ..."""

    uuid: str
    room: str
    reason: str


@dataclass(frozen=True, slots=True)
class Topology:
    """The whole household as one player sees it."""

    groups: tuple[ZoneGroup, ...]
    vanished: tuple[VanishedPlayer, ...] = ()

    def players(self) -> Iterator[ZoneMember]:
        """All players, satellites included."""
        for group in self.groups:
            for member in group.members:
                yield member
                yield from member.satellites


def read_topology(document: str) -> Topology:
    """The topology in a ZoneGroupState; raises MalformedError where there is none.

    Players without UUID are left out, as are groups without players.
    """
    root = parse(document)
    groups_root = root if local_name(root) == "ZoneGroups" else _child(root, "ZoneGroups")
    if groups_root is None:
        raise MalformedError(f"no ZoneGroups in a {local_name(root)}")
    groups = [_group(element) for element in groups_root if local_name(element) == "ZoneGroup"]
    vanished = _child(root, "VanishedDevices")
    return Topology(
        tuple([group for group in groups if group.members]),
        tuple([_vanished(element) for element in vanished if element.get("UUID")]) if vanished is not None else (),
    )


def _child(element: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _group(element: etree._Element) -> ZoneGroup:
    members = _members(element, "ZoneGroupMember")
    coordinator = element.get("Coordinator", "").strip()
    if members and coordinator not in {member.uuid for member in members}:
        # Seen while players regroup; without a coordinator the group could not be driven at all.
        coordinator = members[0].uuid
    return ZoneGroup(element.get("ID", "").strip(), coordinator, members)


def _members(parent: etree._Element, name: str) -> tuple[ZoneMember, ...]:
    return tuple([_member(e) for e in parent if local_name(e) == name and e.get("UUID", "").strip()])


def _member(element: etree._Element) -> ZoneMember:
    sent = {str(name): str(value).strip() for name, value in element.attrib.items()}
    return ZoneMember(
        uuid=sent["UUID"],
        address=address_of(sent.get("Location", "")),
        room=sent.get("ZoneName", ""),
        invisible=sent.get("Invisible") == "1",
        is_bridge=sent.get("IsZoneBridge") == "1",
        software_version=sent.get("SoftwareVersion", ""),
        generation=optional_number(sent.get("SWGen", "")),
        boot_sequence=optional_number(sent.get("BootSeq", "")),
        channels=_channels(sent.get("HTSatChanMapSet") or sent.get("ChannelMapSet") or ""),
        satellites=_members(element, "Satellite"),
        more_info=_pairs(sent.get("MoreInfo", "")),
        attributes=sent,
    )


def _vanished(element: etree._Element) -> VanishedPlayer:
    return VanishedPlayer(element.get("UUID", ""), element.get("ZoneName", ""), element.get("Reason", ""))


def _channels(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.partition(":") for entry in text.split(";") if ":" in entry)
    return {uuid: tuple(channels.split(",")) for uuid, _, channels in entries}


def _pairs(text: str) -> dict[str, str]:
    return {name: value for name, colon, value in (pair.partition(":") for pair in text.split(",")) if colon}


def address_of(location: str) -> str:
    """``host:port`` of a LOCATION, empty where it is no URL."""
    try:
        url = urlsplit(location)
        return f"{url.hostname}:{url.port or PORT}" if url.hostname else ""
    except ValueError:
        return ""
