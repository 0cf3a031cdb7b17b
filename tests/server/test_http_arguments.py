"""Arguments of an action: spellings that are taken, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import wire
from tests.support.raw_http import (
    ARGUMENTS,
    CLOSE,
    CONTROL,
    DEVICE,
    OPEN,
    VOLUME_SET,
    fault,
    heard,
    http,
    raw,
    success,
    volume,
)

if TYPE_CHECKING:
    from tests.conftest import Simulate


@pytest.mark.parametrize(
    "arguments",
    [
        "<DesiredVolume>33</DesiredVolume><Channel>Master</Channel><InstanceID>0</InstanceID>",
        ARGUMENTS + "<Speed>1</Speed><Comment/>",
        ARGUMENTS + "<DesiredVolume>99</DesiredVolume>",
        ARGUMENTS.replace("33", " +033\n"),
        ARGUMENTS.replace("<DesiredVolume>", '<DesiredVolume xmlns:dt="urn:x" dt:dt="ui2">'),
        ARGUMENTS.replace("33", "<![CDATA[33]]>"),
        ARGUMENTS.replace("33", "&#51;3"),
    ],
    ids=["any order", "extras ignored", "first of two wins", "blanks and sign", "attributes", "cdata", "references"],
)
async def test_arguments_as_clients_send_them(simulate: Simulate, arguments: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, arguments)) == VOLUME_SET
    assert kitchen.rendering.volumes["Master"] == 33


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        ARGUMENTS.replace("<Channel>Master</Channel>", ""),
        ARGUMENTS.replace("DesiredVolume", "desiredvolume"),
        ARGUMENTS.replace("33", ""),
        ARGUMENTS.replace("33", "33.0"),
        ARGUMENTS.replace("33", "0x21"),
        ARGUMENTS.replace("33", "\u0663"),
        ARGUMENTS.replace("Master", "master"),
    ],
    ids=["none", "one missing", "name in lower case", "empty", "decimal", "hex", "other digits", "enumeration"],
)
async def test_bad_arguments_are_402_and_change_nothing(simulate: Simulate, arguments: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, arguments)) == fault(402)
    assert kitchen.rendering.volumes["Master"] == 20


async def test_empty_strings_in_three_spellings(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    for empty in ("<DesiredIcon/>", "<DesiredIcon />", "<DesiredIcon></DesiredIcon>"):
        inner = f"<DesiredZoneName>Kitchen</DesiredZoneName>{empty}<DesiredConfiguration>1</DesiredConfiguration>"
        call = f'<u:SetZoneAttributes xmlns:u="{DEVICE}">{inner}</u:SetZoneAttributes>'
        soapaction = f"SOAPACTION: {DEVICE}#SetZoneAttributes"
        request = http(kitchen, "POST", CONTROL, soapaction, body=(OPEN + call + CLOSE).encode())
        assert await raw(kitchen, request) == success("SetZoneAttributes", DEVICE)
        assert records.pop().arguments["DesiredIcon"] == ""


@pytest.mark.parametrize(
    ("service", "action", "arguments"),
    [
        (
            "DeviceProperties",
            "SetZoneAttributes",
            {"DesiredZoneName": "A", "DesiredIcon": "", "DesiredConfiguration": ""},
        ),
        ("DeviceProperties", "GetAutoplayLinkedZones", {}),
        ("DeviceProperties", "SetAutoplayRoomUUID", {"RoomUUID": ""}),
        ("AVTransport", "RemoveTrackFromQueue", {"InstanceID": 0, "ObjectID": "Q:0/1"}),
    ],
)
async def test_what_shipping_clients_omit_is_no_402(
    simulate: Simulate, service: str, action: str, arguments: dict[str, object]
) -> None:
    kitchen = (await simulate())["Kitchen"]
    reply = await wire.post(kitchen, service, action, arguments)
    assert b"<errorCode>402<" not in reply.body
    first = next(iter(arguments), None)
    if first is not None and first != "InstanceID":
        fewer = {name: value for name, value in arguments.items() if name != first}
        assert b"<errorCode>402<" in (await wire.post(kitchen, service, action, fewer)).body


async def test_strict_arguments_refuses_extras(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"strict_arguments": True}))["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS + "<Speed>1</Speed>")) == fault(402)
    assert kitchen.rendering.volumes["Master"] == 20
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_another_instance_has_the_code_of_the_service(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS.replace("<InstanceID>0", "<InstanceID>1"))) == fault(702)
    with pytest.raises(wire.Fault) as refused:
        await wire.call(kitchen, "AVTransport", "GetTransportInfo", InstanceID=1)
    assert refused.value.code == 718
