"""Clients that make the mistakes of real ones fail in every scenario: an oracle that cannot fail says nothing."""

from __future__ import annotations

import asyncio

import pytest

from sonos_sim.harness.scenarios import names
from tests.support.naive import Naive
from tests.support.rehearsal import rehearsal
from tests.support.tasks import Part, parts
from tests.support.wire import Fault

PARTS = parts()
DOING = [name for name in names() if name in PARTS and PARTS[name].naive is not None]
LISTENING = [name for name in names() if name not in DOING]


def test_no_part_is_for_a_scenario_that_is_not_there() -> None:
    assert PARTS.keys() <= set(names())


@pytest.mark.parametrize("name", LISTENING)
async def test_a_naive_listener_fails(name: str) -> None:
    async with rehearsal(name) as run:
        naive = Naive(run)
        starting = asyncio.create_task(naive.start())
        await run.play(PARTS.get(name, Part()).naive_step)
        starting.cancel()
        await naive.stop()
        assert run.stage.is_over
        assert run.failed() != []


@pytest.mark.parametrize("name", DOING)
async def test_a_naive_program_fails(name: str) -> None:
    part = PARTS[name]
    assert part.naive is not None
    async with rehearsal(name) as run:
        await run.play(part.naive_step, until=part.naive_mark or part.mark)
        mistake: BaseException | None = None
        try:
            await part.naive(run)
        except (Fault, AssertionError, KeyError) as error:
            mistake = error
        await run.play(part.naive_step)
        assert run.stage.is_over
        assert run.failed() != [], mistake
