"""All events of a client: one callback server, its subscriptions, and who wants to hear of what."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Protocol

from sonos_client.errors import UnsupportedError
from sonos_client.problems import EventProblem, ProblemKind
from sonos_client.subscription import Subscription
from sonos_client.timers import RealTimers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_client.callbacks import CallbackServer
    from sonos_client.changes import Change
    from sonos_client.service import Service
    from sonos_client.services import Services
    from sonos_client.timers import Timers
    from sonos_client.transport import Transport

_LOG = logging.getLogger(__name__)
_NO_CAUSE_FOR_ALARM = (ProblemKind.RESTORED, ProblemKind.GONE, ProblemKind.RETURNED)


class EventSource(Protocol):
    """A player, as far as events are concerned."""

    @property
    def uuid(self) -> str:
        """Its identity."""

    @property
    def address(self) -> str:
        """Where it is at this moment."""

    @property
    def services(self) -> Services:
        """What is polled when events do not arrive."""

    @property
    def gone(self) -> str | None:
        """Why it left, None while it is there."""

    def lost(self) -> None:
        """It could not be reached."""

    def answered(self) -> None:
        """It answered, although it is gone."""


class EventHub:
    """Keeps subscriptions alive and hands on what they bring.

    Args:
        transport: for SUBSCRIBE and polling.
        server: for NOTIFY.
        timers: the clock.
        seed: of the jitter; None for a different one each time.
        seconds: asked for each subscription; renewed at about half of what is granted.
        first_event_timeout: seconds until a missing first event means that none can reach us.
        poll_interval: seconds between polls meanwhile.
        silence: seconds without event after which a renewal becomes a new subscription, whose first event is proof.

    """

    def __init__(
        self,
        transport: Transport,
        server: CallbackServer,
        *,
        timers: Timers | None = None,
        seed: int | None = None,
        seconds: int = 600,
        first_event_timeout: float = 5.0,
        poll_interval: float = 10.0,
        silence: float = 3600.0,
    ) -> None:
        self.transport = transport
        self.server = server
        self.timers = timers or RealTimers()
        self.random = random.Random(seed)
        self.seconds = seconds
        self.first_event_timeout = first_event_timeout
        self.poll_interval = poll_interval
        self.silence = silence
        self.listeners: list[Callable[[Change], None]] = []
        self.problem_listeners: list[Callable[[EventProblem], None]] = []
        self._subscriptions: dict[tuple[str, str], Subscription] = {}

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """All that are kept now."""
        return tuple(self._subscriptions.values())

    def acquire(self, source: EventSource, service: type[Service]) -> Subscription:
        """Have the events of ``service`` at ``source`` until :meth:`release`.

        Raises UnsupportedError where there are none.
        """
        if not service.change.readers:
            raise UnsupportedError(f"{service.name} has no events")
        key = source.uuid, service.name
        subscription = self._subscriptions.get(key)
        if subscription is None:
            subscription = self._subscriptions[key] = Subscription(self, source, service)
        subscription.users += 1
        return subscription

    async def release(self, subscription: Subscription) -> None:
        """Want it no more; the last one to say so ends it."""
        subscription.users -= 1
        if subscription.users == 0:
            self._subscriptions.pop((subscription.source.uuid, subscription.service.name), None)
            await subscription.close()

    def moved(self, uuid: str, detail: str) -> None:
        """The player has rebooted or has another address: all its subscriptions are opened anew."""
        for subscription in self.subscriptions:
            if subscription.source.uuid == uuid:
                subscription.disturb(ProblemKind.MOVED, detail)

    def gone(self, uuid: str) -> None:
        """The player said goodbye: its subscriptions rest."""
        for subscription in self.subscriptions:
            if subscription.source.uuid == uuid:
                subscription.interrupt()

    def retry(self, uuid: str) -> bool:
        """The player is there: those of its subscriptions that rest are tried again now. Whether there was one."""
        rested = False
        for subscription in self.subscriptions:
            if subscription.source.uuid == uuid:
                rested |= subscription.retry()
        return rested

    def deliver(self, change: Change) -> None:
        """Hand ``change`` to all who listen; one that fails does not keep it from the others."""
        for listener in tuple(self.listeners):
            try:
                listener(change)
            except Exception as error:
                _LOG.exception("a listener failed")
                self.report(EventProblem(ProblemKind.LISTENER_FAILED, change.player, change.service, repr(error)))

    def report(self, problem: EventProblem) -> None:
        """Tell ``problem`` to all who want to know, and to the log."""
        level = logging.INFO if problem.kind in _NO_CAUSE_FOR_ALARM else logging.WARNING
        _LOG.log(level, "%s of %s: %s %s", problem.service, problem.player, problem.kind.name, problem.detail)
        for listener in tuple(self.problem_listeners):
            try:
                listener(problem)
            except Exception:
                _LOG.exception("a listener of problems failed")

    async def close(self) -> None:
        """End all subscriptions and the callback server."""
        subscriptions, self._subscriptions = self.subscriptions, {}
        for subscription in subscriptions:
            await subscription.close()
        await self.server.close()
