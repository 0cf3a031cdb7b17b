"""From SetAVTransportURI to the media server and back: what a client sees of what a player fetches."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.server.records import FetchRecord
from tests.support.media import Asked, MediaServer, answer, hang, head, icy_block, serve_media, wav
from tests.support.wire import Event, Events, call, subscribe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_sim import Player
    from tests.conftest import Simulate


@pytest.fixture
async def media() -> AsyncIterator[MediaServer]:
    async with serve_media() as server:
        yield server


@pytest.fixture
async def kitchen(simulate: Simulate) -> Player:
    return (await simulate("Kitchen", behaviour={"fetch_timeout": 0.5, "fetch_patience": 0.2}))["Kitchen"]


async def play(player: Player, uri: str) -> None:
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")
    await call(player, "AVTransport", "Play", Speed="1")


async def status(player: Player) -> tuple[str, str]:
    info = await call(player, "AVTransport", "GetTransportInfo")
    return info["CurrentTransportState"], info["CurrentTransportStatus"]


async def event_with(events: Events, text: str) -> Event:
    """The next event whose track says ``text``."""
    while True:
        event = await events.next()
        if text in event.changes.get("CurrentTrackMetaData", ""):
            return event


async def radio(asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(head(icy_metaint="32", icy_name="Radio X") + bytes(32) + icy_block("A - One"))
    await hang(asked, writer)


async def test_a_clip_is_fetched_and_played_to_its_end(simulate: Simulate, media: MediaServer) -> None:
    """What a test of a text-to-speech integration asserts."""
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    media.replies["/say.wav"] = answer(wav(2.5), "audio/wav")
    records: list[FetchRecord] = []
    sim.observe(lambda record: records.append(record) if isinstance(record, FetchRecord) else None)

    await play(kitchen, media.url("/say.wav"))
    await sim.settle()
    assert media.paths == ["/say.wav"]
    assert [(r.uri, r.is_whole, r.duration) for r in records] == [(media.url("/say.wav"), True, 2.5)]
    assert await status(kitchen) == ("PLAYING", "OK")
    assert (await call(kitchen, "AVTransport", "GetPositionInfo"))["TrackDuration"] == "0:00:02"
    await sim.clock.advance(seconds=2.4)
    assert await status(kitchen) == ("PLAYING", "OK")
    await sim.clock.advance(seconds=0.2)
    assert await status(kitchen) == ("STOPPED", "OK")


@pytest.mark.parametrize(
    "reply",
    [answer(b"no", "text/html", "404 Not Found"), answer(b"<html>", "text/html"), b"", hang],
    ids=["404", "a page", "hangs up", "hangs"],
)
async def test_a_clip_that_cannot_be_had(simulate: Simulate, media: MediaServer, reply: bytes) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_timeout": 0.2})
    kitchen = sim["Kitchen"]
    media.replies["/say.mp3"] = reply
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await play(kitchen, media.url("/say.mp3"))
        await sim.settle()
        state, problem = await status(kitchen)
        assert state == "STOPPED"
        assert problem.startswith("ERROR_")
        while (event := await events.next()).changes.get("TransportStatus", "OK") == "OK":
            pass
        assert event.changes["TransportStatus"] == problem
        assert event.changes["TransportErrorURI"] == media.url("/say.mp3")
        assert event.changes["TransportState"] == "STOPPED"

    media.replies["/say.mp3"] = answer(wav(1), "audio/wav")
    await play(kitchen, media.url("/say.mp3"))
    await sim.settle()
    assert await status(kitchen) == ("PLAYING", "OK")


async def test_until_the_answer_it_is_in_transition(kitchen: Player, media: MediaServer) -> None:
    media.replies["/say.mp3"] = hang
    await play(kitchen, media.url("/say.mp3"))
    assert await status(kitchen) == ("TRANSITIONING", "OK")


async def test_a_station_tells_what_is_on_until_it_is_stopped(kitchen: Player, media: MediaServer) -> None:
    media.replies["/live"] = radio
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await play(kitchen, media.radio("/live"))
        event = await event_with(events, "<r:streamContent>A - One</r:streamContent>")
        assert event.changes["CurrentTrackDuration"] == "0:00:00"
    assert await status(kitchen) == ("PLAYING", "OK")
    assert media.open_connections == 1
    await call(kitchen, "AVTransport", "Stop")
    async with asyncio.timeout(5):
        await media.hung_up.wait()
    assert media.open_connections <= 1
    assert await status(kitchen) == ("STOPPED", "OK")


async def test_another_source_closes_the_station(kitchen: Player, media: MediaServer) -> None:
    media.replies |= {"/live": radio, "/say.wav": answer(wav(1), "audio/wav")}
    await play(kitchen, media.radio("/live"))
    async with asyncio.timeout(5):
        await media.arrivals.get()
    await call(kitchen, "AVTransport", "SetAVTransportURI", CurrentURI=media.url("/say.wav"), CurrentURIMetaData="")
    async with asyncio.timeout(5):
        await media.hung_up.wait()
    assert media.paths == ["/live"]


async def test_never_fetching_plays_what_metadata_declares(simulate: Simulate, media: MediaServer) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_media": False})
    await play(sim["Kitchen"], media.url("/say.mp3"))
    await sim.settle()
    assert await status(sim["Kitchen"]) == ("PLAYING", "OK")
    assert media.requests == []


async def test_fetching_with_the_simulator_in_the_background(media: MediaServer) -> None:
    """A synchronous program changes state from its own thread."""
    media.replies["/say.wav"] = answer(wav(2), "audio/wav")

    def program() -> tuple[str, str, str]:
        household = Household(seed=7, clock=Clock.stopped())
        kitchen = household.add("Kitchen")
        with Simulator(household, discovery=False) as sim:
            asyncio.run(play(kitchen, media.url("/say.wav")))
            sim.settle()
            before = kitchen.transport.state
            kitchen.transport.halt()
            kitchen.transport.start()
            sim.settle()
            again = kitchen.transport.state
            sim.clock.advance(seconds=3)
            return before, again, kitchen.transport.state

    assert await asyncio.to_thread(program) == ("PLAYING", "PLAYING", "STOPPED")
    assert media.paths == ["/say.wav", "/say.wav"]


async def test_time_stands_still_while_a_player_asks(simulate: Simulate, media: MediaServer) -> None:
    """A queue of clips, each fetched when its turn comes, plays through one move of a stopped clock."""
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    for n in range(1, 4):
        media.replies[f"/{n}.wav"] = answer(wav(n), "audio/wav")
        uri = media.url(f"/{n}.wav")
        await call(
            kitchen, "AVTransport", "AddURIToQueue", EnqueuedURI=uri, EnqueuedURIMetaData="",
            DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
        )  # fmt: skip
    started = sim.clock.now()
    await play(kitchen, f"x-rincon-queue:{kitchen.uuid}#0")
    await sim.clock.advance(seconds=5.5)
    position = await call(kitchen, "AVTransport", "GetPositionInfo")
    assert (position["Track"], position["RelTime"], position["TrackDuration"]) == ("3", "0:00:02", "0:00:03")
    assert media.paths == ["/1.wav", "/2.wav", "/3.wav"]
    await sim.clock.advance(seconds=0.5)
    assert await status(kitchen) == ("STOPPED", "OK")
    assert sim.clock.now() == started + 6
