"""The sleep timer on the clock: it fades, pauses and restores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.household import playback, sleep_timer
from tests.support.offline import PAUSED, PLAYING, STOPPED, load, make
from tests.support.playing import STATION, fill

if TYPE_CHECKING:
    from sonos_sim.household.deck import TransportState


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
