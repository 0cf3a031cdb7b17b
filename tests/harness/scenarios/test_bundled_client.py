"""The bundled client goes through every scenario and passes its oracle."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from sonos_client.services import AlarmClockChange, AVTransportChange, RenderingControlChange

from sonos_sim.harness.scenarios import names
from tests.support.rehearsal import rehearsal
from tests.support.tasks import Part, parts

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal

PARTS = parts()


async def listen(household: Household, stack: AsyncExitStack) -> None:
    """Follow sound, playback and alarms of all rooms."""
    await household.listening()
    sound = household.watch(RenderingControlChange, AVTransportChange)
    stack.push_async_callback(sound.close)
    alarms = household.source.watch(AlarmClockChange)
    stack.push_async_callback(alarms.close)

    async def follow_alarms() -> None:
        async for _ in alarms:
            await household.alarms.list()

    await sound.open()
    await alarms.open()
    following = asyncio.create_task(follow_alarms())
    stack.callback(following.cancel)


async def begin_listening(run: Rehearsal, stack: AsyncExitStack, part: Part) -> Household:
    household = await run.client(stack, **part.options)
    await listen(household, stack)
    return household


@pytest.mark.parametrize("name", names())
async def test_the_bundled_client_passes(name: str) -> None:
    part = PARTS.get(name, Part())
    async with rehearsal(name) as run, AsyncExitStack() as stack:
        begin = asyncio.create_task(begin_listening(run, stack, part))
        await run.play(part.step, until=part.mark if part.client is not None else "end")
        work = asyncio.create_task(part.client(await begin, run)) if part.client is not None else None
        await run.play(part.step)
        await begin
        if work is not None:
            await work
        assert run.failed() == []
