"""The volume and mute of a zone group: made of its rooms', and shared out among them.

Rooms keep the ratio of the last snapshot (client-derived: documentation of SnapshotGroupVolume). How a group
volume is shared out has never been captured: the rule is that of node-sonos-discovery's own emulation (inferred).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import ACTION_FAILED, UPnPError
from sonos_sim.household.rendering import checked_volume

if TYPE_CHECKING:
    from sonos_sim.household.behaviour import Behaviour
    from sonos_sim.household.groups import ZoneGroup
    from sonos_sim.household.player import Player


def volume(group: ZoneGroup) -> int:
    """The mean Master volume of the rooms that can be turned, 0..100, half up; 100 if there are none."""
    return _mean([player.rendering.volume for player in _turnable(group)])


def is_muted(group: ZoneGroup) -> bool:
    """Whether every room is muted (inferred)."""
    return all(player.rendering.mute for player in group.visible)


def is_changeable(group: ZoneGroup) -> bool:
    """Whether any room can be turned: not all have fixed outputs (inferred)."""
    return bool(_turnable(group))


def take_snapshot(group: ZoneGroup) -> None:
    """Remember the volumes of the rooms: the ratio that later group volumes keep."""
    group.volume_snapshot = {player.uuid: player.rendering.volume for player in _turnable(group)}


def set_volume(group: ZoneGroup, wanted: int, behaviour: Behaviour) -> None:
    """Bring the group to ``wanted``, 0..100, by the ratio of the last snapshot; takes one if none was ever taken.

    Rooms with fixed outputs stay as they are. Raises UPnPError: ``range_code`` outside 0..100 unless volumes are
    clamped, 501 for a room with fixed output if ``fixed_member_fails``.
    """
    wanted = checked_volume(wanted, behaviour)
    rooms = _turnable(group)
    if behaviour.fixed_member_fails and len(rooms) < len(group.visible):
        raise UPnPError(ACTION_FAILED, "a room of the group has fixed output")
    if not group.volume_snapshot:
        take_snapshot(group)
    # A room that came after the snapshot counts with the volume it has.
    before = [group.volume_snapshot.get(room.uuid, room.rendering.volume) for room in rooms]
    for room, was in zip(rooms, before, strict=True):
        room.rendering.set_volume(_share(was, _mean(before), wanted), room.behaviour)


def change_volume(group: ZoneGroup, adjustment: int, behaviour: Behaviour) -> int:
    """Move the group volume by ``adjustment``, clamped to 0..100, and return what it has become.

    Counted from the present group volume, so that two steps without a snapshot between them add up (inferred).
    Raises UPnPError as :func:`set_volume` does.
    """
    set_volume(group, min(100, max(0, volume(group) + adjustment)), behaviour)
    return volume(group)


def set_mute(group: ZoneGroup, mute: bool) -> None:
    """Mute or unmute every room."""
    for player in group.visible:
        player.rendering.set_mute(mute)


def _turnable(group: ZoneGroup) -> list[Player]:
    return [player for player in group.visible if not player.rendering.output_fixed]


def _mean(volumes: list[int]) -> int:
    return (2 * sum(volumes) + len(volumes)) // (2 * len(volumes)) if volumes else 100


def _share(was: int, group_was: int, wanted: int) -> int:
    """The volume of a room that was at ``was`` when its group, then at ``group_was``, goes to ``wanted``."""
    if wanted > group_was:
        return min(100, was + wanted - group_was)
    # Upwards, so that a room that sounded goes silent only with the whole group.
    return -(-was * wanted // group_was) if wanted > 0 else 0
