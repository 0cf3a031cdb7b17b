"""Power off, power on and reboots, as clients on the network see them."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.support import wire
from tests.support.gena import heard, volume

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def test_a_reboot_loses_subscriptions_and_starts_the_count_anew(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as before, wire.subscribe(kitchen, "AlarmClock") as other:
        await before.next()
        await other.next()
        async with wire.subscribe(sim["Office"], "RenderingControl") as neighbour:
            await neighbour.next()
            sim.household.reboot(kitchen)
            await sim.settle()
            assert (await neighbour.renew()).status == 200
        assert (await before.renew()).status == 412
        assert (await before.unsubscribe()).status == 412
        await volume(kitchen, 30)
        await before.none()
        async with wire.subscribe(kitchen, "RenderingControl") as after:
            assert after.sid == f"uuid:{kitchen.uuid}_sub0000000001"
            assert (await after.next()).seq == 0


async def test_power_off_closes_the_sockets_and_power_on_opens_them(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen = sim["Kitchen"]
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")  # the first connection has been accepted by now
        sim.household.power_off(kitchen)
        assert await reader.read() == b""
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")
    await wire.call(sim["Office"], "DeviceProperties", "GetLEDState")
    sim.household.power_on(kitchen)
    await sim.settle()
    assert await wire.call(kitchen, "DeviceProperties", "GetLEDState") == {"CurrentLEDState": "On"}


async def test_a_player_that_is_off_answers_nobody_who_had_just_connected(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, object)
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        writer.write(b"GET /xml/device_description.xml HTTP/1.1\r\nHost: x\r\n\r\n")
        sim.household.power_off(kitchen)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
    assert records == []


async def test_quick_reboots_and_a_change_of_mind(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, object)
    sim.household.reboot(kitchen)
    sim.household.reboot(kitchen)
    await sim.settle()
    assert await wire.call(kitchen, "DeviceProperties", "GetLEDState") == {"CurrentLEDState": "On"}
    sim.household.reboot(kitchen)
    sim.household.power_off(kitchen)
    await sim.settle()
    with pytest.raises(ConnectionRefusedError):
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")
    assert len(records) == 1  # no warning: the call above


async def test_a_player_whose_address_was_taken_meanwhile_stays_off(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, object)
    sim.household.power_off(kitchen)
    with socket.create_server((kitchen.address, kitchen.port)):
        sim.household.power_on(kitchen)
        await sim.settle()
    assert ["cannot come back" in record.text for record in records] == [True]
    with pytest.raises(ConnectionRefusedError):
        await wire.call(kitchen, "DeviceProperties", "GetLEDState")
