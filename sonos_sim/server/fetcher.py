"""Fetches what players play, without ever blocking: one task a medium, sessions shared by source address."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass, field
from functools import partial
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

import aiohttp

from sonos_sim.server.media_request import MediaRequest
from sonos_sim.server.records import FetchRecord

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household import Player
    from sonos_sim.household.fetching import Fetched
    from sonos_sim.server.records import Recorder


@dataclass(eq=False)
class _Job:
    request: MediaRequest
    done: Callable[[Fetched], None]
    on_title: Callable[[str], None]
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when nothing more is to be expected soon: a stream may stay open for hours after that."""
    cancelled: bool = False
    task: asyncio.Task[None] | None = None


class MediaFetcher:
    """The :class:`~sonos_sim.household.fetching.Fetcher` of a household on the network."""

    def __init__(self, record: Recorder) -> None:
        self._record = record
        self._loop = asyncio.get_running_loop()
        self._jobs: set[_Job] = set()
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        """Begin to fetch ``uri`` as ``player`` would; from any thread, since tests change state from their own."""
        job = _Job(MediaRequest(player, uri, partial(self._session, player)), done, on_title)
        self._jobs.add(job)
        self._loop.call_soon_threadsafe(self._start, job)
        return partial(self._cancel, job)

    def is_waiting(self) -> bool:
        """Whether a fetch is still without an answer."""
        return any(not job.opened.is_set() for job in self._jobs)

    async def settle(self) -> None:
        """Wait until every fetch has an answer; streams stay open."""
        while waiting := [job for job in self._jobs if not job.opened.is_set()]:
            await asyncio.gather(*(job.opened.wait() for job in waiting))

    async def stop(self) -> None:
        """Hang up everywhere."""
        for job in self._jobs:
            job.cancelled = True
        await asyncio.sleep(0)  # let those start that have not yet: they see that they are cancelled
        tasks = [job.task for job in self._jobs if job.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def _start(self, job: _Job) -> None:
        if job.cancelled:
            self._end(job)
            return
        job.task = self._loop.create_task(self._run(job))
        job.task.add_done_callback(partial(self._finished, job))

    def _cancel(self, job: _Job) -> None:
        job.cancelled = True
        if job in self._jobs:
            self._loop.call_soon_threadsafe(self._hang_up, job)

    def _hang_up(self, job: _Job) -> None:
        if job.task is not None:
            job.task.cancel()

    def _end(self, job: _Job) -> None:
        self._jobs.discard(job)
        job.opened.set()

    async def _run(self, job: _Job) -> None:
        request = job.request
        try:
            fetched = await request.open()
            self._record(_record_of(request, fetched))
            if job.cancelled:
                return
            job.done(fetched)
            patience = self._loop.call_later(request.player.behaviour.fetch_patience, job.opened.set)
            try:
                await self._read_on(job)
            finally:
                patience.cancel()
        finally:
            request.close()

    async def _read_on(self, job: _Job) -> None:
        shown = ""
        async for titles in job.request.rest():
            for title in titles:
                if title != shown and not job.cancelled:
                    shown = title
                    job.on_title(title)
            if not job.request.awaits_title:
                job.opened.set()

    def _finished(self, job: _Job, task: asyncio.Task[None]) -> None:
        self._end(job)
        if not task.cancelled():
            task.result()  # a defect in what ``done`` did belongs in the log

    def _session(self, player: Player, host: str) -> aiohttp.ClientSession:
        """A session that speaks from the player's address, as far as that can reach ``host``."""
        source = player.address if _is_loopback(host) == _is_loopback(player.address) else ""
        if source not in self._sessions:
            connector = aiohttp.TCPConnector(
                family=socket.AF_INET if source else socket.AF_UNSPEC,
                local_addr=(source, 0) if source else None,
                force_close=True,
                limit=0,
            )
            self._sessions[source] = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                skip_auto_headers=("Accept-Encoding",),
                auto_decompress=False,
            )
        return self._sessions[source]


def _record_of(request: MediaRequest, fetched: Fetched) -> FetchRecord:
    return FetchRecord(
        player=request.player.uuid,
        uri=request.uri,
        url=fetched.uri,
        status=fetched.http_status,
        mime=fetched.mime,
        bytes_read=request.bytes_read,
        is_whole=request.is_whole,
        duration=fetched.duration,
        error=str(fetched.error or ""),
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return IPv4Address(host).is_loopback  # no player has an IPv6 address
    except ValueError:
        return False
