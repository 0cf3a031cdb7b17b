"""Faults of subscriptions and events.

What a plan strikes here is ``SUBSCRIBE Service``, ``RENEW Service``, ``UNSUBSCRIBE Service`` or ``NOTIFY Service``.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.server.http import Answer, empty_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sonos_sim.server.junctions import Exchange, Outgoing, Subject
    from sonos_sim.server.subscriptions import Notification, Subscription


class EventFault(Fault):
    """Base of faults of events; ``seq`` and ``containing`` narrow them to a sequence number and bodies with a text."""

    def __init__(self, *, seq: int | None = None, containing: str = "") -> None:
        self.seq = seq
        self.containing = containing.encode()

    def matches(self, subject: Subject) -> bool:
        """Only events, and of them those that are meant."""
        if not subject.name.startswith("NOTIFY "):
            return False
        notification: Notification = subject.notification  # type: ignore[attr-defined]
        return self.seq in (None, notification.seq) and self.containing in notification.body


class Drop(EventFault):
    """The event is lost on the way; its SEQ is used up, so that a gap is seen.

    Without an end it is a subscription that is dead while renewals succeed.
    """

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Send nothing."""
        return []


class FailDelivery(EventFault):
    """The callback cannot be reached; after ``delivery_failures`` in a row the player ends the subscription."""

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Count a failure."""
        event.fail("planned: the callback cannot be reached")
        return []


class Double(EventFault):
    """The event is sent ``times`` times, with the same SEQ."""

    def __init__(self, times: int = 2, *, seq: int | None = None, containing: str = "") -> None:
        super().__init__(seq=seq, containing=containing)
        self.times = times

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Send it again."""
        return [(0, event.notification)] * self.times


class DelayEvent(EventFault):
    """The event comes ``seconds`` later on the clock; those after it may overtake it."""

    def __init__(self, seconds: float, jitter: float = 0.0, *, seq: int | None = None, containing: str = "") -> None:
        super().__init__(seq=seq, containing=containing)
        self.seconds = seconds
        self.jitter = jitter

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Send it later."""
        wait = self.seconds + self.stage.random.uniform(-self.jitter, self.jitter)
        return [(max(0.0, wait), event.notification)]


class WithholdFirst(DelayEvent):
    """SEQ 0 comes ``seconds`` after it should."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds, seq=0)


class Reorder(EventFault):
    """Every other event waits for the one after it and comes behind it."""

    def __init__(self, *, containing: str = "") -> None:
        super().__init__(containing=containing)
        self._held: dict[str, Notification] = {}

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Hold it, or send the held one behind it."""
        if (held := self._held.pop(event.subscription.sid, None)) is not None:
            return [(0, event.notification), (0, held)]
        self._held[event.subscription.sid] = event.notification
        return []


class Gap(EventFault):
    """``missing`` sequence numbers are skipped before the event, as if so many events had been lost."""

    def __init__(self, missing: int = 1, *, containing: str = "") -> None:
        super().__init__(containing=containing)
        self.missing = missing

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Count on."""
        return [(0, renumbered(event, event.notification.seq + self.missing))]


class ResetSeq(EventFault):
    """SEQ starts again from ``start`` with this event, in the same subscription."""

    def __init__(self, start: int = 0) -> None:
        super().__init__()
        self.start = start

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Count anew."""
        return [(0, renumbered(event, self.start))]


class WrongSid(EventFault):
    """The event names a SID that the subscriber never got."""

    def __init__(self, sid: str = "uuid:RINCON_00000000000001400_sub0000000000") -> None:
        super().__init__()
        self.sid = sid

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Rename it."""
        return [(0, replace(event.notification, sid=self.sid))]


class MutateBody(EventFault):
    """The body of the event goes through ``change``: see the mutators below."""

    def __init__(self, change: Callable[[bytes], bytes], *, seq: int | None = None, containing: str = "") -> None:
        super().__init__(seq=seq, containing=containing)
        self.change = change

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """Change it."""
        return [(0, replace(event.notification, body=self.change(event.notification.body)))]


def renumbered(event: Outgoing, seq: int) -> Notification:
    """The event with another SEQ; later ones count on from there."""
    event.subscription.next_seq = seq + 1
    return replace(event.notification, seq=seq)


def bare_ampersand(body: bytes) -> bytes:
    """A ``&`` inside LastChange that nobody escaped: the outer document is fine, the inner one is not XML."""
    return body.replace(b"&quot;/&gt;", b" &amp; Co&quot;/&gt;", 1)


def control_character(body: bytes) -> bytes:
    """A reference to a character that XML does not allow, in a value of LastChange: the outer document is fine."""
    return body.replace(b"&quot;/&gt;", b"&amp;#8;&quot;/&gt;", 1)


