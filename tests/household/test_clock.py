"""A clock whose rate is changed while it runs, and what it tells later of what it said."""

from __future__ import annotations

import asyncio
import time

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.household.clock import Era, instant_in

WAIT = 10.0


def test_time_goes_on_from_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    clock = Clock.stopped()
    begin = clock.now()
    now += 5
    clock.rate = 30
    assert clock.now() == begin
    now += 2
    assert clock.now() == begin + 60
    clock.rate = 1
    now += 2
    assert clock.now() == begin + 62
    clock.rate = 0
    now += 2
    assert clock.is_stopped
    assert clock.now() == begin + 62


def test_time_does_not_run_backwards() -> None:
    clock = Clock.stopped()
    with pytest.raises(ValueError, match="rate is -1"):
        clock.rate = -1
    assert clock.is_stopped


async def test_what_was_due_on_a_stopped_clock_comes_when_it_runs() -> None:
    household = Household.generate(rooms=["Kitchen"], seed=7, clock=Clock.stopped())
    async with Simulator(household, discovery=False):
        due = asyncio.Event()
        household.clock.call_later(3600, due.set)
        household.clock.rate = 1_000_000
        async with asyncio.timeout(WAIT):
            await due.wait()


def test_an_era_tells_later_what_the_clock_said() -> None:
    clock = Clock.stopped()
    noted: list[tuple[Era, float, float]] = []

    def note() -> None:
        noted.append((clock.era, time.monotonic(), clock.now()))

    clock.call_later(5, note)
    note()
    clock.advance(seconds=10)
    note()
    clock.turn_back(clock.now() - 7, [])
    note()
    assert [instant_in(era, real) for era, real, _ in noted] == [said for _, _, said in noted]
    assert [said - noted[0][2] for _, _, said in noted] == [0, 5, 10, 3]
    clock.rate = 1000
    era, before = clock.era, clock.now()
    real = time.monotonic()
    assert before <= instant_in(era, real) <= clock.now()
