"""Clients that make the mistakes of real ones fail in every scenario: an oracle that cannot fail says nothing."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sonos_sim.harness.scenarios import names
from tests.support.naive import Naive
from tests.support.naive_tasks import NAIVE_TASKS
from tests.support.rehearsal import rehearsal
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

    Task = Callable[[Rehearsal], Awaitable[None]]

STEPS = {"subscription-silently-dead": 300.0, "initial-event-late": 1.0, "rendering-event-before-topology": 1.0}
"""Seconds on the clock in one go; 30 for the others."""
CLIP = "http://clips.example/bell.mp3"


async def load(player: Player, uri: str) -> None:
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")


async def pause_who_led(run: Rehearsal) -> None:
    await call(run.rooms[0], "AVTransport", "Pause")


async def pause_the_room(run: Rehearsal) -> None:
    await call(run.rooms[1], "AVTransport", "Pause")


async def pause_by_the_new_topology(run: Rehearsal) -> None:
    state = ET.fromstring((await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
    leaders = {m.get("UUID"): g.get("Coordinator") for g in state.findall("ZoneGroups/ZoneGroup") for m in g}
    await call(run.sim[leaders[run.rooms[1].uuid] or ""], "AVTransport", "Pause")


async def pause_by_the_last_event(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        await run.play(until="joined")
        for _ in range(5):
            state = ET.fromstring((await events.next()).properties["ZoneGroupState"])
        leaders = {m.get("UUID"): g.get("Coordinator") for g in state.findall("ZoneGroups/ZoneGroup") for m in g}
        await call(run.sim[leaders[run.rooms[-1].uuid] or ""], "AVTransport", "Pause")


async def announce_and_restore_each_room(run: Rehearsal) -> None:
    sources = {room: (await call(room, "AVTransport", "GetMediaInfo"))["CurrentURI"] for room in run.rooms}
    await load(run.rooms[0], CLIP)
    await call(run.rooms[0], "AVTransport", "Play", Speed=1)
    await run.sim.clock.advance(30)
    for room, source in sources.items():
        await load(room, source)


async def announce_and_restore_blindly(run: Rehearsal) -> None:
    room = run.stage.able("airplay")
    before = (await call(room, "AVTransport", "GetMediaInfo"))["CurrentURI"]
    await load(room, CLIP)
    await call(room, "AVTransport", "Play", Speed=1)
    await load(room, before)


async def announce_until_something_fails(run: Rehearsal) -> None:
    for player in sorted(run.rooms, key=lambda player: player is run.stage.able("line-out")):
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=40)
    await load(run.rooms[0].coordinator, CLIP)


async def set_group_volume_alone(run: Rehearsal) -> None:
    await call(run.rooms[0], "GroupRenderingControl", "SetGroupVolume", DesiredVolume=50)


async def set_all_volumes_there_are(run: Rehearsal) -> None:
    for player in run.sim.players:
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=30)


async def browse(run: Rehearsal, start: int = 0) -> dict[str, str]:
    return await call(
        run.rooms[0], "ContentDirectory", "Browse", ObjectID="FV:2", BrowseFlag="BrowseDirectChildren", Filter="*",
        StartingIndex=start, RequestedCount=1000, SortCriteria="",
    )  # fmt: skip


async def browse_once(run: Rehearsal) -> None:
    await browse(run)


async def browse_strictly(run: Rehearsal) -> None:
    """Page by page, until one object is not as expected."""
    start = 0
    while (page := await browse(run, start))["NumberReturned"] != "0":
        for item in ET.fromstring(page["Result"]):
            classes = [element.text for element in item if element.tag.endswith("}class")]
            assert classes == ["object.itemobject.item.sonos-favorite"]
            assert any(element.tag.endswith("}res") for element in item)
        start += int(page["NumberReturned"])


async def join_until_it_shows(run: Rehearsal) -> None:
    for _ in range(3):
        await load(run.rooms[1], f"x-rincon:{run.rooms[0].uuid}")
        state = (await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        if len(ET.fromstring(state).findall("ZoneGroups/ZoneGroup")) == 1:
            return
    await call(run.rooms[1], "AVTransport", "BecomeCoordinatorOfStandaloneGroup")


async def enqueue_until_answered(run: Rehearsal) -> None:
    for _ in range(3):
        adding = call(
            run.rooms[0], "AVTransport", "AddURIToQueue", EnqueuedURI=CLIP, EnqueuedURIMetaData="",
            DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(adding, 0.05)


async def list_alarms_once(run: Rehearsal) -> None:
    await call(run.rooms[0], "AlarmClock", "ListAlarms")


TASKS: dict[str, tuple[str, Task]] = {
    "coordinator-leaves-mid-play": ("left", pause_who_led),
    "command-to-non-coordinator": ("joined", pause_the_room),
    "zgs-legacy-and-wrapped": ("joined", pause_by_the_new_topology),
    "join-intermediate-states-reordered": ("start", pause_by_the_last_event),
    "announcement-restore-failure": ("grouped", announce_and_restore_each_room),
    "airplay-takeover": ("taken", announce_and_restore_blindly),
    "spotify-connect-takeover": ("taken", announce_and_restore_blindly),
    "501-fixed-volume": ("grouped", announce_until_something_fails),
    "group-volume-needs-snapshot": ("grouped", set_group_volume_alone),
    "two-households-one-lan": ("start", set_all_volumes_there_are),
    "browse-page-cap": ("start", browse_once),
    "favorite-res-md-broken": ("start", browse_strictly),
    "vendor-didl-classes": ("start", browse_strictly),
    "join-topology-slow": ("start", join_until_it_shows),
    "slow-enqueue-not-idempotent": ("start", enqueue_until_answered),
    "alarm-version-uid-change": ("start", list_alarms_once),
    **NAIVE_TASKS,
}


@pytest.mark.parametrize("name", [name for name in names() if name not in TASKS])
async def test_a_naive_listener_fails(name: str) -> None:
    async with rehearsal(name) as run:
        naive = Naive(run)
        starting = asyncio.create_task(naive.start())
        await run.play(STEPS.get(name, 30.0))
        starting.cancel()
        await naive.stop()
        assert run.stage.is_over
        assert run.failed() != []


@pytest.mark.parametrize("name", TASKS)
async def test_a_naive_program_fails(name: str) -> None:
    mark, task = TASKS[name]
    async with rehearsal(name) as run:
        await run.play(30.0, until=mark)
        mistake: BaseException | None = None
        try:
            await task(run)
        except (Fault, AssertionError, KeyError) as error:
            mistake = error
        await run.play(30.0)
        assert run.stage.is_over
        assert run.failed() != [], mistake
