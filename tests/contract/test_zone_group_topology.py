"""ZoneGroupTopology over the wire."""

from __future__ import annotations

import base64
import hashlib
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim.household import bonding_actions
from sonos_sim.household.maintenance import SoftwareUpdate
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

FIRST_EVENT = [
    "ZoneGroupState", "ThirdPartyMediaServersX", "AvailableSoftwareUpdate", "AlarmRunSequence", "ZoneGroupName",
    "ZoneGroupID", "ZonePlayerUUIDsInGroup", "MuseHouseholdId", "AreasUpdateID", "SourceAreasUpdateID",
    "NetsettingsUpdateID",
]  # fmt: skip
OWN_GROUP = ["ZoneGroupName", "ZoneGroupID", "ZonePlayerUUIDsInGroup"]


async def zgs(player: Player) -> ET.Element:
    return ET.fromstring((await call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])


def groups(state: ET.Element) -> dict[str, list[str]]:
    """Coordinator to members, both by room name and in document order."""
    names = {m.get("UUID"): m.get("ZoneName", "") for m in state.iter("ZoneGroupMember")}
    return {
        names[group.get("Coordinator")]: [m.get("ZoneName", "") for m in group if m.tag == "ZoneGroupMember"]
        for group in state.iter("ZoneGroup")
    }


async def join(member: Player, coordinator: Player) -> None:
    await call(
        member, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{coordinator.uuid}", CurrentURIMetaData=""
    )


