"""The topology as data: one truth, and the view that each player has of it.

On real networks views lag and differ; integrations break there. A view is an immutable :class:`Topology`,
so it can be kept, compared and handed to one player while the others see the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sonos_sim.household.bonding import BondKind
from sonos_sim.household.sources import SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player


@dataclass(frozen=True, slots=True)
class MemberView:
    """A player in the topology: its attributes by the name they have in ZoneGroupState."""

    attributes: Mapping[str, str]
    satellites: tuple[MemberView, ...] = ()

    @property
    def uuid(self) -> str:
        """The player's UUID."""
        return self.attributes["UUID"]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A zone group in the topology."""

    coordinator: str
    id: str
    name: str
    members: tuple[MemberView, ...]
    visible: tuple[str, ...]
    """UUIDs of the visible members, the coordinator first."""


@dataclass(frozen=True, slots=True)
class VanishedView:
    """A player that went away: attributes of its Device element in VanishedDevices."""

    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """What one player believes of the household at one time.

    Compared by identity: each change makes a new one, so renderings can be kept in :attr:`cache`.
    """

    groups: tuple[GroupView, ...]
    vanished: tuple[VanishedView, ...] = ()
    cache: dict[object, str] = field(default_factory=dict, repr=False)

    def group_of(self, uuid: str) -> GroupView | None:
        """The group in which ``uuid`` is a member (not a satellite)."""
        return next((g for g in self.groups if any(m.uuid == uuid for m in g.members)), None)

    def shown_group(self, uuid: str) -> GroupView | None:
        """The group that ``uuid`` says it is in; None for a bonded invisible player, which says nothing of groups."""
        group = self.group_of(uuid)
        return group if group is not None and (uuid in group.visible or uuid == group.coordinator) else None


def survey(household: Household) -> Topology:
    """The truth about ``household`` now."""
    groups = tuple(
        GroupView(
            group.coordinator.uuid,
            group.id,
            group.name,
            tuple(view for player in group.members if player.uuid not in household.vanished for view in _room(player)),
            tuple(p.uuid for p in group.visible),
        )
        for group in household.groups
        if not all(p.uuid in household.vanished for p in group.members)
    )
    vanished = tuple(
        VanishedView(_vanished(household.players[uuid], reason)) for uuid, reason in household.vanished.items()
    )
    return Topology(groups, vanished)


def _room(primary: Player) -> list[MemberView]:
    vanished = primary.household.vanished
    others = [_member(p) for p in primary.bond.others if p.uuid not in vanished] if primary.bond else []
    if primary.bond is not None and primary.bond.kind is BondKind.THEATRE:
        return [_member(primary, tuple(others))]
    return [_member(primary), *others]


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _member(player: Player, satellites: tuple[MemberView, ...] = ()) -> MemberView:
    return MemberView(member_attributes(player), satellites)


def member_attributes(player: Player) -> dict[str, str]:
    """What ``player`` tells of itself, by the names of ZoneGroupState; DeviceProperties events say the same."""
    device, profile, firmware = player.device, player.profile, player.profile.firmware
    bond = player.bond
    attributes = {
        "UUID": player.uuid,
        "Location": f"{player.base_url}/xml/device_description.xml",
        "ZoneName": player.name,
        "Icon": device.icon,
        "Configuration": device.configuration,
        "SoftwareVersion": profile.software,
        "SWGen": str(profile.generation),
        "MinCompatibleVersion": firmware.min_compatible,
        "LegacyCompatibleVersion": firmware.legacy_compatible,
        "BootSeq": str(device.boot_seq),
        "TVConfigurationError": _flag(device.tv_configuration_error),
        "HdmiCecAvailable": _flag(device.hdmi_cec_available),
        "HTForwardEnabled": _flag(device.ht_forward),
        "WirelessMode": str(device.wireless_mode),
        "WirelessLeafOnly": "0",
        "ConnectionType": "5",
        "HasConfiguredSSID": "0" if device.eth_link else "1",
        "ChannelFreq": str(device.channel_freq),
        "BehindWifiExtender": _flag(device.behind_wifi_extender),
        "WifiEnabled": _flag(device.wifi_enabled),
        "EthLink": _flag(device.eth_link),
        "Orientation": str(device.orientation),
        "SonarState": str(device.calibration_state),
        "RoomCalibrationState": str(5 if player.primary is not player else device.calibration_state),
        "SecureRegState": str(device.secure_reg_state),
        "VoiceConfigState": str(device.voice_config_state),
        "MicEnabled": _flag(device.microphone),
        "HeadphoneSwapActive": "0",
        "AirPlayEnabled": _flag(profile.can("airplay")),
        "IdleState": _flag(player.is_idle),
        "MoreInfo": player.more_info,
        "SSLPort": "1443",
        "HHSSLPort": "1843",
    }
    if player.is_invisible:
        attributes["Invisible"] = "1"
    if player.is_bridge:
        attributes["IsZoneBridge"] = "1"
        attributes["Orientation"] = "-1"
    if source := _virtual_source(player):
        attributes["VirtualLineInSource"] = source
    if bond is not None:
        attributes[bond.kind.value] = bond.map_for(player)
        attributes["ActiveZoneID"] = bond.zone_id
    return attributes


def _virtual_source(player: Player) -> str:
    """``airplay`` or ``spotify`` while such a source plays (recorded): the service named in its URI."""
    transport = player.transport
    if transport.source.kind is not SourceKind.VIRTUAL or not transport.is_active:
        return ""
    return transport.source.uri.partition(",")[2].partition(":")[0]


def _vanished(player: Player, reason: str) -> dict[str, str]:
    since = player.household.vanished_since[player.uuid]
    attributes = {
        "UUID": player.uuid,
        "ZoneName": player.name,
        "Reason": reason,
        "ModelInfo": player.profile.display_name,
        "Mac": player.identity.mac_address,
        "LastKnownIP": player.address,
        "LastSeenUTC": since,
        "MoreInfo": player.more_info,
    }
    if player.bond is not None:
        attributes[player.bond.kind.value] = player.bond.map_for(player)
        attributes["ActiveZoneID"] = player.bond.zone_id
    return attributes | {"SWGen": str(player.profile.generation)}
