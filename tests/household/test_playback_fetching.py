"""Playback of what has to be fetched first: clips, tracks of a queue, stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.household import playback
from sonos_sim.household.fetching import Fetched, FetchError
from sonos_sim.household.media import Track
from tests.support.offline import LOCAL, PAUSED, PLAYING, RADIO, STOPPED, TRANSITIONING, code, fetching, load, now
from tests.support.playing import STATION, queue_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player


def test_a_clip_plays_once_it_was_fetched() -> None:
    household, (kitchen,), fetcher = fetching()
    load(kitchen, LOCAL)
    assert fetcher.asked == []
    playback.play(kitchen)
    household.clock.advance(seconds=3)
    assert (kitchen.transport.state, kitchen.transport.position) == (TRANSITIONING, 0)
    fetcher.done(Fetched(LOCAL, "audio/mpeg", 2.5))
    assert (kitchen.transport.state, kitchen.transport.duration) == (PLAYING, 2.5)
    playback.pause(kitchen)
    playback.play(kitchen)
    assert fetcher.asked == [LOCAL]
    household.clock.advance(seconds=2.5)
    assert kitchen.transport.state is STOPPED
    playback.play(kitchen)
    assert fetcher.asked == [LOCAL, LOCAL]


@pytest.mark.parametrize("verb", [playback.stop, playback.pause, lambda p: load(p, STATION)])
def test_what_is_being_fetched_can_be_given_up(verb: Callable[[Player], None]) -> None:
    _, (kitchen,), fetcher = fetching()
    load(kitchen, LOCAL)
    playback.play(kitchen)
    verb(kitchen)
    assert fetcher.cancelled == [LOCAL]
    assert kitchen.transport.state is not PLAYING


def test_each_track_of_a_queue_is_fetched() -> None:
    household, (kitchen,), fetcher = fetching()
    uris = [f"http://127.0.0.1/{n}.mp3" for n in range(2)]
    kitchen.queue.insert([Track(uri) for uri in uris], 0, kitchen.shuffling, 99)
    kitchen.transport.load(queue_source(kitchen))
    playback.play(kitchen)
    fetcher.done(Fetched(uris[0], "audio/mpeg", 10))
    household.clock.advance(seconds=10)
    assert (now(kitchen), fetcher.asked) == ((TRANSITIONING, 2, 0), uris)
    fetcher.done(Fetched(uris[1], "audio/mpeg", 10))
    assert now(kitchen) == (PLAYING, 2, 0)


def test_a_station_is_open_while_it_plays() -> None:
    household, (kitchen,), fetcher = fetching()
    load(kitchen, RADIO)
    playback.play(kitchen)
    fetcher.done(Fetched("http://127.0.0.1/live", "audio/mpeg", is_stream=True))
    fetcher.on_title("Artist - Title")
    assert (kitchen.transport.state, kitchen.transport.stream_title) == (PLAYING, "Artist - Title")
    household.clock.advance(days=3)
    assert (kitchen.transport.state, kitchen.transport.position) == (PLAYING, 3 * 86400)
    assert fetcher.cancelled == []
    playback.pause(kitchen)
    assert (fetcher.cancelled, kitchen.transport.stream_title) == ([RADIO], "")
    playback.play(kitchen)
    assert fetcher.asked == [RADIO, RADIO]


def test_a_file_without_end_can_pause() -> None:
    household, (kitchen,), fetcher = fetching()
    load(kitchen, LOCAL, 100)
    playback.play(kitchen)
    fetcher.done(Fetched(LOCAL, "audio/mpeg", is_stream=True))
    household.clock.advance(hours=1)
    assert kitchen.transport.duration == 0
    assert code(lambda: playback.seek(kitchen, "REL_TIME", "0:00:10")) == 701
    playback.pause(kitchen)
    assert kitchen.transport.state is PAUSED


@pytest.mark.parametrize(
    ("fetched", "status", "http_code"),
    [
        (Fetched("", error=FetchError.NO_DNS), "ERROR_NO_DNS", ""),
        (Fetched("", error=FetchError.HTTP, http_status=404, http_headers="A: b"), "ERROR_HTTP", "404"),
    ],
)
def test_what_cannot_be_fetched_stops_and_says_why(fetched: Fetched, status: str, http_code: str) -> None:
    household, (kitchen,), fetcher = fetching()
    load(kitchen, LOCAL)
    playback.play(kitchen)
    fetcher.done(fetched)
    problem = kitchen.transport.problem
    assert problem is not None
    assert (kitchen.transport.state, kitchen.transport.status) == (STOPPED, status)
    assert (problem.uri, problem.http_code, problem.http_headers) == (LOCAL, http_code, fetched.http_headers)
    household.clock.advance(hours=1)
    playback.play(kitchen)
    assert kitchen.transport.status == "OK"


def test_an_heir_opens_the_station_itself_and_plays_on() -> None:
    household, (kitchen, office), fetcher = fetching("Kitchen", "Office")
    load(kitchen, RADIO)
    playback.play(kitchen)
    fetcher.done(Fetched("http://127.0.0.1/live", is_stream=True))
    fetcher.on_title("On air")
    household.groups.join(office, kitchen.uuid)
    household.clock.advance(seconds=30)
    household.groups.separate(kitchen)
    assert (fetcher.asked, fetcher.cancelled) == ([RADIO, RADIO], [RADIO])
    assert (office.transport.state, office.transport.position) == (PLAYING, 30)
    assert office.transport.stream_title == "On air"
    fetcher.done(Fetched("http://127.0.0.1/live", is_stream=True))
    assert (office.transport.state, kitchen.transport.state) == (PLAYING, STOPPED)


def test_an_heir_opens_a_paused_stream_when_it_plays() -> None:
    household, (kitchen, office), fetcher = fetching("Kitchen", "Office")
    load(kitchen, LOCAL)
    playback.play(kitchen)
    fetcher.done(Fetched(LOCAL, is_stream=True))
    playback.pause(kitchen)
    household.groups.join(office, kitchen.uuid)
    household.groups.separate(kitchen)
    assert (office.transport.state, fetcher.asked) == (PAUSED, [LOCAL])
    playback.play(office)
    assert (office.transport.state, fetcher.asked) == (TRANSITIONING, [LOCAL, LOCAL])


def test_an_heir_fetches_what_had_not_come_yet() -> None:
    household, (kitchen, office), fetcher = fetching("Kitchen", "Office")
    load(kitchen, LOCAL)
    household.groups.join(office, kitchen.uuid)
    playback.play(kitchen)
    household.groups.separate(kitchen)
    assert office.transport.state is TRANSITIONING
    fetcher.done(Fetched(LOCAL, duration=5))
    assert office.transport.state is PLAYING
