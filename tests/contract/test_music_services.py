"""MusicServices: the list of services and its version."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from sonos_sim.household.music_services import Auth, invented
from tests.support.wire import Fault, call, subscribe

SERVICE = "MusicServices"


async def listed(player: Any) -> tuple[ET.Element, dict[str, str]]:
    answer = await call(player, SERVICE, "ListAvailableServices")
    return ET.fromstring(answer["AvailableServiceDescriptorList"]), answer


async def test_the_list_has_the_recorded_shape(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    root, answer = await listed(sim["Kitchen"])
    assert (root.tag, root.attrib) == ("Services", {"SchemaVersion": "1"})
    shapes = {tuple(child.tag for child in service) for service in root}
    assert shapes == {("Policy", "Presentation"), ("Policy", "Manifest")}
    assert {service[0].get("Auth") for service in root} == set(Auth)
    order = ["Id", "Name", "Version", "Uri", "SecureUri", "ContainerType", "Capabilities"]
    assert all(list(service.attrib) == order for service in root)
    assert {service.get("ContainerType") for service in root} == {"MService", "SoundLab"}
    assert {part.tag for part in root.iter()} >= {"Strings", "PresentationMap"}
    # Recorded twice: the types are those of the descriptors in order, TuneIn left out.
    ids = [int(service.get("Id", "")) for service in root]
    types = [int(text) for text in answer["AvailableServiceTypeList"].split(",")]
    assert types == [number * 256 + 7 for number in ids if number != 254]
    assert 254 in ids
    assert len(set(ids)) == len(ids) == 13


async def test_nothing_leads_anywhere(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    root, _ = await listed(sim["Kitchen"])
    addresses = [value for part in root.iter() for name, value in part.attrib.items() if name.endswith("Uri")]
    assert len(addresses) > 30
    assert {address.split("/")[2].partition(".")[2] for address in addresses} == {"example.invalid"}


async def test_an_update_rises_the_version_for_all(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with subscribe(kitchen, SERVICE) as events:
        assert (await events.next()).properties == {"ServiceListVersion": f"{kitchen.uuid}:1"}
        await call(office, SERVICE, "UpdateAvailableServices")
        assert (await events.next()).properties == {"ServiceListVersion": f"{office.uuid}:2"}
        await events.none()
    assert (await listed(kitchen))[1]["AvailableServiceListVersion"] == f"{office.uuid}:2"


async def test_a_service_may_lack_a_policy(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", behaviour={"service_without_policy": True})
    root, answer = await listed(sim["Kitchen"])
    [bare] = [service for service in root if service.find("Policy") is None]
    assert bare.find("Presentation/Strings") is not None
    assert str(int(bare.get("Id", "")) * 256 + 7) in answer["AvailableServiceTypeList"].split(",")


async def test_a_test_can_bring_its_own_services(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    sim.household.music_services.services = (invented(9, 'Sp"t & <fy>', Auth.DEVICE_LINK, ""),)
    root, answer = await listed(sim["Kitchen"])
    assert [service.get("Name") for service in root] == ['Sp"t & <fy>']
    assert answer["AvailableServiceTypeList"] == "2311"
    assert list(root[0].iter("Presentation")) != []


async def test_sessions_belong_to_user_and_service(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")

    async def session(room: str, service: int, user: str) -> str:
        answer = await call(sim[room], SERVICE, "GetSessionId", ServiceId=service, Username=user)
        return answer["SessionId"]

    ann = await session("Kitchen", 9001, "ann")
    assert ann == await session("Office", 9001, "ann")
    assert len({ann, await session("Kitchen", 9001, "bob"), await session("Kitchen", 9002, "ann")}) == 3
    with pytest.raises(Fault) as fault:
        await session("Kitchen", 1, "ann")
    assert fault.value.code == 402
