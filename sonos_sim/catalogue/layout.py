"""Where each service lives in the tree of a player's devices, in the order of the device description.

Source: device descriptions recorded at 57.4 (S9), 66.4 and 92.0 (S18).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Device(StrEnum):
    """The root device and its two embedded devices; the value is the suffix of the UDN."""

    ZONE_PLAYER = ""
    MEDIA_SERVER = "_MS"
    MEDIA_RENDERER = "_MR"

    @property
    def urn(self) -> str:
        """The deviceType."""
        kind = {"": "ZonePlayer", "_MS": "MediaServer", "_MR": "MediaRenderer"}[self.value]
        return f"urn:schemas-upnp-org:device:{kind}:1"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A service at one device. ConnectionManager has two, every other service one."""

    device: Device
    service: str

    @property
    def path(self) -> str:
        """What control and event path begin with."""
        prefix = {Device.MEDIA_SERVER: "/MediaServer", Device.MEDIA_RENDERER: "/MediaRenderer"}
        return f"{prefix.get(self.device, '')}/{self.service}"

    @property
    def control_path(self) -> str:
        """The controlURL."""
        return f"{self.path}/Control"

    @property
    def event_path(self) -> str:
        """The eventSubURL."""
        return f"{self.path}/Event"


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(Device.ZONE_PLAYER, "AlarmClock"),
    Endpoint(Device.ZONE_PLAYER, "MusicServices"),
    Endpoint(Device.ZONE_PLAYER, "AudioIn"),
    Endpoint(Device.ZONE_PLAYER, "DeviceProperties"),
    Endpoint(Device.ZONE_PLAYER, "SystemProperties"),
    Endpoint(Device.ZONE_PLAYER, "ZoneGroupTopology"),
    Endpoint(Device.ZONE_PLAYER, "GroupManagement"),
    Endpoint(Device.ZONE_PLAYER, "HTControl"),
    Endpoint(Device.ZONE_PLAYER, "QPlay"),
    Endpoint(Device.MEDIA_SERVER, "ContentDirectory"),
    Endpoint(Device.MEDIA_SERVER, "ConnectionManager"),
    Endpoint(Device.MEDIA_RENDERER, "RenderingControl"),
    Endpoint(Device.MEDIA_RENDERER, "ConnectionManager"),
    Endpoint(Device.MEDIA_RENDERER, "AVTransport"),
    Endpoint(Device.MEDIA_RENDERER, "Queue"),
    Endpoint(Device.MEDIA_RENDERER, "GroupRenderingControl"),
    Endpoint(Device.MEDIA_RENDERER, "VirtualLineIn"),
)

SERVICE_NAMES: tuple[str, ...] = tuple(sorted({endpoint.service for endpoint in ENDPOINTS}))
"""The 16 services, alphabetically."""

BRIDGE_SERVICES = frozenset({"DeviceProperties", "SystemProperties", "ZoneGroupTopology", "GroupManagement"})
"""All that a Bridge or Boost has (recorded for a ZB100)."""
