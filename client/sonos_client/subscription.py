"""One subscription: opened, renewed, opened anew when it was lost, and replaced by polling while nothing arrives."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from sonos_client import gena
from sonos_client.errors import (
    CommunicationError,
    HTTPRefusedError,
    MalformedError,
    SonosError,
    SubscriptionLostError,
)
from sonos_client.polling import POLLS
from sonos_client.problems import EventProblem, ProblemKind
from sonos_client.timers import cancelled, first_of

if TYPE_CHECKING:
    from sonos_client.changes import Change
    from sonos_client.hub import EventHub, EventSource
    from sonos_client.service import Service

_LOG = logging.getLogger(__name__)
_BUFFERED = 64
"""Events kept until the SUBSCRIBE answer tells whose they are; a player sends one."""
_LONGEST_PAUSE = 60.0
_GONE_PAUSE = 600.0
"""Seconds between tries at a player that said goodbye; announcements, a search or the topology usually tell sooner."""


class Subscription:
    """The events of one service of one player, for as long as somebody wants them; :class:`EventHub` owns it."""

    def __init__(self, hub: EventHub, source: EventSource, service: type[Service]) -> None:
        self.source = source
        self.service = service
        self.users = 0
        self.polling = False
        self.ready = asyncio.Event()
        """Set once the first event or poll was delivered, or when neither is possible now."""
        self._hub = hub
        self._sid = ""
        self._url = ""
        self._early: list[gena.Notification] | None = None
        self._sequence: int | None = None
        self._state: dict[str, str] = {}
        self._heard = asyncio.Event()
        self._last_heard = 0.0
        self._disturbed = asyncio.Event()
        self._failures = 0
        self._resting = False
        self._troubled = False
        self._task = asyncio.create_task(self._keep(), name=f"{service.name} of {source.uuid}")

    def disturb(self, kind: ProblemKind, detail: str) -> None:
        """Report ``kind`` and subscribe anew."""
        if kind is ProblemKind.MOVED:
            # A rebooted player counts its SIDs from the start: ending ours could end somebody else's.
            self._sid = ""
        self._report(kind, detail)
        self._disturbed.set()

    def interrupt(self) -> None:
        """Its player said goodbye: ask nothing of it for long."""
        self._sid = ""
        self._troubled = True
        self._disturbed.set()

    def retry(self) -> bool:
        """Its player was heard: end a pause now, and begin with short ones again. Whether there was one."""
        self._failures = 0
        if self._resting:
            self._disturbed.set()
        return self._resting

    def state(self) -> Change | None:
        """Everything known by now, as one initial change; None before the first event."""
        if not self._state:
            return None
        return self.service.change.from_variables(self._state, player=self.source.uuid, initial=True)

    async def close(self) -> None:
        """End it, telling the player."""
        await cancelled(self._task)
        self.ready.set()
        await self._leave()

    async def _keep(self) -> None:
        while True:
            self._disturbed.clear()
            gone = self.source.gone is not None
            if gone and await self._rest(_GONE_PAUSE * self._hub.random.uniform(0.8, 1.2)):
                continue
            try:
                await self._live(seems_gone=gone)
            except SubscriptionLostError as error:
                self._report(ProblemKind.LOST, str(error))
                self._sid = ""
            except HTTPRefusedError as error:
                if gone:
                    self.source.answered()
                self._report(ProblemKind.REFUSED, str(error))
                await self._poll_until(self._pause())
            except (CommunicationError, MalformedError, OSError) as error:
                if self.source.gone is not None:
                    continue  # It said so.
                self._report(ProblemKind.UNREACHABLE, str(error))
                self.source.lost()
                await self._rest(self._pause())
            except Exception as error:
                # A mistake of ours must not end the events, let alone silently.
                _LOG.exception("a subscription failed")
                self._report(ProblemKind.FAILED, repr(error))
                await self._rest(self._pause())

    async def _live(self, *, seems_gone: bool) -> None:
        """One life of a subscription; returns when it should be opened anew, raises when it was lost."""
        seconds = await self._open()
        if seems_gone:
            self.source.answered()
        if not await self._first_event():
            self._report(ProblemKind.NOTHING_ARRIVES, f"no first event at {self._url}")
            await self._poll_until(seconds)
        while not self._disturbed.is_set() and self._heard.is_set():
            # Renewing at about half time leaves room for another try; the jitter spreads many subscriptions.
            if await self._wait(seconds * self._hub.random.uniform(0.4, 0.6)):
                break
            if self._hub.timers.now() - self._last_heard > self._hub.silence:
                self._report(ProblemKind.SILENT, "a new subscription asks for everything")
                break
            grant = await gena.renew(
                self._hub.transport, self.source.address, self.service, self._sid, self._hub.seconds
            )
            seconds = grant.seconds
        await self._leave()

    async def _open(self) -> float:
        self._hub.server.forget(self._url)
        self._sid, self._sequence, self._early = "", None, []
        self._heard.clear()
        self._url = await self._hub.server.open(self.source.address, self._receive)
        try:
            grant = await gena.subscribe(
                self._hub.transport, self.source.address, self.service, self._url, self._hub.seconds
            )
        except BaseException:
            self._hub.server.forget(self._url)
            raise
        self._sid = grant.sid
        early, self._early = self._early, None
        for notification in early:
            self._receive(notification)
        self._failures = 0
        return grant.seconds

    async def _first_event(self) -> bool:
        timeout = self._hub.timers.sleep(self._hub.first_event_timeout)
        await first_of(self._heard.wait(), timeout, self._disturbed.wait())
        return self._heard.is_set() or self._disturbed.is_set()

    async def _leave(self) -> None:
        """Tell the player, if it still listens; the subscription would end by itself."""
        sid, self._sid = self._sid, ""
        self._hub.server.forget(self._url)
        if sid and self.source.gone is None:
            with contextlib.suppress(SonosError):
                await gena.unsubscribe(self._hub.transport, self.source.address, self.service, sid)

    async def _wait(self, seconds: float) -> bool:
        """Whether something came up within ``seconds``."""
        return await first_of(self._disturbed.wait(), self._hub.timers.sleep(seconds)) == 0

    async def _rest(self, seconds: float) -> bool:
        """As :meth:`_wait`, when nothing is possible now."""
        self.ready.set()
        self._resting = True
        try:
            return await self._wait(seconds)
        finally:
            self._resting = False

    def _pause(self) -> float:
        self._failures += 1
        return min(2.0**self._failures, _LONGEST_PAUSE) * self._hub.random.uniform(0.8, 1.2)

    async def _poll_until(self, seconds: float) -> None:
        """Ask instead of hearing, until an event arrives or ``seconds`` are over."""
        self.polling = True
        try:
            await first_of(self._poll(), self._heard.wait(), self._disturbed.wait(), self._hub.timers.sleep(seconds))
        finally:
            self.polling = False

    async def _poll(self) -> None:
        known: dict[str, str] = {}
        ask = POLLS.get(self.service.name)
        while True:
            if ask is not None:
                try:
                    found = await ask(self.source.services)
                except SonosError as error:
                    refused = isinstance(error, HTTPRefusedError)
                    self._report(ProblemKind.REFUSED if refused else ProblemKind.UNREACHABLE, str(error))
                else:
                    changed = {name: value for name, value in found.items() if known.get(name) != value}
                    if changed:
                        self._deliver(changed, initial=not known, polled=True)
                    known = found
            self.ready.set()
            await self._hub.timers.sleep(self._hub.poll_interval)

    def _receive(self, notification: gena.Notification) -> bool:
        if self._early is not None:
            # The answer to SUBSCRIBE is still on its way: only it says whether this is ours.
            if len(self._early) < _BUFFERED:
                self._early.append(notification)
            return True
        if notification.sid != self._sid:
            return False
        self._last_heard = self._hub.timers.now()
        sequence, last = notification.sequence, self._sequence
        if sequence is not None and last is not None and sequence != gena.next_sequence(last):
            if sequence <= last:
                return True  # Sent twice, or overtaken by one that already told more.
            self.disturb(ProblemKind.GAP, f"event {sequence} follows {last}")
        if sequence is not None:
            self._sequence = sequence
        try:
            self._deliver(gena.read_propertyset(notification.body), initial=sequence == 0, polled=False)
        except MalformedError as error:
            if sequence:
                self.disturb(ProblemKind.MALFORMED, str(error))
            else:
                # Asking for everything again would only bring the same once more.
                self._report(ProblemKind.MALFORMED, str(error))
        self._heard.set()
        self.ready.set()
        if self._troubled and not self._disturbed.is_set():
            self._troubled = False
            self._hub.report(EventProblem(ProblemKind.RESTORED, self.source.uuid, self.service.name))
        return True

    def _deliver(self, variables: dict[str, str], *, initial: bool, polled: bool) -> None:
        change: Change = self.service.change.from_variables(
            variables, player=self.source.uuid, initial=initial, polled=polled
        )
        self._state = {**({} if initial else self._state), **change.raw}
        self._hub.deliver(change)

    def _report(self, kind: ProblemKind, detail: str) -> None:
        self._troubled = True
        self._hub.report(EventProblem(kind, self.source.uuid, self.service.name, detail))
