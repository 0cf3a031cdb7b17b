"""MusicServices: Music services the household could use."""

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
class ListAvailableServicesResult:
    """What ListAvailableServices answers."""

    available_service_descriptor_list: str
    """The services as XML."""
    available_service_type_list: str
    """Types separated by commas: service id times 256 plus 7."""
    available_service_list_version: str
    """``UUID:number`` of the list."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MusicServicesChange(Change):
    """What an event of MusicServices says; None where it does not mention a variable."""

    service_list_version: str | None = None
    """``UUID:number`` of the list."""
    service: ClassVar[str] = "MusicServices"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "ServiceListVersion": ("service_list_version", values.string),
    }


class MusicServices(Service):
    """Music services the household could use."""

    name: ClassVar[str] = "MusicServices"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:MusicServices:1"
    path: ClassVar[str] = "/MusicServices"
    change: ClassVar[type[Change]] = MusicServicesChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {**COMMON_ERRORS}

    async def get_session_id(self, service_id: int, username: str) -> str:
        """A session at a service with a user name.

        Args:
            service_id: Id of the service.
            username: The user.

        Returns:
            The session.

        """
        answer = await self._call(
            "GetSessionId", {"ServiceId": values.checked("service_id", service_id, 0, 4294967295), "Username": username}
        )
        return answer.read("SessionId", values.string)

    async def list_available_services(self) -> ListAvailableServicesResult:
        """All services as XML; see :func:`sonos_client.service_list.read_services`."""
        answer = await self._call("ListAvailableServices", {})
        return ListAvailableServicesResult(
            answer.read("AvailableServiceDescriptorList", values.string),
            answer.read("AvailableServiceTypeList", values.string),
            answer.read("AvailableServiceListVersion", values.string),
        )

    async def update_available_services(self) -> None:
        """Fetch the list anew."""
        await self._call("UpdateAvailableServices", {})
