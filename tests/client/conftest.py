"""Clients that find nothing but what they are told, on a clock of their own."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from sonos_client import Household, SonosClient
from sonos_client.presence import Presence

from tests.support.client import FakePlayer, ManualTimers
from tests.support.ether import Ether

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sonos_client import EventProblem
    from sonos_client.found import Announcement

    from sonos_sim import Simulator


LONGEST = 20.0
"""Seconds a test may take; each takes well under one."""


class Connect(Protocol):
    async def __call__(self, *hosts: str | Simulator, **options: Any) -> Household: ...


class Listen(Protocol):
    async def __call__(self, host: Simulator | FakePlayer, **options: Any) -> Household: ...


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


@pytest.fixture
def ether(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ether]:
    """Somebody who announces anything on loopback, and all that the clients of a test hear there."""
    hear = Presence.hear

    with closing(Ether()) as air:

        def overhear(presence: Presence, told: Announcement) -> None:
            air.note(told)
            hear(presence, told)

        monkeypatch.setattr(Presence, "hear", overhear)
        yield air


@pytest.fixture
async def listen(fake: Fake, timers: ManualTimers, problems: list[EventProblem], ether: Ether) -> AsyncIterator[Listen]:
    """Connect to a simulator or to a player made by hand, and listen to SSDP unless told otherwise."""
    async with AsyncExitStack() as stack:

        async def start(host: Simulator | FakePlayer, *, seconds: float = 0.0, **options: Any) -> Household:
            if isinstance(host, FakePlayer):
                address, household_id = host.address, "Sonos_test"
            else:
                address, household_id = host.players[0].address, host.household.id
            options = {"use_mdns": False, "interfaces": ["127.0.0.1"], "connect_timeout": 0.2, **options}
            client = SonosClient([address], timers=timers, **options)
            client.on_problem(problems.append)
            await stack.enter_async_context(client)
            household = await client.connect(household_id, seconds)
            await household.listening()
            return household

        yield start
    coroutines = [task.get_coro() for task in asyncio.all_tasks()]
    assert [each for each in coroutines if "sonos_client" in each.cr_code.co_filename] == []  # type: ignore[union-attr]
