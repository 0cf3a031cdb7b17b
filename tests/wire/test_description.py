"""The device description against recorded ones; the recordings themselves are not part of the repository."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sonos_sim.catalogue import Hardware, Profile, profile, profile_keys
from sonos_sim.wire.description import DescribedPlayer, render_description

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings" / "device_description.json"
NS = "{urn:schemas-upnp-org:device-1-0}"
PLAYER = DescribedPlayer("RINCON_02AABBCCDDEE01400", "02:AA:BB:CC:DD:EE", "02-AA-BB-CC-DD-EE:C", "Kitchen", "127.9.8.7")
S18_AT_92 = replace(profile("S18"), software="92.0-71170")
RECORDED_S18 = DescribedPlayer(
    "RINCON_48A6B844CEA501400", "removed for privacy", "removed for privacy", "Sonos", "172.16.0.10"
)
RECORDED_S18_SHA256 = "d8525bd0892d5a9d8bc59c6cd7616fd55a6ede8d49f52e2fda7e48756c28c665"


def recording(prefix: str) -> dict[str, Any]:
    if not RECORDINGS.exists():
        pytest.skip("the recordings are not at hand")
    entries: list[dict[str, Any]] = json.loads(RECORDINGS.read_text("utf-8"))
    return next(entry for entry in entries if entry["id"].startswith(prefix))


def bridge() -> Profile:
    return replace(
        profile("S5"),
        key="ZB100",
        model="ZB100",
        model_name="Sonos Bridge",
        display_name="Bridge",
        software="57.23-74170",
        capabilities=frozenset({"bridge"}),
        hardware=Hardware(zone_type=4, series_id="X999", variant=0, internal_speaker_size=-1, memory=8, flash=8),
    )


def device(document: bytes) -> etree._Element:
    found = etree.fromstring(document).find(f"{NS}device")
    assert found is not None
    return found


def fields(document: bytes) -> list[tuple[str, str]]:
    return [(child.tag.removeprefix(NS), (child.text or "").strip()) for child in device(document)]


def names(document: bytes) -> list[str]:
    return [name for name, _ in fields(document)]


def text(document: bytes, path: str) -> str:
    found = device(document).findtext("/".join(f"{NS}{name}" for name in path.split("/")))
    assert found is not None
    return found


def tokens(document: bytes | str) -> list[str]:
    """The document without its white space, which the older recordings do not share."""
    if isinstance(document, str):
        document = document.encode()
    return [line.strip() for line in re.sub(rb">\s*<", b">\n<", document).decode().splitlines() if line.strip()]


def test_s18_is_the_recording_byte_for_byte() -> None:
    raw = recording("idx-watea-s18")["raw"].encode()
    assert render_description(S18_AT_92, RECORDED_S18) == raw


def test_s18_without_the_recordings() -> None:
    assert hashlib.sha256(render_description(S18_AT_92, RECORDED_S18)).hexdigest() == RECORDED_S18_SHA256


def test_s18_at_66_has_the_recorded_elements() -> None:
    raw = recording("idx-swift-s18")["raw"]
    hardware = replace(S18_AT_92.hardware, hardware_version="1.26.1.7-2.2", feature3="0x0141580e")
    player = DescribedPlayer(
        "RINCON_48A6B8F2EE6C01400", "48:A6:B8:F2:EE:6C", "48-A6-B8-F2-EE-6C:1", "Sonos One", "192.168.1.15"
    )
    rendered = render_description(replace(S18_AT_92, software="66.4-23300", hardware=hardware), player)
    assert tokens(rendered)[1:] == tokens(raw)  # a browser showed it, without the declaration


def test_s1_generation_has_the_recorded_elements() -> None:
    # Its redaction left a shortened UUID and two addresses.
    raw = recording("sonosts.")["raw"].replace("RINCON_949F0000A901400", "RINCON_949F0023DB5B01400")
    raw = raw.replace("192.168.10.11", "192.168.96.57")
    s9 = profile("S9")
    old = replace(
        s9, software="57.4-83220", generation=1, hardware=replace(s9.hardware, variant=2, extra_version="OTP: ")
    )
    player = DescribedPlayer(
        "RINCON_949F0023DB5B01400", "94:9F:00:23:DB:5B", "94-9F-00-23-DB-5B:D", "TV", "192.168.96.57"
    )
    assert tokens(render_description(old, player)) == tokens(raw)


@pytest.mark.parametrize("prefix", ["gotwalt.", "kkalass.", "soco.", "tatimblin."])
def test_root_elements_of_other_builds(prefix: str) -> None:
    entry = recording(prefix)
    hardware = Hardware(flash_repartitioned=1 if prefix == "soco." else None)
    generation = 2 if prefix == "tatimblin." else 1
    old = replace(profile("S6"), software=entry["software"], generation=generation, hardware=hardware)
    expected = [name for name, _ in entry["response"]["root_fields"]]
    rendered = names(render_description(old, PLAYER))
    if prefix == "tatimblin.":  # shortened by its publisher
        rendered = [name for name in rendered if name not in {"versions", "deviceList"}]
    assert rendered == expected


@pytest.mark.parametrize("key", profile_keys())
def test_every_profile_is_well_formed(key: str) -> None:
    chosen = profile(key)
    document = render_description(chosen, PLAYER)
    root = etree.fromstring(document)
    assert [node.text for node in root.iter(f"{NS}controlURL")] == [e.control_path for e in chosen.endpoints]
    assert [node.text for node in root.iter(f"{NS}eventSubURL")] == [e.event_path for e in chosen.endpoints]
    devices = ("",) if chosen.can("bridge") else ("", "_MS", "_MR")
    assert [node.text for node in root.iter(f"{NS}UDN")] == [f"uuid:{PLAYER.uuid}{tail}" for tail in devices]
    assert text(document, "iconList/icon/url") == f"/img/icon-{chosen.model}.png"
    assert text(document, "softwareVersion") == chosen.software


def test_names_carry_the_uuid_on_newer_builds_only() -> None:
    new = render_description(profile("S18"), PLAYER)
    old = render_description(profile("S13"), PLAYER)
    assert text(new, "friendlyName") == f"127.9.8.7 - Sonos One - {PLAYER.uuid}"
    assert text(old, "friendlyName") == "127.9.8.7 - Sonos One"
    assert "versions" in names(new)
    assert "versions" not in names(old)


def test_headphone_port_and_control_api_at_97() -> None:
    document = render_description(replace(profile("S13"), software="97.1-80312"), PLAYER)
    assert names(document)[-4:-2] == ["securehhSSLPort", "headphoneControlPort"]
    assert b"<controlAPI><version>3.7.3</version><version>1.54.1</version></controlAPI>" in document


def test_s1_leaves_template_lines_between_elements() -> None:
    document = render_description(profile("S5"), PLAYER)
    flash = device(document).find(f"{NS}flash")
    assert flash is not None
    assert flash.tail is not None
    assert flash.tail.split() == [f"#DEACTIVATION_{what}_TAG_AND_VALUE#" for what in ("STATE", "TTL", "DATE_TIME")]
    following = flash.getnext()
    assert following is not None
    assert following.tag == f"{NS}flashRepartitioned"
    assert not {"SSLPort", "nsVersion", "feature4", "versions"} & set(names(document))


def test_bridge_has_four_services_and_no_devices() -> None:
    document = render_description(bridge(), PLAYER)
    assert len(device(document).findall(f"{NS}serviceList/{NS}service")) == 4
    devices = device(document).find(f"{NS}deviceList")
    assert devices is not None
    assert len(devices) == 0
    assert text(document, "modelURL") == "http://www.sonos.com/store/products/ZB100"
    absent = {"apiVersion", "minApiVersion", "bassExtension", "satGainOffset", "ampOnTime", "retailMode"}
    assert not absent & set(names(document))


def test_room_names_are_escaped() -> None:
    room = """<R&D> "Bob's" \x07Küche"""
    document = render_description(profile("S18"), replace(PLAYER, room_name=room))
    assert text(document, "roomName") == room.replace("\x07", "")
    assert b"<roomName>&lt;R&amp;D&gt; &quot;Bob&apos;s&quot; K\xc3\xbcche</roomName>" in document


def test_compact_style_differs_in_white_space_alone() -> None:
    compact = render_description(profile("S5"), PLAYER, description_style="compact")
    assert b"\n" not in compact
    assert b"\t" not in compact
    assert b"> <" not in compact
    assert fields(compact) == fields(render_description(profile("S5"), PLAYER))


def test_another_port_shows_in_the_names() -> None:
    document = render_description(profile("S18"), replace(PLAYER, port=1401))
    assert text(document, "friendlyName").startswith("127.9.8.7:1401 - ")
