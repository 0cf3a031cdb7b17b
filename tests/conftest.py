"""Fixtures for tests that drive the simulator over real sockets."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from hypothesis import settings

from sonos_sim import Clock, Household, Simulator
from tests.support import wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

# How long an example takes is the machine's business.
settings.register_profile("sonos-sim", deadline=None)
settings.load_profile("sonos-sim")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sonos-ip", metavar="ADDRESS", help="run tests/contract against this real speaker too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "real_speaker: needs --sonos-ip; restores what it changes")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--sonos-ip"):
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("real_speaker")])
        items[:] = [item for item in items if not item.get_closest_marker("real_speaker")]


class Simulate(Protocol):
    async def __call__(self, *rooms: str, seed: int = 7, clock: Clock | None = None, **options: Any) -> Simulator: ...


@pytest.fixture
async def simulate() -> AsyncIterator[Simulate]:
    """Start simulators: ``await simulate("Kitchen", "TV:S9")``; the clock is stopped, the seed 7."""
    async with AsyncExitStack() as stack:

        async def start(
            *rooms: str,
            seed: int = 7,
            clock: Clock | None = None,
            behaviour: dict[str, Any] | None = None,
            discovery: bool = False,
            **options: Any,
        ) -> Simulator:
            household = Household(seed=seed, clock=clock or Clock.stopped())
            household.override(**(behaviour or {}))
            for room in rooms or ("Kitchen",):
                name, _, model = room.partition(":")
                household.add(name, model or "S18")
            simulator = Simulator(household, discovery=discovery, **options)
            await stack.enter_async_context(simulator)
            wire.SETTLERS[id(household)] = simulator.network.settle
            stack.callback(wire.SETTLERS.pop, id(household))
            return simulator

        yield start
