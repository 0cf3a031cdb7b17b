"""AVTransport's actions about groups: leaving them, handing them over, and what players tell each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, NOT_COORDINATOR, UPnPError
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.services.base import Outputs


class GroupHandlers(Service):
    """Handlers that change who coordinates."""

    @client_derived("SoCo core.py unjoin; home-assistant speaker.unjoin", errors=(800,), inferred="both out arguments")
    def become_coordinator_of_standalone_group(self) -> Outputs:
        """Leave the group; the out arguments name the heir of a coordinator and the player's group."""
        heir = self.household.groups.separate(self.player)
        return {"DelegatedGroupCoordinatorID": heir.uuid if heir else "", "NewGroupID": self.player.group.id}

    @client_derived("sonos-api-docs remark", errors=(402, 701, 1001), inferred="all codes")
    def delegate_group_coordination_to(self, new_coordinator: str, rejoin_group: bool) -> None:
        """Hand the group over to a member; on a player that coordinates nothing it has no effect."""
        self.household.groups.delegate(self.player, new_coordinator, rejoin=rejoin_group)

    # Among players: arguments are checked, then refused unless ``internal_actions`` lets them act. What a real
    # coordinator hands over in these texts is here already, since players share one household.

    @inferred("our choice", errors=(402, 701, 800, 1001))
    def become_group_coordinator(
        self,
        current_coordinator: str,
        current_group_id: str,
        other_members: str,
        transport_settings: str,
        current_uri: str,
        current_uri_meta_data: str,
        sleep_timer_state: str,
        alarm_state: str,
        stream_restart_state: str,
        current_queue_track_list: str,
        current_vli_state: str,
    ) -> None:
        """Take over the group that ``current_coordinator`` coordinates."""
        self._take_over(current_coordinator, current_group_id)

    @inferred("our choice", errors=(402, 701, 800, 1001))
    def become_group_coordinator_and_source(
        self,
        current_coordinator: str,
        current_group_id: str,
        other_members: str,
        current_uri: str,
        current_uri_meta_data: str,
        sleep_timer_state: str,
        alarm_state: str,
        stream_restart_state: str,
        current_avt_track_list: str,
        current_queue_track_list: str,
        current_source_state: str,
        resume_playback: bool,
    ) -> None:
        """Take over the group that ``current_coordinator`` coordinates."""
        self._take_over(current_coordinator, current_group_id)

    @inferred("our choice", errors=(402, 701, 800, 1001))
    def change_coordinator(
        self,
        current_coordinator: str,
        new_coordinator: str,
        new_transport_settings: str,
        current_av_transport_uri: str,
        restart_sink: bool = False,
    ) -> None:
        """Learn that ``new_coordinator`` has taken over from ``current_coordinator``."""
        current = self._player(current_coordinator)
        self._player(new_coordinator)
        self._refuse_from_outside()
        self.household.groups.delegate(current, new_coordinator, rejoin=True)

    @inferred("our choice", errors=(800,))
    def change_transport_settings(self, new_transport_settings: str, current_av_transport_uri: str) -> None:
        """Learn what the coordinator plays: members here know it, so there is nothing to do."""
        self._refuse_from_outside()

    def _take_over(self, coordinator_uuid: str, group_id: str) -> None:
        coordinator = self._player(coordinator_uuid)
        if coordinator.group.id != group_id:
            raise UPnPError(INVALID_ARGS, f"{coordinator.name} is not in the group {group_id!r}")
        self._refuse_from_outside()
        self.household.groups.delegate(coordinator, self.player.uuid, rejoin=True)

    def _player(self, uuid: str) -> Player:
        player = self.household.players.get(uuid)
        if player is None:
            raise UPnPError(INVALID_ARGS, f"{uuid!r} is no player of this household")
        return player

    def _refuse_from_outside(self) -> None:
        if not self.behaviour.internal_actions:
            raise UPnPError(NOT_COORDINATOR, "players call this action among themselves")
