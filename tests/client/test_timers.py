"""Timers of a program whose players live faster than it does."""

from __future__ import annotations

import asyncio

import pytest
from sonos_client import ScaledTimers


async def test_an_hour_passes_in_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: 100.0)
    timers = ScaledTimers(60)
    assert timers.now() == 6000.0
    await timers.sleep(3600)
    assert slept == [60.0]


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_time_has_to_pass(rate: float) -> None:
    with pytest.raises(ValueError, match="rate is"):
        ScaledTimers(rate)
