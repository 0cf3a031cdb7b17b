"""GroupManagement: Membership as players tell each other."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class AddMemberResult:
    """What AddMember answers."""

    current_transport_settings: str
    """Settings, for players among themselves."""
    current_uri: str
    """The source."""
    group_uuid_joined: str
    """Id of the group that was joined."""
    reset_volume_after: bool
    """Whether the volume goes back afterwards."""
    volume_av_transport_uri: str
    """Source the volume belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GroupManagementChange(Change):
    """What an event of GroupManagement says; None where it does not mention a variable."""

    group_coordinator_is_local: bool | None = None
    """Whether the player is its group's coordinator."""
    local_group_uuid: str | None = None
    """Id of its group."""
    virtual_line_in_group_id: str | None = None
    """Group of AirPlay or Spotify Connect."""
    reset_volume_after: bool | None = None
    """Whether the volume goes back afterwards."""
    volume_av_transport_uri: str | None = None
    """Source the volume belongs to."""
    service: ClassVar[str] = "GroupManagement"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "GroupCoordinatorIsLocal": ("group_coordinator_is_local", values.boolean),
        "LocalGroupUUID": ("local_group_uuid", values.string),
        "VirtualLineInGroupID": ("virtual_line_in_group_id", values.string),
        "ResetVolumeAfter": ("reset_volume_after", values.boolean),
        "VolumeAVTransportURI": ("volume_av_transport_uri", values.string),
    }


class GroupManagement(Service):
    """Membership as players tell each other; programs group with AVTransport."""

    name: ClassVar[str] = "GroupManagement"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:GroupManagement:1"
    path: ClassVar[str] = "/GroupManagement"
    change: ClassVar[type[Change]] = GroupManagementChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        800: ErrorMeaning("INCOMPATIBLE", "The players do not fit together, or no such member."),
        801: ErrorMeaning("OWN_COORDINATOR", "The player is its own coordinator."),
        803: ErrorMeaning("BOOT_SEQUENCE", "The boot sequence is out of step."),
        804: ErrorMeaning("SATELLITE", "The player is a satellite."),
    }

    async def add_member(self, member_id: str, boot_seq: int) -> AddMemberResult:
        """Join the group; for players among themselves.

        Args:
            member_id: UUID of the member.
            boot_seq: How often the player has started.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 INCOMPATIBLE, 801 OWN_COORDINATOR, 803 BOOT_SEQUENCE, 804 SATELLITE.

        """
        answer = await self._call(
            "AddMember", {"MemberID": member_id, "BootSeq": values.checked("boot_seq", boot_seq, 0, 4294967295)}
        )
        return AddMemberResult(
            answer.read("CurrentTransportSettings", values.string),
            answer.read("CurrentURI", values.string),
            answer.read("GroupUUIDJoined", values.string),
            answer.read("ResetVolumeAfter", values.boolean),
            answer.read("VolumeAVTransportURI", values.string),
        )

    async def remove_member(self, member_id: str) -> None:
        """Leave the group; for players among themselves.

        Args:
            member_id: UUID of the member.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 INCOMPATIBLE.

        """
        await self._call("RemoveMember", {"MemberID": member_id})

    async def report_track_buffering_result(self, member_id: str, result_code: int) -> None:
        """Report buffering; for players among themselves.

        Args:
            member_id: UUID of the member.
            result_code: The result.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "ReportTrackBufferingResult",
            {"MemberID": member_id, "ResultCode": values.checked("result_code", result_code, -2147483648, 2147483647)},
        )

    async def set_source_area_ids(self, desired_source_area_ids: str) -> None:
        """Set the areas of the source.

        Args:
            desired_source_area_ids: Areas.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetSourceAreaIds", {"DesiredSourceAreaIds": desired_source_area_ids})
