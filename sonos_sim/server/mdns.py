"""mDNS: publishes each player as a ``_sonos._tcp`` service with the address it has.

One zeroconf instance an interface serves all players there: their records name their own addresses, while datagrams
leave from the interface's. An instance a player would cost eight times the work for a hundred players, as each of
them hears all the others. What zeroconf does runs in real time, whatever the household's clock.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from zeroconf import Error, ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from sonos_sim.server.ssdp_sockets import interface_of
from sonos_sim.wire.description import SSL_PORT
from sonos_sim.wire.mdns import HOST_TTL, OTHER_TTL, SERVICE_TYPE, MdnsService

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

_AT_ONCE = 8
"""Services announced in one go; a buffer of a listener on loopback holds less than a hundred datagrams."""
_PAUSE = 0.02
"""Real seconds between two goes."""

_log = logging.getLogger(__name__)


class _Published(NamedTuple):
    service: MdnsService
    info: ServiceInfo
    repetitions: asyncio.Future[None]
    """Its announcements that are still to come."""


class MdnsAdvertiser:
    """Keeps the published services in line with ``services``, which yields those of the players that run now.

    All methods belong to the thread of the event loop. Publishing happens in a task of its own, so that a start
    waits for nothing; what the network refuses is logged, as the players are found by SSDP too.
    """

    def __init__(self, services: Callable[[], Iterable[MdnsService]]) -> None:
        self._services = services
        self._published: dict[str, _Published] = {}
        self._sequences: dict[str, int] = {}
        self._instances: dict[str, AsyncZeroconf | None] = {}
        self._due = asyncio.Event()
        self._idle = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Future[None]] = set()

    def start(self) -> None:
        """Publish every player, in the background."""
        self._worker = asyncio.get_running_loop().create_task(self._work())
        self.refresh()

    async def stop(self) -> None:
        """Withdraw every service and close the sockets."""
        if self._worker is not None:
            self._worker.cancel()
            with suppress(asyncio.CancelledError):
                await self._worker
            self._worker = None
        for task in self._sending:
            task.cancel()
        await asyncio.gather(*self._sending, return_exceptions=True)
        for instance in self._instances.values():
            if instance is not None:
                # One farewell is enough on a stop: zeroconf's own way takes a quarter of a second for three.
                if (farewell := instance.zeroconf.generate_unregister_all_services()) is not None:
                    instance.zeroconf.async_send(farewell)
                await instance.async_close()
        self._instances.clear()
        self._published.clear()

    def refresh(self) -> None:
        """Something may have changed: publish what is new, withdraw what is gone."""
        self._idle.clear()
        self._due.set()

    def leave(self, uuid: str, *, goodbye: bool) -> None:
        """The player leaves the network; without ``goodbye``, as at a power cut, its records run out by themselves."""
        if not goodbye and (published := self._published.pop(uuid, None)) is not None:
            published.repetitions.cancel()
            if (instance := self._instance(published.service.ip)) is not None:
                instance.zeroconf.registry.async_remove(published.info)
        self.refresh()

    async def settle(self) -> None:
        """Wait until everything due has been published; repetitions may still follow."""
        await self._idle.wait()

    # Inner workings

    async def _work(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._bring_in_line()
            except (Error, OSError) as error:
                _log.warning("not everything is published over mDNS: %s", error)
            if not self._due.is_set():
                self._idle.set()

    async def _bring_in_line(self) -> None:
        wanted = {service.uuid: service for service in self._services()}
        for uuid in self._published.keys() - wanted.keys():
            await self._withdraw(self._published.pop(uuid))
        changed = [service for uuid, service in wanted.items() if not self._shows(uuid, service)]
        for start in range(0, len(changed), _AT_ONCE):
            for service in changed[start : start + _AT_ONCE]:
                await self._publish(service)
            await asyncio.sleep(_PAUSE)

    def _shows(self, uuid: str, service: MdnsService) -> bool:
        return uuid in self._published and self._published[uuid].service == service

    async def _publish(self, service: MdnsService) -> None:
        if (instance := self._instance(service.ip)) is None:
            return
        sequence = self._sequences.get(service.uuid, -1) + 1
        self._sequences[service.uuid] = sequence
        info = _info(service, sequence)
        before = self._published.pop(service.uuid, None)
        if before is not None and (before.service.name, before.service.ip) == (service.name, service.ip):
            before.repetitions.cancel()
            repetitions = await instance.async_update_service(info)
        else:
            if before is not None:
                await self._withdraw(before)
            # The UUID makes names unique; probing for others that have one would take half a second.
            repetitions = await instance.async_register_service(info, cooperating_responders=True, strict=False)
        self._published[service.uuid] = _Published(service, info, self._sent(repetitions))

    async def _withdraw(self, published: _Published) -> None:
        # Else an announcement would come after the farewell.
        published.repetitions.cancel()
        if (instance := self._instance(published.service.ip)) is not None:
            self._sent(await instance.async_unregister_service(published.info))

    def _sent(self, repetitions: Awaitable[None]) -> asyncio.Future[None]:
        task = asyncio.ensure_future(repetitions)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        return task

    def _instance(self, ip: str) -> AsyncZeroconf | None:
        interface = interface_of(ip)
        if interface not in self._instances:
            try:
                self._instances[interface] = AsyncZeroconf(interfaces=[interface])
            except OSError as error:
                _log.warning("players at %s are not published over mDNS: %s", interface, error)
                self._instances[interface] = None
        return self._instances[interface]


def _info(service: MdnsService, sequence: int) -> ServiceInfo:
    return ServiceInfo(
        SERVICE_TYPE,
        service.name,
        port=SSL_PORT,
        addresses=[socket.inet_aton(service.ip)],
        server=service.host,
        properties=service.properties(sequence),
        host_ttl=HOST_TTL,
        other_ttl=OTHER_TTL,
    )
