"""What follows when a track ends: play modes, fades, pauses, what is next."""

from __future__ import annotations

import pytest

from sonos_sim.household import playback
from sonos_sim.household.media import Track
from sonos_sim.household.sources import EMPTY
from tests.support.offline import PAUSED, PLAYING, STOPPED, load, make, now
from tests.support.playing import fill, queue_source


@pytest.mark.parametrize(
    ("mode", "seen"),
    [
        ("NORMAL", [1, 2, 3, (STOPPED, 1)]),
        ("REPEAT_ALL", [1, 2, 3, 1, 2]),
        ("REPEAT_ONE", [1, 1, 1, 1]),
    ],
)
def test_tracks_follow_each_other(mode: str, seen: list[object]) -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"ABC", seconds=200)
    playback.set_play_mode(kitchen, mode)
    playback.play(kitchen)
    household.clock.advance(seconds=100)
    for expected in seen:
        if isinstance(expected, tuple):
            assert now(kitchen) == (*expected, 0.0)
        else:
            assert now(kitchen) == (PLAYING, expected, 100.0)
        household.clock.advance(seconds=200)


@pytest.mark.parametrize(("mode", "ends"), [("SHUFFLE", False), ("SHUFFLE_NOREPEAT", True)])
def test_shuffled_tracks_all_play_once_a_round(mode: str, ends: bool) -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"ABCDEFG", seconds=60)
    playback.set_play_mode(kitchen, mode)
    playback.play(kitchen)
    heard = []
    for _ in range(7):
        heard.append(kitchen.queue.current)
        household.clock.advance(seconds=60)
    assert sorted(heard) == list(range(1, 8))
    assert heard != sorted(heard)
    assert now(kitchen) == (STOPPED if ends else PLAYING, heard[0], 0.0)


def test_one_track_repeats_in_a_shuffled_queue() -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"ABCDEFG", seconds=60)
    playback.set_play_mode(kitchen, "SHUFFLE_REPEAT_ONE")
    playback.play(kitchen)
    household.clock.advance(minutes=10)
    assert kitchen.queue.current == 1
    playback.step(kitchen, 1)
    moved = kitchen.queue.current
    household.clock.advance(minutes=10)
    assert (kitchen.queue.current, moved != 1) == (moved, True)


def test_a_track_of_unknown_length_plays_as_long_as_it_is_told() -> None:
    household, (kitchen,) = make(track_duration=30.0)
    load(kitchen, "http://files.example/a.mp3")
    assert kitchen.transport.duration == 0
    playback.play(kitchen)
    assert kitchen.transport.duration == 30
    household.clock.advance(seconds=29)
    assert kitchen.transport.state is PLAYING
    household.clock.advance(seconds=1)
    assert (kitchen.transport.state, kitchen.transport.position) == (STOPPED, 0)


def test_fading_tracks_begin_before_the_end() -> None:
    household, (kitchen,) = make(crossfade_time=10.0)
    fill(kitchen, *"AB", seconds=100)
    playback.play(kitchen)
    playback.set_crossfade(kitchen, True)
    household.clock.advance(seconds=89)
    assert now(kitchen) == (PLAYING, 1, 89)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (PLAYING, 2, 0)
    # Nothing follows the last one, so it is heard to its end.
    household.clock.advance(seconds=99)
    assert now(kitchen) == (PLAYING, 2, 99)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (STOPPED, 1, 0)


def test_a_pause_keeps_the_position_and_a_stop_does_not() -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"AB", seconds=100)
    playback.play(kitchen)
    household.clock.advance(seconds=70)
    playback.pause(kitchen)
    household.clock.advance(hours=1)
    assert now(kitchen) == (PAUSED, 1, 70)
    playback.play(kitchen)
    household.clock.advance(seconds=29)
    assert now(kitchen) == (PLAYING, 1, 99)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (PLAYING, 2, 0)
    household.clock.advance(seconds=5)
    playback.stop(kitchen)
    household.clock.advance(hours=1)
    assert now(kitchen) == (STOPPED, 2, 0)


def test_what_is_next_plays_after_the_end() -> None:
    household, (kitchen,) = make()
    load(kitchen, "http://files.example/a.mp3", 60)
    playback.set_next(kitchen, "http://files.example/b.mp3", "m", Track("http://files.example/b.mp3", duration=50))
    playback.play(kitchen)
    household.clock.advance(seconds=70)
    assert (kitchen.transport.source.uri, kitchen.transport.source.metadata) == ("http://files.example/b.mp3", "m")
    assert (kitchen.transport.state, kitchen.transport.position) == (PLAYING, 10)
    assert kitchen.transport.upcoming is EMPTY
    household.clock.advance(seconds=40)
    assert kitchen.transport.state is STOPPED


@pytest.mark.parametrize("mode", ["NORMAL", "SHUFFLE"])
def test_a_day_of_playback(mode: str) -> None:
    household, (kitchen,) = make()
    kitchen.queue.insert(
        [Track(f"x-file-cifs://n/{n}.mp3", duration=150 + n) for n in range(200)], 0, kitchen.shuffling, 999
    )
    kitchen.transport.load(queue_source(kitchen))
    playback.set_play_mode(kitchen, mode)
    playback.play(kitchen)
    household.clock.advance(hours=24)
    assert (kitchen.transport.state is PLAYING) is (mode == "SHUFFLE")
