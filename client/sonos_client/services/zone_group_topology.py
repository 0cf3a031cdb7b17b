"""ZoneGroupTopology: All players of the household and how they are grouped."""

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

    from sonos_client.services.enums import UnresponsiveDeviceAction, UpdateType


@dataclass(frozen=True, slots=True)
class ZoneGroupAttributesResult:
    """What GetZoneGroupAttributes answers."""

    current_zone_group_name: str
    """Room, with ``+ n`` for n further ones."""
    current_zone_group_id: str
    """``UUID:number``; the UUID need not be the coordinator's."""
    current_zone_player_uuids_in_group: str
    """Visible players, coordinator first, separated by commas."""
    current_muse_household_id: str
    """Long id of the household, empty on S1."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ZoneGroupTopologyChange(Change):
    """What an event of ZoneGroupTopology says; None where it does not mention a variable."""

    available_software_update: str | None = None
    """Newest software, as XML."""
    zone_group_state: str | None = None
    """All groups as XML; see :func:`sonos_client.topology.read_topology`."""
    third_party_media_servers_x: str | None = None
    """Accounts, encrypted."""
    alarm_run_sequence: str | None = None
    """``UUID:boot:number``, changes when an alarm starts."""
    muse_household_id: str | None = None
    """Long id of the household."""
    zone_group_name: str | None = None
    """Name of this player's group."""
    zone_group_id: str | None = None
    """Id of this player's group."""
    zone_player_uuids_in_group: str | None = None
    """Visible players of the group, coordinator first, separated by commas."""
    areas_update_id: str | None = None
    """Hash of the areas."""
    source_areas_update_id: str | None = None
    """Areas of the source."""
    netsettings_update_id: str | None = None
    """Changes with the network settings."""
    service: ClassVar[str] = "ZoneGroupTopology"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "AvailableSoftwareUpdate": ("available_software_update", values.string),
        "ZoneGroupState": ("zone_group_state", values.string),
        "ThirdPartyMediaServersX": ("third_party_media_servers_x", values.string),
        "AlarmRunSequence": ("alarm_run_sequence", values.string),
        "MuseHouseholdId": ("muse_household_id", values.string),
        "ZoneGroupName": ("zone_group_name", values.string),
        "ZoneGroupID": ("zone_group_id", values.string),
        "ZonePlayerUUIDsInGroup": ("zone_player_uuids_in_group", values.string),
        "AreasUpdateID": ("areas_update_id", values.string),
        "SourceAreasUpdateID": ("source_areas_update_id", values.string),
        "NetsettingsUpdateID": ("netsettings_update_id", values.string),
    }


class ZoneGroupTopology(Service):
    """All players of the household and how they are grouped; every player answers for all."""

    name: ClassVar[str] = "ZoneGroupTopology"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:ZoneGroupTopology:1"
    path: ClassVar[str] = "/ZoneGroupTopology"
    change: ClassVar[type[Change]] = ZoneGroupTopologyChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        501: ErrorMeaning(
            "ACTION_FAILED", "The document exceeds 16 KiB, as in households of about 20 players; its event still comes."
        ),
    }

    async def check_for_update(self, update_type: UpdateType, cached_only: bool, version: str) -> str:
        """Look for newer software.

        Args:
            update_type: What to look for.
            cached_only: Whether only what is known already is answered.
            version: The version.

        Returns:
            The update as XML.

        """
        answer = await self._call(
            "CheckForUpdate", {"UpdateType": update_type, "CachedOnly": cached_only, "Version": version}
        )
        return answer.read("UpdateItem", values.string)

    async def begin_software_update(self, update_url: str, flags: int, extra_options: str) -> None:
        """Start a software update.

        Args:
            update_url: Where it is.
            flags: Flags.
            extra_options: Options.

        """
        await self._call(
            "BeginSoftwareUpdate",
            {
                "UpdateURL": update_url,
                "Flags": values.checked("flags", flags, 0, 4294967295),
                "ExtraOptions": extra_options,
            },
        )

    async def report_unresponsive_device(self, device_uuid: str, desired_action: UnresponsiveDeviceAction) -> None:
        """Report that a player does not answer.

        Args:
            device_uuid: UUID of the player.
            desired_action: What to do.

        """
        await self._call("ReportUnresponsiveDevice", {"DeviceUUID": device_uuid, "DesiredAction": desired_action})

    async def report_alarm_started_running(self) -> None:
        """Report that an alarm started; for players among themselves."""
        await self._call("ReportAlarmStartedRunning", {})

    async def submit_diagnostics(self, include_controllers: bool, origin: str) -> int:
        """Send diagnostics to Sonos.

        Args:
            include_controllers: Whether controllers send theirs too.
            origin: Who asks.

        Returns:
            Number to tell Sonos' support.

        """
        answer = await self._call("SubmitDiagnostics", {"IncludeControllers": include_controllers, "Type": origin})
        return answer.read("DiagnosticID", values.integer)

    async def register_mobile_device(
        self, mobile_device_name: str, mobile_device_udn: str, mobile_ip_and_port: str
    ) -> None:
        """Register a controller.

        Args:
            mobile_device_name: Name of the controller.
            mobile_device_udn: Id of the controller.
            mobile_ip_and_port: Its address.

        """
        await self._call(
            "RegisterMobileDevice",
            {
                "MobileDeviceName": mobile_device_name,
                "MobileDeviceUDN": mobile_device_udn,
                "MobileIPAndPort": mobile_ip_and_port,
            },
        )

    async def get_zone_group_attributes(self) -> ZoneGroupAttributesResult:
        """Name, id and players of this player's group; empty on hidden players.

        Raises:
            UPnPError: 501 ACTION_FAILED.

        """
        answer = await self._call("GetZoneGroupAttributes", {})
        return ZoneGroupAttributesResult(
            answer.read("CurrentZoneGroupName", values.string),
            answer.read("CurrentZoneGroupID", values.string),
            answer.read("CurrentZonePlayerUUIDsInGroup", values.string),
            answer.read("CurrentMuseHouseholdId", values.string),
        )

    async def get_zone_group_state(self) -> str:
        """All groups as XML; see :func:`sonos_client.topology.read_topology`.

        Returns:
            All groups as XML.

        Raises:
            UPnPError: 501 ACTION_FAILED.

        """
        answer = await self._call("GetZoneGroupState", {})
        return answer.read("ZoneGroupState", values.string)
