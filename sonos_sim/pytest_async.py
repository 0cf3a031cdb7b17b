"""The fixture that needs pytest-asyncio; without it, it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.pytest_plugin import refuse_blocked_sockets, watched, with_neighbours

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Household, Simulator

try:
    import pytest_asyncio
except ImportError:

    @pytest.fixture
    def sonos_simulator_async() -> None:
        """Not without pytest-asyncio."""
        pytest.fail("sonos_simulator_async needs pytest-asyncio; sonos_simulator works without it", pytrace=False)

else:

    @pytest_asyncio.fixture
    async def sonos_simulator_async(  # type: ignore[misc]  # either this or the one above
        request: pytest.FixtureRequest, sonos_household: Household
    ) -> AsyncIterator[Simulator]:
        """The household on the network, in the event loop of the test."""
        refuse_blocked_sockets()
        from sonos_sim.simulator import Simulator

        async with Simulator(*with_neighbours(request.node, sonos_household)) as simulator:
            yield watched(request.node, simulator)
