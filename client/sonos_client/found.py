"""What discovery hears: players that answer a search, and players that announce themselves.

Anybody on the network can send such a datagram, so a LOCATION is looked at before anything is asked there. There is one
policy, for searching and for announcements: see :func:`local_address`. Hosts that a program gives itself are not
subject to it, nor is what a player tells of the others in its topology.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Self
from urllib.parse import urlsplit

from sonos_client.transport import PORT

NO_REASON = "UNKNOWN"
"""The reason of a player that went without giving one; the topology says it so of vanished players."""
_BOOTS = re.compile(r"[0-9]{1,10}")
_OURSELVES = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Found:
    """A player that was found.

    Attributes:
        uuid: ``RINCON_...``, its identity.
        address: ``host:port``.
        household: short id of its household, ``Sonos_...``; empty when not told.
        boot_sequence: how often it has started; None when not told.
        by: ``ssdp``, ``mdns`` or ``host``.

    """

    uuid: str
    address: str
    household: str
    boot_sequence: int | None
    by: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a player says of itself without having been asked.

    Attributes:
        uuid: ``RINCON_...``, its identity.
        address: ``host:port``; empty for a player that leaves.
        household: id of its household, ``Sonos_...``; empty when not told.
        boot_sequence: how often it has started; None when not told.
        by: the channel, ``ssdp`` or ``mdns``.
        leaves: whether it is a goodbye: ``ssdp:byebye``, or an mDNS record that was withdrawn or ran out.
        reason: why it leaves, such as ``sleeping``; empty when not told, as by mDNS always.

    """

    uuid: str
    address: str
    household: str
    boot_sequence: int | None
    by: str
    leaves: bool = False
    reason: str = ""

    @classmethod
    def of(cls, found: Found) -> Self:
        """What ``found`` says, as an announcement that the player is there."""
        return cls(found.uuid, found.address, found.household, found.boot_sequence, found.by)


def local_address(location: str, sender: str = "") -> str:
    """``host:port`` of a LOCATION that may be asked, empty for any other.

    It has to be an ``http`` URL with an IPv4 address of a network like those in homes: private, link-local, shared by a
    provider's customers, or loopback, where simulators live. Names and public addresses would make of us the tool of
    whoever sent the datagram; players write neither.

    Args:
        location: the URL.
        sender: IP address of whoever sent the datagram, empty where nobody tells, as with mDNS. Only somebody on this
            machine may point to its loopback addresses, and to 127.0.0.1 only who is there: for everybody else it is we
            ourselves.

    """
    try:
        url = urlsplit(location)
        host, port = IPv4Address(url.hostname or ""), url.port or PORT
        near = not sender or str(host) == sender or (IPv4Address(sender).is_loopback and str(host) != _OURSELVES)
    except ValueError:
        return ""
    if url.scheme != "http" or host.is_global or host.is_multicast or host.is_reserved or host.is_unspecified:
        return ""
    return f"{host}:{port}" if near or not host.is_loopback else ""


def read_boots(text: str) -> int | None:
    """A boot sequence, None where ``text`` is no number."""
    return int(text) if _BOOTS.fullmatch(text) else None


def same_household(one: str, other: str) -> bool:
    """Whether two ids may mean the same household: one may be empty, or the long form (``Sonos_short.long``)."""
    return not one or not other or one.partition(".")[0] == other.partition(".")[0]
