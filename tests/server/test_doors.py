"""The door of a player that is off: connections are refused, or wait for ever where packets vanish (Linux)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sonos_sim.server.addresses import Door
from tests.support.wire import request

if TYPE_CHECKING:
    from sonos_sim import Player
    from tests.conftest import Simulate


async def answer(player: Player) -> int:
    async with asyncio.timeout(0.05):
        return (await request(player, "GET", "/xml/device_description.xml")).status


@pytest.mark.parametrize("first", ["door", "power"])
async def test_packets_vanish_while_the_player_is_off(simulate: Simulate, first: str) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    if first == "door":
        await sim.network.set_door(kitchen, Door.BLACK_HOLE)
    sim.household.power_off(kitchen)
    if first == "power":
        with pytest.raises(ConnectionRefusedError):
            await answer(kitchen)
        await sim.network.set_door(kitchen, Door.BLACK_HOLE)
    await sim.settle()
    with pytest.raises(TimeoutError):
        await answer(kitchen)
    assert sim.network.servers[kitchen.uuid].vain_attempts == 1
    await sim.network.set_door(kitchen, Door.OPEN)
    with pytest.raises(ConnectionRefusedError):
        await answer(kitchen)
    sim.household.power_on(kitchen)
    await sim.settle()
    assert await answer(kitchen) == 200


async def test_a_player_comes_back_behind_a_black_hole(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await sim.network.set_door(kitchen, Door.BLACK_HOLE)
    sim.household.reboot(kitchen)
    await sim.settle()
    assert sim.journal.warnings == []
    with pytest.raises(TimeoutError):
        await answer(kitchen)
    await sim.network.set_door(kitchen, Door.OPEN)
    assert await answer(kitchen) == 200
