"""The ZoneGroupState document.

Which attributes a build shows, and in which order, is read off recordings from 16.5 to 97; the borders lie in
the gaps between the sampled builds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sonos_sim.catalogue import Firmware


class MemberLike(Protocol):
    """A player with its attributes by name."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Attributes by name."""
        ...

    @property
    def satellites(self) -> Sequence[MemberLike]:
        """Its Satellite elements."""
        ...


class GroupLike(Protocol):
    """A zone group."""

    @property
    def coordinator(self) -> str:
        """UUID of the coordinator."""
        ...

    @property
    def id(self) -> str:
        """The group id."""
        ...

    @property
    def members(self) -> Sequence[MemberLike]:
        """Its members, bonded ones included."""
        ...


class VanishedLike(Protocol):
    """A player that went away."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """Attributes by name."""
        ...


class _Shown(NamedTuple):
    """From which build (included) to which (excluded) an attribute is shown, and whether S1 shows it."""

    since: tuple[int, int] = (0, 0)
    until: tuple[int, int] = (999, 0)
    on_s1: bool = True


_NEW_S2 = (69, 0)
MEMBER_ATTRIBUTES: dict[str, _Shown] = {
    "UUID": _Shown(),
    "Location": _Shown(),
    "ZoneName": _Shown(),
    "Icon": _Shown(),
    "Configuration": _Shown((24, 0)),
    "Invisible": _Shown(),
    "IsZoneBridge": _Shown(),
    "SoftwareVersion": _Shown(),
    "SWGen": _Shown((55, 0)),
    "MinCompatibleVersion": _Shown(),
    "LegacyCompatibleVersion": _Shown((31, 0)),
    "ChannelMapSet": _Shown(),
    "HTSatChanMapSet": _Shown(),
    "ActiveZoneID": _Shown((85, 0)),
    "HTForwardEnabled": _Shown((60, 0), (62, 0)),
    "BootSeq": _Shown(),
    "TVConfigurationError": _Shown((40, 0)),
    "HdmiCecAvailable": _Shown((40, 0)),
    "WirelessMode": _Shown((31, 0)),
    "WirelessLeafOnly": _Shown((45, 0), (86, 0)),
    "ConnectionType": _Shown((86, 0)),
    "HasConfiguredSSID": _Shown((31, 0), (64, 0)),
    "ChannelFreq": _Shown((31, 0)),
    "BehindWifiExtender": _Shown((31, 0)),
    "WifiEnabled": _Shown((31, 0)),
    "EthLink": _Shown(_NEW_S2, on_s1=False),
    "Orientation": _Shown((31, 0)),
    "SonarState": _Shown((31, 0), (40, 0)),
    "RoomCalibrationState": _Shown((40, 0)),
    "SecureRegState": _Shown((45, 0)),
    "VoiceConfigState": _Shown((45, 0)),
    "MicEnabled": _Shown((45, 0)),
    "HeadphoneSwapActive": _Shown((80, 0)),
    "AirPlayEnabled": _Shown((45, 0)),
    "VirtualLineInSource": _Shown((60, 0)),
    "IdleState": _Shown((45, 0)),
    "MoreInfo": _Shown((45, 0)),
    "SSLPort": _Shown(_NEW_S2, on_s1=False),
    "HHSSLPort": _Shown(_NEW_S2, on_s1=False),
}
"""Attributes of ZoneGroupMember and Satellite, in wire order."""


def _shown(firmware: Firmware) -> list[str]:
    return [
        name
        for name, rule in MEMBER_ATTRIBUTES.items()
        if rule.since <= firmware.build < rule.until and (rule.on_s1 or not firmware.is_s1)
    ]


def render_zone_group_state(
    firmware: Firmware, groups: Iterable[GroupLike], vanished: Sequence[VanishedLike] = ()
) -> str:
    """The document as a player of ``firmware`` tells it, unescaped."""
    shown = _shown(firmware)
    inner = "".join(_group(group, shown) for group in groups)
    document = f"<ZoneGroups>{inner}</ZoneGroups>"
    if not firmware.wraps_zone_groups:
        return document
    if vanished or firmware.sends_empty_vanished:
        devices = "".join(f"<Device{_attributes(v.attributes, v.attributes)}/>" for v in vanished)
        document += f"<VanishedDevices>{devices}</VanishedDevices>"
    return f"<ZoneGroupState>{document}</ZoneGroupState>"


def _group(group: GroupLike, shown: list[str]) -> str:
    members = "".join(_member("ZoneGroupMember", member, shown) for member in group.members)
    return f'<ZoneGroup Coordinator="{escape(group.coordinator)}" ID="{escape(group.id)}">{members}</ZoneGroup>'


def _member(tag: str, member: MemberLike, shown: list[str]) -> str:
    satellites = "".join(_member("Satellite", satellite, shown) for satellite in member.satellites)
    start = f"<{tag}{_attributes(member.attributes, shown)}"
    return f"{start}>{satellites}</{tag}>" if satellites else f"{start}/>"


def _attributes(values: Mapping[str, str], names: Iterable[str]) -> str:
    return "".join(f' {name}="{escape(values[name])}"' for name in names if name in values)
