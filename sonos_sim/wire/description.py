"""The device description: ``/xml/device_description.xml``.

Order, values and white space follow a description recorded from an S18 at 92.0 (mixed tabs and stray columns
included); what other builds have or lack follows from :class:`sonos_sim.catalogue.Firmware`. Older builds differ from
it in a few blanks that no parser sees; those are not imitated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sonos_sim.catalogue import Device
from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.catalogue import Endpoint, Profile

DescriptionStyle = Literal["device", "compact"]

SSL_PORT = 1443
"""HTTPS of the control API."""
HOUSEHOLD_SSL_PORT = 1843
"""HTTPS between players of a household."""

_TEMPLATE_LINES = (
    "#DEACTIVATION_STATE_TAG_AND_VALUE#",
    "#DEACTIVATION_TTL_TAG_AND_VALUE#",
    "#DEACTIVATION_DATE_TIME_TAG_AND_VALUE#",
)


@dataclass(frozen=True, slots=True)
class DescribedPlayer:
    """What a description says about one player, beyond its profile."""

    uuid: str
    """``RINCON_`` + MAC + ``01400``."""
    mac: str
    """MAC address with colons."""
    serial: str
    """MAC with dashes, a colon and a check character."""
    room_name: str
    ip: str
    port: int = 1400
    """Where the player listens; friendly names show it unless it is 1400."""

    @property
    def host(self) -> str:
        """What friendly names begin with: the address, as real players have it, and any other port than theirs."""
        return self.ip if self.port == 1400 else f"{self.ip}:{self.port}"


@dataclass(frozen=True, slots=True)
class _Indent:
    """White space before the lines of a service element."""

    outer: str
    kind: str
    inner: str
    close: str


_ROOT = _Indent("      ", "        ", "        ", "      ")
_TABBED = _Indent("\t  ", "\t    ", "\t    ", "\t  ")
_INDENTS = {
    (Device.MEDIA_SERVER, "ContentDirectory"): _Indent("    ", "      ", "      ", "    "),
    (Device.MEDIA_SERVER, "ConnectionManager"): _Indent("    ", "      ", "\t    ", "\t  "),
    (Device.MEDIA_RENDERER, "RenderingControl"): _TABBED,
    (Device.MEDIA_RENDERER, "ConnectionManager"): _TABBED,
    (Device.MEDIA_RENDERER, "AVTransport"): _TABBED,
    (Device.MEDIA_RENDERER, "Queue"): _TABBED,
    (Device.MEDIA_RENDERER, "VirtualLineIn"): _Indent("      ", "          ", "          ", "      "),
}


def render_description(
    profile: Profile, player: DescribedPlayer, *, description_style: DescriptionStyle = "device"
) -> bytes:
    """The description of ``player``; style ``compact`` leaves out all white space between elements."""
    lines = _document(profile, player)
    if description_style == "compact":
        return "".join(line.strip() for line in lines).encode()
    return "".join(f"{line}\n" for line in lines).encode()


def _document(profile: Profile, player: DescribedPlayer) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8" ?>'
    yield '<root xmlns="urn:schemas-upnp-org:device-1-0">'
    yield "  <specVersion>"
    yield "    <major>1</major>"
    yield "    <minor>0</minor>"
    yield "  </specVersion>"
    yield "  <device>"
    yield from _root_fields(profile, player)
    yield "    <serviceList>"
    yield from _services(profile, Device.ZONE_PLAYER)
    yield "    </serviceList>"
    yield "    <deviceList>"
    if not profile.can("bridge"):
        yield "      <device>"
        yield from _media_server(profile, player)
        yield "      </device>"
        yield "      <device>"
        yield from _media_renderer(profile, player)
        yield "      </device>"
    yield "    </deviceList>"
    yield "  </device>"
    yield "</root>"


def _element(indent: str, name: str, value: object) -> str:
    return f"{indent}<{name}>{escape(str(value))}</{name}>"


def _root_fields(profile: Profile, player: DescribedPlayer) -> Iterator[str]:
    firmware = profile.firmware
    yield from _identity(profile, Device.ZONE_PLAYER, player.host, player.uuid, "    ")
    yield _element("    ", "softwareVersion", profile.software)
    if firmware.has_generation:
        yield _element("    ", "swGen", profile.generation)
    yield _element("    ", "hardwareVersion", profile.hardware.hardware_version)
    yield _element("    ", "serialNum", player.serial)
    if firmware.has_generation:
        yield _element("    ", "MACAddress", player.mac)
    yield _element("    ", "UDN", f"uuid:{player.uuid}")
    yield from _icons(profile, "    ", "<id>0</id>")
    yield from _versions(profile)
    yield _element("    ", "roomName", player.room_name)
    yield _element("    ", "displayName", profile.display_name)
    yield from _hardware(profile)
    if firmware.has_secure_ports:
        yield _element("    ", "SSLPort", SSL_PORT)
        yield _element("    ", "securehhSSLPort", HOUSEHOLD_SSL_PORT)
    if firmware.has_headphone_port:
        yield _element("    ", "headphoneControlPort", 0)


def _identity(profile: Profile, device: Device, place: str, uuid: str, indent: str) -> Iterator[str]:
    """From deviceType to modelURL; ``place`` begins the friendly name: the room for the renderer, else the address."""
    suffix = {"": "", "_MS": " Media Server", "_MR": " Media Renderer"}[device.value]
    ending = f" - {uuid}" if profile.firmware.names_carry_uuid else ""
    folder = "store/products" if profile.can("bridge") else "products/zoneplayers"
    yield _element("\t" if device is Device.MEDIA_RENDERER else indent, "deviceType", device.urn)
    yield _element(indent, "friendlyName", f"{place} - {profile.model_name}{suffix}{ending}")
    yield _element(indent, "manufacturer", "Sonos, Inc.")
    yield _element(indent, "manufacturerURL", "http://www.sonos.com")
    yield _element(indent, "modelNumber", profile.model)
    yield _element("", "modelDescription", f"{profile.model_name}{suffix}")
    yield _element("", "modelName", profile.model_name)
    yield _element(indent, "modelURL", f"http://www.sonos.com/{folder}/{profile.model}")


def _icons(profile: Profile, indent: str, *first: str) -> Iterator[str]:
    yield f"{indent}<iconList>"
    yield f"{indent}  <icon>"
    lines = (*first, "<mimetype>image/png</mimetype>", "<width>48</width>", "<height>48</height>", "<depth>24</depth>")
    for line in lines:
        yield f"{indent}    {line}"
    yield _element(f"{indent}    ", "url", f"/img/icon-{profile.model}.png")
    yield f"{indent}  </icon>"
    yield f"{indent}</iconList>"


def _versions(profile: Profile) -> Iterator[str]:
    firmware = profile.firmware
    release = firmware.release
    yield _element("    ", "minCompatibleVersion", firmware.min_compatible)
    if firmware.has_api_version:
        yield _element("    ", "legacyCompatibleVersion", firmware.legacy_compatible)
        if not profile.can("bridge"):
            yield _element("    ", "apiVersion", release.api)
            yield _element("    ", "minApiVersion", firmware.min_api)
    yield _element("    ", "displayVersion", release.display)
    yield _element("    ", "extraVersion", profile.hardware.extra_version)
    if firmware.has_ns_version:
        yield _element("    ", "nsVersion", release.ns)
    if firmware.has_versions:
        yield "    <versions>"
        yield "      <audioTxProtocol><version>3</version></audioTxProtocol>"
        yield "      <htAudioTxProtocol><version>7</version></htAudioTxProtocol>"
        control = "".join(f"<version>{number}</version>" for number in (firmware.control_api, release.api))
        yield f"      <controlAPI>{control}</controlAPI>"
        yield "      <trueplaySDK><version>6</version></trueplaySDK>"
        yield "    </versions>"


def _hardware(profile: Profile) -> Iterator[str]:
    hardware = profile.hardware
    firmware = profile.firmware
    bridge = profile.can("bridge")
    yield _element("    ", "zoneType", hardware.zone_type)
    yield _element("    ", "feature1", hardware.feature1)
    yield _element("    ", "feature2", hardware.feature2)
    yield _element("    ", "feature3", hardware.feature3)
    if firmware.has_feature4:
        yield _element("    ", "feature4", hardware.feature4)
    if firmware.has_series:
        yield _element("    ", "seriesid", hardware.series_id)
        yield _element("    ", "variant", hardware.variant)
    yield _element("    ", "internalSpeakerSize", hardware.internal_speaker_size)
    if not firmware.has_series:
        return
    if firmware.has_speaker_tuning and not bridge:
        yield _element("    ", "bassExtension", hardware.bass_extension)
        yield _element("    ", "satGainOffset", hardware.sat_gain_offset)
    yield _element("    ", "memory", hardware.memory)
    yield _element("    ", "flash", hardware.flash)
    if firmware.leaves_template_lines:
        yield from (f"    {line}" for line in _TEMPLATE_LINES)
    if hardware.flash_repartitioned is not None:
        yield _element("    ", "flashRepartitioned", hardware.flash_repartitioned)
    if not bridge:
        yield _element("    ", "ampOnTime", hardware.amp_on_time)
        yield _element("    ", "retailMode", hardware.retail_mode)


def _media_server(profile: Profile, player: DescribedPlayer) -> Iterator[str]:
    yield from _identity(profile, Device.MEDIA_SERVER, player.host, player.uuid, "  ")
    yield _element("  ", "UDN", f"uuid:{player.uuid}_MS")
    yield "  <serviceList>"
    yield from _services(profile, Device.MEDIA_SERVER)
    yield "\t</serviceList>"


def _media_renderer(profile: Profile, player: DescribedPlayer) -> Iterator[str]:
    yield from _identity(profile, Device.MEDIA_RENDERER, player.room_name, player.uuid, "  ")
    yield _element("\t", "UDN", f"uuid:{player.uuid}_MR")
    yield "\t<serviceList>"
    yield from _services(profile, Device.MEDIA_RENDERER)
    yield "\t</serviceList>"
    yield '        <X_Rhapsody-Extension xmlns="http://www.real.com/rhapsody/xmlns/upnp-1-0">'
    yield _element("  ", "deviceID", f"urn:rhapsody-real-com:device-id-1-0:sonos_1:{player.uuid}")
    yield "            <deviceCapabilities>"
    yield '              <interactionPattern type="real-rhapsody-upnp-1-0"/>'
    yield "            </deviceCapabilities>"
    yield "        </X_Rhapsody-Extension>"
    yield (
        '        <qq:X_QPlay_SoftwareCapability xmlns:qq="http://www.tencent.com">QPlay:2</qq:X_QPlay_SoftwareCapability>'
    )
    yield from _icons(profile, "        ")


def _services(profile: Profile, device: Device) -> Iterator[str]:
    for endpoint in profile.endpoints:
        if endpoint.device is device:
            yield from _service(profile, endpoint)


def _service(profile: Profile, endpoint: Endpoint) -> Iterator[str]:
    service = profile.service(endpoint.service)
    indent = _INDENTS.get((endpoint.device, endpoint.service), _ROOT)
    yield f"{indent.outer}<service>"
    yield _element(indent.kind, "serviceType", service.type)
    yield _element(indent.inner, "serviceId", service.id)
    yield _element(indent.inner, "controlURL", endpoint.control_path)
    yield _element(indent.inner, "eventSubURL", endpoint.event_path)
    yield _element(indent.inner, "SCPDURL", service.scpd_path)
    yield f"{indent.close}</service>"
