"""The groups of a household: which object is which of the groups that the topology tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sonos_client.group import Group
from sonos_client.timers import Tasks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sonos_client.household import Household
    from sonos_client.player import Player
    from sonos_client.topology import Topology
    from sonos_client.watch import ChangeT, Watch


class Groups:
    """All groups of ``household``, and the watches that follow their coordinators.

    A group stays the same object while its id does, whoever is in it. Where the id is another, as after rooms went and
    came back, it stays so if its coordinator does and nobody has left: when somebody has, its music may have as well.
    """

    def __init__(self, household: Household) -> None:
        self._household = household
        self._groups: dict[str, Group] = {}
        self._watches: list[tuple[Group, Watch[Any]]] = []
        self._tasks = Tasks()

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups.values())

    def follow(self, group: Group, watch: Watch[ChangeT]) -> Watch[ChangeT]:
        """Keep ``watch`` at whoever coordinates ``group``."""
        self._watches = [*[pair for pair in self._watches if not pair[1].closed], (group, watch)]
        return watch

    def apply(self, topology: Topology, players: Mapping[str, Player]) -> None:
        """Make the groups what ``topology`` says of ``players``, which are given by UUID."""
        present = {told.id for told in topology.groups}
        unclaimed = [self._groups.pop(group_id) for group_id in tuple(self._groups) if group_id not in present]
        for told in topology.groups:
            coordinator = players[told.coordinator]
            everyone = [players[each.uuid] for member in told.members for each in (member, *member.satellites)]
            # The coordinator leads the list; otherwise the order is as told.
            visible = sorted([p for p in everyone if p.is_visible], key=lambda player: player is not coordinator)
            hidden = [player for player in everyone if not player.is_visible]
            if told.id not in self._groups:
                same = next((group for group in unclaimed if group.lives_on(coordinator, visible)), None)
                if same is not None:
                    unclaimed.remove(same)
                self._groups[told.id] = same or Group(self._household, told.id)
            group = self._groups[told.id]
            if group.update(told.id, coordinator, tuple(visible), tuple(hidden)):
                self._retarget(group, coordinator)
        for group in unclaimed:
            group.update(group.id, None, (), ())

    async def close(self) -> None:
        """Follow no more."""
        await self._tasks.cancel()
        for _, watch in self._watches:
            await watch.close()

    def _retarget(self, group: Group, coordinator: Player) -> None:
        for other, watch in self._watches:
            if other is group:
                self._tasks.start(watch.retarget((coordinator,)))
