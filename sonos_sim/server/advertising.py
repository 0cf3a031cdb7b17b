"""What a player tells of itself to those who look for players: by SSDP and by mDNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.server.status_pages import info_hash
from sonos_sim.wire.mdns import MdnsService
from sonos_sim.wire.ssdp import Advertisement

if TYPE_CHECKING:
    from sonos_sim.household import Player


def advertisement(player: Player) -> Advertisement:
    """What SSDP says of ``player`` now."""
    household = player.household
    bonded = player.primary is not player
    return Advertisement(
        profile=player.profile,
        uuid=player.uuid,
        ip=player.address,
        port=player.port,
        household_id=household.id,
        muse_household_id=household.muse_id,
        location_id=household.location_id,
        boot_seq=player.device.boot_seq,
        wifi_mode=player.device.wireless_mode,
        proxy=player.primary.uuid if bonded else "",
        group_id="" if bonded else player.group.id,
        group_name="" if bonded else player.group.name,
        is_coordinator=player.is_coordinator,
    )


def mdns_service(player: Player) -> MdnsService:
    """The mDNS record of ``player`` now."""
    household = player.household
    return MdnsService(
        profile=player.profile,
        uuid=player.uuid,
        mac=player.identity.mac,
        room_name=player.name,
        ip=player.address,
        port=player.port,
        household_id=household.id,
        muse_household_id=household.muse_id,
        location_id=household.location_id,
        boot_seq=player.device.boot_seq,
        info_hash=info_hash(player),
    )
