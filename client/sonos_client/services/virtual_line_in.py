"""VirtualLineIn: AirPlay and Spotify Connect as a source."""

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
class VirtualLineInChange(Change):
    """What an event of VirtualLineIn says; None where it does not mention a variable."""

    current_track_meta_data: str | None = None
    """DIDL-Lite of what the app plays."""
    service: ClassVar[str] = "VirtualLineIn"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "CurrentTrackMetaData": ("current_track_meta_data", values.string),
    }


class VirtualLineIn(Service):
    """AirPlay and Spotify Connect as a source."""

    name: ClassVar[str] = "VirtualLineIn"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:VirtualLineIn:1"
    path: ClassVar[str] = "/MediaRenderer/VirtualLineIn"
    change: ClassVar[type[Change]] = VirtualLineInChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        718: ErrorMeaning("INVALID_INSTANCE_ID", "The instance is not 0."),
    }

    async def start_transmission(self, coordinator_id: str) -> str:
        """Feed the source to a group; for players among themselves.

        Args:
            coordinator_id: UUID of the group's coordinator.

        Returns:
            Settings, for players among themselves.

        """
        answer = await self._call("StartTransmission", {"InstanceID": 0, "CoordinatorID": coordinator_id})
        return answer.read("CurrentTransportSettings", values.string)

    async def stop_transmission(self, coordinator_id: str) -> None:
        """Stop feeding it; for players among themselves.

        Args:
            coordinator_id: UUID of the group's coordinator.

        """
        await self._call("StopTransmission", {"InstanceID": 0, "CoordinatorID": coordinator_id})

    async def play(self, speed: str = "1") -> None:
        """Resume the sending app.

        Args:
            speed: Always 1.

        """
        await self._call("Play", {"InstanceID": 0, "Speed": speed})

    async def pause(self) -> None:
        """Pause the sending app."""
        await self._call("Pause", {"InstanceID": 0})

    async def next(self) -> None:
        """Next track of the sending app."""
        await self._call("Next", {"InstanceID": 0})

    async def previous(self) -> None:
        """Previous track of the sending app."""
        await self._call("Previous", {"InstanceID": 0})

    async def stop(self) -> None:
        """Stop the sending app."""
        await self._call("Stop", {"InstanceID": 0})

    async def set_volume(self, desired_volume: int) -> None:
        """Set the volume of the sending app.

        Args:
            desired_volume: The volume, 0 to 100.

        """
        await self._call(
            "SetVolume", {"InstanceID": 0, "DesiredVolume": values.checked("desired_volume", desired_volume, 0, 100)}
        )
