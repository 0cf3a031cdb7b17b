"""What a player says of media that it really fetched."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.media import Asked, MediaServer, answer, head, icy_block, serve_media, tagged_mp3, wav
from tests.support.playing import code, load, play, state, transport, where
from tests.support.wire import subscribe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Player

DC, R = "{http://purl.org/dc/elements/1.1/}", "{urn:schemas-rinconnetworks-com:metadata-1-0/}"


@pytest.fixture
async def media() -> AsyncIterator[MediaServer]:
    async with serve_media() as server:
        yield server


async def item(player: Player) -> ET.Element:
    return ET.fromstring((await transport(player, "GetPositionInfo"))["TrackMetaData"])[0]


async def test_a_clip_is_fetched_and_plays_to_its_end(simulate: Any, media: MediaServer) -> None:
    media.replies["/tts.wav"] = answer(wav(3), "audio/wav")
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await load(kitchen, media.url("/tts.wav"))
        await events.next()
        assert media.paths == []
        await play(kitchen)
        assert (await events.next()).changes["TransportState"] == "TRANSITIONING"
        changes = (await events.next()).changes
        assert (changes["TransportState"], changes["CurrentTrackDuration"]) == ("PLAYING", "0:00:03")
        assert media.paths == ["/tts.wav"]
        await sim.clock.advance(seconds=2)
        assert await where(kitchen) == (1, "0:00:02")
        await sim.clock.advance(seconds=1)
        assert (await events.next()).changes["TransportState"] == "STOPPED"
    assert (await transport(kitchen, "GetTransportInfo"))["CurrentTransportStatus"] == "OK"


async def test_tags_are_read(simulate: Any, media: MediaServer) -> None:
    media.replies["/a.mp3"] = answer(tagged_mp3(5.5, "Song", "Singer"))
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await load(kitchen, media.url("/a.mp3"))
    await play(kitchen)
    await sim.settle()
    track = await item(kitchen)
    assert (track.findtext(f"{DC}title"), track.findtext(f"{DC}creator")) == ("Song", "Singer")
    assert track[0].get("duration") == "0:00:05"


async def test_what_cannot_be_had_says_so(simulate: Any, media: MediaServer) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    uri = media.url("/gone.mp3")
    await load(kitchen, uri)
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await play(kitchen)
        assert (await events.next()).changes["TransportState"] == "TRANSITIONING"
        changes = (await events.next()).changes
        assert changes["TransportState"] == "STOPPED"
        assert [changes[f"Transport{n}"] for n in ("Status", "ErrorURI", "ErrorHttpCode")] == ["ERROR_HTTP", uri, "404"]
        assert "Content-Length" in changes["TransportErrorHttpHeaders"]
        assert (await transport(kitchen, "GetTransportInfo"))["CurrentTransportStatus"] == "ERROR_HTTP"
        # The next attempt starts clean.
        media.replies["/gone.mp3"] = answer(wav(3), "audio/wav")
        await play(kitchen)
        assert (await events.next()).changes["TransportStatus"] == "OK"
        assert (await events.next()).changes["TransportState"] == "PLAYING"


async def test_a_station_resolves_and_tells_what_is_on(simulate: Any, media: MediaServer) -> None:
    async def stream(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head("audio/mpeg", icy_name="Radio", icy_metaint="64"))
        for title in ("One - First", "Two - Second"):
            writer.write(bytes(64) + icy_block(title))
        await writer.drain()
        await asyncio.Event().wait()

    media.replies["/live"] = stream
    media.replies["/list.m3u"] = answer(f"{media.url('/live')}\n{media.url('/other')}\n".encode(), "audio/x-mpegurl")
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await load(kitchen, media.radio("/list.m3u"))
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await play(kitchen)
        changes = (await events.next()).changes
        connecting = ET.fromstring(changes["CurrentTrackMetaData"])[0]
        assert (changes["TransportState"], connecting.findtext(f"{R}streamContent")) == (
            "TRANSITIONING",
            "ZPSTR_CONNECTING",
        )
        await sim.settle()
    assert await state(kitchen) == "PLAYING"
    track = await item(kitchen)
    assert track.findtext(f"{R}streamContent") == "Two - Second"
    position = await transport(kitchen, "GetPositionInfo")
    assert position["TrackURI"] == f"aac://{media.url('/live')}"
    assert (position["TrackDuration"], track[0].get("protocolInfo")) == ("0:00:00", "aac:*:application/octet-stream:*")
    found = await transport(kitchen, "GetMediaInfo")
    assert (found["CurrentURI"], found["NrTracks"]) == (media.radio("/list.m3u"), "2")
    assert media.open_connections == 1
    await transport(kitchen, "Stop")
    await asyncio.wait_for(media.hung_up.wait(), 5)
    assert (await item(kitchen)).findtext(f"{R}streamContent") == ""


async def test_other_hosts_are_not_asked(simulate: Any, media: MediaServer) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_media": False, "track_duration": 60.0})
    kitchen = sim["Kitchen"]
    await load(kitchen, media.url("/a.mp3"))
    await play(kitchen)
    assert await state(kitchen) == "PLAYING"
    await sim.clock.advance(seconds=60)
    assert (await state(kitchen), media.paths) == ("STOPPED", [])


async def test_a_url_without_a_known_ending_is_refused_unasked(simulate: Any, media: MediaServer) -> None:
    sim = await simulate("Kitchen")
    for path in ("/a", "/a.aac", "/a.txt"):
        refused = {"CurrentURI": media.url(path), "CurrentURIMetaData": ""}
        assert await code(sim["Kitchen"], "SetAVTransportURI", **refused) == 714
    assert media.paths == []
