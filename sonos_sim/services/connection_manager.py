"""ConnectionManager: what a player can take; one at the media server and one at the media renderer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue import Device
from sonos_sim.catalogue.errors import INVALID_CONNECTION, UPnPError
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, inferred

if TYPE_CHECKING:
    from sonos_sim.services.base import Outputs, Value

_FILES = (
    "audio/mp3", "audio/mp4", "audio/x-m4a", "audio/mpeg", "audio/mpegurl", "audio/x-mpegurl",
    "application/x-mpegurl", "application/vnd.apple.mpegurl", "audio/mpeg3", "audio/wav", "audio/x-wav", "audio/wma",
    "audio/x-ms-wma", "audio/aiff", "audio/x-aiff", "audio/flac", "application/ogg", "audio/ogg", "audio/audible",
)  # fmt: skip
"""Types taken over http and from a share."""
_SERVICE_FILES = (
    "audio/mp3", "audio/mpeg", "audio/mpeg3", "audio/wma", "audio/mp4", "audio/x-m4a", "audio/wav", "audio/aiff",
    "audio/flac", "application/ogg", "application/x-mpegURL",
)  # fmt: skip
"""Types taken from a music service."""
_SCHEMES = (
    "x-rincon", "x-rincon-mp3radio", "x-rincon-playlist", "x-rincon-queue", "x-rincon-stream", "x-sonosapi-stream",
    "x-sonosapi-hls", "x-sonosapi-hls-static",
)  # fmt: skip
"""Schemes taken whatever the type."""


def _sink() -> str:
    entries = []
    for kind in _FILES:
        entries += [f"http-get:*:{kind}:*", f"x-file-cifs:*:{kind}:*"]
        if kind == "audio/mpegurl":
            entries.append(f"file:*:{kind}:*")
    entries.append("sonos.com-mms:*:audio/x-ms-wma:*")
    entries += [f"sonos.com-http:*:{kind}:*" for kind in _SERVICE_FILES]
    entries += ["sonos.com-spotify:*:audio/x-spotify:*", "sonos.com-rtrecent:*:audio/x-sonos-recent:*"]
    entries += [f"{scheme}:*:*:*" for scheme in _SCHEMES]
    entries += ["x-sonosapi-radio:*:audio/x-sonosapi-radio:*", "x-rincon-cpcontainer:*:*:*"]
    # The recorded list ends with a comma.
    return ",".join(entries) + ","


SINK = _sink()
"""SinkProtocolInfo of the media renderer (recorded, S1 era)."""


class ConnectionManager(Service):
    """Handlers of ConnectionManager: there is never a connection."""

    name = "ConnectionManager"

    def evented(self) -> dict[str, Value]:
        """The three variables (order recorded)."""
        is_renderer = self.device is Device.MEDIA_RENDERER
        return {
            "SourceProtocolInfo": "",
            "SinkProtocolInfo": SINK if is_renderer else "",
            "CurrentConnectionIDs": "",
        }

    @captured("recording sonosts GetProtocolInfo", inferred="the media server's: nothing")
    def get_protocol_info(self) -> Outputs:
        """What the device sends and takes."""
        variables = self.evented()
        return {"Source": variables["SourceProtocolInfo"], "Sink": variables["SinkProtocolInfo"]}

    @captured("recorded ConnectionManager events (2)")
    def get_current_connection_ids(self) -> Outputs:
        """None: empty, not 0."""
        return {"ConnectionIDs": ""}

    @inferred("UPnP ConnectionManager:1, invalid connection reference", errors=(706,))
    def get_current_connection_info(self, connection_id: int) -> None:
        """Always 706, since no connection exists."""
        raise UPnPError(INVALID_CONNECTION, f"there is no connection {connection_id}")
