"""What scenarios about playback promise, seen with raw sockets."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from tests.support.acts import browse, load
from tests.support.rehearsal import rehearsal
from tests.support.wire import Fault, call, subscribe


async def state(room: object) -> str:
    return (await call(room, "AVTransport", "GetTransportInfo"))["CurrentTransportState"]  # type: ignore[arg-type]


async def test_transitioning_is_the_last_word() -> None:
    async with rehearsal("transitioning-stuck") as run, subscribe(run.rooms[0], "AVTransport") as events:
        await run.play(1, until="stuck")
        last = ""
        while not events.listener.received.empty():
            last = (await events.next()).changes["TransportState"]
        assert (last, await state(run.rooms[0])) == ("TRANSITIONING", "PLAYING")


async def test_the_position_is_that_of_the_track_before() -> None:
    async with rehearsal("position-lags-track-change") as run:
        await run.play(1, until="changed")
        position = await call(run.rooms[0], "AVTransport", "GetPositionInfo")
        assert (position["Track"], position["RelTime"]) == ("2", "0:03:20")
        await run.sim.clock.advance(20)
        assert (await call(run.rooms[0], "AVTransport", "GetPositionInfo"))["RelTime"] == "0:00:20"


async def test_nothing_is_implemented() -> None:
    async with rehearsal("not-implemented-fields") as run:
        run.stage.start()
        position = await call(run.stage.able("home-theatre"), "AVTransport", "GetPositionInfo")
        assert (position["RelTime"], position["AbsTime"]) == ("NOT_IMPLEMENTED", "NOT_IMPLEMENTED")
        assert (position["RelCount"], position["AbsCount"]) == ("2147483647", "2147483647")


async def test_nothing_is_loaded() -> None:
    async with rehearsal("empty-metadata-stopped") as run, subscribe(run.rooms[0], "AVTransport") as events:
        run.stage.start()
        position = await call(run.rooms[0], "AVTransport", "GetPositionInfo")
        assert (position["Track"], position["TrackURI"], position["TrackMetaData"]) == ("0", "", "")
        assert (await events.next()).changes["CurrentTrackMetaData"] == ""


async def test_tracks_lack_title_and_res() -> None:
    async with rehearsal("didl-missing-title-or-res") as run, subscribe(run.rooms[0], "AVTransport") as events:
        await events.next()
        await run.play(until="odd")
        items = ET.fromstring((await browse(run.rooms[0], "Q:0"))["Result"])
        told = [{element.tag.rpartition("}")[2] for element in item} for item in items]
        assert ["title" in names for names in told] == [False, True, True, True, True]
        assert ["res" in names for names in told] == [True, False, True, True, True]
        track = "<DIDL-Lite"
        while "<res/>" not in track:
            track = (await events.next()).changes["CurrentTrackMetaData"]


async def test_the_television_takes_its_room() -> None:
    async with rehearsal("tv-autoplay-takeover") as run:
        await run.play(until="watching")
        bar, other = run.rooms[:2]
        uris = [(await call(room, "AVTransport", "GetMediaInfo"))["CurrentURI"] for room in (bar, other)]
        assert uris == [f"x-sonos-htastream:{bar.uuid}:spdif", f"x-rincon-queue:{other.uuid}#0"]
        assert [await state(room) for room in (bar, other)] == ["PLAYING", "PLAYING"]


async def test_a_room_plays_the_line_in_of_another() -> None:
    async with rehearsal("line-in-remote") as run:
        run.stage.start()
        port, other = run.rooms[:2]
        position = await call(other, "AVTransport", "GetPositionInfo")
        assert (position["TrackURI"], position["RelTime"]) == (f"x-rincon-stream:{port.uuid}", "NOT_IMPLEMENTED")


async def test_the_queue_changes_once_it_was_listed() -> None:
    async with rehearsal("queue-updateid-race") as run:
        run.stage.start()
        pages = [await browse(run.rooms[0], "Q:0") for _ in range(3)]
        assert [page["TotalMatches"] for page in pages] == ["5", "6", "6"]
        for page, refused in zip(pages[:2], (True, False), strict=True):
            removing = call(
                run.rooms[0], "AVTransport", "RemoveTrackRangeFromQueue", UpdateID=page["UpdateID"], StartingIndex=4,
                NumberOfTracks=1,
            )  # fmt: skip
            if refused:
                with pytest.raises(Fault):
                    await removing
            else:
                await removing


@pytest.mark.parametrize(
    ("name", "bad", "seconds", "status"),
    [
        ("media-url-unreachable-by-player", "https://clips.example/song.mp3", 0, "ERROR_TLS"),
        ("codec-unsupported-silent", "http://clips.example/song.flac", 3, "OK"),
    ],
)
async def test_commands_succeed_and_nothing_plays(name: str, bad: str, seconds: float, status: str) -> None:
    async with rehearsal(name) as run:
        await run.play(until="wanted")
        await load(run.rooms[0], bad)
        await call(run.rooms[0], "AVTransport", "Play", Speed=1)
        await run.sim.settle()
        assert await state(run.rooms[0]) == ("PLAYING" if seconds else "STOPPED")
        await run.sim.clock.advance(seconds)
        assert await state(run.rooms[0]) == "STOPPED"
        assert (await call(run.rooms[0], "AVTransport", "GetTransportInfo"))["CurrentTransportStatus"] == status


async def test_what_is_at_http_can_be_had() -> None:
    async with rehearsal("media-url-unreachable-by-player") as run:
        await run.play(until="wanted")
        await load(run.rooms[0], "http://clips.example/song.mp3")
        await call(run.rooms[0], "AVTransport", "Play", Speed=1)
        await run.sim.settle()
        assert await state(run.rooms[0]) == "PLAYING"


async def test_playlists_come_as_items() -> None:
    async with rehearsal("didl-container-as-item") as run:
        run.stage.start()
        objects = ET.fromstring((await browse(run.rooms[0], "SQ:"))["Result"])
        assert {element.tag.rpartition("}")[2] for element in objects} == {"item"}
        classes = {element.text for item in objects for element in item if element.tag.endswith("}class")}
        assert classes == {"object.container.playlistContainer"}


async def test_events_know_no_next_track() -> None:
    async with rehearsal("next-track-metadata-absent") as run, subscribe(run.rooms[0], "AVTransport") as events:
        await run.play(until="odd")
        everything = (await events.next()).changes.keys()
        absent = {"NumberOfTracks", "NextTrackURI", "NextTrackMetaData"}
        absent |= {"EnqueuedTransportURI", "EnqueuedTransportURIMetaData"}
        assert absent <= everything
        await run.sim.settle()
        while not events.listener.received.empty():
            last = (await events.next()).changes
        assert "TransportState" in last
        assert not absent & last.keys()


async def test_a_folder_is_enqueued_slowly() -> None:
    async with rehearsal("queue-not-ready") as run:
        await run.play(until="wanted")
        room = run.rooms[0]
        added = await call(
            room, "AVTransport", "AddURIToQueue", EnqueuedURI=f"x-rincon-playlist:{room.uuid}#S://nas/music",
            EnqueuedURIMetaData="", DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
        )  # fmt: skip
        assert added["NewQueueLength"] == "0"
        await load(room, f"x-rincon-queue:{room.uuid}#0")
        with pytest.raises(Fault, match="701"):
            await call(room, "AVTransport", "Play", Speed=1)
        totals = []
        for _ in range(3):
            await run.sim.clock.advance(8)
            totals.append((await browse(room, "Q:0"))["TotalMatches"])
        assert totals == ["20", "40", "50"]
        await call(room, "AVTransport", "Play", Speed=1)
        assert await state(room) == "PLAYING"
