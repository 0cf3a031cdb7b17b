"""GroupManagement over the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim.household import bonding_actions
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player


async def add(coordinator: Player, member_uuid: str) -> dict[str, str]:
    return await call(coordinator, "GroupManagement", "AddMember", MemberID=member_uuid, BootSeq=1)


async def test_first_event_and_a_join(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    async with subscribe(office, "GroupManagement") as events, subscribe(kitchen, "GroupManagement") as unmoved:
        first = (await events.next()).properties
        assert list(first.items()) == [
            ("GroupCoordinatorIsLocal", "1"),
            ("LocalGroupUUID", office.group.id),
            ("VirtualLineInGroupID", ""),
            ("ResetVolumeAfter", "0"),
            ("VolumeAVTransportURI", ""),
        ]
        await unmoved.next()
        await add(kitchen, office.uuid)
        assert (await events.next()).properties == {
            "GroupCoordinatorIsLocal": "0",
            "LocalGroupUUID": kitchen.group.id,
        }
        await unmoved.none()


async def test_add_member_joins(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    kitchen_queue = f"x-rincon-queue:{kitchen.uuid}#0"
    await call(kitchen, "AVTransport", "SetAVTransportURI", CurrentURI=kitchen_queue, CurrentURIMetaData="")
    answer = await add(kitchen, office.uuid)
    assert answer == {
        "CurrentTransportSettings": "",
        "CurrentURI": kitchen_queue,
        "GroupUUIDJoined": kitchen.group.id,
        "ResetVolumeAfter": "0",
        "VolumeAVTransportURI": "",
    }
    assert (await call(office, "AVTransport", "GetMediaInfo"))["CurrentURI"] == f"x-rincon:{kitchen.uuid}"


async def test_add_member_refuses(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath", "Hall")
    kitchen, office, bath, hall = sim.players
    await add(kitchen, office.uuid)
    bonding_actions.add_zones(bath, f"{bath.uuid}:LF,LF;{hall.uuid}:RF,RF")
    refused = [(kitchen, "", 402), (kitchen, kitchen.uuid, 801), (kitchen, hall.uuid, 804), (office, bath.uuid, 800)]
    for asked, uuid, code in refused:
        with pytest.raises(Fault) as fault:
            await add(asked, uuid)
        assert fault.value.code == code
    assert [len(group.members) for group in sim.household.groups] == [2, 1]


@pytest.mark.parametrize(("internal", "left"), [(False, 2), (True, 1)])
async def test_remove_member_acts_only_among_players(simulate: Any, internal: bool, left: int) -> None:
    sim = await simulate("Kitchen", "Office", behaviour={"internal_actions": internal})
    kitchen, office = sim.players
    await add(kitchen, office.uuid)
    await call(kitchen, "GroupManagement", "RemoveMember", MemberID=office.uuid)
    attributes = await call(kitchen, "ZoneGroupTopology", "GetZoneGroupAttributes")
    assert len(attributes["CurrentZonePlayerUUIDsInGroup"].split(",")) == left
    with pytest.raises(Fault) as fault:
        await call(kitchen, "GroupManagement", "RemoveMember", MemberID="")
    assert fault.value.code == 402


async def test_buffering_results_are_refused(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(Fault) as fault:
        await call(
            sim["Kitchen"], "GroupManagement", "ReportTrackBufferingResult", MemberID=sim["Kitchen"].uuid, ResultCode=0
        )
    assert fault.value.code == 402
