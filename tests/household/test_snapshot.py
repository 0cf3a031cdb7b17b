"""A household kept and put back: nothing is forgotten, and time goes on from there as it did."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import inputs, playback, sleep_timer, virtual_line_in
from sonos_sim.household.alarms import Alarm
from sonos_sim.household.bonding_actions import add_satellites, add_zones, remove_zones
from sonos_sim.household.eq import set_eq
from sonos_sim.household.favourites import Favourite
from sonos_sim.household.loading import set_uri
from sonos_sim.household.media import Track
from sonos_sim.household.rendering import MASTER
from sonos_sim.household.snapshot import mark_start, reset, restore, snapshot
from tests.support.playing import STATION, fill, queue_source, tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player


def new_household() -> Household:
    models = ["S18", "S9", "S18", "S27", "Sub", "S18"]
    household = Household.generate(["Kitchen", "TV", "Office", "Roam", "Sub", "Bath"], 7, models, Clock.stopped(), 50)
    fill(household["Kitchen"], "A", "B", "C")
    household.clock.on_schedule = household.clock.next_due  # type: ignore[assignment]  # as the clock's driver does
    return household


def actions(household: Household, rng: random.Random) -> dict[str, Callable[[], object]]:
    """All sorts of changes, with values and players that chance picks."""
    player, other = rng.sample(list(household.players.values()), 2)
    _, tv, _, _, sub, *_ = household.players.values()
    content, number = household.content, rng.randrange(100)
    behaviour = player.behaviour
    return {
        "volume": lambda: player.rendering.set_volume(number, behaviour),
        "mute": lambda: player.rendering.set_mute(bool(number % 2)),
        "ramp": lambda: player.rendering.ramp(
            "SLEEP_TIMER_RAMP_TYPE", number, reset_after=True, clock=household.clock, behaviour=behaviour
        ),
        "eq": lambda: set_eq(player, "NightMode", number % 2),
        "name": lambda: setattr(player.device, "name", f"Room {number}"),
        "chirp": lambda: player.device.start_chirp(number * 100, household.clock),
        "join": lambda: household.groups.join(player, other.coordinator.uuid),
        "leave": lambda: household.groups.leave(player),
        "pair": lambda: add_zones(player, f"{player.uuid}:LF,LF;{other.uuid}:RF,RF"),
        "part": lambda: remove_zones(player, player.bond.map if player.bond else "", keep_grouped=False),
        "sub": lambda: add_satellites(tv, f"{tv.uuid}:LF,RF;{sub.uuid}:SW"),
        "fill": lambda: player.queue.insert(tracks("D", "E"), 0, player.shuffling, 65535),
        "new queue": lambda: player.add_queue("somebody"),
        "load": lambda: player.transport.load(queue_source(player)),
        "radio": lambda: set_uri(player, STATION, "", Track(STATION, "Station")),
        "play": lambda: playback.play(player),
        "pause": lambda: playback.pause(player),
        "next": lambda: playback.step(player, 1),
        "seek": lambda: player.transport.seek(number),
        "shuffle": lambda: playback.set_play_mode(player, "SHUFFLE"),
        "sleep": lambda: sleep_timer.configure(player, "00:20:00"),
        "airplay": lambda: virtual_line_in.take_over(player, "airplay", Track("x", "Song")),
        "tv": lambda: inputs.switch_tv_on(tv),
        "tv off": lambda: inputs.switch_tv_off(tv),
        "alarm": lambda: household.alarms.create(
            player, Alarm(room_uuid=player.uuid, start=f"{number % 24:02}:00:00", duration="00:30:00", volume=15)
        ),
        "playlist": lambda: content.saved_queues.create(f"List {number}", tracks("F"), player),
        "favourite": lambda: content.favourites.create(
            Favourite(title=f"Favourite {number}", uri=STATION, metadata=""), player
        ),
        "station": lambda: content.radio.create(f"Station {number}", f"{STATION}{number}", player),
        "index": lambda: content.refresh_index(player, ""),
        "account": lambda: household.accounts.add(9001 * 256 + 7, f"user{number}"),
        "string": lambda: household.accounts.set_string(f"name{number}", "value"),
        "zone": lambda: household.time.set_zone(number % 75, adjust_dst=True),
        "off": lambda: household.power_off(player),
        "on": lambda: household.power_on(player) if not player.is_running else None,
        "unplug": lambda: setattr(player.battery, "source", "BATTERY") if player.battery else None,
        "switch": lambda: player.override(topology_lag=number / 10),
        "hold": lambda: household.hold_view(player),
        "time": lambda: household.clock.advance(number * 30),
        "night": lambda: household.clock.advance(hours=8),
    }


def session(household: Household, rng: random.Random, steps: int) -> list[str]:
    """What was done, and whether it was refused."""
    done = []
    for _ in range(steps):
        choice = actions(household, rng)
        name = rng.choice(list(choice))
        outcome = "refused"
        with suppress(UPnPError, ValueError):
            choice[name]()
            outcome = "done"
        done.append(f"{name} {outcome}")
    return done


def test_the_session_does_all_there_is() -> None:
    """Otherwise the tests below could not see what is forgotten."""
    household = new_household()
    done = {step for seed in range(3) for step in session(household, random.Random(seed), 300)}
    assert {step.removesuffix(" done") for step in done if step.endswith(" done")} == set(
        actions(household, random.Random(0))
    )


@pytest.mark.parametrize("seed", range(6))
def test_a_round_trip_gives_the_same_bytes(seed: int) -> None:
    household, rng = new_household(), random.Random(seed)
    for _ in range(4):
        session(household, rng, 30)
        kept = snapshot(household)
        session(household, rng, 60)
        assert snapshot(household) != kept
        restore(household, kept)
        assert snapshot(household).to_json() == kept.to_json()


@pytest.mark.parametrize("seed", range(6))
def test_what_comes_after_is_the_same_again(seed: int) -> None:
    """Timers, chance and counters go on from where they were."""
    household = new_household()
    session(household, random.Random(seed), 60)
    kept = snapshot(household)
    first = session(household, random.Random(seed + 1), 100), snapshot(household)
    restore(household, kept)
    second = session(household, random.Random(seed + 1), 100), snapshot(household)
    assert first == second


def test_equal_households_have_equal_snapshots() -> None:
    one, two = new_household(), new_household()
    for household in (one, two):
        session(household, random.Random(3), 80)
    assert snapshot(one) == snapshot(two)
    one["Kitchen"].rendering.bass = 3
    assert snapshot(one) != snapshot(two)


def test_looking_changes_nothing() -> None:
    household = new_household()
    kept = snapshot(household)
    for player in household.players.values():
        assert household.view(player)
        assert player.behaviour
    assert snapshot(household) == kept


def test_it_is_json_without_anything_of_this_process() -> None:
    household = new_household()
    household["Kitchen"].place("127.77.0.11", 1400)
    text = snapshot(household).to_json()
    assert b"127.77" not in text
    assert b" at 0x" not in text
    assert json.loads(text)[0]["type"] == "Household"


def test_the_position_goes_on_and_the_track_ends_when_it_would_have() -> None:
    household = new_household()
    kitchen = household["Kitchen"]
    playback.play(kitchen)
    household.clock.advance(50)
    kept = snapshot(household)
    household.clock.advance(hours=1)
    assert kitchen.transport.position == 0
    restore(household, kept)
    assert (kitchen.queue.current, kitchen.transport.position) == (1, 50)
    household.clock.advance(149)
    assert kitchen.queue.current == 1
    household.clock.advance(1)
    assert kitchen.queue.current == 2


def test_players_that_came_go_and_players_that_went_come_back() -> None:
    household = new_household()
    bath = household["Bath"]
    kept = snapshot(household)
    household.remove(bath)
    household.add("Attic")
    restore(household, kept)
    assert household["Bath"] is bath
    assert "Attic" not in {player.name for player in household.players.values()}


def test_a_player_that_is_on_again_is_told_to_the_network() -> None:
    household = new_household()
    told: list[tuple[Player, str]] = []
    household.power_listeners.append(lambda player, reason: told.append((player, reason)))
    kept = snapshot(household)
    household.power_off(household["Bath"], "powered off")
    off = snapshot(household)
    restore(household, kept)
    restore(household, off)
    assert told == [(household["Bath"], "powered off"), (household["Bath"], ""), (household["Bath"], "powered off")]


def test_reset_leads_back_to_the_start() -> None:
    household = new_household()
    with pytest.raises(ValueError, match="no start"):
        reset(household)
    mark_start(household)
    start = snapshot(household)
    session(household, random.Random(5), 100)
    for _ in range(2):
        reset(household)
        assert snapshot(household) == start
        household["Kitchen"].rendering.volumes = {**household["Kitchen"].rendering.volumes, MASTER: 99}


def test_a_running_clock_is_turned_back_too() -> None:
    household = Household.generate(["Kitchen"], 7, clock=Clock(1.0))
    before = household.clock.now()
    kept = snapshot(household)
    household.clock.advance(hours=5)
    restore(household, kept)
    assert before <= household.clock.now() < before + 60


def test_another_household_is_refused() -> None:
    with pytest.raises(ValueError, match="snapshot is of"):
        restore(new_household(), snapshot(new_household()))


def test_due_work_cannot_turn_the_clock_back() -> None:
    household = new_household()
    household.clock.call_later(1, partial(restore, household, snapshot(household)))
    with pytest.raises(RuntimeError, match="due work"):
        household.clock.advance(2)


def test_many_players() -> None:
    household = Household.generate(150, 7, clock=Clock.stopped())
    first = household.players[household.first_uuid]
    for player in list(household.players.values())[1:]:
        household.groups.join(player, first.uuid)
    kept = snapshot(household)
    household.groups.leave(household.players[household.first_uuid])
    restore(household, kept)
    assert snapshot(household) == kept
