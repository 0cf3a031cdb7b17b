"""What a group takes along, and what a member leaves."""

from __future__ import annotations

from sonos_sim.household import playback, sleep_timer
from sonos_sim.household.sources import EMPTY
from tests.support.offline import PAUSED, PLAYING, RADIO, STOPPED, code, fetching, load, make, now
from tests.support.playing import STATION, fill


def test_a_handed_over_queue_goes_on_in_the_middle_of_the_song() -> None:
    household, (kitchen, office) = make("Kitchen", "Office")
    fill(office, "x")
    fill(kitchen, *"ABC", seconds=100)
    playback.set_play_mode(kitchen, "REPEAT_ALL")
    playback.play(kitchen)
    household.groups.join(office, kitchen.uuid)
    household.clock.advance(seconds=130)
    household.groups.separate(kitchen)
    assert now(office) == (PLAYING, 2, 30)
    assert [t.title for t in office.queue.tracks] == list("ABC")
    assert office.transport.source.uri == f"x-rincon-queue:{office.uuid}#0"
    household.clock.advance(seconds=70)
    assert now(office) == (PLAYING, 3, 0)
    # The one who left is silent, and its own queue is as it was.
    assert (kitchen.transport.state, kitchen.transport.source) == (STOPPED, EMPTY)
    assert len(kitchen.queue) == 3


def test_a_paused_queue_is_handed_over_paused() -> None:
    household, (kitchen, office) = make("Kitchen", "Office")
    fill(kitchen, *"AB")
    playback.play(kitchen)
    household.groups.join(office, kitchen.uuid)
    household.clock.advance(seconds=30)
    playback.pause(kitchen)
    household.clock.advance(seconds=30)
    household.groups.delegate(kitchen, office.uuid, rejoin=True)
    assert now(office) == (PAUSED, 1, 30)
    assert kitchen.transport.is_member
    household.clock.advance(hours=1)
    assert now(office) == (PAUSED, 1, 30)


def test_timers_go_along_with_the_group() -> None:
    household, (kitchen, office) = make("Kitchen", "Office", sleep_fade=False)
    fill(kitchen, *"AB")
    playback.play(kitchen)
    household.groups.join(office, kitchen.uuid)
    sleep_timer.configure(kitchen, "00:01:00")
    household.clock.advance(seconds=30)
    household.groups.separate(kitchen)
    load(kitchen, STATION)
    playback.play(kitchen)
    household.clock.advance(seconds=30)
    assert (office.transport.state, kitchen.transport.state) == (PAUSED, PLAYING)
    assert (office.transport.sleep_until, kitchen.transport.sleep_until) == (None, None)


def test_a_member_that_joins_leaves_its_music() -> None:
    household, (kitchen, office) = make("Kitchen", "Office")
    fill(office, *"AB", seconds=100)
    playback.play(office)
    household.groups.join(office, kitchen.uuid)
    household.clock.advance(hours=1)
    assert office.queue.current == 1
    household.groups.separate(office)
    assert (office.transport.state, office.transport.source) == (STOPPED, EMPTY)


def test_a_member_falls_silent_alone() -> None:
    household, (kitchen, office) = make("Kitchen", "Office")
    fill(kitchen, "A")
    playback.play(kitchen)
    household.groups.join(office, kitchen.uuid)
    playback.stop(office)
    assert (office.transport.state, kitchen.transport.state) == (STOPPED, PLAYING)
    playback.play(office)
    assert office.transport.state is PLAYING


def test_without_power_there_is_no_sound() -> None:
    household, (kitchen,), fetcher = fetching()
    load(kitchen, RADIO)
    playback.play(kitchen)
    household.power_off(kitchen)
    assert (kitchen.transport.state, fetcher.cancelled) == (STOPPED, [RADIO])


def test_a_member_that_lost_its_coordinator_answers_1024() -> None:
    household, (kitchen, office) = make("Kitchen", "Office")
    household.groups.join(office, kitchen.uuid)
    household.power_off(kitchen)
    for verb in (playback.play, playback.stop, playback.pause, lambda p: playback.seek(p, "TRACK_NR", "1")):
        assert code(lambda verb=verb: verb(office)) == 1024
    household.clock.advance(seconds=60)
    assert code(lambda: playback.play(office)) == 701
