"""The header that names the action, as clients send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.server.records import ActionRecord, WarningRecord
from tests.support import wire
from tests.support.raw_http import BAD_REQUEST, CLOSE, CONTROL, DEVICE, LED_ON, OPEN, fault, heard, http, led, raw

if TYPE_CHECKING:
    from tests.conftest import Simulate


@pytest.mark.parametrize(
    "header",
    [
        f'SOAPACTION: "{DEVICE}#GetLEDState"',
        f"SOAPACTION: {DEVICE}#GetLEDState",
        f'SOAPAction: "{DEVICE}#GetLEDState"',
        f"soapaction:{DEVICE}#GetLEDState",
        f'SoapAction:   "{DEVICE}#GetLEDState"  ',
    ],
)
async def test_soapaction_is_taken_quoted_or_not_in_any_case(simulate: Simulate, header: str) -> None:
    sim = await simulate()
    records = heard(sim)
    assert await raw(sim["Kitchen"], led(sim["Kitchen"], soapaction=header)) == LED_ON
    assert [type(r) for r in records] == [ActionRecord]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "SOAPACTION:",
        'SOAPACTION: ""',
        "SOAPACTION: GetLEDState",
        f'SOAPACTION: "{DEVICE}"',
        f'SOAPACTION: "{DEVICE}#"',
        'SOAPACTION: "#GetLEDState"',
    ],
)
async def test_missing_or_garbled_soapaction_is_400(simulate: Simulate, header: str | None) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen, soapaction=header)) == BAD_REQUEST


async def test_soapaction_of_another_action_is_served_and_noted(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    other = f'SOAPACTION: "{DEVICE}#SetLEDState"'
    assert await raw(kitchen, led(kitchen, soapaction=other)) == LED_ON
    warning, call = records
    assert isinstance(warning, WarningRecord)
    assert "SetLEDState" in warning.text
    assert "GetLEDState" in warning.text
    assert (call.action, call.fault) == ("GetLEDState", None)
    kitchen.override(strict_soapaction=True)
    assert await raw(kitchen, led(kitchen, soapaction=other)) == fault(401)
    assert await raw(kitchen, led(kitchen)) == LED_ON


async def test_the_wrong_domain_of_node_sonos_ts_is_served_and_noted(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    foreign = "urn:schemas-upnp-org:service:Queue:1"
    body = f'{OPEN}<u:Nothing xmlns:u="{foreign}"></u:Nothing>{CLOSE}'.encode()
    request = http(kitchen, "POST", "/MediaRenderer/Queue/Control", f'SOAPACTION: "{foreign}#Nothing"', body=body)
    assert await raw(kitchen, request) == fault(401)  # the action is not there; the type was taken
    assert [type(r) for r in records] == [WarningRecord, WarningRecord, ActionRecord]
    assert "declares no Queue.Nothing" in records[-1].reason

    led_body = wire.envelope("DeviceProperties", "GetLEDState", {}).replace(b"schemas-upnp-org:s", b"schemas-x:s")
    request = http(kitchen, "POST", CONTROL, f'SOAPACTION: "{DEVICE}#GetLEDState"', body=led_body)
    assert await raw(kitchen, request) == LED_ON
    kitchen.override(strict_service_type=True)
    assert await raw(kitchen, request) == fault(401)


@pytest.mark.parametrize(
    "other", ["urn:schemas-upnp-org:service:AlarmClock:1", "urn:schemas-upnp-org:service:DeviceProperties:2", "x"]
)
async def test_another_service_type_is_fault_401(simulate: Simulate, other: str) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen, soapaction=f'SOAPACTION: "{other}#GetLEDState"')) == fault(401)
    body = wire.envelope("DeviceProperties", "GetLEDState", {}).replace(DEVICE.encode(), other.encode())
    request = http(kitchen, "POST", CONTROL, f'SOAPACTION: "{DEVICE}#GetLEDState"', body=body)
    assert await raw(kitchen, request) == fault(401)
