"""Runs scenarios in tests: the simulator and the client live by one stopped clock, moved in small steps."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from sonos_client import SonosClient

from sonos_sim import Simulator
from sonos_sim.harness.scenarios import Stage, scenario
from sonos_sim.household.randomness import draw_seed
from tests.support import wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from sonos_client import Household as ClientHousehold

    from sonos_sim import Player
    from sonos_sim.household import Clock

_IDLE = 25
"""Rounds of the event loop without anything in the journal after which nobody has anything to do."""
_TIMEOUT = 2.0
"""Real seconds for what is never answered."""
_SEARCH = 10.0
"""Real seconds for a search at most: it ends with the first player that is found."""
_SEARCH_AGAIN = 0.2
"""Real seconds for a search that has no such end, as for a player that was lost."""


class ClockTimers:
    """Timers of the client library, on the household's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now()

    async def sleep(self, seconds: float) -> None:
        due = asyncio.Event()
        timer = self._clock.call_later(seconds, due.set)
        try:
            await due.wait()
        finally:
            timer.cancel()


class Run:
    """A simulator and the bundled client on one stopped clock; the client ``searches`` or is told where players are."""

    def __init__(self, sim: Simulator, *, searches: bool = False) -> None:
        self.sim = sim
        self._searches = searches
        self._asking = 0
        self._awaits_answers = True
        self._answered = asyncio.Event()

    async def client(
        self,
        stack: AsyncExitStack,
        household_id: str = "",
        *,
        seconds: float = _SEARCH,
        awaits_answers: bool = True,
        **options: Any,
    ) -> ClientHousehold:
        """The bundled client, connected; ``seconds`` are real ones for searching, where the scenario is about that.

        ``awaits_answers``: time stands still while the client waits for an answer; not where answers wait for time.
        """
        self._awaits_answers = awaits_answers
        searches = self._searches
        client = SonosClient(
            [] if searches else self.hosts(),
            interfaces=["127.0.0.1"] if searches else (),
            **{
                "use_ssdp": searches,
                "use_mdns": searches,
                "timers": ClockTimers(self.sim.household.clock),
                "timeout": _TIMEOUT,
                "connect_timeout": _TIMEOUT,
                **options,
            },
        )
        ask = client.transport.request
        client.transport.request = partial(self._count, ask)  # type: ignore[method-assign]
        client.discover = partial(self._count, partial(_search, client.discover))  # type: ignore[method-assign]
        await stack.enter_async_context(client)
        wanted = household_id or self.sim.household.id
        return await client.connect(wanted, seconds=seconds if searches else 0.0, enough=1)

    def hosts(self) -> list[str]:
        """The addresses that the client is told: one a household."""
        return [household.visible[0].address for household in self.sim.households]

    async def _count(self, ask: Callable[..., Awaitable[Any]], *args: Any, **options: Any) -> Any:
        self._asking += 1
        try:
            return await ask(*args, **options)
        finally:
            self._asking -= 1
            self._answered.set()

    async def quiet(self) -> None:
        """Wait until everything is delivered and the client waits for nothing but time."""
        rounds, last = 0, -1
        while rounds < _IDLE:
            await asyncio.sleep(0)
            rounds += 1
            if self._asking and self._awaits_answers:
                self._answered.clear()
                await self._answered.wait()
                rounds = 0
            if (number := len(self.sim.journal)) != last:
                rounds, last = 0, number
        await self.sim.settle()


class Rehearsal(Run):
    """A scenario, its simulator, and how to let time pass."""

    def __init__(self, name: str) -> None:
        self.scenario = scenario(name)
        # Others may search the same network for players: nobody else's may have the same UUIDs.
        household = self.scenario.household(draw_seed()) if self.scenario.discovery else self.scenario.household()
        neighbours = self.scenario.neighbours(household)
        searches = self.scenario.discovery
        super().__init__(Simulator(household, *neighbours, discovery=searches), searches=searches)
        self.stage = Stage(self.scenario, self.sim)

    @property
    def rooms(self) -> list[Player]:
        return self.stage.rooms

    def hosts(self) -> list[str]:
        first, *others = super().hosts()
        return [self.scenario.told(self.sim.household)[0].address if self.scenario.hidden_first else first, *others]

    async def play(self, step: float = 10.0, *, until: str = "end") -> None:
        """Let time pass until the scenario is over, or has come to a mark."""
        if "start" not in self.stage.marks:
            self.stage.start()
        await self.quiet()
        while until not in self.stage.marks:
            await self.sim.clock.advance(step)
            await self.quiet()

    def failed(self) -> list[str]:
        """The statements that did not come true."""
        return [f"{finding.text}: {finding.why}" for finding in self.stage.verdict().findings if not finding.ok]


async def _search(search: Callable[..., Awaitable[Any]], household: str, seconds: float, enough: int = 0) -> Any:
    return await search(household, seconds if enough else min(seconds, _SEARCH_AGAIN), enough)


@asynccontextmanager
async def rehearsal(name: str) -> AsyncIterator[Rehearsal]:
    """The scenario ``name``, its players on the network, nothing has happened yet."""
    run = Rehearsal(name)
    async with run.sim:
        wire.SETTLERS[id(run.sim.household)] = run.sim.network.settle
        yield run
    wire.SETTLERS.pop(id(run.sim.household))
