"""Where a harness may step between the players and the wire: at a request, a response, an event and a datagram.

The server knows no more of faults than this. Nobody stands at a junction unless something is planned, and then it
costs one look at an attribute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from sonos_sim.catalogue import ENDPOINTS
from sonos_sim.services.arguments import without_secrets
from sonos_sim.wire.soap import MalformedRequestError, parse_request, parse_soapaction

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from aiohttp import web

    from sonos_sim.household import Player
    from sonos_sim.server.http import Answer
    from sonos_sim.server.player_server import PlayerServer
    from sonos_sim.server.subscriptions import Notification, Subscription
    from sonos_sim.services.base import Service
    from sonos_sim.wire.mdns import MdnsService
    from sonos_sim.wire.soap import ActionRequest

Direction = Literal["in", "out"]
"""To the players: requests, searches; or from them: events, answers to searches, announcements."""
Outputs = list[tuple[str, str]]
"""Out arguments of an action as text, in declared order."""
_SERVICES = {path: e.service for e in ENDPOINTS for path in (e.control_path, e.event_path)}
_UUID = re.compile(rb"RINCON_[0-9A-F]{12}01400")
_NOTIFICATION_SUBTYPE = re.compile(rb"^NTS: *ssdp:(\w+)", re.MULTILINE)


class Subject(Protocol):
    """What passes a junction, as a plan looks at it."""

    @property
    def name(self) -> str:
        """What it is: ``AVTransport.Play``, ``SUBSCRIBE RenderingControl``, ``GET /xml/...``, ``SSDP alive``."""

    @property
    def service(self) -> str:
        """The UPnP service it belongs to; empty: none."""

    @property
    def player(self) -> Player | None:
        """The player; None where it is none's alone."""

    @property
    def client(self) -> str:
        """The IP address of the other side."""

    @property
    def arguments(self) -> Mapping[str, str]:
        """The arguments of an action; empty for everything else."""

    @property
    def direction(self) -> Direction:
        """Who began it: ``in`` a client, ``out`` the player."""


class Exchange:
    """A request that was read, and what it asks for."""

    direction: Direction = "in"

    def __init__(self, server: PlayerServer, request: web.BaseRequest, body: bytes) -> None:
        self.server = server
        self.request = request
        self.body = body

    @property
    def player(self) -> Player:
        """The player that was asked."""
        return self.server.player

    @property
    def client(self) -> str:
        """The IP address of the client."""
        return self.request.remote or ""

    @cached_property
    def service(self) -> str:
        """The service whose control or event path was asked; empty for files."""
        return _SERVICES.get(self.request.path, "")

    @cached_property
    def name(self) -> str:
        """``Service.Action``, ``SUBSCRIBE``, ``RENEW`` or ``UNSUBSCRIBE`` and the service, else method and path."""
        method, headers = self.request.method, self.request.headers
        if not self.service:
            return f"{method} {self.request.path}"
        if method == "POST":
            asked = parse_soapaction(headers.get("SOAPACTION", ""))
            return f"{self.service}.{asked[1] if asked else ''}"
        return f"{'RENEW' if method == 'SUBSCRIBE' and 'SID' in headers else method} {self.service}"

    @cached_property
    def arguments(self) -> Mapping[str, str]:
        """The arguments as sent; empty for what is no action, or malformed."""
        if self.request.method != "POST":
            return {}
        try:
            return parse_request(self.body).arguments
        except MalformedRequestError:
            return {}


@dataclass(frozen=True, slots=True)
class ActionCall:
    """An action about to be carried out; :attr:`proceed` does it and returns the out arguments."""

    called: Service
    asked: ActionRequest
    client: str
    proceed: Callable[[], Outputs]

    @property
    def player(self) -> Player:
        """The player that was asked."""
        return self.called.player

    @property
    def service(self) -> str:
        """The name of the service."""
        return self.called.name

    @property
    def name(self) -> str:
        """``Service.Action``."""
        return f"{self.called.name}.{self.asked.action}"

    @property
    def arguments(self) -> Mapping[str, str]:
        """The arguments as sent, passwords and tokens hidden."""
        return without_secrets(self.asked.arguments)

    @property
    def direction(self) -> Direction:
        """From the client."""
        return "in"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event that is ready for one subscriber."""

    server: PlayerServer
    subscription: Subscription
    notification: Notification
    fail: Callable[[str], None]
    """Count a delivery that failed for the reason given, as if the callback had not answered."""

    @property
    def player(self) -> Player:
        """The player that sends it."""
        return self.server.player

    @property
    def service(self) -> str:
        """The service whose event it is."""
        return self.subscription.service

    @property
    def name(self) -> str:
        """``NOTIFY`` and the service."""
        return f"NOTIFY {self.subscription.service}"

    @property
    def client(self) -> str:
        """The host of the first callback."""
        return self.subscription.callbacks[0].partition("//")[2].partition("/")[0].partition(":")[0]

    @property
    def arguments(self) -> Mapping[str, str]:
        """Nothing: events have none."""
        return {}

    @property
    def direction(self) -> Direction:
        """From the player."""
        return "out"


@dataclass(frozen=True, slots=True)
class Datagram:
    """An SSDP datagram: one that was heard (``source`` empty, ``other`` its sender) or one about to be sent."""

    source: str
    data: bytes
    other: tuple[str, int]
    player: Player | None

    @property
    def service(self) -> str:
        """Nothing: datagrams belong to no service."""
        return ""

    @property
    def name(self) -> str:
        """``SSDP search``, ``SSDP answer``, ``SSDP alive`` or ``SSDP byebye``."""
        if not self.source:
            return "SSDP search"
        subtype = _NOTIFICATION_SUBTYPE.search(self.data)
        return f"SSDP {subtype[1].decode() if subtype else 'answer'}"

    @property
    def client(self) -> str:
        """The IP address of the other side."""
        return self.other[0]

    @property
    def arguments(self) -> Mapping[str, str]:
        """Nothing: datagrams have none."""
        return {}

    @property
    def direction(self) -> Direction:
        """From a client if it was heard, from a player if it is about to be sent."""
        return "out" if self.source else "in"


def uuid_in(datagram: bytes) -> str:
    """The UUID of the player that ``datagram`` is about; empty if it names none."""
    found = _UUID.search(datagram)
    return found[0].decode() if found else ""


class Junctions:
    """Who stands where; None: nobody.

    ``request`` answers instead of the player, or lets it; ``action`` stands between the parsed request and the handler;
    ``response`` makes another answer of one; ``event`` and ``datagram`` say what is sent instead, each with seconds on
    the clock to wait first; ``publication`` what is published over mDNS.
    """

    __slots__ = ("action", "datagram", "event", "publication", "request", "response")

    def __init__(self) -> None:
        self.request: Callable[[Exchange], Awaitable[Answer | None]] | None = None
        self.action: Callable[[ActionCall], Outputs] | None = None
        self.response: Callable[[Exchange, Answer], Awaitable[Answer]] | None = None
        self.event: Callable[[Outgoing], Iterable[tuple[float, Notification]]] | None = None
        self.datagram: Callable[[Datagram], Iterable[tuple[float, Datagram]]] | None = None
        self.publication: Callable[[Player, MdnsService], MdnsService | None] | None = None
