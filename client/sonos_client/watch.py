"""Changes as an async iterator."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Generic, Self, TypeVar

from sonos_client.changes import Change
from sonos_client.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType

    from sonos_client.hub import EventHub, EventSource
    from sonos_client.subscription import Subscription

ChangeT = TypeVar("ChangeT", bound=Change)


class Watch(Generic[ChangeT]):
    """Changes of some kinds at some players.

    Entering it subscribes and waits for the first event of each, so that what it yields starts with the present state.
    Iterating never ends by itself; :meth:`close` or leaving the context ends it. ``callback``, if given, gets each
    change at once, and nothing is kept for iterating.
    """

    def __init__(
        self,
        hub: EventHub,
        sources: Iterable[EventSource],
        kinds: Iterable[type[ChangeT]],
        callback: Callable[[ChangeT], None] | None = None,
        limit: int = 1000,
    ) -> None:
        self.dropped = 0
        """Changes that were discarded because nobody took them, the oldest first."""
        self.opened = asyncio.Event()
        """Set when :meth:`open` is through."""
        self._hub = hub
        self._kinds = tuple(kinds)
        self._sources = tuple(sources)
        self._callback = callback
        self._limit = limit
        self._kept: deque[ChangeT] = deque()
        self._arrived = asyncio.Event()
        self._closed = False
        self._subscriptions: list[Subscription] = []

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self._closed

    async def open(self) -> Self:
        """Subscribe, and wait until each subscription has told its state or turned out not to work now."""
        self._acquire()
        self._hub.listeners.append(self._hear)
        try:
            for subscription in self._subscriptions:
                await subscription.ready.wait()
        except asyncio.CancelledError:
            await self.close()
            raise
        self.opened.set()
        return self

    async def retarget(self, sources: Iterable[EventSource]) -> None:
        """Watch the same services at other players."""
        self._sources = tuple(sources)
        if self._closed or not self._subscriptions:
            return  # Over, or not begun: opening will subscribe at the new ones.
        earlier = self._subscriptions
        self._acquire()
        for subscription in earlier:
            await self._hub.release(subscription)

    async def close(self) -> None:
        """Unsubscribe; an iteration that waits ends."""
        if not self._closed:
            self._closed = True
            self._arrived.set()
            if self._hear in self._hub.listeners:
                self._hub.listeners.remove(self._hear)
            for subscription in self._subscriptions:
                await self._hub.release(subscription)

    def put(self, change: ChangeT) -> None:
        """Hand in a change that comes from no subscription."""
        if self._callback is not None:
            self._callback(change)
            return
        if len(self._kept) == self._limit:
            self._kept.popleft()
            self.dropped += 1
        self._kept.append(change)
        self._arrived.set()

    def _acquire(self) -> None:
        services = [SERVICES[kind.service] for kind in self._kinds]
        self._subscriptions = [self._hub.acquire(source, s) for source in self._sources for s in services]
        for subscription in self._subscriptions:
            # Others may have had it for long: its first event is over, what it told is not.
            if (known := subscription.state()) is not None:
                self._hear(known)

    def _hear(self, change: Change) -> None:
        if isinstance(change, self._kinds) and any(source.uuid == change.player for source in self._sources):
            self.put(change)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ChangeT:
        while not self._kept:
            if self._closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._kept.popleft()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
