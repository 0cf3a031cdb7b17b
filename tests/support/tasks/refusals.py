"""Joins, queues, lists and alarms that are refused."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_client import SonosError

from tests.support.acts import browse, favourite, list_favourites, load
from tests.support.tasks import Part
from tests.support.wire import Fault, call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sonos_client import Household, MediaObject

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

_BETWEEN = 300.0
"""Seconds between two tries of somebody who wants to hear a favourite."""


# With the bundled client


async def named(household: Household, title: str) -> MediaObject:
    async for found in household.library.favourites():
        if found.title == title:
            return found
    raise KeyError(title)


def play_favourites(*titles: str) -> Callable[[Household, Rehearsal], Awaitable[None]]:
    """One a room, as far as they play."""

    async def play(household: Household, run: Rehearsal) -> None:
        for room, title in zip(run.rooms, titles, strict=False):
            with suppress(SonosError):
                await household[room.uuid].group.play_favourite(await named(household, title))

    return play


async def play_jazz_now_and_then(household: Household, run: Rehearsal) -> None:
    for turn in range(3):
        if turn:
            await household.hub.timers.sleep(_BETWEEN)
        await play_favourites("Jazz")(household, run)


async def enqueue_favourites(household: Household, run: Rehearsal) -> None:
    queue = household[run.rooms[0].uuid].group.queue
    async for found in household.library.favourites():
        with suppress(SonosError):
            await queue.add(found)


async def enqueue_library(household: Household, run: Rehearsal) -> None:
    songs = [song async for song in household.library.browse("A:TRACKS")]
    await household[run.rooms[0].uuid].group.queue.add_all(songs)


async def list_stations_and_favourites(household: Household, run: Rehearsal) -> None:
    assert [station async for station in household.library.stations()] == []
    await list_favourites(household, run)


async def join_all(household: Household, run: Rehearsal) -> None:
    leader, *others = (household[room.uuid] for room in run.rooms)
    for other in others:
        await other.join(leader)


async def join_the_second(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[2].uuid].join(household[run.rooms[1].uuid])


async def switch_off_what_is_there(household: Household, run: Rehearsal) -> None:
    for alarm in await household.alarms.list():
        with suppress(SonosError):
            await household.alarms.update(replace(alarm, enabled=False))
    await household.alarms.list()


# On raw sockets, as programs in the field do


async def enqueue(room: Player, uri: str, metadata: str = "") -> None:
    await call(
        room, "AVTransport", "AddURIToQueue", EnqueuedURI=uri, EnqueuedURIMetaData=metadata,
        DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
    )  # fmt: skip


async def load_containers(run: Rehearsal) -> None:
    for room, title in zip(run.rooms, ("Dinner", "Party"), strict=False):
        await load(room, *await favourite(room, title))


async def insist(room: Player, title: str) -> None:
    """Ten times."""
    for _ in range(10):
        with suppress(Fault):
            await enqueue(room, *await favourite(room, title))
            return
    raise Fault(800)


async def insist_on_jazz(run: Rehearsal) -> None:
    await insist(run.rooms[0], "Jazz")
    await load(run.rooms[1], *await favourite(run.rooms[1], "Station"))


async def give_jazz_up_for_good(run: Rehearsal) -> None:
    await enqueue(run.rooms[0], *await favourite(run.rooms[0], "Jazz"))
    await run.play(until="broken")
    await insist(run.rooms[0], "Jazz")


async def enqueue_until_something_fails(run: Rehearsal) -> None:
    for item in ET.fromstring((await browse(run.rooms[0], "FV:2"))["Result"]):
        title = item.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
        await enqueue(run.rooms[0], *await favourite(run.rooms[0], title))


async def enqueue_all_at_once(run: Rehearsal) -> None:
    songs = ET.fromstring((await browse(run.rooms[0], "A:TRACKS"))["Result"])
    uris = [song.findtext("{urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/}res") or "" for song in songs]
    assert len(uris) == 40
    await call(
        run.rooms[0], "AVTransport", "AddMultipleURIsToQueue", UpdateID=0, NumberOfURIs=len(uris),
        EnqueuedURIs=" ".join(uris), EnqueuedURIsMetaData="", ContainerURI="", ContainerMetaData="",
        DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
    )  # fmt: skip


async def list_everything(run: Rehearsal) -> None:
    for container in ("R:0/0", "FV:2"):
        await browse(run.rooms[0], container)


async def join_and_try_again_at_once(run: Rehearsal) -> None:
    leader, *others = run.rooms
    for room in others:
        for _ in range(2):
            with suppress(Fault):
                await load(room, f"x-rincon:{leader.uuid}")
                break


async def join_who_led(run: Rehearsal) -> None:
    """It tries again, and does not look who leads now."""
    leader, _, third = run.rooms
    for _ in range(2):
        with suppress(Fault):
            await load(third, f"x-rincon:{leader.uuid}")
            return


async def switch_off_until_something_fails(run: Rehearsal) -> None:
    room = run.rooms[0]
    for alarm in ET.fromstring((await call(room, "AlarmClock", "ListAlarms"))["CurrentAlarmList"]):
        told = {**alarm.attrib, "StartLocalTime": alarm.attrib["StartTime"], "Enabled": "0"}
        await call(room, "AlarmClock", "UpdateAlarm", **told)


PARTS = {
    "714-container-as-uri": Part(mark="wanted", client=play_favourites("Dinner", "Party"), naive=load_containers),
    "800-service-account-mismatch": Part(
        mark="wanted", client=play_favourites("Jazz", "Station"), naive=insist_on_jazz
    ),
    "800-firmware-regression": Part(mark="worked", client=play_jazz_now_and_then, naive=give_jazz_up_for_good),
    "804-unplayable-favorite": Part(mark="wanted", client=enqueue_favourites, naive=enqueue_until_something_fails),
    "501-join-transient": Part(mark="wanted", client=join_all, naive=join_and_try_again_at_once),
    "1001-join": Part(mark="wanted", client=join_the_second, naive=join_who_led),
    "more-than-16-uris": Part(client=enqueue_library, naive=enqueue_all_at_once),
    "browse-unknown-object": Part(client=list_stations_and_favourites, naive=list_everything),
    "stale-alarm-fault": Part(mark="wanted", client=switch_off_what_is_there, naive=switch_off_until_something_fails),
}
