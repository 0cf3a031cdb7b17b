"""Zone groups: who plays together and who coordinates."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import (
    INVALID_ARGS,
    JOIN_FAILED,
    NOT_COORDINATOR,
    TRANSITION_NOT_AVAILABLE,
    UPnPError,
)
from sonos_sim.household.observed import Aspect
from sonos_sim.household.sources import EMPTY, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sonos_sim.household.bonding import Bond
    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player


@dataclass(eq=False)
class ZoneGroup:
    """A zone group; ``members`` are the primaries of its rooms, in the order they came."""

    id: str
    coordinator: Player
    members: list[Player]
    volume_snapshot: dict[str, int] = field(default_factory=dict)
    """Master volumes by UUID as SnapshotGroupVolume took them; empty: none taken."""

    @property
    def visible(self) -> list[Player]:
        """Visible members, the coordinator first."""
        rest = [p for p in self.members if p is not self.coordinator]
        return [p for p in (self.coordinator, *rest) if not p.is_invisible]

    @property
    def name(self) -> str:
        """``Kitchen``, or ``Kitchen + 2`` with two further rooms (captured)."""
        names = [p.name for p in self.visible]
        if not names:
            return self.coordinator.name
        return names[0] + (f" + {len(names) - 1}" if len(names) > 1 else "")


class Groups:
    """All zone groups of a household.

    Every room is in exactly one group, every group has a coordinator among its members.
    """

    def __init__(self, household: Household) -> None:
        self._household = household
        self._groups: list[ZoneGroup] = []

    def __iter__(self) -> Iterator[ZoneGroup]:
        return iter(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def group_of(self, player: Player) -> ZoneGroup:
        """The group of the room ``player`` stands for; raises LookupError if it is in none."""
        for group in self._groups:
            if player in group.members:
                return group
        raise LookupError(f"{player} is in no group")

    def led_by(self, player: Player) -> list[Player]:
        """``player`` and, if it coordinates, the other rooms of its group; itself alone while it is in none."""
        return next((list(g.members) for g in self._groups if g.coordinator is player), [player])

    def by_id(self, group_id: str) -> ZoneGroup | None:
        """The group with that id."""
        return next((g for g in self._groups if g.id == group_id), None)

    def add_alone(self, player: Player) -> ZoneGroup:
        """Give ``player``, which is in no group, a new group of its own."""
        group = ZoneGroup(player.next_group_id(), player, [player])
        self._groups.append(group)
        self._changed()
        return group

    def restore(self, group_id: str, members: list[Player]) -> ZoneGroup:
        """Put ``members``, the coordinator first, into one group with the given id; for household files."""
        for player in members:
            self._remove(player)
        group = ZoneGroup(group_id, members[0], list(members))
        self._groups.append(group)
        for player in members[1:]:
            player.transport.follow(members[0].uuid)
        self._changed()
        return group

    # What players are told to do

    def join(self, player: Player, target_uuid: str) -> None:
        """``player`` joins the group that ``target_uuid`` coordinates.

        Raises UPnPError 402 for a target that is unknown, a bridge, bonded and invisible, or the player itself,
        1001 for one that is unreachable, 800 for one that is no coordinator (see ``join_to_member``).
        """
        target = self._household.players.get(target_uuid)
        if player.is_invisible:
            raise UPnPError(INVALID_ARGS, f"{player.uuid} is no room of its own")
        if target is player:
            if not self.is_alone(player):
                self.leave(player)
            if player.behaviour.self_join != 200:
                raise UPnPError(player.behaviour.self_join, "a player cannot join itself")
            return
        if target is None or target.is_invisible:
            raise UPnPError(INVALID_ARGS, f"{target_uuid!r} is no player that {player.name} can join")
        if not (target.is_running and target.coordinator.is_running):
            raise UPnPError(JOIN_FAILED, f"{target.name} is not reachable")
        if not target.is_coordinator:
            if player.behaviour.join_to_member == "fault":
                raise UPnPError(NOT_COORDINATOR, f"{target.name} is a member, not a coordinator")
            target = target.coordinator
        if player.group is target.group:
            return
        self._remove(player)
        target.group.members.append(player)
        player.transport.follow(target.uuid)
        self._changed()

    def leave(self, player: Player) -> ZoneGroup:
        """``player`` leaves its group for a new one of its own, stopped, and nothing loaded.

        If it coordinated others, the first visible member takes over source and state.
        """
        self._remove(player)
        player.transport.start_over(self._source_after_leaving(player))
        return self.add_alone(player)

    def separate(self, player: Player) -> Player | None:
        """``player`` stands alone from now on; the heir is returned if it coordinated others.

        One that is alone already keeps its group (see ``new_id_on_noop_leave``). Raises UPnPError 800 for a bonded
        invisible player, and ``standalone_leave_code`` for one that is alone, if that is not 0.
        """
        if player.is_invisible:
            raise UPnPError(NOT_COORDINATOR, f"{player.uuid} is no room of its own")
        if self.is_alone(player):
            if (code := player.behaviour.standalone_leave_code) != 0:
                raise UPnPError(code, f"{player.name} is alone already")
            if player.behaviour.new_id_on_noop_leave:
                self.renew_id(player)
            return None
        group, coordinated = player.group, player.is_coordinator
        self.leave(player)
        return group.coordinator if coordinated else None

    def give_up(self, player: Player) -> None:
        """The others of its group go on without ``player``, which has vanished."""
        if player.primary is player and not self.is_alone(player):
            self.leave(player)

    def is_alone(self, player: Player) -> bool:
        """Whether ``player`` is the only room of its group."""
        return len(player.group.members) == 1

    def renew_id(self, player: Player) -> None:
        """Give the group of ``player`` a new id of that player's making."""
        player.group.id = player.next_group_id()
        self._changed()

    def delegate(self, player: Player, new_uuid: str, *, rejoin: bool) -> None:
        """The coordinator ``player`` hands its group to the member ``new_uuid``; it stays a member if ``rejoin``.

        On a player that is no coordinator this has no effect (client-derived). Raises UPnPError 402 for an empty
        or unknown UUID, 701 for a player that is not in the group, 1001 for one that is unreachable.
        """
        new = self._household.players.get(new_uuid)
        if new is None:
            raise UPnPError(INVALID_ARGS, f"{new_uuid!r} is no player of this household")
        if not player.is_coordinator or new is player:
            return
        if new not in player.group.members:
            raise UPnPError(TRANSITION_NOT_AVAILABLE, f"{new.name} is not in the group of {player.name}")
        if not new.is_running:
            raise UPnPError(JOIN_FAILED, f"{new.name} is not reachable")
        self._hand_over(player.group, new)
        if rejoin:
            player.transport.follow(new.uuid)
        else:
            self.leave(player)

    # Bonding

    def bond(self, bond: Bond) -> None:
        """Make ``bond`` the bond of its players, in the group of the primary.

        They leave what bonds they had otherwise; the others give up their groups.
        """
        for player in bond.players:
            if player.bond is not None and player.bond.primary is not bond.primary:
                self.unbond(player.bond, [player])
        old = bond.primary.bond
        if old is not None and (leaving := [p for p in old.others if p not in bond.players]):
            self.unbond(old, leaving)
        for player in bond.players:
            if player.bond is None and player is not bond.primary:
                self._remove(player)
                player.transport.start_over(EMPTY)
            player.bond = bond
            player.device.bonded_zone_commit_state += 1
        self._changed()

    def dissolve(self, player: Player) -> None:
        """End the bond of ``player``, if it has one: the others become rooms of their own."""
        if player.bond is not None:
            self.unbond(player.bond, player.bond.others)

    def unbond(self, bond: Bond, leaving: Iterable[Player], *, keep_grouped: bool = False) -> None:
        """Take ``leaving`` out of ``bond``; with the primary, or the last other one, the bond ends.

        ``keep_grouped`` makes them members of the primary's group, else each gets a group of its own.
        """
        rest = bond.without(leaving)
        for player in bond.players:
            player.bond = rest if rest is not None and player in rest.players else None
            player.device.bonded_zone_commit_state += 1
        for player in bond.others:
            if player.bond is None:
                self._own_name(player, bond.primary)
                if keep_grouped and bond.primary.is_running:
                    bond.primary.group.members.append(player)
                    player.transport.follow(bond.primary.coordinator.uuid)
                else:
                    player.transport.start_over(self._source_after_leaving(player))
                    self.add_alone(player)
        self._changed()

    def _own_name(self, player: Player, primary: Player) -> None:
        """A player that becomes a room has the name from before; the room's own name gets a suffix (inferred)."""
        if player.device.name == primary.device.name:
            player.device.name += player.behaviour.separated_suffix

    # Inner workings

    def remove(self, player: Player) -> None:
        """Take ``player`` out of the household's groups and bonds."""
        self.dissolve(player)
        self._remove(player)
        self._changed()

    def _remove(self, player: Player) -> None:
        group = next((g for g in self._groups if player in g.members), None)
        if group is None:
            return
        if group.coordinator is player and len(group.members) > 1:
            heirs = [p for p in group.visible if p is not player]
            self._hand_over(group, next((p for p in heirs if p.is_running), heirs[0]))
        group.members.remove(player)
        group.volume_snapshot.pop(player.uuid, None)
        if not group.members:
            self._groups.remove(group)

    def _hand_over(self, group: ZoneGroup, new: Player) -> None:
        old, group.coordinator = group.coordinator, new
        new.transport.take_over(old.transport)
        for member in group.members:
            if member not in {old, new}:
                member.transport.follow(new.uuid)
        self._changed()

    def _source_after_leaving(self, player: Player) -> Source:
        if player.behaviour.leaver_source == "own_queue":
            return Source(SourceKind.QUEUE, f"x-rincon-queue:{player.uuid}#0")
        return EMPTY

    def _changed(self) -> None:
        self._household.touch(None, Aspect.TOPOLOGY)
