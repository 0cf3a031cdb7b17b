"""GENA subscriptions of one player.

UPnP Device Architecture 1.0, section 4; SID form, TIMEOUT echo and answer headers as recorded.
"""

from __future__ import annotations

import ipaddress
import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator, Mapping

    from sonos_sim.household import Player
    from sonos_sim.household.clock import Timer

_TIMEOUT = re.compile(r"Second-(\d{1,9})", re.IGNORECASE)
_CALLBACK = re.compile(r"<([^<>]*)>")
_URL = re.compile(r"[!#-\[\]-~]+")
MAX_SEQ = 2**32 - 1


class SubscribeError(Exception):
    """The request is refused with the HTTP status ``status``."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(eq=False, slots=True)
class Notification:
    """An event on its way to one subscriber."""

    seq: int
    body: bytes
    sid: str = ""
    """The SID it names; empty: that of the subscription."""


@dataclass(eq=False, slots=True)
class Subscription:
    """One subscription: where its events go and what is still to be delivered."""

    sid: str
    path: str
    service: str
    callbacks: tuple[str, ...]
    timeout: int
    next_seq: int = 0
    queue: deque[Notification] = field(default_factory=deque)
    failures: int = 0
    live: bool = True
    expiry: Timer | None = None
    task: asyncio.Task[None] | None = None

    def number(self, body: bytes) -> Notification:
        """``body`` with the next SEQ: from 0 up, after 4294967295 comes 1."""
        seq = self.next_seq
        self.next_seq = 1 if seq == MAX_SEQ else seq + 1
        return Notification(seq, body)


class SubscriptionTable:
    """All subscriptions of one player; one SID counter for all services, from 1 at boot."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._subscriptions: dict[str, Subscription] = {}
        self._counter = 0

    def __iter__(self) -> Iterator[Subscription]:
        return iter(list(self._subscriptions.values()))

    def __len__(self) -> int:
        return len(self._subscriptions)

    def of(self, path: str) -> list[Subscription]:
        """Subscriptions to the service at the event path ``path``."""
        return [s for s in self._subscriptions.values() if s.path == path]

    def get(self, sid: str) -> Subscription | None:
        """The live subscription with that SID."""
        return self._subscriptions.get(sid)

    def subscribe(self, path: str, service: str, headers: Mapping[str, str], client: str) -> Subscription:
        """A new subscription.

        Raises SubscribeError 412 for a missing or bad CALLBACK or NT and for a callback to another address than
        ``client``, 503 when all slots of the service are taken.
        """
        behaviour = self._player.behaviour
        if headers.get("NT", "").strip() != "upnp:event":
            raise SubscribeError(412, f"NT is {headers.get('NT')!r}, not upnp:event")
        callbacks = tuple(url for url in _CALLBACK.findall(headers.get("CALLBACK", "")) if _is_http(url))
        if not callbacks:
            raise SubscribeError(412, f"CALLBACK {headers.get('CALLBACK')!r} has no <http://...> URL")
        if not behaviour.allow_foreign_callbacks and not all(_same_host(url, client) for url in callbacks):
            raise SubscribeError(412, f"CALLBACK {callbacks[0]!r} is not at the subscriber's address {client}")
        if len(self.of(path)) >= behaviour.subscription_slots - behaviour.peer_slots:
            raise SubscribeError(503, f"all {behaviour.subscription_slots} slots of {service} are taken")
        self._counter += 1
        sid = f"uuid:{self._player.uuid}_sub{self._counter:010d}"
        subscription = Subscription(sid, path, service, callbacks, self._granted(headers.get("TIMEOUT", "")))
        self._subscriptions[sid] = subscription
        self._set_expiry(subscription)
        return subscription

    def renew(self, path: str, headers: Mapping[str, str]) -> Subscription:
        """The subscription of the SID header with its new timeout.

        Raises SubscribeError 400 for a SID together with CALLBACK or NT, 412 for one that is unknown here.
        """
        if "CALLBACK" in headers or "NT" in headers:
            raise SubscribeError(400, "a renewal has no CALLBACK and no NT")
        subscription = self._known(path, headers)
        subscription.timeout = self._granted(headers.get("TIMEOUT", ""))
        self._set_expiry(subscription)
        return subscription

    def unsubscribe(self, path: str, headers: Mapping[str, str]) -> Subscription:
        """End the subscription of the SID header; raises SubscribeError as :meth:`renew` does."""
        if "CALLBACK" in headers or "NT" in headers:
            raise SubscribeError(400, "UNSUBSCRIBE has no CALLBACK and no NT")
        subscription = self._known(path, headers)
        self.drop(subscription)
        return subscription

    def drop(self, subscription: Subscription) -> None:
        """End ``subscription``; what it had not delivered yet is lost."""
        subscription.live = False
        subscription.queue.clear()
        if subscription.expiry is not None:
            subscription.expiry.cancel()
        self._subscriptions.pop(subscription.sid, None)

    def reset(self) -> None:
        """Forget all subscriptions and count SIDs from 1 again, as a boot does."""
        for subscription in self:
            self.drop(subscription)
        self._counter = 0

    def _known(self, path: str, headers: Mapping[str, str]) -> Subscription:
        subscription = self._subscriptions.get(headers.get("SID", "").strip())
        if subscription is None or subscription.path != path:
            raise SubscribeError(412, f"no subscription {headers.get('SID')!r} to this service")
        return subscription

    def _granted(self, header: str) -> int:
        behaviour = self._player.behaviour
        match = _TIMEOUT.fullmatch(header.strip())
        asked = int(match[1]) if match else 0
        granted = asked or behaviour.default_timeout
        return granted if behaviour.max_timeout is None else min(granted, behaviour.max_timeout)

    def _set_expiry(self, subscription: Subscription) -> None:
        if subscription.expiry is not None:
            subscription.expiry.cancel()
        clock = self._player.household.clock
        subscription.expiry = clock.call_later(subscription.timeout, lambda: self.drop(subscription))


def _is_http(url: str) -> bool:
    if not _URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _same_host(url: str, client: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "") == ipaddress.ip_address(client)
    except ValueError:
        return False
