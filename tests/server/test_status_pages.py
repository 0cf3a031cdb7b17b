"""The status pages as clients fetch them, over real sockets."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.catalogue import profile
from sonos_sim.household.battery import PowerSource
from tests.support.wire import Reply, call, request

if TYPE_CHECKING:
    from tests.conftest import Simulate

HEAD = b'<?xml version="1.0" ?>\n<?xml-stylesheet type="text/xsl" href="/xml/review.xsl"?><ZPSupportInfo>'


def inner(reply: Reply) -> ET.Element:
    assert reply.status == 200
    assert reply.body.startswith(HEAD)
    return ET.fromstring(reply.body)


async def test_zp_tells_the_player_in_recorded_order(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, household = sim["Kitchen"], sim.household
    await call(
        kitchen, "DeviceProperties", "SetZoneAttributes",
        DesiredZoneName="Küche & Bad", DesiredIcon="", DesiredConfiguration="", DesiredTargetRoomName="",
    )  # fmt: skip
    (info,) = inner(await request(kitchen, "GET", "/status/zp"))
    assert info.tag == "ZPInfo"
    fields = {element.tag: element.text or "" for element in info}
    assert list(fields) == [
        "ZoneName", "ZoneIcon", "Configuration", "LocalUID", "SerialNumber", "SoftwareVersion", "BuildType", "SWGen",
        "SoftwareDate", "SoftwareScm", "HHSwgenState", "MinCompatibleVersion", "LegacyCompatibleVersion",
        "HardwareVersion", "DspVersion", "SeriesID", "MfgLocation", "DateCode", "HwFlags", "HwFeatures", "Variant",
        "GeneralFlags", "IPAddress", "MACAddress", "Copyright", "ExtraInfo", "HTAudioInCode", "HTSNKPipelineVer",
        "IdxTrk", "MDP2Ver", "MDP3Ver", "RelBuild", "AllowlistBuild", "ProdUnit", "FuseCfg", "RevokeFuse",
        "AuthFlags", "SwFeatures", "HouseholdControlID", "LocationId",
    ]  # fmt: skip
    shown = {
        "ZoneName": "Küche & Bad", "LocalUID": kitchen.uuid, "SerialNumber": kitchen.identity.serial,
        "SoftwareVersion": "95.0-77060", "SWGen": "2", "HHSwgenState": "allow:2", "MinCompatibleVersion": "94.0-00000",
        "HardwareVersion": "1.26.1.7-1.2", "SeriesID": "A201", "Variant": "2", "IPAddress": kitchen.address,
        "MACAddress": kitchen.identity.mac_address, "HouseholdControlID": household.muse_id,
        "LocationId": household.location_id, "Copyright": "© 2003-2025, Sonos, Inc. All rights reserved.",
    }  # fmt: skip
    assert {name: fields[name] for name in shown} == shown


async def test_zp_of_an_old_player_has_less(simulate: Simulate) -> None:
    sim = await simulate("Den:S5", "Attic:ZP90")
    (info,) = inner(await request(sim["Den"], "GET", "/status/zp"))
    assert info.findtext("HouseholdControlID") == sim.household.id
    assert info.findtext("SWGen") == "1"
    assert info.find("LocationId") is None
    (info,) = inner(await request(sim["Attic"], "GET", "/status/zp"))
    assert info.find("SWGen") is None


@pytest.mark.parametrize("model", ["S27", "S17", "S54"])
async def test_battery_status_follows_the_battery(simulate: Simulate, model: str) -> None:
    sim = await simulate(f"Roam:{model}")
    roam = sim["Roam"]
    assert roam.battery is not None

    async def shown() -> dict[str | None, str | None]:
        (status,) = inner(await request(roam, "GET", "/status/batterystatus"))
        assert status.tag == "LocalBatteryStatus"
        return {data.get("name"): data.text for data in status}

    full = {"Health": "GREEN", "Level": "100", "Temperature": "NORMAL", "PowerSource": "SONOS_CHARGING_RING"}
    assert await shown() == full
    roam.battery.source, roam.battery.health = PowerSource.BATTERY, "YELLOW"
    await sim.clock.advance(hours=1)
    assert await shown() == full | {"Health": "YELLOW", "Level": "90", "PowerSource": "BATTERY"}


@pytest.mark.parametrize("model", ["S18", "S5", "ZP90", "Sub", "BR200"])
async def test_battery_status_on_mains_is_empty_and_200(simulate: Simulate, model: str) -> None:
    sim = await simulate(f"Kitchen:{model}")
    reply = await request(sim["Kitchen"], "GET", "/status/batterystatus")
    assert (reply.status, reply.body) == (200, HEAD + b"</ZPSupportInfo>")


async def test_accounts_are_not_told(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    (accounts,) = inner(await request(sim["Kitchen"], "GET", "/status/accounts"))
    assert (accounts.tag, len(accounts)) == ("Accounts", 0)


async def test_topology_of_an_old_build(simulate: Simulate) -> None:
    sim = await simulate("Attic:ZP90", "Den & Bar:ZP90", "Loft:ZP90")
    attic, den, loft = sim.players
    await call(den, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{attic.uuid}", CurrentURIMetaData="")
    await call(
        attic, "ZoneGroupTopology", "RegisterMobileDevice",
        MobileDeviceName="Phone", MobileDeviceUDN="mobile-iPhone-1", MobileIPAndPort="10.0.0.9:3401",
    )  # fmt: skip
    players, servers = inner(await request(loft, "GET", "/status/topology"))
    assert (players.tag, servers.tag) == ("ZonePlayers", "MediaServers")
    shown = {p.text: (p.get("group"), p.get("coordinator"), p.get("uuid")) for p in players}
    assert shown == {
        "Attic": (attic.group.id, "true", attic.uuid),
        "Den & Bar": (attic.group.id, "false", den.uuid),
        "Loft": (loft.group.id, "true", loft.uuid),
    }
    assert dict(players[0].attrib) == {
        "group": attic.group.id, "coordinator": "true", "wirelessmode": "1", "hasconfiguredssid": "1",
        "channelfreq": "2412", "behindwifiext": "0", "wifienabled": "1",
        "location": f"{attic.base_url}/xml/device_description.xml", "version": "34.16-37101",
        "mincompatibleversion": "33.0-00000", "legacycompatibleversion": "36.0-00000", "bootseq": "1",
        "uuid": attic.uuid,
    }  # fmt: skip
    assert [(s.text, s.get("location"), s.get("uuid")) for s in servers] == [
        ("Phone", "10.0.0.9:3401", "mobile-iPhone-1")
    ]


@pytest.mark.parametrize(("key", "software"), [("S5", "45.0-00000"), ("S5", "57.19-49220"), ("S18", "95.0-77060")])
async def test_topology_is_gone_from_45_on(key: str, software: str) -> None:
    household = Household(seed=7, clock=Clock.stopped())
    kitchen = household.add("Kitchen", replace(profile(key), software=software))
    async with Simulator(household, discovery=False):
        assert (await request(kitchen, "GET", "/status/topology")).status == 404
        assert b"topology" not in (await request(kitchen, "GET", "/status")).body


@pytest.mark.parametrize("path", ["/info", "/status/info", "/api/v1/players/local/info", "/api/v1/players/{uuid}/info"])
async def test_info_is_the_discovery_object(simulate: Simulate, path: str) -> None:
    sim = await simulate("Kitchen:S13", "Office")
    kitchen, office, household = sim["Kitchen"], sim["Office"], sim.household
    await call(kitchen, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{office.uuid}", CurrentURIMetaData="")
    reply = await request(kitchen, "GET", path.format(uuid=kitchen.uuid))
    assert (reply.status, reply.header("Content-Type")) == (200, "application/json")
    info = json.loads(reply.body)
    device = info.pop("device")
    assert info == {
        "_objectType": "discoveryInfo", "householdId": household.muse_id, "locationId": household.location_id,
        "playerId": kitchen.uuid, "deviceId": kitchen.identity.mac, "groupId": office.group.id,
        "websocketUrl": f"wss://{kitchen.address}:1443/websocket/api", "restUrl": f"https://{kitchen.address}:1443/api",
        "allowGuestAccess": True, "credentialTypeAllowed": "API_KEY",
    }  # fmt: skip
    assert device == {
        "_objectType": "deviceInfo", "id": kitchen.uuid, "serialNumber": kitchen.identity.serial,
        "deviceId": kitchen.identity.mac, "model": "S13", "modelDisplayName": "One", "color": "black",
        "capabilities": ["PLAYBACK", "CLOUD", "AIRPLAY", "AUDIO_CLIP", "VOICE"], "deviceFeatures": [],
        "apiVersion": "1.24.1", "minApiVersion": "1.1.0", "name": "Kitchen",
        "websocketUrl": f"wss://{kitchen.address}:1443/websocket/api", "softwareVersion": "63.2-90210",
        "hwVersion": "1.21.1.8-1.1", "swGen": 2, "quarantineReasons": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("model", "capabilities"),
    [
        ("S16", {
            "PLAYBACK", "CLOUD", "HT_PLAYBACK", "HT_POWER_STATE", "AIRPLAY", "LINE_IN", "AUDIO_CLIP",
            "SPEAKER_DETECTION", "HDMI", "IR_CONTROL",
        }),
        ("S17", {"PLAYBACK", "CLOUD", "AIRPLAY", "AUDIO_CLIP", "VOICE", "SVC"}),
        ("S22", {"PLAYBACK", "CLOUD", "AIRPLAY", "AUDIO_CLIP"}),
        ("S1", {"PLAYBACK", "CLOUD"}),
    ],
)  # fmt: skip
async def test_capabilities_as_recorded(simulate: Simulate, model: str, capabilities: set[str]) -> None:
    sim = await simulate(f"Kitchen:{model}")
    device = json.loads((await request(sim["Kitchen"], "GET", "/info")).body)["device"]
    assert set(device["capabilities"]) == capabilities
    assert ("versions" in device) == (profile(model).build >= (83, 0))


@pytest.mark.parametrize("model", ["S5", "BR200"])
async def test_no_info_without_the_control_api(simulate: Simulate, model: str) -> None:
    sim = await simulate(f"Den:{model}")
    for path in ("/info", "/status/info", "/api/v1/players/local/info"):
        assert (await request(sim["Den"], "GET", path)).status == 404


async def test_the_review_holds_every_page_of_the_index(simulate: Simulate) -> None:
    sim = await simulate("Attic:ZP90")
    attic = sim["Attic"]
    index = await request(attic, "GET", "/status")
    assert index.header("Content-Type") == "text/html"
    links = [part.partition('"')[0] for part in index.body.decode().split('HREF="')[1:]]
    assert links == ["/status/zp", "/status/batterystatus", "/status/accounts", "/status/topology", "/support/review"]
    review = await request(attic, "GET", "/support/review")
    document = ET.fromstring(review.body)
    pages = [(await request(attic, "GET", path)).body.removeprefix(HEAD) for path in links[:-1]]
    assert all(page.removesuffix(b"</ZPSupportInfo>") in review.body for page in pages)
    assert [child.tag for child in document] == ["ZPSupportInfo"] * 4


async def test_the_group_description_names_the_group(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath:S13")
    kitchen, office, bath = sim.players
    await call(office, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{kitchen.uuid}", CurrentURIMetaData="")
    reply = await request(kitchen, "GET", "/xml/group_description.xml")
    names = [e.text for e in ET.fromstring(reply.body).iter() if e.tag.endswith("friendlyName")]
    assert names == ["Kitchen + 1"]
    assert (await request(bath, "GET", "/xml/group_description.xml")).status == 404


async def test_heads_are_those_of_files_and_switched_off_upnp_closes_them(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    page = await request(kitchen, "GET", "/status/zp")
    description = await request(kitchen, "GET", "/xml/device_description.xml")
    assert page.header_lines == description.header_lines
    assert (await request(kitchen, "POST", "/status/zp")).status == 405
    kitchen.override(upnp_enabled=False)
    assert (await request(kitchen, "GET", "/status/zp")).status == 403
