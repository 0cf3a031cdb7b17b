"""Puts a household on the network: ``async with``, or ``with`` from synchronous programs."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from sonos_sim.harness.journal import Journal
from sonos_sim.harness.people import People
from sonos_sim.harness.plan import FaultPlan
from sonos_sim.harness.soap_faults import Interception
from sonos_sim.household.snapshot import Snapshot, mark_start, reset
from sonos_sim.server.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
    from concurrent.futures import Future
    from types import TracebackType

    from sonos_sim.harness.plan import Planned
    from sonos_sim.household import Household, Player
    from sonos_sim.server.junctions import ActionCall
    from sonos_sim.server.records import Recorder
    from sonos_sim.services.base import Value


class Simulator:
    """A household that answers on the network, or several side by side that know nothing of each other.

    ``async with Simulator(household) as sim`` runs it in the present event loop, ``with`` in a background thread;
    both give the same object. Players are found by room name or UUID: ``sim["Kitchen"]``.

    Args:
        household: whose players are served.
        more: further households; their players are found the same way, in order.
        addresses: addresses of the players in order; without, each gets a free loopback address, port 1400.
        single_address: put all players on this address with a port each, for platforms without further ones.
        discovery: whether SSDP is answered.
        mdns: whether the players are published over mDNS (default: as ``discovery``).

    Raises AddressError on start when an address is occupied or not there.

    """

    def __init__(
        self,
        household: Household,
        *more: Household,
        addresses: Sequence[str] = (),
        single_address: str | None = None,
        discovery: bool = True,
        mdns: bool | None = None,
    ) -> None:
        self.household = household
        self.network = Network(
            household,
            *more,
            addresses=addresses,
            single_address=single_address,
            discovery=discovery,
            mdns=discovery if mdns is None else mdns,
        )
        self.clock = SimulatedTime(self)
        self.people: People[Settling] = People(self)
        """Those who live there, and what they do."""
        self.faults = FaultPlan(self.network)
        """What is planned to go wrong."""
        self.journal = Journal(self.households)
        """What happened."""
        self.observe(self.journal.record)
        self._background: _Background | None = None

    def __getitem__(self, key: str) -> Player:
        """The player in the room ``key``, or with the UUID ``key``, of the first household that has one."""
        for household in self.households[:-1]:
            with suppress(KeyError):
                return household[key]
        return self.households[-1][key]

    @property
    def households(self) -> tuple[Household, ...]:
        """All households that are served."""
        return self.network.households

    @property
    def players(self) -> list[Player]:
        """All players, in the order they were added."""
        return self.network.players

    def observe(self, recorder: Recorder) -> None:
        """Call ``recorder`` with each record of what happens on the wire."""
        self.network.recorders.append(recorder)

    def intercept(
        self,
        action: str,
        handler: Callable[[ActionCall], Mapping[str, Value] | None],
        *,
        player: str | Player | None = None,
    ) -> Planned:
        """Put ``handler`` in front of ``action`` (``Service.Action``), of one player or all.

        It gets the call (``call.player``, ``call.arguments``, ``call.proceed()``) and returns the out arguments, raises
        UPnPError, or returns None to let the next handler and in the end the player answer: the first that answers
        wins. ``remove()`` of what is returned takes it away.
        """
        return self.faults.add(action, Interception(handler), player=player)

    def snapshot(self) -> Snapshot:
        """The state of all households, to :meth:`restore` later or to compare."""
        taken: list[Snapshot] = []
        self.do(lambda: taken.append(Snapshot(*self.households)))
        return taken[0]

    def restore(self, kept: Snapshot) -> Settling:
        """Put the households back to ``kept``, the time included, and wait for the events that come of it.

        Subscriptions stay. Raises ValueError for a snapshot of other households.
        """
        if kept.households != self.households:
            raise ValueError("the snapshot is of other households")
        return self._do(kept.restore, self._restored)

    def reset(self) -> Settling:
        """Put the households back to how they were when the simulator started, as :meth:`restore` does."""
        return self._do(lambda: reset(self.household), self._restored)

    async def _restored(self) -> None:
        await self.network.refresh()
        await self.network.settle()

    async def _start(self) -> None:
        await self.network.start()
        mark_start(*self.households)
        self.journal.start()
        self.faults.start()

    async def _stop(self) -> None:
        self.journal.stop()
        await self.network.stop()

    async def __aenter__(self) -> Self:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    def __enter__(self) -> Self:
        self._background = _Background()
        try:
            self._background.run(self._start())
        except BaseException:
            self._background.close()
            self._background = None
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._background is not None:
            try:
                self._background.run(self._stop())
            finally:
                self._background.close()
                self._background = None

    def settle(self) -> Settling:
        """Wait until every change has become an event and every event was delivered.

        In the background the wait is over when this returns; in an event loop, the simulator's or another, ``await``
        the result.
        """
        return self.do(lambda: None)

    def refresh(self) -> None:
        """Serve players that were added to the household since the start; only in the background.

        In an event loop ``await sim.network.refresh()``.
        """
        if self._background is not None:
            self._background.run(self.network.refresh())

    def do(self, change: Callable[[], object]) -> Settling:
        """Run ``change`` in the simulator's own thread, then wait as :meth:`settle` does."""
        return self._do(change, self.network.settle)

    def _do(self, change: Callable[[], object], work: Callable[[], Coroutine[Any, Any, None]]) -> Settling:
        if self._background is None:
            change()
            return Settling(work)

        if not _in_event_loop():
            self._background.run(_after(change, work))
            return Settling(None)
        # The loop that asks may be the one that events are delivered to: it must not be held up by the wait for them.
        self._background.run(_after(change))
        rest = self._background.submit(work())
        return Settling(lambda: _wait_for(rest))


class Settling:
    """Awaitable that is done when all events so far have been delivered; not awaiting it is fine."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
        self._work = work

    def __await__(self) -> Generator[Any, None, None]:
        if self._work is not None:
            yield from self._work().__await__()


class SimulatedTime:
    """The household's clock as tests use it: moving it also waits for the events that come of it."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def now(self) -> float:
        """The present instant as POSIX timestamp."""
        return self._simulator.household.clock.now()

    def advance(self, seconds: float = 0, **steps: Any) -> Settling:
        """Move time forward by ``seconds``, ``minutes``, ``hours``, ``days``, or ``until`` a datetime.

        All work due on the way runs, each at its own instant. ``await`` the result to wait for the events too;
        with a simulator in the background they have been delivered when this returns.

        While a player asks for a medium, time stands still until it has an answer: in an event loop, await the result
        or time does not arrive.
        """
        network = self._simulator.network
        targets = [(clock, clock.instant_after(seconds, **steps)) for clock in network.clocks]

        async def arrive() -> None:
            await network.await_clocks(targets)
            await network.settle()

        return self._simulator._do(lambda: network.move_clocks(targets), arrive)


class _Background:
    """An event loop in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sonos-sim", daemon=True)
        self._thread.start()

    def submit(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        self.submit(work).result()

    def close(self) -> None:
        self.run(_end_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _after(change: Callable[[], object], work: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
    change()
    if work is not None:
        await work()


async def _wait_for(future: Future[None]) -> None:
    await asyncio.wrap_future(future)


async def _end_all() -> None:
    """Cancel what is still running, such as connections whose client went away in the middle."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()
