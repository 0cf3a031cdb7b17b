"""GroupRenderingControl: the volume and mute of a whole zone group, asked of its coordinator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import RENDERING_INVALID_INSTANCE, TRANSITION_NOT_AVAILABLE, UPnPError
from sonos_sim.household import group_volume
from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Outputs, Service, Value
from sonos_sim.services.evidence import captured, client_derived

if TYPE_CHECKING:
    from sonos_sim.household.groups import ZoneGroup

_REFUSAL = (TRANSITION_NOT_AVAILABLE,)
_SHARES = "the rounding, which is node-sonos-discovery's own; no snapshot ever: taken then"


class GroupRenderingControl(Service):
    """Every action faults 701 on a player that does not coordinate its group, also on bonded invisible ones.

    Source: node-sonos-ts' tests and documentation; SoCo takes a snapshot before every other action. The rules of
    the values are those of :mod:`sonos_sim.household.group_volume`.
    """

    name = "GroupRenderingControl"
    instance_code = RENDERING_INVALID_INSTANCE
    household_aspects = frozenset({Aspect.RENDERING, Aspect.TOPOLOGY})

    @property
    def group(self) -> ZoneGroup:
        """The group that the player coordinates; raises UPnPError 701 if it coordinates none."""
        if not self.player.is_coordinator:
            raise UPnPError(TRANSITION_NOT_AVAILABLE, f"{self.player.coordinator.name} coordinates the group")
        return self.player.group

    def evented(self) -> dict[str, Value]:
        """The group's values in declared order; members say those of their group, too (inferred)."""
        group = self.player.group
        return {
            "GroupMute": group_volume.is_muted(group),
            "GroupVolume": group_volume.volume(group),
            "GroupVolumeChangeable": group_volume.is_changeable(group),
        }

    @captured(
        "recording sonosts GetGroupMute; 701: node-sonos-ts tests", errors=_REFUSAL, inferred="1 if all are muted"
    )
    def get_group_mute(self) -> Outputs:
        """Whether all rooms are muted."""
        return {"CurrentMute": group_volume.is_muted(self.group)}

    @client_derived("SoCo groups.py, node-sonos-ts", errors=_REFUSAL)
    def set_group_mute(self, desired_mute: bool) -> None:
        """Mute or unmute all rooms."""
        group_volume.set_mute(self.group, desired_mute)

    @captured("recording sonosts GetGroupVolume; 701: node-sonos-ts", errors=_REFUSAL, inferred="the mean, half up")
    def get_group_volume(self) -> Outputs:
        """The mean of the rooms' volumes, 0..100."""
        return {"CurrentVolume": group_volume.volume(self.group)}

    @client_derived("SoCo groups.py; documentation of SnapshotGroupVolume", errors=_REFUSAL, inferred=_SHARES)
    def set_group_volume(self, desired_volume: int) -> None:
        """Bring the group to 0..100 by the ratio of the last snapshot; faults 402 out of range."""
        group_volume.set_volume(self.group, desired_volume, self.behaviour)

    @client_derived("SoCo groups.py; documentation of SnapshotGroupVolume", errors=_REFUSAL, inferred=_SHARES)
    def set_relative_group_volume(self, adjustment: int) -> Outputs:
        """Move the group volume by ``adjustment``, clamped to 0..100, by the ratio of the last snapshot."""
        return {"NewVolume": group_volume.change_volume(self.group, adjustment, self.behaviour)}

    @client_derived("SoCo groups.py; documentation of SnapshotGroupVolume", errors=_REFUSAL)
    def snapshot_group_volume(self) -> None:
        """Remember the ratio of the rooms' volumes for the group volumes to come."""
        group_volume.take_snapshot(self.group)
