"""Alarms and autoplay on the clock: what they play, how loud, and when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.household import playback, programs
from sonos_sim.household.fetching import Fetched, FetchError
from sonos_sim.household.media import Track
from sonos_sim.household.programs import CHIME
from sonos_sim.household.sources import SourceKind
from tests.support.offline import PLAYING, RADIO, STOPPED, TRANSITIONING, code, fetching, load, make
from tests.support.playing import STATION, fill, tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player


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
