"""Refusals that a program need not care for, and those that it has to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sonos_client import UPnPError

from sonos_sim.harness.gena_faults import Drop
from sonos_sim.household.inputs import switch_tv_on
from tests.support.playing import STATION, fill

if TYPE_CHECKING:
    from sonos_sim import Player
    from tests.client.conftest import Connect
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers

JOIN = "AVTransport.SetAVTransportURI"


async def test_pausing_what_is_silent(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen")
    player, group = simulator["Kitchen"], (await connect(simulator))["Kitchen"].group
    await group.pause()  # Nothing is loaded.
    fill(player, "A")
    await group.queue.play()
    await group.pause()
    await group.pause()
    assert player.transport.state == "PAUSED_PLAYBACK"
    simulator.journal.assert_called("AVTransport.Pause", times=3)


async def test_pausing_what_goes_on(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("TV:S9")
    group = (await connect(simulator))["TV"].group
    switch_tv_on(simulator["TV"])
    with pytest.raises(UPnPError, match="Pause was refused with 701"):
        await group.pause()
    simulator.faults.add("AVTransport.Pause", upnp_error=800)
    with pytest.raises(UPnPError, match="800"):
        await group.pause()


async def at_half_time(simulator: object, player: Player, *titles: str) -> None:
    fill(player, *titles)
    player.transport.start()
    await simulator.clock.advance(seconds=100)  # type: ignore[attr-defined]
    assert player.transport.position == 100


@pytest.mark.parametrize("code", [None, 701, 711])
async def test_going_back_where_there_is_nothing(simulate: Simulate, connect: Connect, code: int | None) -> None:
    simulator = await simulate("Kitchen")
    player, group = simulator["Kitchen"], (await connect(simulator))["Kitchen"].group
    await at_half_time(simulator, player, "A", "B")
    if code is not None:
        player.transport.go_to(2)
        await simulator.clock.advance(seconds=100)
        simulator.faults.add("AVTransport.Previous", upnp_error=code)
    await group.previous()
    now = await group.now_playing()
    assert (now.number, now.position) == (1 if code is None else 2, timedelta(0))


async def test_going_back_where_that_cannot_be(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen")
    group = (await connect(simulator))["Kitchen"].group
    await group.play_uri(STATION)
    with pytest.raises(UPnPError, match="Previous was refused with 701"):
        await group.previous()
    simulator.faults.add("AVTransport.Previous", upnp_error=800)
    with pytest.raises(UPnPError, match="Previous was refused with 800"):
        await group.previous()


async def test_going_on_from_the_last_track(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen")
    player, group = simulator["Kitchen"], (await connect(simulator))["Kitchen"].group
    await at_half_time(simulator, player, "A")
    assert await group.next() is False
    assert (player.transport.position, player.transport.is_active) == (100, True)
    await group.play_uri(STATION)
    with pytest.raises(UPnPError, match="701"):
        await group.next()


@pytest.mark.parametrize("code", [501, 1001])
async def test_a_join_is_tried_again(simulate: Simulate, connect: Connect, timers: ManualTimers, code: int) -> None:
    simulator = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = (simulator[name] for name in ("Kitchen", "Office", "Bath"))
    simulator.household.groups.join(office, kitchen.uuid)
    household = await connect(simulator)
    simulator.faults.add("NOTIFY ZoneGroupTopology", Drop())
    refused = simulator.faults.add(JOIN, upnp_error=code, times=1)
    joining = asyncio.create_task(household["Bath"].join(household["Office"]))
    await refused.struck()
    # Meanwhile somebody else leads the group, and no event says so.
    simulator.household.groups.leave(kitchen)
    await timers.wake(3, 3)
    await joining
    assert [p.coordinator for p in (kitchen, office, bath)] == [kitchen, office, office]
    simulator.journal.assert_called(JOIN, times=2)


async def test_a_join_that_cannot_be(simulate: Simulate, connect: Connect, timers: ManualTimers) -> None:
    simulator = await simulate("Kitchen", "Office")
    household = await connect(simulator)
    simulator.faults.add(JOIN, upnp_error=402, times=1)
    with pytest.raises(UPnPError, match="402"):
        await household["Office"].join(household["Kitchen"])
    simulator.faults.add(JOIN, upnp_error=501)
    joining = asyncio.create_task(household["Office"].join(household["Kitchen"]))
    await timers.wake(3, 3)
    with pytest.raises(UPnPError, match="501"):
        await joining
    simulator.journal.assert_called(JOIN, times=3)


async def test_stations(simulate: Simulate, connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    simulator = await simulate("Kitchen")
    library = (await connect(simulator)).library
    player = simulator["Kitchen"]
    player.household.content.radio.create("Radio", STATION, player)
    assert [(station.title, station.uri) async for station in library.stations()] == [("Radio", STATION)]
    for code in (701, 710):
        with simulator.faults.add("ContentDirectory.Browse", upnp_error=code):
            assert [station async for station in library.stations()] == []
    assert caplog.text.count("there is no list of radio stations") == 2
    with simulator.faults.add("ContentDirectory.Browse", upnp_error=720), pytest.raises(UPnPError, match="720"):
        await anext(library.stations())
