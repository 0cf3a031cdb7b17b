"""Playback on the clock: what ends, what follows, and what a group takes along."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import playback, programs, sleep_timer
from sonos_sim.household.deck import TransportState
from sonos_sim.household.fetching import Fetched, FetchError
from sonos_sim.household.loading import set_uri
from sonos_sim.household.media import Track
from sonos_sim.household.plans import Plan
from sonos_sim.household.programs import CHIME
from sonos_sim.household.sources import EMPTY, Source, SourceKind
from tests.support.playing import STATION, fill, queue_source, tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player

STOPPED, PLAYING, PAUSED, TRANSITIONING = TransportState
LOCAL = "http://127.0.0.1/clip.mp3"
RADIO = "x-rincon-mp3radio://127.0.0.1/live"


@dataclass
class FakeFetcher:
    """Keeps what it is asked; a test answers."""

    asked: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    done: Callable[[Fetched], None] = print
    on_title: Callable[[str], None] = print

    def fetch(
        self, player: Player, uri: str, done: Callable[[Fetched], None], on_title: Callable[[str], None]
    ) -> Callable[[], None]:
        self.asked.append(uri)
        self.done, self.on_title = done, on_title
        return lambda: self.cancelled.append(uri)


def make(*rooms: str, **behaviour: object) -> tuple[Household, list[Player]]:
    household = Household(seed=7, clock=Clock.stopped())
    household.override(**behaviour)
    for room in rooms or ("Kitchen",):
        name, _, model = room.partition(":")
        household.add(name, model or "S18")
    return household, list(household.players.values())


def load(player: Player, uri: str, duration: float | None = None) -> None:
    set_uri(player, uri, "", Track(uri, duration=duration))


def code(verb: Callable[[], object]) -> int:
    with pytest.raises(UPnPError) as error:
        verb()
    return error.value.code


def now(player: Player) -> tuple[TransportState, int, float]:
    return player.transport.state, player.queue.current, player.transport.position


# Track ends


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
def test_a_day_of_playback_passes_fast(mode: str) -> None:
    household, (kitchen,) = make()
    kitchen.queue.insert(
        [Track(f"x-file-cifs://n/{n}.mp3", duration=150 + n) for n in range(200)], 0, kitchen.shuffling, 999
    )
    kitchen.transport.load(queue_source(kitchen))
    playback.set_play_mode(kitchen, mode)
    playback.play(kitchen)
    started = time.perf_counter()
    household.clock.advance(hours=24)
    assert time.perf_counter() - started < 1
    assert (kitchen.transport.state is PLAYING) is (mode == "SHUFFLE")


# Edits while playing


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


# Fetching


def fetching(*rooms: str) -> tuple[Household, list[Player], FakeFetcher]:
    household, players = make(*rooms)
    household.fetcher = fetcher = FakeFetcher()
    return household, players, fetcher


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


# Groups


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


# Timers


def test_the_sleep_timer_fades_pauses_and_restores() -> None:
    household, (kitchen, office, port) = make("Kitchen", "Office", "Port:ANY")
    fill(kitchen, "A", seconds=3600)
    household.groups.join(office, kitchen.uuid)
    household.groups.join(port, kitchen.uuid)
    port.rendering.fix_output(True)
    office.rendering.set_volume(10, office.behaviour)
    playback.play(kitchen)
    sleep_timer.configure(kitchen, "0:10:00")
    assert kitchen.transport.sleep_generation == 1
    household.clock.advance(minutes=10)
    assert (kitchen.transport.state, kitchen.transport.sleep_generation) == (PLAYING, 2)
    household.clock.advance(seconds=4)
    assert (kitchen.rendering.volume, office.rendering.volume, port.rendering.volume) == (15, 5, 100)
    household.clock.advance(seconds=20)
    assert kitchen.transport.state is PAUSED
    assert (kitchen.rendering.volume, office.rendering.volume) == (20, 10)


def test_a_fade_can_be_taken_back() -> None:
    household, (kitchen,) = make()
    fill(kitchen, "A", seconds=3600)
    playback.play(kitchen)
    sleep_timer.configure(kitchen, "0:00:00")
    household.clock.advance(seconds=4)
    assert kitchen.rendering.volume == 15
    sleep_timer.configure(kitchen, "")
    household.clock.advance(minutes=10)
    assert (kitchen.transport.state, kitchen.rendering.volume) == (PLAYING, 20)


def test_who_stops_and_plays_again_during_the_fade_is_awake() -> None:
    household, (kitchen,) = make()
    fill(kitchen, "A", seconds=3600)
    playback.play(kitchen)
    sleep_timer.configure(kitchen, "0:00:00")
    household.clock.advance(seconds=4)
    playback.stop(kitchen)
    playback.play(kitchen)
    household.clock.advance(minutes=10)
    assert (kitchen.transport.state, kitchen.rendering.volume) == (PLAYING, 20)


@pytest.mark.parametrize(("uri", "state"), [(STATION, STOPPED), ("http://files.example/a.mp3", PAUSED)])
def test_what_the_sleep_timer_leaves_behind(uri: str, state: TransportState) -> None:
    household, (kitchen,) = make(sleep_fade=False)
    load(kitchen, uri, 9000)
    playback.play(kitchen)
    sleep_timer.configure(kitchen, "1:00:00")
    household.clock.advance(hours=1)
    assert kitchen.transport.state is state


def test_the_sleep_timer_on_a_silent_player_only_runs_out() -> None:
    household, (kitchen,) = make()
    sleep_timer.configure(kitchen, "00:00:01")
    household.clock.advance(seconds=1)
    assert (kitchen.transport.sleep_until, kitchen.transport.sleep_generation) == (None, 2)
    assert not kitchen.rendering.ramping


def program(uri: str, volume: int = 30, *, linked: bool = False) -> programs.Program:
    return programs.Program(uri, "", Track(uri), volume, linked)


def test_an_alarm_rises_and_restores_the_volume() -> None:
    household, (kitchen,) = make()
    programs.run_alarm(kitchen, 5, "07:00", "00:30:00", "NORMAL", program(CHIME))
    assert (kitchen.transport.source.uri, kitchen.transport.state) == (CHIME, PLAYING)
    assert (kitchen.transport.alarm.id, kitchen.rendering.volume, kitchen.device.alarm_runs) == (5, 0, 1)
    household.clock.advance(minutes=5)
    assert kitchen.rendering.volume == 30
    household.clock.advance(minutes=25)
    assert (kitchen.transport.state, kitchen.transport.alarm, kitchen.rendering.volume) == (STOPPED, None, 20)


@pytest.mark.parametrize("verb", [playback.stop, lambda p: load(p, STATION)])
def test_who_stops_the_music_ends_the_alarm(verb: Callable[[Player], None]) -> None:
    household, (kitchen,) = make()
    programs.run_alarm(kitchen, 5, "07:00", "00:30:00", "NORMAL", program(STATION))
    verb(kitchen)
    assert (kitchen.transport.alarm, kitchen.rendering.volume) == (None, 20)
    load(kitchen, STATION)
    playback.play(kitchen)
    household.clock.advance(hours=1)
    assert kitchen.transport.state is PLAYING


def test_a_snoozed_alarm_rings_again() -> None:
    household, (kitchen,) = make()
    programs.run_alarm(kitchen, 5, "07:00", "", "NORMAL", program(STATION))
    programs.snooze(kitchen, "00:10:00")
    assert (kitchen.transport.state, kitchen.transport.alarm, kitchen.transport.snooze_running) == (STOPPED, None, True)
    household.clock.advance(minutes=10)
    assert (kitchen.transport.state, kitchen.transport.snooze_running) == (PLAYING, False)
    assert (kitchen.transport.alarm.id, kitchen.transport.source.uri) == (5, STATION)
    assert kitchen.device.alarm_runs == 1


def test_a_snooze_ends_unheard_without_power() -> None:
    household, (kitchen,) = make()
    programs.run_alarm(kitchen, 5, "07:00", "", "NORMAL", program(STATION))
    programs.snooze(kitchen, "00:10:00")
    household.power_off(kitchen)
    household.clock.advance(minutes=10)
    assert (kitchen.transport.state, kitchen.transport.alarm) == (STOPPED, None)


@pytest.mark.parametrize(
    "uri", ["x-rincon-playlist:x#A:ALBUM/none", "no such thing", "x-rincon-queue:{0}#0", "", "x-rincon-stream:{0}"]
)
def test_an_alarm_that_cannot_play_its_program_chimes(uri: str) -> None:
    _, (kitchen,) = make()
    programs.run_alarm(kitchen, 5, "07:00", "", "NORMAL", program(uri.format(kitchen.uuid)))
    assert (kitchen.transport.source.uri, kitchen.transport.state) == (CHIME, PLAYING)


def test_an_alarm_whose_program_cannot_be_fetched_chimes() -> None:
    household, (kitchen,), fetcher = fetching()
    programs.run_alarm(kitchen, 5, "07:00", "00:30:00", "NORMAL", program(RADIO))
    assert kitchen.transport.state is TRANSITIONING
    fetcher.done(Fetched("", error=FetchError.REFUSED))
    assert (kitchen.transport.source.uri, kitchen.transport.state) == (CHIME, PLAYING)
    assert kitchen.transport.alarm.id == 5
    household.clock.advance(minutes=30)
    assert (kitchen.transport.state, kitchen.transport.alarm) == (STOPPED, None)


def test_an_alarm_plays_a_container_from_the_queue() -> None:
    household, (kitchen,) = make()
    fill(kitchen, "x")
    saved = household.content.saved_queues.create("Morning", tracks(*"ABC"), kitchen)
    programs.run_alarm(kitchen, 5, "07:00", "", "SHUFFLE", program(saved.uri))
    assert [t.title for t in kitchen.queue.tracks] == list("ABC")
    assert (kitchen.transport.source.kind, kitchen.transport.state) == (SourceKind.QUEUE, PLAYING)
    assert (kitchen.transport.play_mode, kitchen.queue.enqueued_uri) == ("SHUFFLE", saved.uri)


@pytest.mark.parametrize("linked", [True, False])
def test_an_alarm_in_a_member_room(linked: bool) -> None:
    household, (kitchen, office) = make("Kitchen", "Office")
    household.groups.join(office, kitchen.uuid)
    programs.run_alarm(office, 5, "07:00", "", "NORMAL", program(STATION, linked=linked))
    assert (office.group is kitchen.group) is linked
    assert (kitchen.transport.source.uri == STATION) is linked
    host = kitchen if linked else office
    assert (host.transport.alarm.id, host.transport.state) == (5, PLAYING)
    household.clock.advance(minutes=5)
    assert (kitchen.rendering.volume, office.rendering.volume) == (20, 30)


def test_autoplay() -> None:
    household, (kitchen, amp) = make("Kitchen", "Amp:S16")
    line_in = f"x-rincon-stream:{amp.uuid}"
    programs.start_autoplay(kitchen, program(line_in, 45), reset_volume_after=True)
    household.clock.advance(seconds=5)
    assert (kitchen.transport.source.uri, kitchen.transport.state, kitchen.rendering.volume) == (line_in, PLAYING, 45)
    playback.stop(kitchen)
    assert kitchen.rendering.volume == 20
    assert code(lambda: programs.start_autoplay(kitchen, program("x"), reset_volume_after=False)) == 714
    assert code(lambda: programs.start_autoplay(kitchen, program(line_in, 101), reset_volume_after=False)) == 402


def test_a_fixed_output_rings_as_loud_as_it_is() -> None:
    _, (port,) = make("Port:ANY")
    port.rendering.fix_output(True)
    programs.run_alarm(port, 5, "07:00", "", "NORMAL", program(STATION))
    assert (port.rendering.volume, port.rendering.ramping) == (100, False)


# Switches


def test_seconds_in_transition() -> None:
    household, (kitchen,) = make(transition_time=2.0)
    fill(kitchen, *"AB", seconds=100)
    playback.play(kitchen)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (TRANSITIONING, 1, 0)
    household.clock.advance(seconds=1)
    assert now(kitchen) == (PLAYING, 1, 0)
    household.clock.advance(seconds=100)
    assert now(kitchen) == (PLAYING, 2, 0)


def test_a_state_that_lasts_no_time_is_shown() -> None:
    household, (kitchen,) = make()
    fill(kitchen, *"AB")
    seen: list[TransportState] = []
    household.checkpoints.append(lambda: seen.append(kitchen.transport.state))
    playback.play(kitchen)
    playback.step(kitchen, 1)
    assert seen == [TRANSITIONING, TRANSITIONING]
    household.clock.advance(seconds=300)
    assert seen == [TRANSITIONING, TRANSITIONING]


def test_a_plan_can_be_changed_and_taken_back() -> None:
    household, (kitchen,) = make()
    rung: list[float] = []

    def ring(player: Player) -> None:
        rung.append(household.clock.now())

    start = household.clock.now()
    kitchen.transport.plans.set(Plan.ALARM, start + 5, ring)
    kitchen.transport.plans.set(Plan.ALARM, start + 7, ring)
    household.clock.advance(seconds=10)
    assert rung == [start + 7]
    kitchen.transport.plans.set(Plan.ALARM, start + 20, ring)
    assert kitchen.transport.plans.drop(Plan.ALARM)
    assert not kitchen.transport.plans.drop(Plan.ALARM)
    household.clock.advance(minutes=1)
    assert rung == [start + 7]


def test_a_source_that_names_no_queue() -> None:
    assert Source(SourceKind.QUEUE, "x-rincon-queue:R#x").queue_id == -1
    _, (kitchen,) = make()
    assert code(lambda: set_uri(kitchen, f"x-rincon-queue:{kitchen.uuid}#1", "")) == 714
    kitchen.add_queue("owner")
    set_uri(kitchen, f"x-rincon-queue:{kitchen.uuid}#1", "")
    assert kitchen.transport.queue is kitchen.queues[1]
