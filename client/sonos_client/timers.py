"""Time as the library sees it, and work that takes time; programs and tests put a clock of their own in its place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Coroutine

T = TypeVar("T")


class Timers(Protocol):
    """What the library needs to know of time."""

    def now(self) -> float:
        """Seconds on a clock that never goes back."""

    async def sleep(self, seconds: float) -> None:
        """Wait."""


class RealTimers:
    """The event loop's clock."""

    def now(self) -> float:
        """Seconds on the event loop's clock."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class ScaledTimers:
    """Time that passes ``rate`` times as fast as the event loop's, for players whose time does.

    Waiting for answers is no matter of timers: the time-outs of requests stay as they are.
    """

    def __init__(self, rate: float) -> None:
        if not rate > 0:
            raise ValueError(f"rate is {rate}; 1 is real time, more is faster")
        self._rate = rate

    def now(self) -> float:
        """Seconds on the event loop's clock, times the rate."""
        return asyncio.get_running_loop().time() * self._rate

    async def sleep(self, seconds: float) -> None:
        """Wait for as long as ``seconds`` last there."""
        await asyncio.sleep(seconds / self._rate)


class Tasks:
    """Work that goes on meanwhile, until its owner ends it."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin ``work``."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def cancel(self) -> None:
        """End all of it."""
        await cancelled(*self._running)


async def first_of(*works: Awaitable[object]) -> int:
    """Wait until one of ``works`` is done, cancel the others, and return the first one's place.

    An error in what was done first is raised.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancelled(*tasks)
    place = min(tasks.index(task) for task in done)
    tasks[place].result()
    return place


async def cancelled(*tasks: asyncio.Future[Any]) -> None:
    """Cancel ``tasks`` and wait until they are gone; those that are done stay as they are."""
    for task in tasks:
        task.cancel()
    if waiting := [task for task in tasks if not task.done()]:
        await asyncio.wait(waiting)
    for task in tasks:
        if not task.cancelled():
            task.exception()  # Looked at, so that asyncio does not complain of it.
