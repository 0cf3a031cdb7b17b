"""HTControl: Infrared remote and light of home theatre players."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.service import Service
from sonos_client.services.enums import IRRepeaterState, LEDState
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_client.errors import ErrorMeaning


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HTControlChange(Change):
    """What an event of HTControl says; None where it does not mention a variable."""

    tos_link_connected: bool | None = None
    """Whether the optical cable is plugged in."""
    ir_repeater_state: IRRepeaterState | None = None
    """Whether infrared signals are repeated."""
    service: ClassVar[str] = "HTControl"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "TOSLinkConnected": ("tos_link_connected", values.boolean),
        "IRRepeaterState": ("ir_repeater_state", IRRepeaterState),
    }


class HTControl(Service):
    """Infrared remote and light of home theatre players; only models with a television input."""

    name: ClassVar[str] = "HTControl"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:HTControl:1"
    path: ClassVar[str] = "/HTControl"
    change: ClassVar[type[Change]] = HTControlChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {**COMMON_ERRORS}

    async def set_ir_repeater_state(self, desired_ir_repeater_state: IRRepeaterState) -> None:
        """Set whether infrared signals are repeated.

        Args:
            desired_ir_repeater_state: Whether to repeat them.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetIRRepeaterState", {"DesiredIRRepeaterState": desired_ir_repeater_state})

    async def get_ir_repeater_state(self) -> IRRepeaterState:
        """Whether infrared signals are repeated.

        Returns:
            Whether infrared signals are repeated.

        """
        answer = await self._call("GetIRRepeaterState", {})
        return answer.read("CurrentIRRepeaterState", IRRepeaterState)

    async def identify_ir_remote(self, seconds: int) -> None:
        """Wait for a button of the remote.

        Args:
            seconds: Seconds to wait.

        """
        await self._call("IdentifyIRRemote", {"Timeout": values.checked("seconds", seconds, 0, 4294967295)})

    async def learn_ir_code(self, ir_code: str, seconds: int) -> None:
        """Learn one button of the remote.

        Args:
            ir_code: The button.
            seconds: Seconds to wait.

        """
        await self._call(
            "LearnIRCode", {"IRCode": ir_code, "Timeout": values.checked("seconds", seconds, 0, 4294967295)}
        )

    async def commit_learned_ir_codes(self, name: str) -> None:
        """Keep what was learned.

        Args:
            name: Name of the remote.

        """
        await self._call("CommitLearnedIRCodes", {"Name": name})

    async def is_remote_configured(self) -> bool:
        """Whether a remote was learned.

        Returns:
            Whether one was learned.

        """
        answer = await self._call("IsRemoteConfigured", {})
        return answer.read("RemoteConfigured", values.boolean)

    async def set_led_feedback_state(self, led_feedback_state: LEDState) -> None:
        """Set whether the light confirms the remote.

        Args:
            led_feedback_state: On or Off.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetLEDFeedbackState", {"LEDFeedbackState": led_feedback_state})

    async def get_led_feedback_state(self) -> LEDState:
        """Whether the light confirms the remote.

        Returns:
            On or Off.

        """
        answer = await self._call("GetLEDFeedbackState", {})
        return answer.read("LEDFeedbackState", LEDState)
