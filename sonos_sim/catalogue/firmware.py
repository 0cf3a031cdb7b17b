"""What changed with the software build: one place for every "from build N on".

The borders lie in gaps between sampled builds, so a build inside a gap gets the newer recorded neighbour's
ways only where a source says so. Each rule names what it rests on.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


class Release(NamedTuple):
    """Version numbers that come with a build."""

    build: tuple[int, int]
    display: str
    api: str
    ns: int


_RELEASES = (
    # Recorded pairs; a build between two of them gets the lower one, which is inferred.
    Release((16, 5), "3.6", "1.0.0", 0),
    Release((19, 4), "3.8.4", "1.0.0", 0),
    Release((38, 9), "8.1", "1.0.0", 0),
    Release((49, 2), "10.1.2", "1.11.1", 0),
    Release((56, 0), "11.1", "1.18.6", 0),
    Release((57, 4), "11.2.4", "1.18.9", 0),
    Release((63, 2), "13.0.5", "1.24.1", 29),
    Release((66, 4), "13.4.1", "1.26.3", 31),
    Release((83, 1), "16.6", "1.44.1", 37),
    Release((85, 0), "17.0", "1.46.0", 41),
    Release((92, 0), "17.7", "1.49.1", 42),
    Release((97, 1), "18.8", "1.54.1", 42),
)


_SSDP_HEADERS = (
    # Each with the first build that sends it. Gaps: VARIANT 31.8 to 34.16, BOOTID 57.9 to 57.23,
    # the secure locations 63.2 to 66.4, LOCATION.SMARTSPEAKER.AUDIO 66.4 to 85.0.
    ("X-RINCON-HOUSEHOLD", (31, 0)),
    ("X-RINCON-BOOTSEQ", (31, 0)),
    ("BOOTID.UPNP.ORG", (57, 23)),
    ("X-RINCON-PROXY", (31, 0)),
    ("X-RINCON-WIFIMODE", (31, 0)),
    ("X-RINCON-VARIANT", (32, 0)),
    ("HOUSEHOLD.SMARTSPEAKER.AUDIO", (54, 2)),
    ("LOCATION.SMARTSPEAKER.AUDIO", (85, 0)),
    ("SECURELOCATION.UPNP.ORG", (66, 0)),
    ("X-SONOS-HHSECURELOCATION", (66, 0)),
)


@dataclass(frozen=True)
class Firmware:
    """The ways of one build of one generation."""

    build: tuple[int, int]
    generation: int
    software: str

    @property
    def is_s1(self) -> bool:
        """Whether this is an S1 system."""
        return self.generation == 1

    @property
    def release(self) -> Release:
        """The numbers that come with the build."""
        return _RELEASES[max(0, bisect_right(_RELEASES, self.build, key=lambda r: r.build) - 1)]

    @property
    def min_compatible(self) -> str:
        """minCompatibleVersion: one major version back (66.4, 85.0, 92.0, 97.1 and 57.4 agree)."""
        return f"{self.build[0] - 1}.0-00000"

    @property
    def legacy_compatible(self) -> str:
        """The legacyCompatibleVersion (recorded at S1 57.4 and S2 66.4 to 97.1)."""
        return "36.0-00000" if self.is_s1 else "58.0-00000"

    @property
    def copyright_year(self) -> int:
        """Last year of the copyright: 2019 at 56.0 and 2021 at 70.1 in GetZoneInfo, 2025 at 92.0 on /status/zp."""
        if self.build >= (92, 0):
            return 2025
        return 2021 if self.build >= (70, 0) else 2019

    # Device description

    @property
    def names_carry_uuid(self) -> bool:
        """Whether friendlyName ends with the UUID: absent at 66.4, present at 83.1."""
        return self.build >= (83, 0)

    @property
    def has_versions(self) -> bool:
        """The versions element: recorded at 83.1 and 92.0, absent at 66.4."""
        return self.build >= (83, 0)

    @property
    def has_feature4(self) -> bool:
        """feature4: absent at 66.4, present at 85.0."""
        return self.build >= (83, 0)

    @property
    def has_speaker_tuning(self) -> bool:
        """The elements bassExtension and satGainOffset: recorded at 49.2 and 57.4, absent at 66.4."""
        return self.build < (63, 0)

    @property
    def leaves_template_lines(self) -> bool:
        """Three unreplaced template lines in the description (recorded on S1 57.4 and 57.23)."""
        return self.is_s1 and self.build >= (57, 0)

    @property
    def has_secure_ports(self) -> bool:
        """SSLPort and securehhSSLPort: recorded from 66.4 on, absent on S1."""
        return not self.is_s1 and self.build >= (63, 0)

    @property
    def has_headphone_port(self) -> bool:
        """headphoneControlPort: recorded at 97.1, absent at 92.0."""
        return self.build >= (97, 0)

    @property
    def has_ns_version(self) -> bool:
        """nsVersion: absent at S1 57.4, recorded at 66.4."""
        return not self.is_s1 and self.build >= (60, 0)

    @property
    def has_generation(self) -> bool:
        """The elements swGen and MACAddress: absent at 49.2, recorded at 56.0."""
        return self.build >= (56, 0)

    @property
    def has_api_version(self) -> bool:
        """apiVersion, minApiVersion and legacyCompatibleVersion: absent at 19.4, recorded at 38.9."""
        return self.build >= (38, 0)

    @property
    def has_series(self) -> bool:
        """seriesid, variant, memory, flash, ampOnTime and retailMode: absent at 19.4, recorded at 49.2."""
        return self.build >= (49, 0)

    @property
    def min_api(self) -> str:
        """minApiVersion: 1.0.0 at 38.9, 1.1.0 from 49.2 to 97.1."""
        return "1.1.0" if self.build >= (49, 0) else "1.0.0"

    @property
    def control_api(self) -> str:
        """The first controlAPI version of the versions element: recorded at 92.0 and 97.1."""
        return "3.7.3" if self.build >= (97, 0) else "3.2.0"

    # Discovery

    @cached_property
    def ssdp_headers(self) -> tuple[str, ...]:
        """Headers behind USN in SSDP answers and NOTIFYs, in order (datagrams recorded from 19 to 97.1).

        X-RINCON-PROXY among them is sent by bonded players alone.
        """
        if self.build < (31, 0):
            return "X-RINCON-BOOTSEQ", "X-RINCON-HOUSEHOLD"
        return tuple(name for name, since in _SSDP_HEADERS if self.build >= since)

    @property
    def answers_speaker_group(self) -> bool:
        """The SpeakerGroup search target: recorded at 97.1; that it begins with 85 is inferred."""
        return self.build >= (85, 0)

    @property
    def mdns_names_room(self) -> bool:
        """Whether mDNS instances are called ``<UUID>@<room>``: both forms are captured, the border is inferred."""
        return not self.is_s1 and self.build >= (80, 0)

    # GENA

    @property
    def notify_service_type(self) -> bool:
        """X-SONOS-SERVICETYPE on NOTIFY: absent at 19.3 and 50.1, recorded on newer builds; border inferred."""
        return self.build > (57, 99)

    @property
    def notify_connection_close(self) -> bool:
        """CONNECTION on NOTIFY: absent at 19.3."""
        return self.build > (19, 99)

    # Topology

    @property
    def wraps_zone_groups(self) -> bool:
        """Root element ZoneGroupState: not at 45.1, recorded at 49.2."""
        return self.build >= (49, 0)

    @property
    def sends_empty_vanished(self) -> bool:
        """An empty VanishedDevices element: at 49 to 54 and from 69 (not S1)."""
        return (49, 0) <= self.build < (55, 0) or (self.build >= (69, 0) and not self.is_s1)

    @property
    def small_group_numbers(self) -> bool:
        """Group ids count from 1: S1 and builds up to 63; later ones start from a 32-bit number."""
        return self.is_s1 or self.build < (64, 0)

    @property
    def battery_charge_first(self) -> bool:
        """MoreInfo names BattChg before the levels: one recorded order, the other at 85.0; the border is inferred."""
        return self.build < (80, 0)

    @property
    def has_active_zone_id(self) -> bool:
        """DeviceProperties events ActiveZoneID, in no SCPD: recorded at 80.1."""
        return self.build >= (80, 0)

    @property
    def has_muse_household(self) -> bool:
        """A long household id (HOUSEHOLD.SMARTSPEAKER.AUDIO) exists: SSDP shows it from 54.2, S1 answers none."""
        return not self.is_s1 and self.build >= (54, 0)

    # Sound

    @property
    def events_speech_enhance(self) -> bool:
        """SpeechEnhanceEnabled among the home-theatre variables: recorded at 85.0, declared from 86 on."""
        return self.build >= (85, 0)

    @property
    def mutes_speaker_only(self) -> bool:
        """Mute channel SpeakerOnly is declared: builds up to 66.4."""
        return self.build < (67, 0)
