"""A scenario and somebody's program side by side: when the clock runs, who waits for whom, and when it is judged."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_sim.harness import program as programs
from sonos_sim.harness.faults import Fault
from sonos_sim.harness.program import in_words
from sonos_sim.harness.scenarios import Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ClassVar

    from sonos_sim.harness.program import Program
    from sonos_sim.harness.scenarios import Finding, Scenario, Verdict
    from sonos_sim.harness.scenarios.stage import World
    from sonos_sim.server.http import Answer
    from sonos_sim.server.junctions import Exchange

_STRIDE = 30.0
"""Simulated seconds in one go, once the program has ended."""
_ASKED_TO_END = (0, -signal.SIGTERM, 128 + signal.SIGTERM)
"""How a program ends that was asked to; the last one is a shell's or a Java program's way to say the second."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a program ended."""

    words: str
    """Such as ``exit 1``."""
    problem: str = ""
    """Why that is a failure; empty: it is none."""


class Performance:
    """A scenario on a stopped clock, its first step taken.

    The clock runs at ``speed`` from :meth:`begin` on, or from the moment in which a player gets its first request.
    """

    def __init__(self, one: Scenario, world: World, speed: float) -> None:
        self.stage = Stage(one, world)
        self._network = world.network
        self._clock = world.household.clock
        self._speed = speed
        self._heard, self._over = asyncio.Event(), asyncio.Event()
        self._verdicts: list[Verdict] = []
        self.stage.on_over = self._end
        # Planned before everything else: a fault of the scenario may keep the first request waiting on the clock.
        world.faults.add("*", Listening(self._hear), times=1)
        self.stage.start()

    def begin(self) -> None:
        """Let the time pass."""
        if self._clock.is_stopped:
            self._clock.rate = self._speed

    async def attend(self, program: Program, limit: float) -> Ending:
        """Wait until ``program`` has ended, or end it after ``limit`` real seconds."""
        try:
            async with asyncio.timeout(limit):
                status = await program.wait()
        except TimeoutError:
            await program.end()
            return Ending("not in time", f"not over after {limit:g} s; one that runs for ever needs --service")
        return Ending(in_words(status), "" if status == 0 else in_words(status))

    async def serve(self, program: Program, limit: float | None, grace: float) -> Ending:
        """Wait until the scenario is over, ``grace`` simulated seconds more, and ask ``program`` to end.

        A player must have heard of it within ``limit`` real seconds, if given.
        """
        if limit is not None and not await _comes(self._heard, program, limit) and program.status is None:
            await program.end()
            return Ending("not heard", f"no player heard of it within {limit:g} s")
        if not await _comes(self._over, program):
            return _too_early(program, "before the scenario was over")
        rested = asyncio.Event()
        self._clock.call_later(grace, rested.set)
        if not await _comes(rested, program) or program.status is not None:
            return _too_early(program, "by itself, before it was asked to")
        await self._network.settle()
        self._verdicts.append(self.stage.verdict())
        if not await program.end():
            return Ending("killed", f"it had to be killed, {programs.PATIENCE:g} s after SIGTERM")
        status = await program.wait()
        words = in_words(status)
        return Ending(words, "" if status in _ASKED_TO_END else f"{words}, when it was asked to end by SIGTERM")

    async def findings(self) -> tuple[Finding, ...]:
        """Let pass what is left of the scenario, and say what came true by its end or later."""
        while not self.stage.is_over:
            targets = [(clock, clock.now() + _STRIDE) for clock in self._network.clocks]
            await self._network.await_clocks(targets)
            await self._network.settle()
        if len(self._verdicts) < 2:
            self._verdicts.append(self.stage.verdict())
        # A client that unsubscribes when it ends was subscribed at the end of the scenario, and that counts; what a
        # slow one had still to do by then counts when it has done it.
        judged = zip(*(verdict.findings for verdict in self._verdicts), strict=True)
        return tuple(next((finding for finding in both if finding.ok), both[-1]) for both in judged)

    def _hear(self) -> None:
        self._heard.set()
        self.begin()

    def _end(self) -> None:
        self._verdicts.append(self.stage.verdict())
        self._over.set()


class Listening(Fault):
    """No fault: notes that a request has come, and lets it pass."""

    quiet: ClassVar[bool] = True

    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Note it."""
        self._heard()
        return None


async def _comes(event: asyncio.Event, program: Program, limit: float | None = None) -> bool:
    """Wait for ``event``; False: ``program`` ended first, or ``limit`` real seconds did."""
    waiting = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(program.wait())]
    try:
        await asyncio.wait(waiting, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waiting:
            one.cancel()
    return event.is_set()


def _too_early(program: Program, when: str) -> Ending:
    words = in_words(program.status or 0)
    return Ending(words, f"it ended {when}: {words}")
