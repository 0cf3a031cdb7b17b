"""A clock whose rate is changed while it runs."""

from __future__ import annotations

import asyncio
import time

import pytest

from sonos_sim import Clock, Household, Simulator

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
