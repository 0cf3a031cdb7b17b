"""Alarms ring on the household's clock: when, in which room, and what they leave behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import bonding_actions
from sonos_sim.household.alarms import CHIME, Alarm
from sonos_sim.household.deck import TransportState
from sonos_sim.household.file import validate
from sonos_sim.household.file_contents import describe
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs
from sonos_sim.household.media import Track
from sonos_sim.household.sources import SourceKind
from sonos_sim.household.time_zones import ZONE_NAMES

STREAM = "x-rincon-mp3radio://radio.example.invalid/live"


def home(*rooms: str, start: str = "2026-01-01 12:00", zone: str = "Europe/Berlin", **behaviour: Any) -> Household:
    """Rooms with a stopped clock; ``start`` is UTC. The library is never read."""
    household = Household(seed=7, clock=Clock.stopped(datetime.fromisoformat(start).replace(tzinfo=UTC)))
    household.override(**behaviour)
    household.time.set_zone(ZONE_NAMES.index(zone), adjust_dst=True)
    household.time.set_index_refresh("")
    for room in rooms or ("Kitchen",):
        household.add(room)
    return household


def set_alarm(household: Household, room: str = "Kitchen", start: str = "07:00:00", **values: Any) -> int:
    player = household[room]
    return household.alarms.create(player, Alarm(start=start, room_uuid=player.uuid, **values))


def rings(household: Household, days: float, room: str = "Kitchen") -> list[str]:
    """When the room begins to ring within ``days``, by UTC; each alarm is switched off at once."""
    player, times = household[room], []
    end = household.clock.now() + days * 86400

    def look() -> None:
        if player.transport.alarm is not None:
            times.append(household.clock.utc().strftime("%m-%d %H:%M"))
            player.transport.halt()

    household.clock.after_step.append(look)
    household.clock.advance(until=datetime.fromtimestamp(end, UTC))
    household.clock.after_step.remove(look)
    return times


# When


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        # The first of January 2026 is a Thursday; the list ends on the next one.
        ("ONCE", ["01-02 06:00"]),
        ("DAILY", [f"01-0{day} 06:00" for day in range(2, 9)]),
        ("WEEKDAYS", [f"01-0{day} 06:00" for day in (2, 5, 6, 7, 8)]),
        ("WEEKENDS", ["01-03 06:00", "01-04 06:00"]),
        ("ON_0", ["01-04 06:00"]),
        ("ON_531", ["01-02 06:00", "01-05 06:00", "01-07 06:00"]),
    ],
)
def test_recurrences(recurrence: str, expected: list[str]) -> None:
    household = home()
    set_alarm(household, recurrence=recurrence)
    assert rings(household, 7) == expected


@pytest.mark.parametrize(("start", "expected"), [("00:00:00", "01-01 23:00"), ("23:59:59", "01-01 22:59")])
def test_midnight(start: str, expected: str) -> None:
    household = home()
    set_alarm(household, start=start, recurrence="ON_5" if start == "00:00:00" else "ON_4")
    assert rings(household, 6) == [expected]


def test_an_alarm_for_this_instant_rings_tomorrow() -> None:
    household = home()
    set_alarm(household, start="13:00:00")
    assert rings(household, 0.99) == []
    assert rings(household, 0.01) == ["01-02 12:00"]


CHANGE_NIGHTS = [
    # Skipped: the clocks go from 2 to 3.
    ("Europe/Berlin", "2026-03-27 12:00", {}, ["03-28 01:30", "03-29 01:30", "03-30 00:30"]),
    ("Europe/Berlin", "2026-03-27 12:00", {"skipped_hour_alarms": "drop"}, ["03-28 01:30", "03-30 00:30"]),
    ("America/New_York", "2026-03-06 12:00", {}, ["03-07 07:30", "03-08 07:30", "03-09 06:30"]),
    ("America/New_York", "2026-03-06 12:00", {"skipped_hour_alarms": "drop"}, ["03-07 07:30", "03-09 06:30"]),
    # Repeated: from 3 to 2 in Berlin, from 2 to 1 in New York, where 02:30 comes but once.
    ("Europe/Berlin", "2026-10-23 12:00", {}, ["10-24 00:30", "10-25 00:30", "10-26 01:30"]),
    (
        "Europe/Berlin",
        "2026-10-23 12:00",
        {"repeated_hour_alarms": "both"},
        ["10-24 00:30", "10-25 00:30", "10-25 01:30", "10-26 01:30"],
    ),
    (
        "America/New_York",
        "2026-10-30 12:00",
        {"repeated_hour_alarms": "both"},
        ["10-31 06:30", "11-01 07:30", "11-02 07:30"],
    ),
]


@pytest.mark.parametrize(("zone", "start", "behaviour", "expected"), CHANGE_NIGHTS)
def test_half_past_two_on_change_nights(zone: str, start: str, behaviour: dict[str, Any], expected: list[str]) -> None:
    household = home(start=start, zone=zone, **behaviour)
    set_alarm(household, start="02:30:00")
    assert rings(household, 3) == expected


def test_clocks_that_are_not_changed() -> None:
    household = home(start="2026-03-27 12:00")
    set_alarm(household, start="02:30:00")
    household.time.set_zone(household.time.zone, adjust_dst=False)
    assert rings(household, 3) == ["03-28 01:30", "03-29 01:30", "03-30 01:30"]


def test_another_zone_moves_alarms_that_wait() -> None:
    household = home()
    set_alarm(household)
    household.time.set_zone(ZONE_NAMES.index("America/New_York"), adjust_dst=True)
    assert rings(household, 1) == ["01-02 12:00"]


def test_another_time_moves_alarms_that_wait() -> None:
    household = home()
    set_alarm(household)
    household.time.ahead = 3600
    assert rings(household, 1) == ["01-02 05:00"]


@pytest.mark.parametrize("change", ["disabled", "destroyed", "later"])
def test_alarms_that_were_changed_do_not_ring_as_before(change: str) -> None:
    household = home()
    alarm_id = set_alarm(household)
    player, alarm = household["Kitchen"], household.alarms.get(alarm_id)
    if change == "destroyed":
        household.alarms.destroy(player, alarm_id)
    else:
        start = "08:00:00" if change == "later" else alarm.start
        new = Alarm(start=start, room_uuid=player.uuid, enabled=change == "later")
        household.alarms.update(player, alarm_id, new)
    assert rings(household, 1) == (["01-02 07:00"] if change == "later" else [])


def test_once_is_disabled_by_its_room_when_it_rings() -> None:
    household = home("Kitchen", "Office")
    alarm_id = set_alarm(household, "Office", recurrence="ONCE")
    household.alarms.create(household["Kitchen"], Alarm(start="09:00:00", room_uuid=household["Kitchen"].uuid))
    assert rings(household, 3, "Office") == ["01-02 06:00"]
    assert not household.alarms.get(alarm_id).enabled
    assert household.alarms.version == f"{household['Office'].uuid}:3"


# Where


def test_two_rooms_ring_at_the_same_instant() -> None:
    household = home("Kitchen", "Office")
    set_alarm(household, "Kitchen", recurrence="ONCE")
    set_alarm(household, "Office", recurrence="ONCE")
    household.clock.advance(hours=18)
    assert [p.transport.alarm is not None for p in household.players.values()] == [True, True]
    assert [p.device.alarm_runs for p in household.players.values()] == [1, 1]


@pytest.mark.parametrize("coordinates", [True, False])
def test_the_room_leaves_its_group(coordinates: bool) -> None:
    household = home("Kitchen", "Office")
    kitchen, office = household["Kitchen"], household["Office"]
    first, second = (kitchen, office) if coordinates else (office, kitchen)
    household.groups.join(second, first.uuid)
    set_alarm(household)
    household.clock.advance(hours=18)
    assert household.groups.is_alone(kitchen)
    assert kitchen.transport.source.uri == CHIME
    assert office.transport.alarm is None


def test_linked_rooms_ring_together() -> None:
    household = home("Kitchen", "Office")
    kitchen, office = household["Kitchen"], household["Office"]
    household.groups.join(kitchen, office.uuid)
    set_alarm(household, include_linked_zones=True)
    household.clock.advance(hours=18)
    assert kitchen.group.members == [office, kitchen]
    assert office.transport.alarm is not None
    assert office.transport.state is TransportState.PLAYING
    assert kitchen.device.alarm_runs == 1


def test_a_room_whose_coordinator_is_off_rings_by_itself() -> None:
    household = home("Kitchen", "Office")
    kitchen, office = household["Kitchen"], household["Office"]
    household.groups.join(kitchen, office.uuid)
    office.is_running = False
    set_alarm(household, include_linked_zones=True)
    household.clock.advance(hours=18)
    assert kitchen.is_coordinator
    assert kitchen.transport.alarm is not None


def test_a_player_that_is_off_misses_its_alarm() -> None:
    household = home("Kitchen", "Office")
    alarm_id = set_alarm(household, recurrence="ONCE")
    household.power_off(household["Kitchen"])
    assert rings(household, 1) == []
    assert household.alarms.get(alarm_id).enabled
    household.power_on(household["Kitchen"])
    assert rings(household, 1) == ["01-03 06:00"]


def test_alarms_of_a_removed_player_stay_and_do_not_ring() -> None:
    household = home("Kitchen", "Office")
    alarm_id = set_alarm(household)
    household.remove(household["Kitchen"])
    household.clock.advance(days=1)
    assert household.alarms.get(alarm_id).enabled
    assert household.alarms.version == f"{household['Office'].uuid}:1"
    assert household["Office"].transport.alarm is None


def test_a_bonded_player_rings_as_its_room() -> None:
    household = home("Left", "Right")
    left, right = household["Left"], household["Right"]
    set_alarm(household, "Right")
    bonding_actions.add_zones(left, f"{left.uuid}:LF,LF;{right.uuid}:RF,RF")
    household.clock.advance(hours=18)
    assert left.transport.alarm is not None


def test_a_bridge_cannot_ring() -> None:
    household = home("Kitchen")
    bridge = household.add("Boost", "BR200")
    with pytest.raises(UPnPError) as error:
        household.alarms.create(household["Kitchen"], Alarm(start="07:00:00", room_uuid=bridge.uuid))
    assert error.value.code == 402


# What


def test_a_station_rings() -> None:
    household = home()
    set_alarm(household, program_uri=STREAM, volume=30)
    household.clock.advance(hours=18)
    transport = household["Kitchen"].transport
    assert (transport.source.kind, transport.source.uri) == (SourceKind.RADIO, STREAM)
    assert household["Kitchen"].rendering.volume == 0
    household.clock.advance(minutes=1)
    assert household["Kitchen"].rendering.volume == 30


def test_a_container_rings_from_the_queue_in_its_play_mode() -> None:
    household = home()
    kitchen = household["Kitchen"]
    tracks = [Track(f"http://a.example.invalid/{n}.mp3") for n in "abc"]
    playlist = household.content.saved_queues.create("Morning", tracks, kitchen)
    set_alarm(household, program_uri=playlist.uri, play_mode="REPEAT_ALL")
    household.clock.advance(hours=18)
    assert kitchen.transport.source.kind is SourceKind.QUEUE
    assert [track.uri[-5:] for track in kitchen.queue.tracks] == ["a.mp3", "b.mp3", "c.mp3"]
    assert (kitchen.transport.play_mode, kitchen.transport.state) == ("REPEAT_ALL", TransportState.PLAYING)


def test_what_is_nothing_to_play_becomes_the_chime() -> None:
    household = home()
    set_alarm(household, program_uri="x-nonsense:1")
    household.clock.advance(hours=18)
    assert household["Kitchen"].transport.source.uri == CHIME


# The library


def refreshes(household: Household, days: float) -> list[str]:
    times: list[str] = []

    def look() -> None:
        if household.content.index_in_progress:
            times.append(household.clock.utc().strftime("%m-%d %H:%M"))

    household.clock.after_step.append(look)
    household.clock.advance(days=days)
    return times


def test_the_library_is_read_once_a_day() -> None:
    household = home()
    household.content.set_library(Library([GeneratedSongs(seed=1, albums=1)]), household["Kitchen"])
    household.time.set_index_refresh("06:00:00")
    assert refreshes(household, 2) == ["01-02 05:00", "01-03 05:00"]
    assert not household.content.index_in_progress
    household.time.set_index_refresh("")
    assert refreshes(household, 2) == []


def test_nothing_is_read_without_shares_or_players() -> None:
    household = home()
    household.time.set_index_refresh("06:00:00")
    assert refreshes(household, 1) == []
    household.content.set_library(Library([GeneratedSongs(seed=1, albums=1)]), household["Kitchen"])
    household["Kitchen"].is_running = False
    assert refreshes(household, 1) == []


# Household files

FILE = """
seed: 7
clock: {rate: 0}
time: {zone: America/New_York, adjust_dst: no, time_format: 12H, date_format: MDY, index_refresh: "", server: a.example}
players: [{name: Kitchen}, {name: Office}]
alarms:
  - {room: Kitchen, start: "07:30:00"}
  - {id: 9, room: Office, start: "08:00:00", duration: "00:20:00", recurrence: ON_06, enabled: no, volume: 8,
     program_uri: x-rincon-mp3radio://radio.example.invalid/live, play_mode: NORMAL, include_linked_zones: yes}
"""


def test_a_file_has_time_and_alarms(tmp_path: Any) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(FILE)
    household = Household.load(path)
    time = household.time
    assert ZONE_NAMES[time.zone] == "America/New_York"
    assert (time.adjust_dst, time.time_format, time.date_format) == (False, "12H", "MDY")
    assert (time.index_refresh, time.server, time.generation) == ("", "a.example", 1)
    kitchen, office = household["Kitchen"], household["Office"]
    assert household.alarms.by_id == {
        1: Alarm(id=1, start="07:30:00", room_uuid=kitchen.uuid),
        9: Alarm(
            id=9,
            start="08:00:00",
            duration="00:20:00",
            recurrence="ON_06",
            enabled=False,
            room_uuid=office.uuid,
            program_uri=STREAM,
            play_mode="NORMAL",
            volume=8,
            include_linked_zones=True,
        ),
    }
    assert household.alarms.version == f"{office.uuid}:9"
    assert rings(household, 1) == ["01-01 12:30"]
    household.save(path)
    again = Household.load(path)
    assert describe(again) == describe(household)
    assert again.alarms.by_id == household.alarms.by_id


@pytest.mark.parametrize(
    ("alarms", "problem"),
    [
        ("[{room: Kitchen}]", "alarms[0] lacks start: a time HH:MM:SS in quotes"),
        ("[{room: Kitchen, start: 10:00:00}]", "alarms[0].start is 36000; it must be a time HH:MM:SS in quotes"),
        ('[{room: Kitchn, start: "07:00:00"}]', "alarms[0].room names no player; did you mean Kitchen?"),
        (
            '[{room: Kitchen, start: "07:00:00"}, {room: Kitchen, start: "07:00:00"}]',
            "alarms[1] cannot be: Kitchen has an alarm at 07:00:00",
        ),
        (
            '[{id: 4, room: Kitchen, start: "07:00:00"}, {id: 4, room: Kitchen, start: "08:00:00"}]',
            "alarms[1].id is 4; ids rise, and 4 is taken",
        ),
    ],
)
def test_bad_alarms_in_files(tmp_path: Any, alarms: str, problem: str) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(f"players: [{{name: Kitchen}}]\nalarms: {alarms}\n")
    assert validate(path) == (f"{path}: {problem}",)


def test_a_bad_zone_in_a_file(tmp_path: Any) -> None:
    path = tmp_path / "home.yaml"
    path.write_text("players: [{name: Kitchen}]\ntime: {zone: Europe/Berln}\n")
    (problem,) = validate(path)
    assert problem.endswith("it must be a time zone such as Europe/Berlin; did you mean Europe/Berlin?")
