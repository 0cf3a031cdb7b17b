"""ConnectionManager: UPnP's list of protocols."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.enums import ConnectionStatus, Direction
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class ProtocolInfoResult:
    """What GetProtocolInfo answers."""

    source: str
    """What the player can send."""
    sink: str
    """What the player can play."""


@dataclass(frozen=True, slots=True)
class CurrentConnectionInfoResult:
    """What GetCurrentConnectionInfo answers."""

    rcs_id: int
    """Rendering instance."""
    av_transport_id: int
    """Transport of the connection."""
    protocol_info: str
    """Protocol."""
    peer_connection_manager: str
    """The other end."""
    peer_connection_id: int
    """Connection at the other end."""
    direction: Direction
    """Which way it goes."""
    status: ConnectionStatus
    """State of the connection."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ConnectionManagerChange(Change):
    """What an event of ConnectionManager says; None where it does not mention a variable."""

    source_protocol_info: str | None = None
    """What the player can send."""
    sink_protocol_info: str | None = None
    """What the player can play."""
    current_connection_ids: str | None = None
    """Connections."""
    service: ClassVar[str] = "ConnectionManager"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "SourceProtocolInfo": ("source_protocol_info", values.string),
        "SinkProtocolInfo": ("sink_protocol_info", values.string),
        "CurrentConnectionIDs": ("current_connection_ids", values.string),
    }


class ConnectionManager(Service):
    """UPnP's list of protocols; this is the renderer's, the media server has one more."""

    name: ClassVar[str] = "ConnectionManager"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:ConnectionManager:1"
    path: ClassVar[str] = "/MediaRenderer/ConnectionManager"
    change: ClassVar[type[Change]] = ConnectionManagerChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        706: ErrorMeaning("INVALID_CONNECTION", "There is no such connection."),
    }

    async def get_protocol_info(self) -> ProtocolInfoResult:
        """Protocols and formats the player knows, separated by commas."""
        answer = await self._call("GetProtocolInfo", {})
        return ProtocolInfoResult(answer.read("Source", values.string), answer.read("Sink", values.string))

    async def get_current_connection_ids(self) -> str:
        """Connections, separated by commas.

        Returns:
            Connections, separated by commas.

        """
        answer = await self._call("GetCurrentConnectionIDs", {})
        return answer.read("ConnectionIDs", values.string)

    async def get_current_connection_info(self, connection_id: int) -> CurrentConnectionInfoResult:
        """One connection.

        Args:
            connection_id: The connection, 0.

        Raises:
            UPnPError: 706 INVALID_CONNECTION.

        """
        answer = await self._call(
            "GetCurrentConnectionInfo",
            {"ConnectionID": values.checked("connection_id", connection_id, -2147483648, 2147483647)},
        )
        return CurrentConnectionInfoResult(
            answer.read("RcsID", values.integer),
            answer.read("AVTransportID", values.integer),
            answer.read("ProtocolInfo", values.string),
            answer.read("PeerConnectionManager", values.string),
            answer.read("PeerConnectionID", values.integer),
            answer.read("Direction", Direction),
            answer.read("Status", ConnectionStatus),
        )
