"""Delivers NOTIFYs: one connection each, in order, never waiting for another subscriber."""

from __future__ import annotations

import asyncio
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sonos_sim.server.junctions import Outgoing
from sonos_sim.server.records import DeliveryRecord

if TYPE_CHECKING:
    from sonos_sim.server.junctions import Junctions
    from sonos_sim.server.player_server import PlayerServer
    from sonos_sim.server.records import Recorder
    from sonos_sim.server.subscriptions import Notification, Subscription

_ANSWER_LIMIT = 8192


class Deliverer:
    """Sends what subscriptions have queued; a task lives only while there is something to send."""

    def __init__(self, record: Recorder, junctions: Junctions) -> None:
        self._record = record
        self._junctions = junctions
        self._tasks: set[asyncio.Task[None]] = set()

    def enqueue(self, server: PlayerServer, subscription: Subscription, notification: Notification) -> None:
        """Queue ``notification``, or what a junction makes of it."""
        if (junction := self._junctions.event) is None:
            self._enqueue(server, subscription, notification)
            return
        fail = partial(self._failed, server, subscription)
        for seconds, instead in junction(Outgoing(server, subscription, notification, fail)):
            if seconds > 0:
                server.publisher.clock.call_later(seconds, partial(self._enqueue, server, subscription, instead))
            else:
                self._enqueue(server, subscription, instead)

    def _enqueue(self, server: PlayerServer, subscription: Subscription, notification: Notification) -> None:
        """Queue ``notification``; a subscriber that has fallen too far behind is dropped."""
        if not subscription.live:
            return
        if len(subscription.queue) >= server.player.behaviour.delivery_queue:
            self._drop(server, subscription, f"{len(subscription.queue)} events behind")
            return
        subscription.queue.append(notification)
        if subscription.task is None:
            subscription.task = asyncio.get_running_loop().create_task(self._drain(server, subscription))
            self._tasks.add(subscription.task)
            subscription.task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Wait until nothing is queued any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Drop what is still queued."""
        for task in self._tasks:
            task.cancel()
        await self.settle()

    async def _drain(self, server: PlayerServer, subscription: Subscription) -> None:
        try:
            while subscription.queue:
                await self._deliver(server, subscription, subscription.queue.popleft())
        finally:
            subscription.task = None

    async def _deliver(self, server: PlayerServer, subscription: Subscription, notification: Notification) -> None:
        behaviour = server.player.behaviour
        problem = ""
        for url in subscription.callbacks:
            try:
                async with asyncio.timeout(behaviour.delivery_timeout):
                    status = await self._post(server, subscription, notification, url)
            except (OSError, TimeoutError, ValueError) as error:
                problem = f"{type(error).__name__}: {error}"
                continue
            self._answered(server, subscription, notification, status)
            return
        self._failed(server, subscription, problem)

    def _answered(
        self, server: PlayerServer, subscription: Subscription, notification: Notification, status: int
    ) -> None:
        problem = f"the callback answered {status}"
        is_own = not notification.sid  # what is said to a forged event is no word on the subscription
        if is_own and status == HTTPStatus.PRECONDITION_FAILED:  # node-sonos-ts asks to be left alone this way
            self._drop(server, subscription, problem, status)
        elif is_own and status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._failed(server, subscription, problem, status)
        else:
            subscription.failures = 0
            if status // 100 != 2:
                self._note(server, subscription, problem, status)

    def _failed(self, server: PlayerServer, subscription: Subscription, problem: str, status: int = 0) -> None:
        subscription.failures += 1
        if subscription.failures >= server.player.behaviour.delivery_failures:
            self._drop(server, subscription, problem, status)
        else:
            self._note(server, subscription, problem, status)

    async def _post(
        self, server: PlayerServer, subscription: Subscription, notification: Notification, url: str
    ) -> int:
        target = urlsplit(url)
        host, port = target.hostname or "", target.port or 80
        reader, writer = await _connect(host, port, server.player.address)
        try:
            path = (target.path or "/") + (f"?{target.query}" if target.query else "")
            head = notify_head(server, subscription, notification, path, f"{host}:{port}")
            writer.write(head + notification.body)
            try:
                answer = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError as closed:
                answer = closed.partial
            return int(answer.split(None, 2)[1])
        except (IndexError, asyncio.LimitOverrunError) as error:
            raise ValueError(f"the callback's answer is no HTTP: {error}") from error
        finally:
            writer.close()

    def _drop(self, server: PlayerServer, subscription: Subscription, problem: str, status: int = 0) -> None:
        server.subscriptions.drop(subscription)
        self._note(server, subscription, f"dropped: {problem}", status)

    def _note(self, server: PlayerServer, subscription: Subscription, problem: str, status: int = 0) -> None:
        callback = subscription.callbacks[0]
        self._record(DeliveryRecord(server.player.uuid, subscription.sid, callback, problem, status))


def notify_head(
    server: PlayerServer, subscription: Subscription, notification: Notification, path: str, host: str
) -> bytes:
    """Request line and headers of a NOTIFY, in the recorded order; two of them came with later builds."""
    firmware = server.player.profile.firmware
    lines = [f"NOTIFY {path} HTTP/1.1", f"HOST: {host}"]
    if firmware.notify_connection_close:
        lines.append("CONNECTION: close")
    lines += [
        "CONTENT-TYPE: text/xml",
        f"CONTENT-LENGTH: {len(notification.body)}",
        "NT: upnp:event",
        "NTS: upnp:propchange",
        f"SID: {notification.sid or subscription.sid}",
        f"SEQ: {notification.seq}",
    ]
    if firmware.notify_service_type:
        lines.append(f"X-SONOS-SERVICETYPE: {subscription.service}")
    return "\r\n".join([*lines, "", ""]).encode()


async def _connect(host: str, port: int, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        return await asyncio.open_connection(host, port, local_addr=(source, 0), limit=_ANSWER_LIMIT)
    except ConnectionError:
        raise
    except OSError:
        # The player's address may not reach the callback (loopback to another interface): any source will do.
        return await asyncio.open_connection(host, port, limit=_ANSWER_LIMIT)
