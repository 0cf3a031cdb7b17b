"""SSDP datagrams: searches in; answers, alive and byebye out.

Header names, their order and spelling follow 12 recorded datagrams from 31.8 to 97.1. byebye was never recorded, and
neither was a NOTIFY of the SpeakerGroup: their form is inferred.
"""

# ssdpy's helpers do not fit: they write ``NAME:value`` (jishi wants ``NAME: value``) and refuse LF line ends.

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from sonos_sim.catalogue import Device

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.catalogue import Profile

GROUP = "239.255.255.250"
"""The multicast address of SSDP."""
PORT = 1900
"""The port of SSDP."""
SEARCH_ALL = "ssdp:all"
SPEAKER_GROUP = "urn:smartspeaker-audio:service:SpeakerGroup:1"

_MX = re.compile(r"\d{1,6}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Target(NamedTuple):
    """Something a player can be searched for (ST, in NOTIFYs NT) and the name it answers with (USN)."""

    st: str
    usn: str


@dataclass(frozen=True, slots=True)
class Search:
    """An M-SEARCH."""

    target: str
    """The ST header."""
    mx: int | None
    """Seconds within which answers may be spread; None if the header is missing or no number."""


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a player says about itself over SSDP."""

    profile: Profile
    uuid: str
    ip: str
    household_id: str
    """The short household id."""
    port: int = 1400
    muse_household_id: str = ""
    """The long household id; empty: its header is left out."""
    location_id: str = ""
    """``lc_`` and 32 hex digits; empty: its header is left out."""
    boot_seq: int = 1
    """Number of boots; Home Assistant takes a greater one for a reboot."""
    wifi_mode: int = 0
    """0 wired or SonosNet, 1 Wi-Fi (the meaning is inferred)."""
    proxy: str = ""
    """UUID of the primary player for a bonded one, otherwise empty."""
    group_id: str = ""
    """Empty for bonded players."""
    group_name: str = ""
    is_coordinator: bool = True
    reason: str = ""
    """Why it says byebye (``powered off``, ``sleeping``, ``upgrade`` ...); empty: no such header."""


def parse_search(datagram: bytes) -> Search | None:
    """The M-SEARCH in ``datagram``, or None if it is something else.

    Lenient, since shipping clients send bare LFs, no blank line at the end, MAN without quotes and an unusable HOST
    (protocol notes on SoCo, node-sonos, jishi). Never raises.
    """
    start, *lines = datagram.decode("utf-8", "replace").strip().splitlines() or [""]
    if start.split(maxsplit=1)[:1] not in (["M-SEARCH"], ["m-search"]):
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().upper(), value.strip())
    target = headers.get("ST", "")
    if not target or headers.get("MAN", "").strip("\"'").lower() != "ssdp:discover":
        return None
    mx = headers.get("MX", "")
    return Search(target, int(mx) if _MX.fullmatch(mx) else None)


def targets(profile: Profile, uuid: str) -> list[Target]:
    """All that a player of ``profile`` answers to, in the order of its NOTIFYs (the order is inferred)."""
    return [
        Target(st or f"uuid:{uuid}{suffix}", f"uuid:{uuid}{suffix}" + (f"::{st}" if st else ""))
        for st, suffix in _targets(profile)
    ]


@cache
def _targets(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Pairs of ST and UDN suffix; an empty ST stands for the UDN itself."""
    pairs = [("upnp:rootdevice", "")]
    for device in Device:
        types = [profile.service(e.service).type for e in profile.endpoints if e.device is device]
        if types:
            pairs += [("", device.value), (device.urn, device.value), *((type_, device.value) for type_ in types)]
    if profile.firmware.answers_speaker_group and not profile.can("bridge"):
        pairs.append((SPEAKER_GROUP, ""))
    return tuple(pairs)


def matching(advertisement: Advertisement, st: str) -> list[Target]:
    """The targets of the player that a search for ``st`` asks for; empty: the player stays silent."""
    known = targets(advertisement.profile, advertisement.uuid)
    return known if st == SEARCH_ALL else [target for target in known if target.st == st]


def search_response(advertisement: Advertisement, target: Target) -> bytes:
    """The answer to a search that matched ``target``."""
    is_group = target.st == SPEAKER_GROUP
    return _datagram(
        "HTTP/1.1 200 OK",
        [
            ("CACHE-CONTROL", _max_age(target)),
            ("EXT", ""),
            ("LOCATION", _location(advertisement, target)),
            ("SERVER", advertisement.profile.server_header),
            ("ST", target.st),
            ("USN", target.usn),
            *(_group_headers(advertisement) if is_group else _headers(advertisement)),
        ],
    )


def notify_alive(advertisement: Advertisement, target: Target) -> bytes:
    """The announcement of ``target``."""
    is_group = target.st == SPEAKER_GROUP
    return _datagram(
        "NOTIFY * HTTP/1.1",
        [
            ("HOST", f"{GROUP}:{PORT}"),
            ("CACHE-CONTROL", _max_age(target)),
            ("LOCATION", _location(advertisement, target)),
            ("NT", target.st),
            ("NTS", "ssdp:alive"),
            ("SERVER", advertisement.profile.server_header),
            ("USN", target.usn),
            *(_group_headers(advertisement) if is_group else _headers(advertisement)),
        ],
    )


def notify_byebye(advertisement: Advertisement, target: Target) -> bytes:
    """The farewell of ``target``, with X-RINCON-REASON last if there is a reason (its place is inferred)."""
    is_group = target.st == SPEAKER_GROUP
    headers = _group_headers(advertisement) if is_group else _headers(advertisement)
    reason = [("X-RINCON-REASON", _one_line(advertisement.reason))] if advertisement.reason else []
    return _datagram(
        "NOTIFY * HTTP/1.1",
        [
            ("HOST", f"{GROUP}:{PORT}"),
            ("NT", target.st),
            ("NTS", "ssdp:byebye"),
            ("USN", target.usn),
            # A player that leaves names no place to find it.
            *(header for header in headers if header[0] not in _PLACES),
            *reason,
        ],
    )


_PLACES = frozenset({"SECURELOCATION.UPNP.ORG", "X-SONOS-HHSECURELOCATION", "WEBSOCK.SMARTSPEAKER.AUDIO"})


def _datagram(start: str, headers: Iterable[tuple[str, str]]) -> bytes:
    # "EXT:" stands without a blank, as recorded.
    lines = [f"{name}: {value}" if value else f"{name}:" for name, value in headers]
    return "\r\n".join((start, *lines, "", "")).encode()


def _max_age(target: Target) -> str:
    return f"max-age = {3600 if target.st == SPEAKER_GROUP else 1800}"


def _location(ad: Advertisement, target: Target) -> str:
    kind = "group" if target.st == SPEAKER_GROUP else "device"
    return f"http://{ad.ip}:{ad.port}/xml/{kind}_description.xml"


def _headers(ad: Advertisement) -> list[tuple[str, str]]:
    """What follows USN: the headers of the build, without those the player has no value for."""
    values = {
        "X-RINCON-HOUSEHOLD": ad.household_id,
        "X-RINCON-BOOTSEQ": str(ad.boot_seq),
        "BOOTID.UPNP.ORG": str(ad.boot_seq),
        "X-RINCON-PROXY": ad.proxy,
        "X-RINCON-WIFIMODE": str(ad.wifi_mode),
        "X-RINCON-VARIANT": str(ad.profile.hardware.variant),
        "HOUSEHOLD.SMARTSPEAKER.AUDIO": ad.muse_household_id,
        "LOCATION.SMARTSPEAKER.AUDIO": ad.location_id,
        "SECURELOCATION.UPNP.ORG": f"https://{ad.ip}:1443/xml/device_description.xml",
        "X-SONOS-HHSECURELOCATION": f"https://{ad.ip}:1843/xml/device_description.xml",
    }
    return [(name, values[name]) for name in ad.profile.firmware.ssdp_headers if values[name]]


def _group_headers(ad: Advertisement) -> list[tuple[str, str]]:
    """What follows USN in the SpeakerGroup's datagrams (one was recorded, from 97.1)."""
    firmware = ad.profile.firmware
    group = f'gc={int(ad.is_coordinator)}; gid={ad.group_id}; gname="{_one_line(ad.group_name)}"'
    headers = [
        ("BOOTID.UPNP.ORG", str(ad.boot_seq)),
        ("CONFIGID.UPNP.ORG", "1"),
        ("GROUPINFO.SMARTSPEAKER.AUDIO", group),
        ("WEBSOCK.SMARTSPEAKER.AUDIO", f"wss://{ad.ip}:1443/websocket/api"),
        ("HOUSEHOLD.SMARTSPEAKER.AUDIO", ad.muse_household_id),
        ("LOCATION.SMARTSPEAKER.AUDIO", ad.location_id),
        ("APIVER.SMARTSPEAKER.AUDIO", firmware.release.api),
        ("MINAPIVER.SMARTSPEAKER.AUDIO", firmware.min_api),
    ]
    return [header for header in headers if header[1]]


def _one_line(text: str) -> str:
    """``text`` without line breaks: a room name must not be able to add a header."""
    return _CONTROL.sub(" ", text)
