"""Fixtures for unmodified clients: a simulator in the background, and clients that forget what they knew."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Protocol
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import soco
from soco import events, events_asyncio
from soco.core import _ArgsSingleton

from sonos_sim import Clock, Household, Simulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Start(Protocol):
    def __call__(self, *rooms: str, **options: Any) -> Simulator: ...


@pytest.fixture
def start() -> Iterator[Start]:
    """Start simulators in the background: ``start("Kitchen", "TV:S9")``; the clock is real unless given."""
    with ExitStack() as stack:

        def begin(*rooms: str, clock: Clock | None = None, discovery: bool = False, **behaviour: Any) -> Simulator:
            household = Household(seed=7, clock=clock or Clock())
            household.override(**behaviour)
            for room in rooms:
                name, _, model = room.partition(":")
                household.add(name, model or "S18")
            return stack.enter_context(Simulator(household, discovery=discovery))

        yield begin


@pytest.fixture(autouse=True)
def forgetful_soco() -> Iterator[None]:
    """SoCo keeps speakers by address and topology by household id for the whole process."""
    yield
    _ArgsSingleton._instances.clear()
    soco.SoCo.zone_group_states.clear()


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """SoCo's threaded event listener, stopped afterwards.

    To stop it, SoCo knocks at it and waits for the answer. There is none when an event came in the same moment and the
    listener has left already, so here it does not wait for ever.
    """

    def knock(url: str) -> object:
        try:
            return urlopen(url, timeout=1)
        except TimeoutError as error:
            raise URLError(error) from error

    monkeypatch.setattr(events, "urlopen", knock)
    yield
    events.event_listener.stop()


@pytest.fixture
async def in_the_loop() -> AsyncIterator[None]:
    """SoCo's other event listener, which runs in the event loop of the test; stopped afterwards."""
    before, soco.config.EVENTS_MODULE = soco.config.EVENTS_MODULE, events_asyncio
    yield
    await events_asyncio.event_listener.async_stop()
    soco.config.EVENTS_MODULE = before


class Speakers(Protocol):
    def __call__(self, simulator: Simulator) -> dict[str, soco.SoCo]: ...


@pytest.fixture
def speakers() -> Speakers:
    """SoCo objects of a simulator's players, by room name."""
    return lambda simulator: {p.device.name: soco.SoCo(p.address) for p in simulator.players}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The clients leave sockets to the garbage collector; that is not ours to fail on."""
    for item in items:
        if "tests/peers" in item.path.as_posix():
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
