"""What the bundled client is to do in some scenarios, written as a program that uses it would be."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sonos_client import SonosError
from sonos_client.services import ContentDirectoryChange

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def switch_alarms_off(household: Household, run: Rehearsal) -> None:
    for alarm in await household.alarms.list():
        await household.alarms.update(replace(alarm, enabled=False))


async def make_an_alarm(household: Household, run: Rehearsal) -> None:
    now = (await household.source.services.alarm_clock.get_time_now()).current_local_time
    await household.alarms.create(household[run.rooms[0].uuid], (now + timedelta(hours=1)).time())


async def list_favourites(household: Household, run: Rehearsal) -> None:
    async for _ in household.library.favourites():
        pass


async def list_songs_of_albums(household: Household, run: Rehearsal) -> None:
    albums = [album async for album in household.library.browse("A:ALBUM")]
    for album in albums:
        async for _ in household.library.browse(album):
            pass


async def copy_albums(household: Household, run: Rehearsal) -> None:
    """Anew whenever the library has been read."""
    is_busy = False
    async with household.source.watch(ContentDirectoryChange) as changes:
        async for change in changes:
            if change.share_index_in_progress is not None:
                was_busy, is_busy = is_busy, change.share_index_in_progress
                if was_busy and not is_busy:
                    break
    async for _ in household.library.browse("A:ALBUM"):
        pass


async def turn_up(household: Household, run: Rehearsal) -> None:
    room = household[run.rooms[0].uuid]
    await room.volume()
    with suppress(SonosError):
        await room.adjust_volume(5)


async def skip(household: Household, run: Rehearsal) -> None:
    group = household[run.rooms[0].uuid].group
    with suppress(SonosError):
        await group.next()
    await group.now_playing()


async def drag_the_slider(household: Household, run: Rehearsal) -> None:
    for volume in (30, 40, 50):
        await household[run.rooms[0].uuid].set_volume(volume)


async def enhance_speech(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        for name in ("SpeechEnhanceEnabled", "DialogLevel"):
            with suppress(SonosError):
                await room.equalizer(name)
                await room.set_equalizer(name, 1)
                break


async def set_all_volumes(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        with suppress(SonosError):
            await room.set_volume(31)


CLIENT_TASKS: dict[str, tuple[str, Callable[[Household, Rehearsal], Awaitable[None]]]] = {
    "alarm-room-absent": ("gone", switch_alarms_off),
    "alarm-removed-or-moved": ("changed", switch_alarms_off),
    "speaker-dst-change": ("changed", make_an_alarm),
    "truncated-body": ("start", list_favourites),
    "object-id-encoding": ("start", list_songs_of_albums),
    "index-in-progress": ("start", copy_albums),
    "tcp-reset-mid-request": ("start", turn_up),
    "accept-then-silence": ("played", skip),
    "volume-event-echo": ("ready", drag_the_slider),
    "speech-enhance-semantics": ("start", enhance_speech),
    "bridge-or-boost-present": ("start", set_all_volumes),
}
