"""Groups: what each verb does, and what holds after any sequence of them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household import bonding_actions
from sonos_sim.household.deck import TransportState
from sonos_sim.household.loading import set_uri
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from sonos_sim import Player


def make(*rooms: str) -> Household:
    household = Household(seed=7, clock=Clock.stopped())
    for room in rooms:
        name, _, model = room.partition(":")
        household.add(name, model or "S18")
    return household


def code_of(error: pytest.ExceptionInfo[UPnPError]) -> int:
    return error.value.code


def joined(*rooms: str) -> tuple[Household, list[Player]]:
    """Rooms in one group; the first coordinates and plays a station."""
    household = make(*rooms)
    players = list(household.players.values())
    for player in players[1:]:
        household.groups.join(player, players[0].uuid)
    players[0].transport.source = Source(SourceKind.RADIO, "x-rincon-mp3radio://radio.example/live")
    players[0].transport.state = TransportState.PLAYING
    return household, players


def test_a_member_follows_its_coordinator() -> None:
    household, (a, b, c) = joined("A", "B", "C")
    assert [g.members for g in household.groups] == [[a, b, c]]
    assert b.transport.source == c.transport.source == Source(SourceKind.MEMBER, f"x-rincon:{a.uuid}")
    assert b.group.name == "A + 2"


def test_the_rest_goes_on_when_a_coordinator_leaves() -> None:
    household, (a, b, c) = joined("A", "B", "C")
    old_id = a.group.id
    a.transport.sleep_until = 5.0
    assert household.groups.separate(a) is b
    assert b.group.id == old_id
    assert c.group is b.group
    assert (b.transport.source.kind, b.transport.state) == (SourceKind.RADIO, TransportState.PLAYING)
    assert b.transport.sleep_until == 5.0
    assert c.transport.source.uri == f"x-rincon:{b.uuid}"
    assert a.group.id.startswith(f"{a.uuid}:")
    assert (a.group.id, a.group.members) != (old_id, [a, b, c])
    assert (a.transport.source.is_empty, a.transport.state) == (True, TransportState.STOPPED)
    assert a.transport.sleep_until is None


def test_an_heir_is_reachable_if_one_is() -> None:
    household, (a, b, c) = joined("A", "B", "C")
    household.power_off(b)
    assert household.groups.separate(a) is c


def test_a_queue_becomes_that_of_the_heir() -> None:
    household, (a, b) = joined("A", "B")
    set_uri(a, f"x-rincon-queue:{a.uuid}#0", "")
    household.groups.delegate(a, b.uuid, rejoin=True)
    assert b.transport.source.uri == f"x-rincon-queue:{b.uuid}#0"
    assert a.transport.source.uri == f"x-rincon:{b.uuid}"
    assert a.group.members == [a, b]


def test_delegating_without_rejoining_leaves() -> None:
    household, (a, b, _) = joined("A", "B", "C")
    household.groups.delegate(a, b.uuid, rejoin=False)
    assert household.groups.is_alone(a)
    assert b.is_coordinator


def test_an_unreachable_player_does_not_take_over() -> None:
    household, (a, b) = joined("A", "B")
    household.power_off(b)
    with pytest.raises(UPnPError) as error:
        household.groups.delegate(a, b.uuid, rejoin=True)
    assert code_of(error) == 1001
    assert a.is_coordinator


def test_a_vanished_coordinator_is_replaced() -> None:
    household, (a, b, c) = joined("A", "B", "C")
    household.power_off(a)
    household.clock.advance(seconds=59)
    assert [g.visible for g in household.truth.groups] == [(a.uuid, b.uuid, c.uuid)]
    household.clock.advance(seconds=1)
    assert [g.visible for g in household.truth.groups] == [(b.uuid, c.uuid)]
    assert [v.attributes["UUID"] for v in household.truth.vanished] == [a.uuid]
    household.power_on(a)
    assert sorted(g.visible for g in household.truth.groups) == sorted([(b.uuid, c.uuid), (a.uuid,)])
    assert household.truth.vanished == ()


def test_unpairing_from_a_vanished_primary_makes_a_room() -> None:
    household = make("A", "B")
    a, b = household.players.values()
    bonding_actions.add_zones(a, f"{a.uuid}:LF,LF;{b.uuid}:RF,RF")
    household.power_off(a, "powered off")
    assert not household.truth.groups
    bonding_actions.remove_zones(b, "", keep_grouped=True)
    assert [g.visible for g in household.truth.groups] == [(b.uuid,)]


def test_joining_an_unreachable_player_fails() -> None:
    household = make("A", "B")
    household.power_off(household["A"])
    with pytest.raises(UPnPError) as error:
        household.groups.join(household["B"], household["A"].uuid)
    assert code_of(error) == 1001


def test_a_virtual_source_shows_in_the_topology() -> None:
    household = make("A")
    player = household["A"]
    player.transport.source = Source(SourceKind.VIRTUAL, f"x-sonos-vli:{player.uuid}:1,airplay:0123abcd")
    member = household.truth.groups[0].members[0]
    assert "VirtualLineInSource" not in member.attributes
    player.transport.state = TransportState.PLAYING
    assert household.truth.groups[0].members[0].attributes["VirtualLineInSource"] == "airplay"


ROOMS = ("Kitchen", "Office", "Bath", "TV:S9", "Sub:Sub", "Hall:S1")
INDEX = st.integers(0, len(ROOMS) - 1)


class Regrouping(RuleBasedStateMachine):
    """Random regrouping, bonding and loss of power."""

    def __init__(self) -> None:
        super().__init__()
        self.household = make(*ROOMS)
        self.players = list(self.household.players.values())

    @initialize(paired=st.booleans(), together=st.booleans())
    def furnish(self, paired: bool, together: bool) -> None:
        """Bonds and groups are rare by chance, so many runs begin with some."""
        kitchen, office, bath, *_ = self.players
        if paired:
            bonding_actions.add_zones(kitchen, f"{kitchen.uuid}:LF,LF;{office.uuid}:RF,RF")
        if together:
            self.household.groups.join(bath, kitchen.uuid)

    @rule(joins=INDEX, whom=INDEX)
    def join(self, joins: int, whom: int) -> None:
        with suppress(UPnPError):
            self.household.groups.join(self.players[joins], self.players[whom].uuid)

    @rule(leaves=INDEX)
    def leave(self, leaves: int) -> None:
        with suppress(UPnPError):
            self.household.groups.separate(self.players[leaves])

    @rule(old=INDEX, new=INDEX, rejoin=st.booleans())
    def delegate(self, old: int, new: int, rejoin: bool) -> None:
        with suppress(UPnPError):
            self.household.groups.delegate(self.players[old], self.players[new].uuid, rejoin=rejoin)

    @rule(which=INDEX, kind=st.sampled_from(["queue", "station", "nothing"]))
    def load(self, which: int, kind: str) -> None:
        player = self.players[which]
        uris = {"queue": f"x-rincon-queue:{player.uuid}#0", "station": "aac://radio.example/live", "nothing": ""}
        with suppress(UPnPError):
            set_uri(player, uris[kind], "")

    @rule(first=INDEX, second=INDEX)
    def pair(self, first: int, second: int) -> None:
        left, right = self.players[first], self.players[second]
        with suppress(UPnPError):
            bonding_actions.add_zones(left, f"{left.uuid}:LF,LF;{right.uuid}:RF,RF")

    @rule(rear=INDEX)
    def add_satellites(self, rear: int) -> None:
        tv, sub = self.household["TV"], self.players[4]
        with suppress(UPnPError):
            bonding_actions.add_satellites(tv, f"{tv.uuid}:LF,RF;{sub.uuid}:SW;{self.players[rear].uuid}:LR")

    @rule(which=INDEX, keep=st.booleans())
    def unpair(self, which: int, keep: bool) -> None:
        with suppress(UPnPError):
            bonding_actions.remove_zones(self.players[which], "", keep_grouped=keep)

    @rule(which=INDEX)
    def remove_satellite(self, which: int) -> None:
        with suppress(UPnPError):
            bonding_actions.remove_satellite(self.household["TV"], self.players[which].uuid)

    @rule(which=INDEX, reason=st.sampled_from(["", "powered off"]))
    def power_off(self, which: int, reason: str) -> None:
        if self.players[which].is_running:
            self.household.power_off(self.players[which], reason)

    @rule(which=INDEX)
    def power_on(self, which: int) -> None:
        if not self.players[which].is_running:
            self.household.power_on(self.players[which])

    @rule(seconds=st.integers(1, 90))
    def wait(self, seconds: int) -> None:
        self.household.clock.advance(seconds=seconds)

    @invariant()
    def each_room_is_in_one_group(self) -> None:
        members = [p for group in self.household.groups for p in group.members]
        rooms = [p for p in self.players if p.primary is p]
        assert sorted(p.uuid for p in members) == sorted(p.uuid for p in rooms)

    @invariant()
    def coordinators_are_visible_members(self) -> None:
        for group in self.household.groups:
            assert group.coordinator in group.members
            assert not group.coordinator.is_invisible
            assert group.coordinator.transport.source.kind is not SourceKind.MEMBER

    @invariant()
    def group_ids_are_unique(self) -> None:
        ids = [group.id for group in self.household.groups]
        assert len(set(ids)) == len(ids)

    @invariant()
    def members_follow(self) -> None:
        for group in self.household.groups:
            for member in group.members:
                if member is not group.coordinator:
                    assert member.transport.source.uri == f"x-rincon:{group.coordinator.uuid}"

    @invariant()
    def bonds_are_mutual(self) -> None:
        for player in self.players:
            if player.bond is not None:
                assert all(other.bond is player.bond for other in player.bond.players)

    @invariant()
    def the_view_agrees(self) -> None:
        truth, vanished = self.household.truth, self.household.vanished
        listed = [m.uuid for g in truth.groups for m in g.members]
        listed += [s.uuid for g in truth.groups for m in g.members for s in m.satellites]
        assert len(set(listed)) == len(listed)
        for player in self.players:
            expected = player.uuid not in vanished and player.primary.uuid not in vanished
            assert (player.uuid in listed) is expected
        for view in truth.groups:
            group = self.household.groups.by_id(view.id)
            assert group is not None
            assert view.coordinator == group.coordinator.uuid
            assert view.coordinator in [m.uuid for m in view.members]
        assert {v.attributes["UUID"] for v in truth.vanished} == vanished.keys()
        assert all(not self.household.players[uuid].is_running for uuid in vanished)


TestRegrouping = Regrouping.TestCase
TestRegrouping.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
