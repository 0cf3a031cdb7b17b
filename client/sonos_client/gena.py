"""GENA, UPnP's events: subscribe, renew, unsubscribe, and the NOTIFYs that come of it.

Source: UPnP Device Architecture 1.0, section 4, and recordings: SIDs look like
``uuid:RINCON_..._sub0000000042``, the granted time is the asked one, and after a reboot every renewal is answered 412.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client.errors import MalformedError, SubscriptionLostError
from sonos_client.markup import local_name, parse, text_of
from sonos_client.service import refusal
from sonos_client.values import optional_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_client.service import Service
    from sonos_client.transport import Reply, Transport

LAST_SEQUENCE = 2**32 - 1
_TIMEOUT = re.compile(r"Second-([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a player grants."""

    sid: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Notification:
    """A NOTIFY as it came."""

    sid: str
    sequence: int | None
    """None when the header is missing or no number."""
    body: bytes


def next_sequence(sequence: int) -> int:
    """The SEQ that follows; after the largest comes 1, since 0 marks a first event."""
    return 1 if sequence == LAST_SEQUENCE else sequence + 1


def read_notification(headers: Mapping[str, str], body: bytes) -> Notification:
    """The NOTIFY in an HTTP request."""
    return Notification(headers.get("SID", "").strip(), optional_number(headers.get("SEQ", "")), body)


def read_propertyset(body: bytes) -> dict[str, str]:
    """The variables of a NOTIFY's body; raises MalformedError."""
    root = parse(body)
    if local_name(root) != "propertyset":
        raise MalformedError(f"an event holds a {local_name(root)}")
    return {local_name(variable): text_of(variable) for prop in root for variable in prop}


async def subscribe(transport: Transport, address: str, service: type[Service], callback: str, seconds: int) -> Grant:
    """Ask for events to be sent to ``callback``."""
    headers = {"CALLBACK": f"<{callback}>", "NT": "upnp:event", "TIMEOUT": f"Second-{seconds}"}
    reply = await _request(transport, "SUBSCRIBE", address, service, headers)
    return _grant(reply, "", seconds)


async def renew(transport: Transport, address: str, service: type[Service], sid: str, seconds: int) -> Grant:
    """Ask for more time; raises SubscriptionLostError when the player knows nothing of it."""
    headers = {"SID": sid, "TIMEOUT": f"Second-{seconds}"}
    reply = await _request(transport, "SUBSCRIBE", address, service, headers)
    return _grant(reply, sid, seconds)


async def unsubscribe(transport: Transport, address: str, service: type[Service], sid: str) -> None:
    """Ask for no more events; raises SubscriptionLostError when the player knows nothing of it."""
    await _request(transport, "UNSUBSCRIBE", address, service, {"SID": sid})


async def _request(
    transport: Transport, method: str, address: str, service: type[Service], headers: dict[str, str]
) -> Reply:
    reply = await transport.request(method, address, f"{service.path}/Event", headers)
    if reply.status == 412 and "SID" in headers:
        raise SubscriptionLostError(address)
    if reply.status != 200:
        raise refusal(address, reply.status, service.name)
    return reply


def _grant(reply: Reply, sid: str, seconds: int) -> Grant:
    sid = reply.headers.get("SID", sid)
    if not sid:
        raise MalformedError("a subscription was granted without SID")
    match = _TIMEOUT.search(reply.headers.get("TIMEOUT", ""))
    return Grant(sid, float(match[1]) if match and int(match[1]) else float(seconds))
