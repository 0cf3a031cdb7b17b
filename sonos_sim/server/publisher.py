"""Derives events from state: after a change, what a subscribed service says now is compared with what was sent."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_sim.server.records import EventRecord
from sonos_sim.services.base import text
from sonos_sim.wire.events import render_property_set

if TYPE_CHECKING:
    from sonos_sim.household import Clock, Household, Player
    from sonos_sim.household.clock import Timer
    from sonos_sim.household.observed import Aspect
    from sonos_sim.server.delivery import Deliverer
    from sonos_sim.server.player_server import PlayerServer
    from sonos_sim.server.records import Recorder
    from sonos_sim.server.subscriptions import Subscription
    from sonos_sim.services.base import Service, Value

ORDER = ("AVTransport", "ContentDirectory", "Queue", "RenderingControl", "ZoneGroupTopology")
"""The order of events that one change causes (captured in one sequence); others come after, by name."""


@dataclass(eq=False, slots=True)
class Channel:
    """One service of one player that somebody listens to."""

    server: PlayerServer
    service: Service
    path: str
    rank: tuple[int, str]
    moderated: bool
    sent: dict[str, Value]
    """What the last event was made of."""
    last_event: float = float("-inf")
    held: Timer | None = None
    """Runs when moderation lets the next event go."""


class Publisher:
    """Turns reported changes into events for those who subscribed."""

    def __init__(self, household: Household, deliverer: Deliverer, record: Recorder) -> None:
        self._household = household
        self._deliverer = deliverer
        self._record = record
        self._channels: dict[tuple[str, str], Channel] = {}
        self._by_own: defaultdict[tuple[str, Aspect], set[Channel]] = defaultdict(set)
        self._by_shared: defaultdict[Aspect, set[Channel]] = defaultdict(set)
        self._dirty: set[Channel] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        """With a simulator in the background, tests change state from another thread than the loop's."""
        self._scheduled = False

    @property
    def clock(self) -> Clock:
        """The household's clock."""
        return self._household.clock

    def start(self) -> None:
        """Begin to listen to the household; call in the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.get_ident()
        self._household.listeners.append(self._changed)
        self._household.checkpoints.append(self._look)
        self.clock.after_step.append(self.flush)

    def stop(self) -> None:
        """Stop listening."""
        self._household.listeners.remove(self._changed)
        self._household.checkpoints.remove(self._look)
        self.clock.after_step.remove(self.flush)
        for channel in list(self._channels.values()):
            self._close(channel)
        self._loop = None

    def first_event(self, server: PlayerServer, subscription: Subscription) -> None:
        """Queue the first event of ``subscription``: SEQ 0, every variable; none where nothing is evented."""
        if not subscription.live:
            return
        self.flush()
        service = server.service(subscription.path)
        key = (server.player.uuid, subscription.path)
        now = service.evented()
        channel = self._channels.get(key)
        if channel is None:
            channel = self._open(server, service, subscription.path, now)
        self._send(channel, service.properties(now, None), [subscription])

    def flush(self) -> None:
        """Compare and send now whatever may have changed."""
        self._scheduled = False
        while self._dirty:
            dirty, self._dirty = self._dirty, set()
            for channel in sorted(dirty, key=lambda c: (c.rank, c.server.player.uuid)):
                self._publish(channel)

    def _look(self) -> None:
        # From another thread a state that lasts no time cannot be told apart: what follows is on its way already.
        if threading.get_ident() == self._thread:
            self.flush()

    def _changed(self, player: Player | None, aspect: Aspect) -> None:
        if threading.get_ident() == self._thread:
            self._mark(player, aspect)
        elif self._loop is not None:
            self._loop.call_soon_threadsafe(self._mark, player, aspect)

    def _mark(self, player: Player | None, aspect: Aspect) -> None:
        if not self._channels:
            return
        affected = self._by_shared.get(aspect, set())
        if player is None:
            affected = affected.union(*(c for (_, a), c in self._by_own.items() if a is aspect))
        else:
            affected = affected | self._by_own.get((player.uuid, aspect), set())
        if not affected:
            return
        self._dirty |= affected
        if not self._scheduled and self._loop is not None:
            self._scheduled = True
            self._loop.call_soon(self.flush)

    def _open(self, server: PlayerServer, service: Service, path: str, now: dict[str, Value]) -> Channel:
        rank = ORDER.index(service.name) if service.name in ORDER else len(ORDER)
        moderated = "LastChange" in server.player.profile.service(service.name).evented
        channel = Channel(server, service, path, (rank, service.name), moderated, now)
        self._channels[server.player.uuid, path] = channel
        for aspect in service.own_aspects:
            self._by_own[server.player.uuid, aspect].add(channel)
        for aspect in service.household_aspects:
            self._by_shared[aspect].add(channel)
        return channel

    def _close(self, channel: Channel) -> None:
        if channel.held is not None:
            channel.held.cancel()
        del self._channels[channel.server.player.uuid, channel.path]
        for channels in (*self._by_own.values(), *self._by_shared.values()):
            channels.discard(channel)
        self._dirty.discard(channel)

    def _publish(self, channel: Channel) -> None:
        subscriptions = channel.server.subscriptions.of(channel.path)
        if not subscriptions:
            self._close(channel)
            return
        now = channel.service.evented()
        properties = channel.service.properties(now, channel.sent)
        if not properties:
            channel.sent = now
            return
        wait = 0.0
        if channel.moderated and not self.clock.is_stopped:
            wait = channel.last_event + channel.server.player.behaviour.moderation - self.clock.now()
        if wait > 0:
            if channel.held is None:
                channel.held = self.clock.call_later(wait, lambda: self._release(channel))
            return
        channel.sent = now
        channel.last_event = self.clock.now()
        self._send(channel, properties, subscriptions)

    def _release(self, channel: Channel) -> None:
        channel.held = None
        self._dirty.add(channel)

    def _send(self, channel: Channel, properties: dict[str, Value], subscriptions: list[Subscription]) -> None:
        if not properties:
            return
        body = render_property_set((name, text(value)) for name, value in properties.items())
        for subscription in subscriptions:
            notification = subscription.number(body)
            self._record(
                EventRecord(
                    channel.server.player.uuid,
                    channel.service.name,
                    subscription.sid,
                    notification.seq,
                    tuple(properties),
                )
            )
            self._deliverer.enqueue(channel.server, subscription, notification)
