"""The bundled client goes through every scenario and passes its oracle."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

import pytest
from sonos_client import SonosError
from sonos_client.services import AlarmClockChange, AVTransportChange, RenderingControlChange

from sonos_sim.harness.scenarios import names
from tests.support.client_tasks import CLIENT_TASKS
from tests.support.rehearsal import rehearsal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal

    Task = Callable[[Household, Rehearsal], Awaitable[None]]

STEPS = {
    "roam-sleep-offline": 60.0,
    "subscription-silently-dead": 300.0,
    "roam-return-same-or-new-ip": 30.0,
    "granted-timeout-shorter": 30.0,
}
"""Seconds on the clock in one go; 10 for the others."""
OPTIONS = {
    "network-partition-and-heal": {"connect_timeout": 0.05},
    "slow-enqueue-not-idempotent": {"timeout": 0.2},
    "accept-then-silence": {"timeout": 0.2},
}
"""Shorter patience where requests get no answer: it is real time."""


async def pause(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[1].uuid].group.pause()


async def pause_the_last_room(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[-1].uuid].group.pause()


async def announce_in_the_group(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].group.announce("http://clips.example/bell.mp3", title="Bell")


async def announce_over_airplay(household: Household, run: Rehearsal) -> None:
    room = household[run.stage.able("airplay").uuid]
    await room.group.announce("http://clips.example/bell.mp3", title="Bell", volume=40)


async def announce_in_all_rooms(household: Household, run: Rehearsal) -> None:
    group = household[run.stage.able("line-out").uuid].group
    await group.announce("http://clips.example/bell.mp3", title="Bell", volume=40)


async def set_group_volume(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].group.set_volume(50)


async def set_all_volumes(household: Household, run: Rehearsal) -> None:
    for player in household.rooms:
        await player.set_volume(30)


async def list_favourites(household: Household, run: Rehearsal) -> None:
    async for _ in household.library.favourites():
        pass


async def join(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[1].uuid].join(household[run.rooms[0].uuid])


async def enqueue(household: Household, run: Rehearsal) -> None:
    with suppress(SonosError):
        await household[run.rooms[0].uuid].services.av_transport.add_uri_to_queue(
            "http://files.example/a.mp3", "", 0, False
        )


TASKS: dict[str, tuple[str, Task]] = {
    "coordinator-leaves-mid-play": ("left", pause),
    "command-to-non-coordinator": ("joined", pause),
    "zgs-legacy-and-wrapped": ("joined", pause),
    "join-intermediate-states-reordered": ("joined", pause_the_last_room),
    "announcement-restore-failure": ("grouped", announce_in_the_group),
    "airplay-takeover": ("taken", announce_over_airplay),
    "spotify-connect-takeover": ("taken", announce_over_airplay),
    "501-fixed-volume": ("grouped", announce_in_all_rooms),
    "group-volume-needs-snapshot": ("grouped", set_group_volume),
    "two-households-one-lan": ("start", set_all_volumes),
    "browse-page-cap": ("start", list_favourites),
    "favorite-res-md-broken": ("start", list_favourites),
    "vendor-didl-classes": ("start", list_favourites),
    "join-topology-slow": ("start", join),
    "slow-enqueue-not-idempotent": ("start", enqueue),
    **CLIENT_TASKS,
}


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


@pytest.mark.parametrize("name", names())
async def test_the_bundled_client_passes(name: str) -> None:
    async with rehearsal(name) as run, AsyncExitStack() as stack:
        begin = asyncio.create_task(begin_listening(run, stack))
        mark, task = TASKS.get(name, ("end", None))
        await run.play(STEPS.get(name, 10.0), until=mark)
        work = asyncio.create_task(task(await begin, run)) if task is not None else None
        await run.play(STEPS.get(name, 10.0))
        await begin
        if work is not None:
            await work
        assert run.failed() == []


async def begin_listening(run: Rehearsal, stack: AsyncExitStack) -> Household:
    household = await run.client(stack, **OPTIONS.get(run.scenario.name, {}))
    await listen(household, stack)
    return household
