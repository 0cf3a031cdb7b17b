"""Transport commands that are refused, or do not do what they said."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from contextlib import suppress
from typing import TYPE_CHECKING

from sonos_client import SonosError
from sonos_client.services import AVTransportChange
from sonos_client.services.enums import TransportState

from tests.support.acts import CLIP, favourite, load, pause
from tests.support.tasks import Part
from tests.support.wire import Fault, call, post, request

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal

DESCRIPTION = "/xml/device_description.xml"


# With the bundled client


async def announce_in_all_rooms(household: Household, run: Rehearsal) -> None:
    group = household[run.stage.able("line-out").uuid].group
    await group.announce(CLIP, title="Bell", volume=40)


async def announce_over_the_television(household: Household, run: Rehearsal) -> None:
    assert await household[run.stage.able("home-theatre").uuid].group.announce(CLIP, title="Bell", volume=40)


async def turn_all_up(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        with suppress(SonosError):
            await room.set_volume(31)


async def pause_all(household: Household, run: Rehearsal) -> None:
    for group in household.groups:
        await group.pause()


async def play_own_queues(household: Household, run: Rehearsal) -> None:
    for room in run.rooms[1:3]:
        queue = household[room.uuid].group.queue
        if await queue.length():
            await queue.play()


async def go_to_the_edges(household: Household, run: Rehearsal) -> None:
    first, last, middle = (household[room.uuid].group for room in run.rooms[:3])
    await first.previous()
    assert not await last.next()
    assert await middle.next()


async def go_back(household: Household, run: Rehearsal) -> None:
    for room in run.rooms[:2]:
        await household[room.uuid].group.previous()


async def play_third_track(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].group.queue.play(3)


async def play_what_can_be_played(household: Household, run: Rehearsal) -> None:
    old, other = [f async for f in household.library.favourites() if f.title in {"Old station", "Other station"}]
    group = household[run.rooms[0].uuid].group
    async with group.watch(AVTransportChange) as changes:
        await anext(changes)
        await group.play_favourite(old)
        async for change in changes:
            if change.transport_status not in {None, "OK"}:
                break
            assert change.transport_state is not TransportState.PLAYING
    await group.play_favourite(other)


async def watch_television(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        if "HTControl" in (await room.describe()).services:
            await room.group.switch_to_tv()


async def pause_the_orphan(household: Household, run: Rehearsal) -> None:
    with suppress(SonosError):
        await household[run.rooms[1].uuid].group.pause()


# On raw sockets, as programs in the field do


async def pause_the_room(run: Rehearsal) -> None:
    await call(run.rooms[1], "AVTransport", "Pause")


async def announce_until_something_fails(run: Rehearsal) -> None:
    for player in sorted(run.rooms, key=lambda player: player is run.stage.able("line-out")):
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=40)
    await load(run.rooms[0].coordinator, CLIP)


async def announce_after_stopping(run: Rehearsal) -> None:
    room = run.stage.able("home-theatre")
    await call(room, "AVTransport", "Stop")
    await load(room, CLIP)


async def expect_descriptions(run: Rehearsal) -> None:
    volume = {"InstanceID": 0, "Channel": "Master", "DesiredVolume": 31}
    for room in run.rooms:
        reply = await post(room, "RenderingControl", "SetVolume", volume)
        if reply.status != 200:
            details = {element.tag.rpartition("}")[2]: element.text for element in ET.fromstring(reply.body).iter()}
            raise Fault(int(details["errorDescription"] or 0))


async def pause_each(run: Rehearsal) -> None:
    for room in run.rooms:
        await call(room, "AVTransport", "Pause")


async def play_at_once(run: Rehearsal) -> None:
    for room in run.rooms[1:3]:
        await call(room, "AVTransport", "Play", Speed=1)


async def press_buttons(run: Rehearsal) -> None:
    for room, action in zip(run.rooms, ("Previous", "Next", "Next"), strict=False):
        await call(room, "AVTransport", action)


async def go_back_or_begin_anew(run: Rehearsal) -> None:
    """It knows that the first track is refused with 711, and no other code."""
    for room in run.rooms[:2]:
        try:
            await call(room, "AVTransport", "Previous")
        except Fault as fault:
            if fault.code != 711:
                raise
            await call(room, "AVTransport", "Seek", Unit="REL_TIME", Target="0:00:00")


async def seek_while_loading(run: Rehearsal) -> None:
    """The commands are sent side by side, and the seek is there first."""
    room = run.rooms[0]
    with suppress(Fault):
        await call(room, "AVTransport", "Seek", Unit="TRACK_NR", Target=3)
    await load(room, f"x-rincon-queue:{room.uuid}#0")
    await call(room, "AVTransport", "Play", Speed=1)


async def play_and_believe(run: Rehearsal) -> None:
    uri, metadata = await favourite(run.rooms[0], "Old station")
    await load(run.rooms[0], uri, metadata)
    await call(run.rooms[0], "AVTransport", "Play", Speed=1)


async def choose_by_lists_of_models(run: Rehearsal) -> None:
    for room in run.rooms:
        told = re.search(rb"<modelName>(.*)</modelName>", (await request(room, "GET", DESCRIPTION)).body)
        name = told[1].decode() if told else ""
        if name in {"Sonos Playbar", "Sonos Beam", "Sonos Arc", "Sonos Ray"}:
            await load(room, f"x-sonos-htastream:{room.uuid}:spdif")
        elif name not in {"Sonos One", "Sonos Play:1"}:
            await load(room, f"x-rincon-stream:{room.uuid}")


async def pause_until_it_pauses(run: Rehearsal) -> None:
    for _ in range(15):
        with suppress(Fault):
            await call(run.rooms[1], "AVTransport", "Pause")
        await run.sim.clock.advance(30)


PARTS = {
    "command-to-non-coordinator": Part(mark="joined", client=pause, naive=pause_the_room),
    "501-fixed-volume": Part(mark="grouped", client=announce_in_all_rooms, naive=announce_until_something_fails),
    "fault-without-description": Part(mark="asked", client=turn_all_up, naive=expect_descriptions),
    "701-pause-not-playing": Part(mark="night", client=pause_all, naive=pause_each),
    "701-play-nothing-loaded": Part(mark="apart", client=play_own_queues, naive=play_at_once),
    "701-stop-on-tv": Part(mark="watching", client=announce_over_the_television, naive=announce_after_stopping),
    "711-next-previous-at-edge": Part(mark="pressed", client=go_to_the_edges, naive=press_buttons),
    "711-seek-wrong-transport": Part(mark="wanted", client=play_third_track, naive=seek_while_loading),
    "701-711-previous-on-service": Part(mark="pressed", client=go_back, naive=go_back_or_begin_anew),
    "402-invalid-args-source": Part(mark="wanted", client=watch_television, naive=choose_by_lists_of_models),
    "1024-orphan-member": Part(mark="lost", client=pause_the_orphan, naive=pause_until_it_pauses, step=30.0),
    "transport-status-error": Part(mark="wanted", client=play_what_can_be_played, naive=play_and_believe),
}
