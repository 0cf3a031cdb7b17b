"""AudioIn: The line-in."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.service import Service
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_client.errors import ErrorMeaning


@dataclass(frozen=True, slots=True)
class AudioInputAttributesResult:
    """What GetAudioInputAttributes answers."""

    current_name: str
    """Name of the line-in."""
    current_icon: str
    """Icon, empty on newer players."""


@dataclass(frozen=True, slots=True)
class LineInLevelResult:
    """What GetLineInLevel answers."""

    current_left_line_in_level: int
    """Gain, left."""
    current_right_line_in_level: int
    """Gain, right."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AudioInChange(Change):
    """What an event of AudioIn says; None where it does not mention a variable."""

    audio_input_name: str | None = None
    """Name of the line-in."""
    icon: str | None = None
    """Its icon."""
    line_in_connected: bool | None = None
    """Whether a cable is plugged in."""
    left_line_in_level: int | None = None
    """Gain, left."""
    right_line_in_level: int | None = None
    """Gain, right."""
    playing: bool | None = None
    """Whether there is sound on it."""
    service: ClassVar[str] = "AudioIn"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "AudioInputName": ("audio_input_name", values.string),
        "Icon": ("icon", values.string),
        "LineInConnected": ("line_in_connected", values.boolean),
        "LeftLineInLevel": ("left_line_in_level", values.integer),
        "RightLineInLevel": ("right_line_in_level", values.integer),
        "Playing": ("playing", values.boolean),
    }


class AudioIn(Service):
    """The line-in; only models that have one."""

    name: ClassVar[str] = "AudioIn"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:AudioIn:1"
    path: ClassVar[str] = "/AudioIn"
    change: ClassVar[type[Change]] = AudioInChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {**COMMON_ERRORS}

    async def start_transmission_to_group(self, coordinator_id: str, object_id: str | None = None) -> str:
        """Feed the line-in to a group; for players among themselves.

        Args:
            coordinator_id: UUID of the group's coordinator.
            object_id: The object.

        Returns:
            Settings, for players among themselves.

        """
        arguments: dict[str, values.Value] = {"CoordinatorID": coordinator_id}
        if object_id is not None:
            arguments["ObjectID"] = object_id
        answer = await self._call("StartTransmissionToGroup", arguments)
        return answer.read("CurrentTransportSettings", values.string)

    async def stop_transmission_to_group(self, coordinator_id: str) -> None:
        """Stop feeding it; for players among themselves.

        Args:
            coordinator_id: UUID of the group's coordinator.

        """
        await self._call("StopTransmissionToGroup", {"CoordinatorID": coordinator_id})

    async def set_audio_input_attributes(self, desired_name: str, desired_icon: str) -> None:
        """Set name and icon of the line-in.

        Args:
            desired_name: Name of the line-in.
            desired_icon: Icon, may be empty.

        """
        await self._call("SetAudioInputAttributes", {"DesiredName": desired_name, "DesiredIcon": desired_icon})

    async def get_audio_input_attributes(self) -> AudioInputAttributesResult:
        """Name and icon of the line-in."""
        answer = await self._call("GetAudioInputAttributes", {})
        return AudioInputAttributesResult(
            answer.read("CurrentName", values.string), answer.read("CurrentIcon", values.string)
        )

    async def set_line_in_level(self, desired_left_line_in_level: int, desired_right_line_in_level: int) -> None:
        """Set the gain of the line-in.

        Args:
            desired_left_line_in_level: Gain, left.
            desired_right_line_in_level: Gain, right.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetLineInLevel",
            {
                "DesiredLeftLineInLevel": values.checked(
                    "desired_left_line_in_level", desired_left_line_in_level, -2147483648, 2147483647
                ),
                "DesiredRightLineInLevel": values.checked(
                    "desired_right_line_in_level", desired_right_line_in_level, -2147483648, 2147483647
                ),
            },
        )

    async def get_line_in_level(self) -> LineInLevelResult:
        """The gain of the line-in."""
        answer = await self._call("GetLineInLevel", {})
        return LineInLevelResult(
            answer.read("CurrentLeftLineInLevel", values.integer),
            answer.read("CurrentRightLineInLevel", values.integer),
        )

    async def select_audio(self, object_id: str) -> None:
        """Select an input.

        Args:
            object_id: The object.

        """
        await self._call("SelectAudio", {"ObjectID": object_id})
