"""SSDP datagrams against recorded ones; the recordings themselves are not part of the repository."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ssdpy.http_helper import parse_headers
from ssdpy.protocol import create_msearch_payload

from sonos_sim.catalogue import Profile, profile, profile_keys
from sonos_sim.wire.ssdp import (
    SPEAKER_GROUP,
    Advertisement,
    Search,
    Target,
    matching,
    notify_alive,
    notify_byebye,
    parse_search,
    search_response,
    targets,
)

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "ssdp.json"
ZONE_PLAYER = "urn:schemas-upnp-org:device:ZonePlayer:1"
UUID = "RINCON_02AABBCCDDEE01400"
FULL = Advertisement(
    profile("S18"),
    UUID,
    "127.9.8.7",
    "Sonos_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    muse_household_id="Sonos_ABCDEFGHIJKLMNOPQRSTUVWXYZ.abcdefghijklmnopqrst",
    location_id="lc_0123456789abcdef0123456789abcdef",
    boot_seq=253,
    wifi_mode=1,
    proxy="RINCON_02AABBCCDDFF01400",
    group_id=f"{UUID}:2367147317",
    group_name="Kitchen + 2",
)
SINGLE = replace(FULL, proxy="")
HEAD = ["CACHE-CONTROL", "EXT", "LOCATION", "SERVER", "ST", "USN"]
IDS = ["X-RINCON-HOUSEHOLD", "X-RINCON-BOOTSEQ"]
WIFI = ["X-RINCON-WIFIMODE", "X-RINCON-VARIANT"]
BOOT = "BOOTID.UPNP.ORG"
MUSE = "HOUSEHOLD.SMARTSPEAKER.AUDIO"
PLACE = "LOCATION.SMARTSPEAKER.AUDIO"
SECURE = ["SECURELOCATION.UPNP.ORG", "X-SONOS-HHSECURELOCATION"]
BY_BUILD = {
    "19.4-60120": ["X-RINCON-BOOTSEQ", "X-RINCON-HOUSEHOLD"],
    "31.8-24090": [*IDS, "X-RINCON-WIFIMODE"],
    "34.16-37101": [*IDS, *WIFI],
    "54.2-72031": [*IDS, *WIFI, MUSE],
    "57.9-23290": [*IDS, *WIFI, MUSE],
    "57.23-74170": [*IDS, BOOT, *WIFI, MUSE],
    "63.2-90210": [*IDS, BOOT, *WIFI, MUSE],
    "66.4-23090": [*IDS, BOOT, *WIFI, MUSE, *SECURE],
    "85.0-64200": [*IDS, BOOT, *WIFI, MUSE, PLACE, *SECURE],
    "97.1-80312": [*IDS, BOOT, *WIFI, MUSE, PLACE, *SECURE],
}


def lines(datagram: bytes) -> list[str]:
    text = datagram.decode()
    assert text.endswith("\r\n\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.removesuffix("\r\n\r\n").split("\r\n")


def headers(datagram: bytes) -> dict[str, str]:
    return {line.partition(":")[0]: line.partition(":")[2].strip() for line in lines(datagram)[1:]}


def at_build(software: str) -> Profile:
    return replace(profile("S18"), software=software)


def recordings() -> list[dict[str, Any]]:
    if not RECORDINGS.exists():
        return []
    return [entry for entry in json.loads(RECORDINGS.read_text("utf-8")) if entry["service"] == "SSDP"]


@pytest.mark.parametrize("entry", recordings(), ids=lambda entry: entry["id"])
def test_recorded_datagrams_byte_for_byte(entry: dict[str, Any]) -> None:
    recorded = dict(entry["response"]["headers"])
    st = recorded.get("ST") or recorded["NT"]
    group = recorded.get("GROUPINFO.SMARTSPEAKER.AUDIO", 'gc=1; gid=; gname=""')
    coordinator, gid, gname = (part.partition("=")[2] for part in group.split("; "))
    ip, _, port = recorded["LOCATION"].split("/")[2].partition(":")
    variant = int(recorded.get("X-RINCON-VARIANT", "0"))
    model = replace(
        profile("S18"),
        model=entry["model"],
        token=recorded["SERVER"].rpartition("(")[2].rstrip(")"),
        software=entry["software"],
        hardware=replace(profile("S18").hardware, variant=variant),
    )
    boots = int(recorded.get("X-RINCON-BOOTSEQ") or recorded[BOOT])
    advertisement = Advertisement(
        model,
        recorded["USN"].removeprefix("uuid:").split("::")[0].removesuffix("_MR"),
        ip,
        recorded.get("X-RINCON-HOUSEHOLD", ""),
        port=int(port),
        muse_household_id=recorded.get(MUSE, ""),
        location_id=recorded.get(PLACE, ""),
        boot_seq=boots,
        wifi_mode=int(recorded.get("X-RINCON-WIFIMODE", "0")),
        group_id=gid,
        group_name=gname.strip('"'),
        is_coordinator=coordinator == "1",
    )
    render = search_response if entry["action"] == "msearch-response" else notify_alive
    rendered = render(advertisement, Target(st, recorded["USN"]))
    expected = entry["raw"]
    if entry["id"].startswith("idx-rust-fake"):  # a replay that names the replayer in LOCATION alone
        expected = expected.replace("192.168.1.8:", f"{ip}:")
    assert rendered.decode() == expected
    if not recorded["USN"].startswith("uuid:c42"):  # its publisher put another kind of UUID in
        assert Target(st, recorded["USN"]) in targets(model, advertisement.uuid)


@pytest.mark.parametrize(("software", "tail"), BY_BUILD.items())
def test_header_set_of_a_build(software: str, tail: list[str]) -> None:
    advertisement = replace(SINGLE, profile=at_build(software))
    target = targets(advertisement.profile, UUID)[2]
    answer = search_response(advertisement, target)
    assert lines(answer)[0] == "HTTP/1.1 200 OK"
    assert list(headers(answer)) == HEAD + tail
    alive = notify_alive(advertisement, target)
    assert lines(alive)[0] == "NOTIFY * HTTP/1.1"
    assert list(headers(alive)) == ["HOST", "CACHE-CONTROL", "LOCATION", "NT", "NTS", "SERVER", "USN", *tail]
    byebye = notify_byebye(advertisement, target)
    assert list(headers(byebye)) == ["HOST", "NT", "NTS", "USN", *(name for name in tail if name not in SECURE)]


def test_values_clients_depend_on() -> None:
    answer = search_response(SINGLE, targets(SINGLE.profile, UUID)[2]).decode()
    assert "\r\nEXT:\r\n" in answer
    assert "\r\nCACHE-CONTROL: max-age = 1800\r\n" in answer
    assert "\r\nLOCATION: http://127.9.8.7:1400/xml/device_description.xml\r\n" in answer
    assert "\r\nSERVER: Linux UPnP/1.0 Sonos/95.0-77060 (ZPS18)\r\n" in answer
    assert f"\r\nUSN: uuid:{UUID}::{ZONE_PLAYER}\r\n" in answer
    assert "DATE" not in answer


@pytest.mark.parametrize("key", profile_keys())
def test_datagrams_fit_into_what_soco_reads(key: str) -> None:
    advertisement = replace(FULL, profile=profile(key), ip="127.255.255.255", boot_seq=99999)
    for target in targets(advertisement.profile, UUID):
        assert len(search_response(advertisement, target)) < 1024
        assert len(notify_alive(advertisement, target)) < 1024


@pytest.mark.parametrize(
    ("key", "software", "count"),
    [
        ("S18", "95.0-77060", 23),
        ("S13", "63.2-90210", 22),
        ("S5", "57.19-49220", 23),
        ("S9", "66.4-23300", 23),
        ("S16", "79.1-53290", 24),
        ("S16", "85.0-65020", 25),
        ("Sub", "63.2-90210", 22),
    ],
)
def test_number_of_targets(key: str, software: str, count: int) -> None:
    found = targets(replace(profile(key), software=software), UUID)
    assert len(found) == len(set(found)) == count


def test_targets_stand_in_the_order_of_the_description() -> None:
    found = targets(profile("S18"), UUID)
    assert found[:3] == [
        Target("upnp:rootdevice", f"uuid:{UUID}::upnp:rootdevice"),
        Target(f"uuid:{UUID}", f"uuid:{UUID}"),
        Target(ZONE_PLAYER, f"uuid:{UUID}::{ZONE_PLAYER}"),
    ]
    names = [target.st.split(":")[-2] if target.st.startswith("urn") else target.st for target in found]
    assert names[3:10] == [
        "AlarmClock",
        "MusicServices",
        "DeviceProperties",
        "SystemProperties",
        "ZoneGroupTopology",
        "GroupManagement",
        "QPlay",
    ]
    assert names[10:14] == [f"uuid:{UUID}_MS", "MediaServer", "ContentDirectory", "ConnectionManager"]
    assert names[14:17] == [f"uuid:{UUID}_MR", "MediaRenderer", "RenderingControl"]
    assert found[-1] == Target(SPEAKER_GROUP, f"uuid:{UUID}::{SPEAKER_GROUP}")


def test_a_bridge_has_seven_targets() -> None:
    bridge = replace(profile("S18"), model="BR200", capabilities=frozenset({"bridge"}))
    assert len(targets(bridge, UUID)) == 7


def test_matching() -> None:
    connection_manager = "urn:schemas-upnp-org:service:ConnectionManager:1"
    assert matching(FULL, "ssdp:all") == targets(FULL.profile, UUID)
    assert [target.usn for target in matching(FULL, connection_manager)] == [
        f"uuid:{UUID}_MS::{connection_manager}",
        f"uuid:{UUID}_MR::{connection_manager}",
    ]
    assert matching(FULL, f"uuid:{UUID}_MR") == [Target(f"uuid:{UUID}_MR", f"uuid:{UUID}_MR")]
    assert matching(FULL, "urn:schemas-upnp-org:device:InternetGatewayDevice:1") == []


def test_bonded_players_name_their_proxy() -> None:
    found = headers(search_response(FULL, targets(FULL.profile, UUID)[2]))
    order = list(found)
    assert found["X-RINCON-PROXY"] == "RINCON_02AABBCCDDFF01400"
    assert order.index("X-RINCON-PROXY") == order.index(BOOT) + 1 == order.index("X-RINCON-WIFIMODE") - 1


def test_unknown_long_ids_are_left_out() -> None:
    bare = replace(SINGLE, muse_household_id="", location_id="")
    assert not {MUSE, PLACE} & headers(search_response(bare, targets(bare.profile, UUID)[2])).keys()


def test_speaker_group() -> None:
    target = targets(FULL.profile, UUID)[-1]
    found = headers(search_response(FULL, target))
    assert list(found) == [
        *HEAD,
        BOOT,
        "CONFIGID.UPNP.ORG",
        "GROUPINFO.SMARTSPEAKER.AUDIO",
        "WEBSOCK.SMARTSPEAKER.AUDIO",
        MUSE,
        PLACE,
        "APIVER.SMARTSPEAKER.AUDIO",
        "MINAPIVER.SMARTSPEAKER.AUDIO",
    ]
    assert found["CACHE-CONTROL"] == "max-age = 3600"
    assert found["LOCATION"] == "http://127.9.8.7:1400/xml/group_description.xml"
    assert found["GROUPINFO.SMARTSPEAKER.AUDIO"] == f'gc=1; gid={UUID}:2367147317; gname="Kitchen + 2"'
    bonded = replace(FULL, is_coordinator=False, group_id="", group_name="")
    assert headers(search_response(bonded, target))["GROUPINFO.SMARTSPEAKER.AUDIO"] == 'gc=0; gid=; gname=""'


def test_names_cannot_add_headers() -> None:
    hostile = replace(FULL, group_name="A\r\nX-EVIL: 1\r\n\r\n", reason="gone\nX-EVIL: 2")
    for target in targets(FULL.profile, UUID):
        for datagram in (
            search_response(hostile, target),
            notify_alive(hostile, target),
            notify_byebye(hostile, target),
        ):
            assert "X-EVIL" not in headers(datagram)


def test_byebye_gives_a_reason_if_there_is_one() -> None:
    target = targets(FULL.profile, UUID)[0]
    assert "X-RINCON-REASON" not in headers(notify_byebye(FULL, target))
    found = headers(notify_byebye(replace(FULL, reason="powered off"), target))
    assert list(found)[-1] == "X-RINCON-REASON"
    assert found["X-RINCON-REASON"] == "powered off"
    assert found["NTS"] == "ssdp:byebye"
    assert not {"LOCATION", "SERVER", "CACHE-CONTROL"} & found.keys()


def test_another_library_reads_our_datagrams() -> None:
    target = targets(FULL.profile, UUID)[0]
    assert parse_headers(search_response(FULL, target))["usn"] == target.usn
    assert parse_headers(notify_alive(FULL, target))["nt"] == target.st


@pytest.mark.parametrize(
    ("datagram", "expected"),
    [
        (create_msearch_payload("239.255.255.250:1900", ZONE_PLAYER, 3), Search(ZONE_PLAYER, 3)),
        # bare LFs and no blank line at the end (SoCo)
        (
            b'M-SEARCH * HTTP/1.1\nHOST: 239.255.255.250:1900\nMAN: "ssdp:discover"\nMX: 1\nST: '
            + ZONE_PLAYER.encode(),
            Search(ZONE_PLAYER, 1),
        ),
        # no quotes, an unusable HOST, no MX (jishi, node-sonos)
        (
            b"M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:reservedSSDPport\r\nMAN: ssdp:discover\r\nST: ssdp:all",
            Search("ssdp:all", None),
        ),
        (b"m-search * HTTP/1.0\r\nst:ssdp:all\r\nman:'SSDP:Discover'\r\nMx: soon\r\n\r\n", Search("ssdp:all", None)),
        (b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nMX: -1\r\nST: a\r\n\r\n', Search("a", None)),
        (
            b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nMX: ' + b"9" * 5000 + b"\r\nST: a\r\n\r\n",
            Search("a", None),
        ),
        ('M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nMX: ²\r\nST: a\r\n\r\n'.encode(), Search("a", None)),
        (b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nMX: 1\r\n\r\n', None),
        (b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nST:\r\n\r\n', None),
        (b"M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n", None),
        (b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:other"\r\nST: ssdp:all\r\n\r\n', None),
        (b"NOTIFY * HTTP/1.1\r\nMAN: ssdp:discover\r\nST: ssdp:all\r\n\r\n", None),
        (b"", None),
        (b"\r\n\r\n", None),
    ],
)
def test_searches(datagram: bytes, expected: Search | None) -> None:
    assert parse_search(datagram) == expected


@given(st.binary())
def test_any_bytes_are_read_without_error(data: bytes) -> None:
    parse_search(data)
    parse_search(b"M-SEARCH " + data)
    parse_search(b"M-SEARCH * HTTP/1.1\r\nMAN: ssdp:discover\r\nST: a\r\nMX:" + data)
