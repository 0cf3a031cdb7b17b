"""Edits of the queue while it plays."""

from __future__ import annotations

from sonos_sim.household import playback
from sonos_sim.household.sources import SourceKind
from tests.support.offline import PAUSED, PLAYING, STOPPED, load, make, now
from tests.support.playing import fill, tracks


def test_edits_of_what_plays() -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"ABC", seconds=100)
    playback.play(kitchen)
    household.clock.advance(seconds=50)
    kitchen.queue.insert(tracks("x"), 1, kitchen.shuffling, 99)
    assert now(kitchen) == (PLAYING, 2, 50)
    household.clock.advance(seconds=50)
    assert (now(kitchen), kitchen.queue.track.title) == ((PLAYING, 3, 0), "B")
    household.clock.advance(seconds=30)
    kitchen.queue.remove(3, 1)
    assert (now(kitchen), kitchen.queue.track.title) == ((PLAYING, 3, 0), "C")
    kitchen.queue.remove(3, 1)
    assert now(kitchen) == (STOPPED, 1, 0)
    playback.play(kitchen)
    kitchen.queue.clear()
    assert now(kitchen) == (STOPPED, 0, 0)
    assert kitchen.transport.source.kind is SourceKind.QUEUE
    household.clock.advance(hours=1)
    assert now(kitchen) == (STOPPED, 0, 0)


def test_a_paused_queue_stays_paused_when_its_track_goes() -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"ABC")
    playback.play(kitchen)
    household.clock.advance(seconds=50)
    playback.pause(kitchen)
    kitchen.queue.remove(1, 1)
    assert now(kitchen) == (PAUSED, 1, 0)


def test_edits_of_a_queue_that_is_not_loaded_leave_playback_alone() -> None:
    household, (kitchen,) = make()
    load(kitchen, "http://files.example/a.mp3", 100)
    playback.play(kitchen)
    household.clock.advance(seconds=50)
    kitchen.queue.insert(tracks("x"), 0, kitchen.shuffling, 99)
    kitchen.queue.clear()
    assert (kitchen.transport.state, kitchen.transport.position) == (PLAYING, 50)


def test_a_longer_queue_fades_where_it_ended_before() -> None:
    household, (kitchen,) = make(crossfade_time=10.0)
    fill(kitchen, "A", seconds=100)
    playback.set_crossfade(kitchen, True)
    playback.play(kitchen)
    household.clock.advance(seconds=50)
    kitchen.queue.insert(tracks("B"), 0, kitchen.shuffling, 99)
    household.clock.advance(seconds=40)
    assert now(kitchen) == (PLAYING, 2, 0)
