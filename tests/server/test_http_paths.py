"""Which methods a player takes on which paths, and what it answers on others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.server.records import ActionRecord, RequestRecord
from tests.support import wire
from tests.support.raw_http import (
    ARGUMENTS,
    BAD_REQUEST,
    CONTROL,
    LED_ON,
    NOT_ALLOWED,
    VOLUME_SET,
    fault,
    heard,
    http,
    led,
    page,
    raw,
    volume,
)

if TYPE_CHECKING:
    from tests.conftest import Simulate


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/AudioIn/Control"),
        ("SUBSCRIBE", "/AudioIn/Event"),
        ("UNSUBSCRIBE", "/AudioIn/Event"),
        ("POST", "/HTControl/Control"),
        ("POST", "/nothing"),
        ("POST", "/"),
        ("POST", "/DeviceProperties/Control/"),
        ("POST", "/deviceproperties/control"),
        ("POST", "/RenderingControl/Control"),
        ("POST", "/DeviceProperties/Event"),
        ("POST", "/xml/device_description.xml"),
        ("SUBSCRIBE", CONTROL),
        ("SUBSCRIBE", "/nothing"),
        ("UNSUBSCRIBE", "/nothing"),
        ("PUT", CONTROL),
        ("DELETE", "/xml/device_description.xml"),
        ("OPTIONS", "/DeviceProperties/Event"),
        ("NOTIFY", "/"),
    ],
)
async def test_no_service_or_no_method_there_is_405(simulate: Simulate, method: str, path: str) -> None:
    sim = await simulate()
    records = heard(sim)
    assert await raw(sim["Kitchen"], http(sim["Kitchen"], method, path)) == NOT_ALLOWED
    assert [(r.method, r.path, r.status) for r in records] == [(method, path, 405)]


async def test_the_service_is_there_where_the_model_has_it(simulate: Simulate) -> None:
    sim = await simulate("Amp:S16", "Beam:S14")
    for player, service in ((sim["Amp"], "AudioIn"), (sim["Beam"], "HTControl")):
        reply = await wire.post(player, service, "NoSuchAction", {})
        assert (reply.status, b"<errorCode>401<" in reply.body) == (500, True)


async def test_what_a_missing_service_answers_can_be_chosen(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    kitchen.override(missing_service="404")
    for method, path in (("POST", "/AudioIn/Control"), ("SUBSCRIBE", "/AudioIn/Event")):
        assert await raw(kitchen, http(kitchen, method, path)) == page(404, "Not Found")
    assert await raw(kitchen, http(kitchen, "POST", "/nothing")) == NOT_ALLOWED
    kitchen.override(missing_service="fault401")
    assert await raw(kitchen, http(kitchen, "POST", "/AudioIn/Control")) == fault(401)
    assert await raw(kitchen, http(kitchen, "SUBSCRIBE", "/AudioIn/Event")) == NOT_ALLOWED


async def test_an_undeclared_action_is_fault_401_or_405_as_chosen(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim)
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetLoudnessEverywhere")) == fault(401)
    assert [(type(r), r.fault) for r in records] == [(ActionRecord, 401)]
    records.clear()
    kitchen.override(missing_action="405")
    assert await raw(kitchen, volume(kitchen, ARGUMENTS, "SetLoudnessEverywhere")) == NOT_ALLOWED
    assert [(type(r), r.status) for r in records] == [(RequestRecord, 405)]
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_upnp_off_is_403_on_every_path_that_is_there(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"upnp_enabled": False}))["Kitchen"]
    requests = [
        led(kitchen),
        led(kitchen, soapaction=None),
        http(kitchen, "GET", "/xml/device_description.xml"),
        http(kitchen, "SUBSCRIBE", "/AlarmClock/Event"),
    ]
    for request in requests:
        assert await raw(kitchen, request) == page(403, "Forbidden")
    assert await raw(kitchen, http(kitchen, "POST", "/nothing")) == NOT_ALLOWED
    kitchen.override(upnp_enabled=True)
    assert await raw(kitchen, led(kitchen)) == LED_ON


@pytest.mark.parametrize("host", ["sonos.local:1400", "kitchen", ""])
async def test_strict_host_wants_an_address(simulate: Simulate, host: str) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    named = led(kitchen).replace(f"Host: {kitchen.address}:1400".encode(), f"Host: {host}".encode())
    assert await raw(kitchen, named) == LED_ON
    kitchen.override(strict_host=True)
    assert await raw(kitchen, named) == BAD_REQUEST
    assert await raw(kitchen, led(kitchen)) == LED_ON
    portless = led(kitchen).replace(f"{kitchen.address}:1400".encode(), kitchen.address.encode())
    assert await raw(kitchen, portless) == LED_ON
