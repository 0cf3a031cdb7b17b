"""What a player publishes over mDNS as ``_sonos._tcp``: the two captured forms, and the short one of S1 systems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_sim.wire.description import HOUSEHOLD_SSL_PORT, SSL_PORT

if TYPE_CHECKING:
    from sonos_sim.catalogue import Profile

SERVICE_TYPE = "_sonos._tcp.local."
HOST_TTL = 120
"""Seconds that SRV and A records hold (captured)."""
OTHER_TTL = 4500
"""Seconds that PTR and TXT records hold (captured)."""
_LONGEST_LABEL = 63
"""Bytes of a DNS label."""


@dataclass(frozen=True, slots=True)
class MdnsService:
    """One player's entry."""

    profile: Profile
    uuid: str
    mac: str
    """Twelve hexadecimal digits."""
    room_name: str
    ip: str
    port: int
    """Where the device description is served; the entry itself names the port of the control API."""
    household_id: str
    """The short household id."""
    muse_household_id: str
    """The long household id."""
    location_id: str
    boot_seq: int
    info_hash: str
    """Changes with what the player says of itself on ``/info``."""

    @property
    def name(self) -> str:
        """The service name: ``Sonos-<MAC>``, from build 80 on ``<UUID>@<room>`` (captured; the border inferred)."""
        if not self.profile.firmware.mdns_names_room:
            return f"Sonos-{self.mac}.{SERVICE_TYPE}"
        # A dot divides labels for zeroconf, which cannot write an empty one.
        room = ".".join(filter(None, self.room_name.split(".")))
        label = f"{self.uuid}@{room}".encode()[:_LONGEST_LABEL].decode(errors="ignore").rstrip(".")
        return f"{label}.{SERVICE_TYPE}"

    @property
    def host(self) -> str:
        """The target of the SRV record; Home Assistant takes the MAC out of it."""
        return f"Sonos-{self.mac}.local."

    def properties(self, sequence: int) -> dict[str, str]:
        """The TXT record in order; ``sequence`` is the number of changes so far.

        Values of uuid and infohash are inferred, the keys and the others are captured.
        """
        firmware = self.profile.firmware
        info, protovers = f"/api/v1/players/{self.uuid}/info", firmware.release.api
        if firmware.is_s1:
            return {"info": info, "vers": "1", "protovers": protovers}
        common = {
            "location": f"http://{self.ip}:{self.port}/xml/device_description.xml",
            "bootseq": str(self.boot_seq),
            "hhid": self.household_id,
            "mhhid": self.muse_household_id,
            "sslport": str(SSL_PORT),
            "hhsslport": str(HOUSEHOLD_SSL_PORT),
            "variant": str(self.profile.hardware.variant),
            "mdnssequence": str(sequence),
        }
        if not firmware.mdns_names_room:
            order = ("bootseq", "hhid", "mhhid", "location", "sslport", "hhsslport", "variant", "mdnssequence")
            return {"info": info, "vers": "3", "protovers": protovers} | {key: common[key] for key in order}
        return {
            "info": info,
            "vers": "3",
            "mhhid": common["mhhid"],
            "protovers": protovers,
            "sslport": common["sslport"],
            "minApiVersion": firmware.min_api,
            "uuid": self.uuid,
            "bootseq": common["bootseq"],
            "hhid": common["hhid"],
            "location": common["location"],
            "wss": "/websocket/api",
            "hhsslport": common["hhsslport"],
            "infohash": self.info_hash,
            "variant": common["variant"],
            "mdnssequence": common["mdnssequence"],
            "locationid": self.location_id,
        }
