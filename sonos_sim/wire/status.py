"""Documents of the status pages, and the JSON that a player tells of itself.

``/status/zp`` follows a recording at 92.0, ``/status/topology`` one at 31.8, ``/status/batterystatus`` SoCo's test
data, ``discoveryInfo`` recordings of S2 players; ``/support/review`` and ``/xml/group_description.xml`` were never
recorded, their form is our choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sonos_sim.wire.description import SSL_PORT
from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sonos_sim.catalogue import Profile

_HEAD = '<?xml version="1.0" ?>\n<?xml-stylesheet type="text/xsl" href="/xml/review.xsl"?>'
_CAPABILITIES = (
    # The words in the order recorded for S13, S16, S17 and S22, each with what a model must have for it.
    ("PLAYBACK", ""),
    ("CLOUD", ""),
    ("HT_PLAYBACK", "home-theatre"),
    ("HT_POWER_STATE", "home-theatre"),
    ("AIRPLAY", "airplay"),
    ("LINE_IN", "line-in"),
    ("AUDIO_CLIP", "airplay"),
    ("VOICE", "microphone"),
    ("SVC", "voice-control"),
    ("SPEAKER_DETECTION", "sub-out"),
    ("HDMI", "hdmi"),
    ("IR_CONTROL", "infrared"),
)


@dataclass(frozen=True, slots=True)
class ShownPlayer:
    """What status pages show of one player, beyond its profile."""

    profile: Profile
    uuid: str
    mac: str
    """With colons."""
    serial: str
    room_name: str
    icon: str
    configuration: str
    ip: str
    household_id: str
    """The long household id; on S1, which has none, the short one."""
    location_id: str
    group_id: str
    """Empty for a bonded player that apps hide (inferred)."""
    group_name: str
    ht_audio_in: int = 0


def support_info(inner: str) -> str:
    """The document that every status page is, around ``inner``."""
    return f"{_HEAD}<ZPSupportInfo>{inner}</ZPSupportInfo>"


def review(pages: Iterable[str]) -> str:
    """All of ``pages``, contents of support infos, in one document."""
    inner = "".join(f"<ZPSupportInfo>{page}</ZPSupportInfo>" for page in pages)
    return f"{_HEAD}<ZPNetworkInfo>{inner}</ZPNetworkInfo>"


def zp_info(player: ShownPlayer) -> str:
    """``/status/zp``: a field each; what no description tells has the recorded value."""
    profile, firmware, hardware = player.profile, player.profile.firmware, player.profile.hardware
    fields = {
        "ZoneName": player.room_name,
        "ZoneIcon": player.icon,
        "Configuration": player.configuration,
        "LocalUID": player.uuid,
        "SerialNumber": player.serial,
        "SoftwareVersion": profile.software,
        "BuildType": "release",
        "SWGen": str(profile.generation),
        "SoftwareDate": f"{firmware.copyright_year}-01-01 00:00:00.000000",
        "SoftwareScm": "00000000000",
        "HHSwgenState": f"allow:{profile.generation}",
        "MinCompatibleVersion": firmware.min_compatible,
        "LegacyCompatibleVersion": firmware.min_compatible,
        "HardwareVersion": hardware.hardware_version,
        "DspVersion": "0.25.3",
        "SeriesID": hardware.series_id,
        "MfgLocation": "4",
        "DateCode": "0",
        "HwFlags": "0x30",
        "HwFeatures": "0x0",
        "Variant": str(hardware.variant),
        "GeneralFlags": "0x0",
        "IPAddress": player.ip,
        "MACAddress": player.mac,
        "Copyright": f"© 2003-{firmware.copyright_year}, Sonos, Inc. All rights reserved.",
        "ExtraInfo": hardware.extra_version,
        "HTAudioInCode": str(player.ht_audio_in),
        "HTSNKPipelineVer": "1",
        "IdxTrk": "",
        "MDP2Ver": "5",
        "MDP3Ver": "2",
        "RelBuild": "1",
        "AllowlistBuild": "0x0",
        "ProdUnit": "1",
        "FuseCfg": "OK",
        "RevokeFuse": "0x1",
        "AuthFlags": "0x0",
        "SwFeatures": "0x0",
        "HouseholdControlID": player.household_id,
        "LocationId": player.location_id,
    }
    if not firmware.has_generation:
        fields = {name: value for name, value in fields.items() if name not in {"SWGen", "HHSwgenState"}}
    if "LOCATION.SMARTSPEAKER.AUDIO" not in firmware.ssdp_headers:
        del fields["LocationId"]
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<ZPInfo>{inner}</ZPInfo><!-- SDT: 0 ms -->"


def battery_status(data: Mapping[str, str]) -> str:
    """``/status/batterystatus``; nothing at all for a player on mains."""
    if not data:
        return ""
    lines = "".join(f'\n<Data name="{name}">{escape(value)}</Data>' for name, value in data.items())
    return f"<LocalBatteryStatus>{lines}\n</LocalBatteryStatus>"


_TOPOLOGY_ATTRIBUTES = {
    "wirelessmode": "WirelessMode",
    "hasconfiguredssid": "HasConfiguredSSID",
    "channelfreq": "ChannelFreq",
    "behindwifiext": "BehindWifiExtender",
    "wifienabled": "WifiEnabled",
    "location": "Location",
    "version": "SoftwareVersion",
    "mincompatibleversion": "MinCompatibleVersion",
    "legacycompatibleversion": "LegacyCompatibleVersion",
    "bootseq": "BootSeq",
    "uuid": "UUID",
}


def old_topology(
    members: Iterable[tuple[str, bool, Mapping[str, str]]], controllers: Iterable[tuple[str, str, str]]
) -> str:
    """``/status/topology``: group id, whether it coordinates and attributes of each player; then the controllers.

    A controller is UDN, name and address. Attributes are named as in ZoneGroupState.
    """
    players = "".join(
        f"<ZonePlayer group='{escape(group)}' coordinator='{'true' if leads else 'false'}'"
        + "".join(f" {name}='{escape(shown[source])}'" for name, source in _TOPOLOGY_ATTRIBUTES.items())
        + f">{escape(shown['ZoneName'])}</ZonePlayer>\n"
        for group, leads, shown in members
    )
    servers = "".join(
        f"<MediaServer location='{escape(address)}' uuid='{escape(udn)}' version='' canbedisplayed='false' "
        f"unavailable='false' type='0' ext=''>{escape(name)}</MediaServer>"
        for udn, name, address in controllers
    )
    return f"\n<ZonePlayers>\n{players}</ZonePlayers><MediaServers>{servers}</MediaServers>"


def group_description(player: ShownPlayer) -> str:
    """What the SpeakerGroup announcement points to: the player as its group (our choice)."""
    fields = {
        "deviceType": "urn:smartspeaker-audio:device:SpeakerGroup:1",
        "friendlyName": player.group_name,
        "manufacturer": "Sonos, Inc.",
        "manufacturerURL": "http://www.sonos.com",
        "modelNumber": player.profile.model,
        "modelName": player.profile.model_name,
        "UDN": f"uuid:{player.uuid}",
    }
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return (
        '<?xml version="1.0" encoding="utf-8" ?>\n<root xmlns="urn:schemas-upnp-org:device-1-0">'
        f"<specVersion><major>1</major><minor>0</minor></specVersion><device>{inner}</device></root>"
    )


def device_info(player: ShownPlayer) -> dict[str, Any]:
    """The ``device`` object of :func:`discovery_info`."""
    profile, firmware = player.profile, player.profile.firmware
    info: dict[str, Any] = {
        "_objectType": "deviceInfo",
        "id": player.uuid,
        "serialNumber": player.serial,
        "deviceId": player.mac.replace(":", ""),
        "model": profile.model,
        "modelDisplayName": profile.display_name,
        # One recording pairs variant 1 with black; white for the others is inferred.
        "color": "black" if profile.hardware.variant == 1 else "white",
        "capabilities": [word for word, needs in _CAPABILITIES if not needs or profile.can(needs)],
        "deviceFeatures": [],
        "apiVersion": firmware.release.api,
        "minApiVersion": firmware.min_api,
        "versions": {
            "_objectType": "sdkVersions",
            "controlAPI": [firmware.control_api, firmware.release.api],
            "trueplaySDK": ["6"],
            "audioTxProtocol": [3],
            "htAudioTxProtocol": [7],
        },
        "name": player.room_name,
        "websocketUrl": _websocket_url(player),
        "softwareVersion": profile.software,
        "hwVersion": profile.hardware.hardware_version,
        "swGen": profile.generation,
        "quarantineReasons": [],
    }
    if not firmware.has_versions:
        del info["versions"]
    return info


def discovery_info(player: ShownPlayer) -> dict[str, Any]:
    """The JSON object ``discoveryInfo``, keys in recorded order."""
    return {
        "_objectType": "discoveryInfo",
        "device": device_info(player),
        "householdId": player.household_id,
        "locationId": player.location_id,
        "playerId": player.uuid,
        "deviceId": player.mac.replace(":", ""),
        "groupId": player.group_id,
        "websocketUrl": _websocket_url(player),
        "restUrl": f"https://{player.ip}:{SSL_PORT}/api",
        "allowGuestAccess": True,
        "credentialTypeAllowed": "API_KEY",
    }


def _websocket_url(player: ShownPlayer) -> str:
    return f"wss://{player.ip}:{SSL_PORT}/websocket/api"