async def test_a_join_shows_on_all_players(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    await join(sim["Office"], sim["Kitchen"])
    for player in sim.players:
        assert groups(await zgs(player)) == {"Kitchen": ["Kitchen", "Office"], "Bath": ["Bath"]}


async def test_attributes_of_a_group_and_of_an_invisible_player(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await join(office, kitchen)
    expected = {
        "CurrentZoneGroupName": "Kitchen + 1",
        "CurrentZoneGroupID": kitchen.group.id,
        "CurrentZonePlayerUUIDsInGroup": f"{kitchen.uuid},{office.uuid}",
        "CurrentMuseHouseholdId": sim.household.muse_id,
    }
    assert await call(kitchen, "ZoneGroupTopology", "GetZoneGroupAttributes") == expected
    assert await call(office, "ZoneGroupTopology", "GetZoneGroupAttributes") == expected
    bonding_actions.add_zones(kitchen, f"{kitchen.uuid}:LF,LF;{bath.uuid}:RF,RF")
    hidden = await call(bath, "ZoneGroupTopology", "GetZoneGroupAttributes")
    assert list(hidden.values()) == ["", "", "", sim.household.muse_id]


async def test_an_s1_player_has_no_muse_household(simulate: Any) -> None:
    sim = await simulate("Kitchen:S5")
    answer = await call(sim["Kitchen"], "ZoneGroupTopology", "GetZoneGroupAttributes")
    assert answer["CurrentMuseHouseholdId"] == ""
    assert answer["CurrentZoneGroupID"] == f"{sim['Kitchen'].uuid}:1"


async def test_first_event_and_what_follows(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    async with subscribe(kitchen, "ZoneGroupTopology") as own, subscribe(bath, "ZoneGroupTopology") as others:
        first = (await own.next()).properties
        assert list(first) == FIRST_EVENT
        answer = await call(kitchen, "ZoneGroupTopology", "GetZoneGroupState")
        assert first["ZoneGroupState"] == answer["ZoneGroupState"]
        assert first["AlarmRunSequence"] == f"{kitchen.uuid}:1:0"
        assert first["AreasUpdateID"] == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        assert first["SourceAreasUpdateID"] == ""
        assert first["ThirdPartyMediaServersX"].startswith("2:")
        assert list((await others.next()).properties) == FIRST_EVENT
        await join(office, kitchen)
        changed = await own.next()
        assert (changed.seq, list(changed.properties)) == (1, ["ZoneGroupState", *OWN_GROUP])
        assert changed.properties["ZoneGroupName"] == "Kitchen + 1"
        assert list((await others.next()).properties) == ["ZoneGroupState"]
        await own.none()


async def test_the_document_is_limited_and_the_event_is_not(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"zgs_limit": 500})
    with pytest.raises(Fault) as fault:
        await zgs(sim["Kitchen"])
    assert fault.value.code == 501
    async with subscribe(sim["Kitchen"], "ZoneGroupTopology") as events:
        assert len((await events.next()).properties["ZoneGroupState"]) > 500
    sim.household.override(zgs_limit=None)
    assert groups(await zgs(sim["Kitchen"])) == {"Kitchen": ["Kitchen"]}


async def test_the_limit_counts_bytes(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    size = len((await call(kitchen, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
    sim.household.override(zgs_limit=size)
    assert groups(await zgs(kitchen)) == {"Kitchen": ["Kitchen"]}
    kitchen.device.name = "Kitchén"  # as many characters, one byte more
    with pytest.raises(Fault):
        await zgs(kitchen)


async def test_a_lagging_player_tells_the_old_topology(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    kitchen.override(topology_lag=30)
    await zgs(kitchen)
    await join(office, kitchen)
    assert len(groups(await zgs(kitchen))) == 2
    attributes = await call(kitchen, "ZoneGroupTopology", "GetZoneGroupAttributes")
    assert attributes["CurrentZoneGroupName"] == "Kitchen"
    assert len(groups(await zgs(office))) == 1
    await sim.clock.advance(seconds=30)
    assert len(groups(await zgs(kitchen))) == 1
    # Each change is late by as much, whenever it comes.
    await zgs(office)
    await sim.clock.advance(seconds=20)
    await call(office, "AVTransport", "BecomeCoordinatorOfStandaloneGroup")
    await sim.clock.advance(seconds=29)
    assert len(groups(await zgs(kitchen))) == 1
    await sim.clock.advance(seconds=1)
    assert len(groups(await zgs(kitchen))) == 2


async def test_shuffled_topology_differs_in_order_alone(simulate: Any) -> None:
    rooms = [f"Room {n}" for n in range(8)]
    sim = await simulate(*rooms, behaviour={"shuffle_topology": True})
    for player in sim.players[1:4]:
        await join(player, sim.players[0])
    states = [groups(await zgs(player)) for player in sim.players]
    assert len({str(state) for state in states}) > 1
    assert len({str(sorted((c, sorted(m)) for c, m in state.items())) for state in states}) == 1
    assert groups(await zgs(sim.players[0])) == states[0]
    assert list(states[0]) == list(groups(await zgs(sim.players[0])))


@pytest.mark.parametrize("action", ["Remove", "VerifyThenRemoveSystemwide"])
async def test_a_reported_player_vanishes_if_it_is_gone(simulate: Any, action: str) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players

    async def report(desired: str, uuid: str = office.uuid) -> None:
        await call(kitchen, "ZoneGroupTopology", "ReportUnresponsiveDevice", DeviceUUID=uuid, DesiredAction=desired)

    await report(action)
    assert set(groups(await zgs(kitchen))) == {"Kitchen", "Office"}
    sim.household.power_off(office)
    await report("TopologyMonitorProbe")
    assert set(groups(await zgs(kitchen))) == {"Kitchen", "Office"}
    await report(action)
    state = await zgs(kitchen)
    assert set(groups(state)) == {"Kitchen"}
    (device,) = state.iter("Device")
    assert (device.get("UUID"), device.get("Reason")) == (office.uuid, "UNKNOWN")
    since = device.get("LastSeenUTC")
    await sim.clock.advance(minutes=2)
    assert next((await zgs(kitchen)).iter("Device")).get("LastSeenUTC") == since
    await report(action, "RINCON_FFFFFFFFFFFF01400")
    for uuid, desired in ((kitchen.uuid.lower(), action), (office.uuid, "Forget")):
        with pytest.raises(Fault) as fault:
            await report(desired, uuid)
        assert fault.value.code == 402


async def check(player: Player, kind: str = "Software") -> str:
    answer = await call(player, "ZoneGroupTopology", "CheckForUpdate", UpdateType=kind, CachedOnly=True, Version="")
    return answer["UpdateItem"]


async def test_updates_on_offer(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    assert ET.fromstring(await check(kitchen)).get("Version") == kitchen.profile.software
    async with subscribe(kitchen, "ZoneGroupTopology") as events:
        await events.next()
        sim.household.maintenance.available = SoftwareUpdate("99.1-12345", "http://updates.example/^99.1-12345")
        event = await events.next()
        assert list(event.properties) == ["AvailableSoftwareUpdate"]
        item = ET.fromstring(event.properties["AvailableSoftwareUpdate"])
    assert item.tag == "{urn:schemas-rinconnetworks-com:update-1-0}UpdateItem"
    assert (item.get("Version"), item.get("Type"), item.get("Swgen")) == ("99.1-12345", "Software", "2")
    assert await check(kitchen) == event.properties["AvailableSoftwareUpdate"]
    with pytest.raises(Fault) as fault:
        await check(kitchen, "All")
    assert fault.value.code == 402


async def test_begin_software_update_is_kept(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]

    async def begin(url: str) -> None:
        await call(kitchen, "ZoneGroupTopology", "BeginSoftwareUpdate", UpdateURL=url, Flags=1, ExtraOptions="x")

    with pytest.raises(Fault) as fault:
        await begin("file:///etc/passwd")
    assert fault.value.code == 402
    assert sim.household.maintenance.requests == ()
    await begin("http://updates.example/1")
    (request,) = sim.household.maintenance.requests
    assert (request.player_uuid, request.url, request.flags) == (kitchen.uuid, "http://updates.example/1", 1)


async def test_diagnostics_come_from_the_seed(simulate: Any) -> None:
    answers = []
    for seed in (7, 7, 8):
        sim = await simulate("Kitchen", seed=seed)
        for _ in range(2):
            answer = await call(
                sim["Kitchen"], "ZoneGroupTopology", "SubmitDiagnostics", IncludeControllers=False, Type="user"
            )
            answers.append(int(answer["DiagnosticID"]))
        assert sim.household.maintenance.diagnostics == tuple(answers[-2:])
    assert answers[0:2] == answers[2:4]
    assert len(set(answers)) == 4
    assert all(len(str(number)) == 9 for number in answers)


async def test_mobile_devices_are_remembered(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    await call(
        sim["Kitchen"],
        "ZoneGroupTopology",
        "RegisterMobileDevice",
        MobileDeviceName="Phone",
        MobileDeviceUDN="uuid:1",
        MobileIPAndPort="10.0.0.5:3400",
    )
    assert sim.household.mobile_devices == {"uuid:1": ("Phone", "10.0.0.5:3400")}


async def test_alarm_run_sequence(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    async with subscribe(kitchen, "ZoneGroupTopology") as own, subscribe(office, "ZoneGroupTopology") as others:
        await own.next()
        await others.next()
        await call(kitchen, "ZoneGroupTopology", "ReportAlarmStartedRunning")
        assert (await own.next()).properties == {"AlarmRunSequence": f"{kitchen.uuid}:1:1"}
        await others.none()


async def test_source_areas(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "ZoneGroupTopology") as events:
        await events.next()
        await call(sim["Kitchen"], "GroupManagement", "SetSourceAreaIds", DesiredSourceAreaIds="area-1,area-2")
        digest = base64.b64encode(hashlib.sha256(b"area-1,area-2").digest()).decode()
        assert (await events.next()).properties == {"SourceAreasUpdateID": digest}
