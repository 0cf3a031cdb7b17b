from __future__ import annotations

import uuid

import pytest

from sonos_sim import Clock, Household, Player
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import bonding_actions as bonding
from sonos_sim.household.deck import TransportState


@pytest.fixture
def home() -> Household:
    household = Household(seed=7, clock=Clock.stopped())
    for name in ("A", "B", "C"):
        household.add(name)
    household.add("TV", "S9")
    household.add("Sub", "Sub")
    household.add("Sub 2", "Sub")
    return household


def channel_map(home: Household, **channels: str) -> str:
    return ";".join(f"{home[name.replace('_', ' ')].uuid}:{names}" for name, names in channels.items())


def pair(home: Household) -> None:
    bonding.add_zones(home["A"], channel_map(home, A="LF,LF", B="RF,RF"))


def shown_map(player: Player) -> str:
    assert player.bond is not None
    return player.bond.map_for(player)


def code_of(action, *arguments, **keywords) -> int:
    with pytest.raises(UPnPError) as caught:
        action(*arguments, **keywords)
    return caught.value.code


def consistent(home: Household) -> None:
    """Every room is in one group, every group has a coordinator among its members."""
    members = [p for group in home.groups for p in group.members]
    rooms = [p for p in home.players.values() if p.primary is p]
    assert sorted(p.uuid for p in members) == sorted(p.uuid for p in rooms)
    assert all(group.coordinator in group.members for group in home.groups)


def test_a_pair_is_one_room(home: Household):
    a, b = home["A"], home["B"]
    pair(home)
    assert (b.name, b.is_invisible, a.is_invisible) == ("A", True, False)
    assert b.group is a.group
    assert a.group.members == [a]
    assert shown_map(a) == shown_map(b) == channel_map(home, A="LF,LF") + f";{b.uuid}:RF,RF"
    consistent(home)


def test_the_right_player_leaves_its_group_to_the_others(home: Household):
    a, b, c = home["A"], home["B"], home["C"]
    home.groups.join(c, b.uuid)
    b.transport.state = TransportState.PLAYING
    pair(home)
    assert c.coordinator is c
    assert c.transport.state is TransportState.PLAYING
    assert b.transport.source.is_empty
    assert b.coordinator is a
    consistent(home)


def test_a_grouped_player_pairs_inside_its_group(home: Household):
    a, c = home["A"], home["C"]
    home.groups.join(a, c.uuid)
    pair(home)
    assert home["B"].coordinator is c
    assert c.group.members == [c, a]
    consistent(home)


@pytest.mark.parametrize("side", ["A", "B"])
def test_either_side_takes_a_pair_apart(home: Household, side: str):
    a, b = home["A"], home["B"]
    pair(home)
    bonding.remove_zones(a if side == "A" else b, "", keep_grouped=False)
    assert (a.bond, b.bond, b.name, b.group.members) == (None, None, "B", [b])
    consistent(home)


def test_players_can_stay_grouped(home: Household):
    a, b = home["A"], home["B"]
    pair(home)
    bonding.remove_zones(a, "", keep_grouped=True)
    assert a.group.members == [a, b]
    assert b.transport.source.uri == f"x-rincon:{a.uuid}"
    consistent(home)


def test_a_player_of_the_same_name_gets_a_suffix(home: Household):
    home["B"].device.name = "A"
    a, b = (p for p in home.players.values() if p.device.name == "A")
    bonding.add_zones(a, f"{a.uuid}:LF,LF;{b.uuid}:RF,RF")
    bonding.remove_zones(a, "", keep_grouped=False)
    assert (a.name, b.name) == ("A", "A 2")


def test_a_sub_joins_a_pair_and_is_listed_last(home: Household):
    a, b, sub = home["A"], home["B"], home["Sub"]
    bonding.add_zones(a, channel_map(home, A="LF,RF", Sub="SW,SW"))
    assert a.has_bonded_sub
    pair(home)
    assert shown_map(sub) == f"{a.uuid}:LF,LF;{b.uuid}:RF,RF;{sub.uuid}:SW,SW"
    consistent(home)


def test_the_last_front_plays_both_channels_again(home: Household):
    a, b, sub = home["A"], home["B"], home["Sub"]
    pair(home)
    bonding.add_zones(a, channel_map(home, A="LF,LF") + f";{b.uuid}:RF,RF;{sub.uuid}:SW,SW")
    zone = a.bond and a.bond.zone_id
    bonding.remove_zones(b, f"{a.uuid}:LF,LF;{b.uuid}:RF,RF", keep_grouped=False)
    assert shown_map(a) == f"{a.uuid}:LF,RF;{sub.uuid}:SW,SW"
    assert a.bond is not None
    assert a.bond.zone_id == zone
    assert b.bond is None
    consistent(home)


def test_a_theatre_shows_each_satellite_its_own_part(home: Household):
    tv, left, right, sub = home["TV"], home["A"], home["B"], home["Sub"]
    bonding.add_satellites(tv, channel_map(home, TV="LF,RF", B="RR", A="LR", Sub="SW"))
    assert shown_map(tv) == f"{tv.uuid}:LF,RF;{sub.uuid}:SW;{left.uuid}:LR;{right.uuid}:RR"
    assert shown_map(left) == f"{tv.uuid}:LF,RF;{left.uuid}:LR"
    bonding.remove_satellite(tv, left.uuid)
    assert shown_map(tv) == f"{tv.uuid}:LF,RF;{sub.uuid}:SW;{right.uuid}:RR"
    assert (left.bond, left.name, left.is_invisible) == (None, "A", False)
    consistent(home)


