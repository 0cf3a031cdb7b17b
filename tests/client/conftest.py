"""Clients that find nothing but what they are told, on a clock of their own."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from sonos_client import Household, SonosClient

from tests.support.client import FakePlayer, ManualTimers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client import EventProblem

    from sonos_sim import Simulator


LONGEST = 20.0
"""Seconds a test may take; each takes well under one."""


class Connect(Protocol):
    async def __call__(self, *hosts: str | Simulator, **options: Any) -> Household: ...


class Fake(Protocol):
    async def __call__(self, *args: Any, **options: Any) -> FakePlayer: ...


@pytest.fixture(autouse=True)
async def bounded() -> AsyncIterator[None]:
    """A test that waits for what never comes fails."""
    loop = asyncio.get_running_loop()
    alarm = loop.call_later(LONGEST, lambda: [task.cancel("it took too long") for task in asyncio.all_tasks(loop)])
    yield
    alarm.cancel()


@pytest.fixture
def timers() -> ManualTimers:
    return ManualTimers()


@pytest.fixture
def problems() -> list[EventProblem]:
    """Every problem with events, in order."""
    return []


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    """Start players made by hand; they stop after the client."""
    async with AsyncExitStack() as stack:

        async def start(*args: Any, **options: Any) -> FakePlayer:
            player = FakePlayer(*args, **options)
            await player.start()
            stack.push_async_callback(player.stop)
            return player

        yield start


@pytest.fixture
async def connect(fake: Fake, timers: ManualTimers, problems: list[EventProblem]) -> AsyncIterator[Connect]:
    """Connect to given hosts, or to the first player of a simulator."""
    async with AsyncExitStack() as stack:

        async def start(*hosts: str | Simulator, **options: Any) -> Household:
            addresses = [host if isinstance(host, str) else host.players[0].address for host in hosts]
            client = SonosClient(addresses, use_ssdp=False, use_mdns=False, timers=timers, **options)
            client.hub.problem_listeners.append(problems.append)
            await stack.enter_async_context(client)
            return await client.connect()

        yield start
