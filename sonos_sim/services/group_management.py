"""GroupManagement: what the members of a group tell their coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.services.base import Outputs, Value

ALREADY_COORDINATOR = 801
"""AddMember of the coordinator itself (inferred, weak notes)."""
IS_SATELLITE = 804
"""AddMember of a bonded invisible player (inferred, weak notes)."""


class GroupManagement(Service):
    """Handlers of GroupManagement; controllers practically never call them."""

    name = "GroupManagement"
    own_aspects = frozenset({Aspect.RENDERING})
    household_aspects = frozenset({Aspect.TOPOLOGY})

    def evented(self) -> dict[str, Value]:
        """The player's place in its group."""
        return {
            "GroupCoordinatorIsLocal": self.player.is_coordinator,
            "LocalGroupUUID": self.player.group.id,
            "VirtualLineInGroupID": "",
            "ResetVolumeAfter": self.player.rendering.reset_volume_after,
            "VolumeAVTransportURI": "",
        }

    @inferred("our choice: does the join", errors=(800, 801, 804, 1001))
    def add_member(self, member_id: str, boot_seq: int) -> Outputs:
        """Take ``member_id`` into the group of this coordinator."""
        member = self._member(member_id)
        if member is self.player:
            raise UPnPError(ALREADY_COORDINATOR, f"{self.player.name} cannot be its own member")
        if member.is_invisible:
            raise UPnPError(IS_SATELLITE, f"{member_id} is no room of its own")
        self.household.groups.join(member, self.player.uuid)
        return {
            "CurrentTransportSettings": "",
            "CurrentURI": self.player.transport.source.uri,
            "GroupUUIDJoined": self.player.group.id,
            "ResetVolumeAfter": self.player.rendering.reset_volume_after,
            "VolumeAVTransportURI": "",
        }

    @client_derived("live probe of a real player: 200 and no effect", inferred="402 for an unknown UUID")
    def remove_member(self, member_id: str) -> None:
        """Change nothing; with ``internal_actions`` the member leaves."""
        member = self._member(member_id)
        if self.behaviour.internal_actions and member is not self.player and member in self.player.group.members:
            self.household.groups.leave(member)

    @inferred("our choice: refused")
    def report_track_buffering_result(self, member_id: str, result_code: int) -> None:
        """Always 402."""
        raise UPnPError(INVALID_ARGS, "players call this action among themselves")

    @inferred("our choice: shows in SourceAreasUpdateID")
    def set_source_area_ids(self, desired_source_area_ids: str) -> None:
        """Keep the ids of the areas that may play this player's input."""
        self.player.device.source_area_ids = desired_source_area_ids

    def _member(self, uuid: str) -> Player:
        member = self.household.players.get(uuid)
        if member is None:
            raise UPnPError(INVALID_ARGS, f"{uuid!r} is no player of this household")
        return member