def test_a_theatre_takes_two_subs_and_swaps_rears(home: Household):
    tv = home["TV"]
    bonding.add_satellites(tv, channel_map(home, TV="LF,RF", A="LR", B="RR", Sub="SW", Sub_2="SW"))
    bonding.add_satellites(tv, f"{tv.uuid}:LF,RF;{tv.bond.players[3].uuid}:RR;{tv.bond.players[4].uuid}:LR")
    assert [names for _, names in tv.bond.channels] == ["LF,RF", "SW", "SW", "LR", "RR"]
    assert tv.bond.players[3].device.name == "B"
    consistent(home)


@pytest.mark.parametrize(
    "channels",
    [
        {"A": "LF,LF"},
        {"A": "LF,LF", "B": "LF,LF"},
        {"A": "LF,LF", "B": "RF,RF", "C": "RF,RF"},
        {"A": "LF,LF", "Sub": "RF,RF"},
        {"A": "LF,RF", "B": "SW,SW"},
        {"A": "LF,LF", "B": "XX"},
        {"B": "LF,LF", "A": "RF,RF"},
    ],
)
def test_impossible_zones_are_refused_and_nothing_changes(home: Household, channels: dict[str, str]):
    assert code_of(bonding.add_zones, home["A"], channel_map(home, **channels)) == 402
    assert all(p.bond is None for p in home.players.values())
    assert len(home.groups) == len(home.players)


@pytest.mark.parametrize(
    ("asked", "channels"),
    [
        ("A", {"A": "LF,RF", "B": "LR"}),
        ("TV", {"TV": "LF,RF", "A": "LR", "B": "LR"}),
        ("TV", {"TV": "LF,RF", "A": "SW"}),
        ("TV", {"TV": "LF,RF", "A": "LF"}),
        ("TV", {"A": "LF,RF", "TV": "LR"}),
    ],
)
def test_impossible_theatres_are_refused(home: Household, asked: str, channels: dict[str, str]):
    assert code_of(bonding.add_satellites, home[asked], channel_map(home, **channels)) == 402


@pytest.mark.parametrize("text", ["", "A:LF,LF", "RINCON_000000000000014000:LF,LF", "no;no"])
def test_malformed_maps_are_refused(home: Household, text: str):
    assert code_of(bonding.add_zones, home["A"], text) == 402


def test_a_player_is_named_once(home: Household):
    a = home["A"].uuid
    assert code_of(bonding.add_zones, home["A"], f"{a}:LF,LF;{a}:RF,RF") == 402


def test_who_is_bonded_already_is_refused_with_the_code_of_the_switch(home: Household):
    pair(home)
    a, b, c = home["A"], home["B"], home["C"]
    home.override(bond_refused_code=1035)
    assert code_of(bonding.add_zones, a, shown_map(a)) == 1035
    assert code_of(bonding.add_zones, c, f"{c.uuid}:LF,LF;{b.uuid}:RF,RF") == 1035
    assert code_of(bonding.add_zones, b, f"{b.uuid}:LF,LF;{c.uuid}:RF,RF") == 1035
    assert code_of(bonding.remove_zones, c, "", keep_grouped=False) == 1035


def test_who_does_not_answer_is_refused(home: Household):
    home.power_off(home["B"])
    assert code_of(bonding.add_zones, home["A"], channel_map(home, A="LF,LF", B="RF,RF")) == 402


def test_the_change_comes_after_the_delay(home: Household):
    home.override(bond_delay=2.0)
    pair(home)
    assert home["B"].bond is None
    home.clock.advance(1.9)
    assert home["B"].bond is None
    home.clock.advance(0.1)
    assert home["A"].bond is not None


def test_what_became_impossible_meanwhile_is_dropped(home: Household):
    home.override(bond_delay=2.0)
    pair(home)
    bonding.add_zones(home["C"], channel_map(home, C="LF,LF", B="RF,RF"))
    b = home["B"]
    home.clock.advance(2)
    assert b.primary is home["A"]
    assert home["C"].bond is None
    bonding.remove_zones(b, "", keep_grouped=False)
    home.remove(b)
    home.clock.advance(2)
    assert home["A"].bond is None
    consistent(home)


def test_a_bond_has_a_zone_id_of_the_seed(home: Household):
    pair(home)
    zone_id = home["A"].bond.zone_id
    assert uuid.UUID(zone_id).version == 4
    assert str(uuid.UUID(zone_id)) == zone_id
    again = Household(seed=7, clock=Clock.stopped())
    a, b = again.add("A"), again.add("B")
    bonding.add_zones(a, f"{a.uuid}:LF,LF;{b.uuid}:RF,RF")
    assert a.bond.zone_id == zone_id


def test_a_player_that_leaves_the_household_dissolves_its_bond(home: Household):
    pair(home)
    b = home["A"].bond.others[0]
    home.remove(home["A"])
    assert (b.bond, b.group.members) == (None, [b])
    consistent(home)
