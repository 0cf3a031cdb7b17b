from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import yaml
from jsonschema import Draft202012Validator

from sonos_sim import Clock, Household
from sonos_sim.household import bonding_actions
from sonos_sim.household.eq import get_eq, set_eq
from sonos_sim.household.file import HouseholdFileError, validate
from sonos_sim.household.file_contents import describe
from sonos_sim.household.file_schema import household_schema

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = """
seed: 7
id: Sonos_ABCDEFGHIJKLMNOPQRSTUVWXYZ
clock: {rate: 0, start: 2026-02-03T04:05:06Z}
behaviour: {bond_delay: 2, chunked_actions: [Queue.Browse], max_timeout: null}
players:
  - {name: Kitchen, model: S13, uuid: RINCON_AAAAAAAAAAAA01400, address: 127.0.0.9, port: 1500, volume: 33, mute: true,
     bass: -3, treble: 4, loudness: no, led: Off, button_lock: On, microphone: yes, boot_seq: 12, icon: i,
     configuration: "2", target_room_name: Attic, behaviour: {self_join: 200}}
  - {name: TV, model: S9, eq: {NightMode: 1, SubGain: -4}}
  - {name: Sub, model: Sub}
  - name: Left
  - name: Right
  - {name: Roam, model: S27, battery: {source: USB_POWER, level: 50}}
bonds:
  - theatre: {TV: "LF,RF", Sub: SW}
  - stereo: {Left: "LF,LF", Right: "RF,RF"}
groups:
  - [TV, Kitchen, Left]
"""


@pytest.fixture
def load(tmp_path: Path):
    def load(text: str) -> Household:
        (tmp_path / "home.yaml").write_text(text)
        return Household.load(tmp_path / "home.yaml")

    return load


@pytest.fixture
def problems(tmp_path: Path):
    """What is wrong with a file, without its name."""

    def problems(text: str | bytes) -> list[str]:
        path = tmp_path / "home.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        found = validate(path)
        assert all(problem.startswith(f"{path}: ") for problem in found)
        return [problem.removeprefix(f"{path}: ") for problem in found]

    return problems


def test_a_file_can_say_everything(load):
    household = load(EVERYTHING)
    kitchen, tv, left = household["Kitchen"], household["TV"], household["Left"]
    assert household.random.seed == 7
    assert household.id == "Sonos_ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert household.clock.is_stopped
    assert household.clock.utc() == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert tv.behaviour.bond_delay == 2
    assert tv.behaviour.chunked_actions == frozenset({"Queue.Browse"})
    assert (kitchen.profile.key, kitchen.uuid) == ("S13", "RINCON_AAAAAAAAAAAA01400")
    assert (kitchen.address, kitchen.port) == ("127.0.0.9", 1500)
    assert (kitchen.behaviour.self_join, tv.behaviour.self_join) == (200, 402)
    sound, device = kitchen.rendering, kitchen.device
    assert (sound.volume, sound.mute, sound.bass, sound.treble, sound.loudness) == (33, True, -3, 4, False)
    assert sound.volumes["LF"] == 100
    assert (device.led, device.button_lock, device.microphone, device.boot_seq) == ("Off", "On", True, 12)
    assert (device.icon, device.configuration, device.target_room_name) == ("i", "2", "Attic")
    assert (get_eq(tv, "NightMode"), get_eq(tv, "SubGain")) == (1, -4)
    assert household["Roam"].more_info == "BattChg:CHARGING,RawBattPct:50,BattPct:50,BattTmp:25"
    assert tv.bond is not None
    assert tv.bond.map == f"{tv.uuid}:LF,RF;{household['Sub'].uuid}:SW"
    assert household["Right"].primary is left
    assert kitchen.group is tv.group is left.group
    assert kitchen.coordinator is tv


def test_the_least_file_is_a_name(load):
    (player,) = load("players: [{name: Kitchen}]").players.values()
    assert (player.name, player.profile.key, player.rendering.volume) == ("Kitchen", "S18", 20)
    assert not player.household.clock.is_stopped


def test_the_same_file_makes_the_same_household(load):
    first, second = load(EVERYTHING), load(EVERYTHING)
    assert list(first.players) == list(second.players)
    assert first["TV"].bond.zone_id == second["TV"].bond.zone_id


def test_json_is_read_too(load):
    (player,) = load('{"seed": 1, "players": [{"name": "Bad \\u00fc", "led": false}]}').players.values()
    assert (player.name, player.device.led) == ("Bad ü", "Off")


def test_save_and_load_make_the_same_household(tmp_path: Path, load):
    household = load(EVERYTHING)
    household.save(tmp_path / "saved.yaml")
    again = Household.load(tmp_path / "saved.yaml")
    assert describe(again) == describe(household)
    assert [(g.coordinator.uuid, [p.uuid for p in g.members]) for g in again.groups if len(g.members) > 1] == [
        (g.coordinator.uuid, [p.uuid for p in g.members]) for g in household.groups if len(g.members) > 1
    ]