def unknown_variable(body: bytes) -> bytes:
    """A variable that no client knows, in front of the others."""
    return body.replace(b"<e:property>", b"<e:property><ShineOn>1</ShineOn></e:property><e:property>", 1)


def empty_res(body: bytes) -> bytes:
    """The DIDL inside has a ``res`` with nothing in it."""
    start = body.find(b"&amp;lt;res ")
    end = body.find(b"&amp;lt;/res&amp;gt;", start)
    return body if -1 in (start, end) else body[:start] + b"&amp;lt;res/&amp;gt;" + body[end + 20 :]


def without_variable(name: str) -> Callable[[bytes], bytes]:
    """A mutator that leaves ``name`` out: a property, or an element of LastChange."""
    tag = name.encode()

    def change(body: bytes) -> bytes:
        for start, end in ((b"<e:property><" + tag + b">", b"</e:property>"), (b"&lt;" + tag + b" ", b"/&gt;")):
            at = body.find(start)
            if at >= 0:
                return body[:at] + body[body.index(end, at) + len(end) :]
        return body

    return change


class HurryFirst(Fault):
    """SEQ 0 is sent before the answer to SUBSCRIBE, which tells the SID.

    The answer follows when the callback has taken the event, or after ``patience`` in real seconds: a client may hold
    the event back until it knows the SID, as SoCo's threads do, and each would wait for the other.
    """

    def __init__(self, patience: float = 0.5) -> None:
        self.patience = patience

    def matches(self, subject: Subject) -> bool:
        """Only new subscriptions."""
        return subject.name.startswith("SUBSCRIBE ")

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Send it, then answer."""
        if answer.after_write is not None:
            answer.after_write()
            answer.after_write = None
            if (subscription := granted(exchange, answer)) is not None and subscription.task is not None:
                await asyncio.wait({subscription.task}, timeout=self.patience)
        return answer


class EarlyExpiry(Fault):
    """The player forgets the subscription ``seconds`` after it granted or renewed it: the next renewal is 412."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def matches(self, subject: Subject) -> bool:
        """Only subscriptions that are made or renewed."""
        return subject.name.startswith(("SUBSCRIBE ", "RENEW "))

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Set the end."""
        if (subscription := granted(exchange, answer)) is not None:
            table = exchange.server.subscriptions
            self.stage.clock.call_later(self.seconds, lambda: table.drop(subscription))
        return answer


class LoseSubscriptions(Fault):
    """The player forgets its subscriptions, all or those to ``service``, as soon as this begins; it says nothing."""

    def __init__(self, service: str = "") -> None:
        self.service = service

    def begin(self) -> None:
        """Forget them."""
        for player in self.stage.players:
            table = self.stage.network.servers[player.uuid].subscriptions
            for subscription in table:
                if self.service in ("", subscription.service):
                    table.drop(subscription)


class RefuseSubscription(Fault):
    """SUBSCRIBE is refused with ``status``: 412 as for a lost SID, 503 as with all slots taken.

    Plan it at ``SUBSCRIBE Service``, ``RENEW Service`` or ``UNSUBSCRIBE Service``.
    """

    def __init__(self, status: int = 412) -> None:
        self.status = status

    def matches(self, subject: Subject) -> bool:
        """Only what concerns subscriptions."""
        return subject.name.startswith(("SUBSCRIBE ", "RENEW ", "UNSUBSCRIBE "))

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Refuse it."""
        answer = empty_answer(self.status, [], exchange.server.server_header)
        answer.note = f"fault: {self.name}"
        return answer


class NotifyAfterUnsubscribe(Fault):
    """UNSUBSCRIBE succeeds, and ``count`` further events come all the same: the last state, numbered on."""

    def __init__(self, count: int = 1) -> None:
        self.count = count

    def matches(self, subject: Subject) -> bool:
        """Only the end of subscriptions."""
        return subject.name.startswith("UNSUBSCRIBE ")

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Send them behind the answer, and forget the subscription then."""
        server, sid = exchange.server, exchange.request.headers.get("SID", "")
        subscription = server.subscriptions.get(sid)
        if subscription is None:
            return None
        answer = empty_answer(200, [], server.server_header)
        answer.note = "unsubscribed, but events go on"

        def go_on() -> None:
            for _ in range(self.count):
                server.publisher.first_event(server, subscription)
            self.stage.run(self._forget(exchange, subscription))

        answer.after_write = go_on
        return answer

    async def _forget(self, exchange: Exchange, subscription: Subscription) -> None:
        if subscription.task is not None:
            await subscription.task
        exchange.server.subscriptions.drop(subscription)


def granted(exchange: Exchange, answer: Answer) -> Subscription | None:
    """The subscription that ``answer`` grants or renews."""
    return exchange.server.subscriptions.get(dict(answer.head_fields).get("SID", ""))
