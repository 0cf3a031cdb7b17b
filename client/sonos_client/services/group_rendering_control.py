"""GroupRenderingControl: Volume and mute of a whole group."""

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


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class GroupRenderingControlChange(Change):
    """What an event of GroupRenderingControl says; None where it does not mention a variable."""

    group_mute: bool | None = None
    """Whether all members are muted."""
    group_volume: int | None = None
    """The mean of the members' volumes, 0 to 100."""
    group_volume_changeable: bool | None = None
    """Whether any member's volume can be changed."""
    service: ClassVar[str] = "GroupRenderingControl"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "GroupMute": ("group_mute", values.boolean),
        "GroupVolume": ("group_volume", values.integer),
        "GroupVolumeChangeable": ("group_volume_changeable", values.boolean),
    }


class GroupRenderingControl(Service):
    """Volume and mute of a whole group; only its coordinator answers."""

    name: ClassVar[str] = "GroupRenderingControl"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:GroupRenderingControl:1"
    path: ClassVar[str] = "/MediaRenderer/GroupRenderingControl"
    change: ClassVar[type[Change]] = GroupRenderingControlChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        701: ErrorMeaning("NOT_COORDINATOR", "The player is a member; ask its coordinator."),
        702: ErrorMeaning("INVALID_INSTANCE_ID", "The instance is not 0."),
    }

    async def get_group_mute(self) -> bool:
        """Whether all members are muted.

        Returns:
            Whether it is muted.

        Raises:
            UPnPError: 701 NOT_COORDINATOR.

        """
        answer = await self._call("GetGroupMute", {"InstanceID": 0})
        return answer.read("CurrentMute", values.boolean)

    async def set_group_mute(self, desired_mute: bool) -> None:
        """Mute or unmute all members.

        Args:
            desired_mute: Whether to mute.

        Raises:
            UPnPError: 701 NOT_COORDINATOR.

        """
        await self._call("SetGroupMute", {"InstanceID": 0, "DesiredMute": desired_mute})

    async def get_group_volume(self) -> int:
        """The mean of the members' volumes.

        Returns:
            The volume, 0 to 100.

        Raises:
            UPnPError: 701 NOT_COORDINATOR.

        """
        answer = await self._call("GetGroupVolume", {"InstanceID": 0})
        return answer.read("CurrentVolume", values.integer)

    async def set_group_volume(self, desired_volume: int) -> None:
        """Set the group's volume; members keep the ratio of the last snapshot.

        Args:
            desired_volume: The volume, 0 to 100.

        Raises:
            UPnPError: 402 INVALID_ARGS, 501 ACTION_FAILED, 701 NOT_COORDINATOR.

        """
        await self._call(
            "SetGroupVolume",
            {"InstanceID": 0, "DesiredVolume": values.checked("desired_volume", desired_volume, 0, 100)},
        )

    async def set_relative_group_volume(self, adjustment: int) -> int:
        """Change the group's volume.

        Args:
            adjustment: Steps up or down, -100 to 100.

        Returns:
            The volume afterwards.

        Raises:
            UPnPError: 402 INVALID_ARGS, 501 ACTION_FAILED, 701 NOT_COORDINATOR.

        """
        answer = await self._call(
            "SetRelativeGroupVolume",
            {"InstanceID": 0, "Adjustment": values.checked("adjustment", adjustment, -100, 100)},
        )
        return answer.read("NewVolume", values.integer)

    async def snapshot_group_volume(self) -> None:
        """Take the present ratio of the members' volumes as the one to keep.

        Raises:
            UPnPError: 701 NOT_COORDINATOR.

        """
        await self._call("SnapshotGroupVolume", {"InstanceID": 0})