def test_a_change_survives_saving(tmp_path: Path):
    household = Household.generate(["A", "B", "C", "B"], seed=3, models=["S18", "S9", "S18", "S18"], clock=Clock(4.0))
    a, tv, c, other_b = household.players.values()
    household.override(initial_volume=50)
    a.device.name = "No"
    a.rendering.volumes = {**a.rendering.volumes, "Master": 50}
    set_eq(tv, "AudioDelay", 3)
    bonding_actions.add_zones(a, f"{a.uuid}:LF,LF;{other_b.uuid}:RF,RF")
    household.groups.join(tv, c.uuid)
    household.groups.delegate(c, tv.uuid, rejoin=True)
    household.save(tmp_path / "home.yaml")
    again = Household.load(tmp_path / "home.yaml")
    a, tv, c, other_b = again.players.values()
    assert (a.name, a.rendering.volume, tv.rendering.volume) == ("No", 50, 20)
    assert get_eq(tv, "AudioDelay") == 3
    assert other_b.primary is a
    assert (c.coordinator, tv.coordinator) == (tv, tv)
    assert again.clock.rate == 4


def test_saving_writes_only_what_is_not_as_usual(tmp_path: Path):
    household = Household.generate(["A"], seed=3)
    household.save(tmp_path / "home.yaml")
    assert yaml.safe_load((tmp_path / "home.yaml").read_text()) == {
        "seed": 3,
        "id": household.id,
        "players": [{"name": "A", "model": "S18", "uuid": household["A"].uuid}],
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("seed: x\nplayers: []", 'seed is "x"; it must be a whole number; all chance follows from it'),
        ("players: []\nsead: 1", "sead is unknown; did you mean seed?"),
        ("seed: 1", "the file lacks players: a list of players"),
        ("", "the file is null; it must be a mapping with the key players"),
        ("players: [{}]", "players[0] lacks name: a room name; quote what YAML takes for something else"),
        ("players: [{name: No}]", "players[0].name is false; it must be a room name; quote what YAML takes for "
         "something else"),
        ("players: [{name: A, volume: 140}]", "players[0].volume is 140; it must be a whole number from 0 to 100"),
        ("players: [{name: A, volume: 20.0}]", "players[0].volume is 20.0; it must be a whole number from 0 to 100"),
        ("players: [{name: A, model: S81}]", 'players[0].model is "S81"; it must be the key of a profile, such as S18; '
         "did you mean S1?"),
        ("players: [{name: A, address: here}]", 'players[0].address is "here"; it must be an IPv4 address, such as '
         "127.0.0.2"),
        ("players: [{name: A, behaviour: {bond_dely: 1}}]", "players[0].behaviour.bond_dely is unknown; did you mean "
         "bond_delay?"),
        ("players: []\nbehaviour: {max_timeout: long}", 'behaviour.max_timeout is "long"; it must be a whole number or '
         "null"),
        ("players: []\nclock: {start: soon}", 'clock.start is "soon"; it must be date and time in ISO form, such as '
         "2026-01-01T12:00:00+00:00"),
        ("players: [{name: A}]\ngroups: [[B]]", "groups[0][0] names no player; there are A"),
        ("players: [{name: Kitchen}]\ngroups: [[Kitchn]]", "groups[0][0] names no player; did you mean Kitchen?"),
        ("players: [{name: A}, {name: A}]\ngroups: [[A]]", "groups[0][0] names A, and 2 players are called so; give "
         "the UUID"),
        ("players: [{name: A}, {name: B}]\ngroups: [[A, B], [B]]", "groups[1][0] is B, which is in a group already"),
        ("players: [{name: A}, {name: B}]\nbonds: [{stereo: {A: LF, B: RF}}]\ngroups: [[B]]",
         "groups[0][0] is B, which is a bridge or a bonded player"),
        ("players: [{name: A}, {name: B}, {name: C}]\nbonds: [{stereo: {A: LF, B: RF}}, {stereo: {C: LF, B: RF}}]",
         "bonds[1].stereo has A, which is in another bonded set already"),
        ("players: [{name: A}, {name: B}]\nbonds: [{theatre: {A: LF, B: LR}}]",
         "bonds[0].theatre cannot be: Sonos One has no satellites"),
        ("players: [{name: A, eq: {NightMode: 1}}]", "players[0].eq.NightMode is 1: Sonos One has no EQType "
         "'NightMode'"),
        ("players: [{name: A, uuid: RINCON_AAAAAAAAAAAA01400}, {name: B, uuid: RINCON_AAAAAAAAAAAA01400}]",
         "players[1].uuid is RINCON_AAAAAAAAAAAA01400, which A has already"),
        ("players: [{name: A, address: 127.0.0.2}, {name: B, address: 127.0.0.2}]",
         "players[1].address is 127.0.0.2:1400, which A has already"),
        ("players:\n  - name: A\n    name: B", "line 3, column 5: the key name is there twice"),
        ("players: [", "line 1, column 11: expected the node content, but found '<stream end>'"),
        (b"a: \xff", "it is no YAML: unacceptable character #x00ff: invalid start byte"),
    ],
)  # fmt: skip
def test_an_error_is_one_sentence_with_the_path(problems, text: str | bytes, sentence: str):
    assert problems(text) == [sentence]


def test_all_errors_are_told_at_once(problems):
    assert len(problems("players: [{name: A, volume: -1, led: 3}, {nam: B}]\nseed: x")) == 5
    assert len(problems("players: [{name: A}]\ngroups: [[B], [C]]\nbonds: [{sub: {A: LF, X: SW}}]")) == 3


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(HouseholdFileError, match=r"gone\.yaml: it cannot be read: No such file or directory"):
        Household.load(tmp_path / "gone.yaml")


def test_a_good_file_has_no_problems(problems):
    assert problems(EVERYTHING) == []


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(household_schema())
