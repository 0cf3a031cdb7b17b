"""Where the music comes from, and how far it is."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from sonos_client import UPnPError
from sonos_client.services.enums import TransportState

from tests.support.acts import CLIP, browse, load, toggle
from tests.support.rehearsal import ClockTimers
from tests.support.tasks import Part
from tests.support.wire import call, subscribe
from tests.support.zones import pause, toggle_by_the_last_event

if TYPE_CHECKING:
    from sonos_client import Household
    from sonos_client import Player as ClientPlayer

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

_SONG = "http://clips.example/song"
_UNWANTED = "Song 3"


def _folder(uuid: str) -> str:
    return f"x-rincon-playlist:{uuid}#S://nas/music"


def _without(run: Rehearsal, capability: str) -> Player:
    return next(room for room in run.rooms if not room.profile.can(capability))


async def _plays_soon(household: Household, room: ClientPlayer, run: Rehearsal) -> bool:
    await ClockTimers(run.sim.household.clock).sleep(20)
    return await room.group.state() is TransportState.PLAYING


async def go_forward(household: Household, run: Rehearsal) -> None:
    group = household[run.rooms[0].uuid].group
    position = (await group.now_playing()).position
    assert position is not None
    await group.seek(position + timedelta(seconds=30))


async def announce_over_the_television(household: Household, run: Rehearsal) -> None:
    await household[run.stage.able("home-theatre").uuid].group.announce(CLIP, title="Bell")


async def announce_in_the_first_room(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].group.announce(CLIP, title="Bell")


async def announce_over_the_line_in(household: Household, run: Rehearsal) -> None:
    await household[_without(run, "line-in").uuid].group.announce(CLIP, title="Bell")


async def list_the_queue(household: Household, run: Rehearsal) -> None:
    async for _ in household[run.rooms[0].uuid].group.queue:
        pass


async def pause_beside_the_television(household: Household, run: Rehearsal) -> None:
    await household[_without(run, "home-theatre").uuid].group.pause()


async def remove_from_the_queue(household: Household, run: Rehearsal) -> None:
    """By a page that is still true."""
    queue = household[run.rooms[0].uuid].group.queue
    while True:
        page = await queue.page()
        position = next((n for n, track in enumerate(page.objects, 1) if track.title == _UNWANTED), 0)
        if not position:
            return
        with suppress(UPnPError):
            await queue.remove(position, update_id=page.update_id)


async def play_the_folder(household: Household, run: Rehearsal) -> None:
    """As soon as there is something to play."""
    room = household[run.rooms[0].uuid]
    await room.group.queue.add(_folder(room.uuid))
    while not await room.group.queue.length():
        await ClockTimers(run.sim.household.clock).sleep(2)
    await room.group.queue.play()


async def list_playlists(household: Household, run: Rehearsal) -> None:
    async for _ in household.library.browse("SQ:"):
        pass


async def play_plainly_if_need_be(household: Household, run: Rehearsal) -> None:
    room = household[run.rooms[0].uuid]
    await room.group.play_uri(f"https{_SONG.removeprefix('http')}.mp3")
    if not await _plays_soon(household, room, run):
        await room.group.play_uri(f"{_SONG}.mp3")


async def play_the_queue_if_need_be(household: Household, run: Rehearsal) -> None:
    room = household[run.rooms[0].uuid]
    await room.group.play_uri(f"{_SONG}.flac")
    if not await _plays_soon(household, room, run):
        await room.group.queue.play()


def _seconds(text: str) -> int:
    hours, minutes, seconds = map(int, text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


async def go_forward_by_an_own_clock(run: Rehearsal) -> None:
    """The position is asked for when the track changes, and counted on from there."""
    told = (await call(run.rooms[0], "AVTransport", "GetPositionInfo"))["RelTime"]
    asked = run.sim.household.clock.now()
    await run.play(10, until="settled")
    position = _seconds(told) + run.sim.household.clock.now() - asked
    target = timedelta(seconds=int(position) + 30)
    await call(run.rooms[0], "AVTransport", "Seek", Unit="REL_TIME", Target=str(target))


async def _announce_with_position(room: Player) -> None:
    """Everything is read as it is with tracks of a queue."""
    media = await call(room, "AVTransport", "GetMediaInfo")
    position = await call(room, "AVTransport", "GetPositionInfo")
    track = ET.fromstring(position["TrackMetaData"])
    assert track.find(".//{urn:schemas-upnp-org:metadata-1-0/upnp/}class") is not None
    _seconds(position["RelTime"])
    await load(room, CLIP)
    await call(room, "AVTransport", "Play", Speed=1)
    await room.household.clock.advance(30)
    await load(room, media["CurrentURI"])
    await call(room, "AVTransport", "Play", Speed=1)


async def announce_with_position_over_the_television(run: Rehearsal) -> None:
    with suppress(ValueError, ET.ParseError):
        await _announce_with_position(run.stage.able("home-theatre"))


async def announce_with_position(run: Rehearsal) -> None:
    with suppress(ValueError, ET.ParseError):
        await _announce_with_position(run.rooms[0])


async def announce_with_position_over_the_line_in(run: Rehearsal) -> None:
    with suppress(ValueError, ET.ParseError):
        await _announce_with_position(_without(run, "line-in"))


async def list_tracks_with_titles(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "AVTransport"):
        start = 0
        while (page := await browse(run.rooms[0], "Q:0", start))["NumberReturned"] != "0":
            for item in ET.fromstring(page["Result"]):
                assert {"title", "res"} <= {element.tag.rpartition("}")[2] for element in item}
            start += int(page["NumberReturned"])


async def pause_at_the_television(run: Rehearsal) -> None:
    """It led the group."""
    await pause(run, run.stage.able("home-theatre").uuid)


async def remove_by_the_first_page(run: Rehearsal) -> None:
    items = ET.fromstring((await browse(run.rooms[0], "Q:0"))["Result"])
    titles = [element.text for item in items for element in item if element.tag.endswith("}title")]
    await call(
        run.rooms[0], "AVTransport", "RemoveTrackRangeFromQueue", UpdateID=0,
        StartingIndex=titles.index(_UNWANTED) + 1, NumberOfTracks=1,
    )  # fmt: skip


async def list_containers_strictly(run: Rehearsal) -> None:
    start = 0
    while (page := await browse(run.rooms[0], "SQ:", start))["NumberReturned"] != "0":
        assert {element.tag.rpartition("}")[2] for element in ET.fromstring(page["Result"])} == {"container"}
        start += int(page["NumberReturned"])


async def want_the_next_track(run: Rehearsal) -> None:
    """An event that does not tell it ends the listening."""
    async with subscribe(run.rooms[0], "AVTransport") as events:
        while not run.stage.is_over:
            await run.sim.clock.advance(10)
            await run.sim.settle()
            while not events.listener.received.empty():
                changes = (await events.next()).changes
                _ = int(changes["NumberOfTracks"]), changes["NextTrackURI"]


async def play_the_folder_at_once(run: Rehearsal) -> None:
    room = run.rooms[0]
    await call(
        room, "AVTransport", "AddURIToQueue", EnqueuedURI=_folder(room.uuid), EnqueuedURIMetaData="",
        DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
    )  # fmt: skip
    await load(room, f"x-rincon-queue:{room.uuid}#0")
    await call(room, "AVTransport", "Play", Speed=1)


async def _play_once(run: Rehearsal, uri: str) -> None:
    """Both actions succeed, so it plays."""
    await load(run.rooms[0], uri)
    await call(run.rooms[0], "AVTransport", "Play", Speed=1)


async def play_securely(run: Rehearsal) -> None:
    await _play_once(run, f"https{_SONG.removeprefix('http')}.mp3")


async def play_flac(run: Rehearsal) -> None:
    await _play_once(run, f"{_SONG}.flac")


PARTS = {
    "transitioning-stuck": Part(
        mark="stuck", client=toggle, naive=toggle_by_the_last_event("stuck"), naive_mark="start", step=1.0
    ),
    "position-lags-track-change": Part(
        mark="settled", client=go_forward, naive=go_forward_by_an_own_clock, naive_mark="changed", naive_step=1.0
    ),
    "not-implemented-fields": Part(
        mark="watching", client=announce_over_the_television, naive=announce_with_position_over_the_television
    ),
    "empty-metadata-stopped": Part(mark="ready", client=announce_in_the_first_room, naive=announce_with_position),
    "line-in-remote": Part(
        mark="playing", client=announce_over_the_line_in, naive=announce_with_position_over_the_line_in
    ),
    "didl-missing-title-or-res": Part(client=list_the_queue, naive=list_tracks_with_titles),
    "didl-container-as-item": Part(client=list_playlists, naive=list_containers_strictly),
    "next-track-metadata-absent": Part(naive=want_the_next_track),
    "queue-not-ready": Part(mark="wanted", client=play_the_folder, naive=play_the_folder_at_once, step=1.0),
    "tv-autoplay-takeover": Part(mark="watching", client=pause_beside_the_television, naive=pause_at_the_television),
    "queue-updateid-race": Part(mark="ready", client=remove_from_the_queue, naive=remove_by_the_first_page),
    "media-url-unreachable-by-player": Part(mark="wanted", client=play_plainly_if_need_be, naive=play_securely),
    "codec-unsupported-silent": Part(mark="wanted", client=play_the_queue_if_need_be, naive=play_flac),
}
