"""Unmodified async-upnp-client, what Home Assistant and others stand on, in its strict mode."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from async_upnp_client.advertisement import SsdpAdvertisementListener
from async_upnp_client.aiohttp import AiohttpNotifyServer, AiohttpRequester
from async_upnp_client.client_factory import UpnpFactory
from async_upnp_client.exceptions import UpnpActionResponseError
from async_upnp_client.search import async_search

from sonos_sim.catalogue import profile, profile_keys

if TYPE_CHECKING:
    from async_upnp_client.client import UpnpDevice

    from sonos_sim import Player
    from tests.conftest import Simulate

WAIT = 5
LOOPBACK = ("127.0.0.1", 0)


async def device_of(player: Player) -> UpnpDevice:
    factory = UpnpFactory(AiohttpRequester(), non_strict=False)
    return await factory.async_create_device(f"{player.base_url}/xml/device_description.xml")


def services(device: UpnpDevice) -> dict[str, Any]:
    found = {service.service_type: service for service in device.services.values()}
    for embedded in device.embedded_devices.values():
        found |= services(embedded)
    return found


@pytest.mark.parametrize("key", profile_keys())
async def test_parses_every_profile_in_strict_mode(simulate: Simulate, key: str) -> None:
    sim = await simulate(f"Room:{key}")
    device = await device_of(sim["Room"])
    kind = profile(key)
    assert device.model_number == kind.model
    assert device.udn == f"uuid:{sim['Room'].uuid}"
    found = services(device)
    assert set(found) == {service.type for service in kind.services.values()}
    for declared in kind.services.values():
        assert list(found[declared.type].actions) == list(declared.actions)
        assert set(found[declared.type].state_variables) == set(declared.variables)


async def test_calls_actions(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    rendering = services(await device_of(sim["Kitchen"]))["urn:schemas-upnp-org:service:RenderingControl:1"]
    await rendering.action("SetVolume").async_call(InstanceID=0, Channel="Master", DesiredVolume=31)
    result = await rendering.action("GetVolume").async_call(InstanceID=0, Channel="Master")
    assert result == {"CurrentVolume": 31}
    with pytest.raises(UpnpActionResponseError) as refused:
        await rendering.action("GetEQ").async_call(InstanceID=0, EQType="NightMode")
    assert refused.value.error_code == 402


async def test_receives_events(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    requester = AiohttpRequester()
    notify_server = AiohttpNotifyServer(requester, source=LOOPBACK)
    await notify_server.async_start_server()
    try:
        rendering = services(await device_of(sim["Kitchen"]))["urn:schemas-upnp-org:service:GroupRenderingControl:1"]
        seen: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        rendering.on_event = lambda _service, variables: seen.put_nowait({v.name: v.value for v in variables})
        sid, timeout = await notify_server.event_handler.async_subscribe(rendering)
        assert sid.startswith(f"uuid:{sim['Kitchen'].uuid}_sub")
        assert timeout.total_seconds() == 1800
        async with asyncio.timeout(WAIT):
            assert await seen.get() == {"GroupMute": False, "GroupVolume": 20, "GroupVolumeChangeable": True}
            sim["Kitchen"].rendering.set_volume(61, sim["Kitchen"].behaviour)
            assert await seen.get() == {"GroupVolume": 61}
        await notify_server.event_handler.async_resubscribe(rendering)
        await notify_server.event_handler.async_unsubscribe(rendering)
    finally:
        await notify_server.async_stop_server()


async def test_searches(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", discovery=True)
    wanted = {p.uuid for p in sim.players}
    found: dict[str, Any] = {}
    done = asyncio.Event()

    async def answered(headers: Any) -> None:
        uuid = headers["USN"].split(":")[1]
        if uuid in wanted:
            found[uuid] = headers
            if found.keys() == wanted:
                done.set()

    search = asyncio.create_task(
        async_search(
            answered,
            timeout=WAIT,
            search_target="urn:schemas-upnp-org:device:ZonePlayer:1",
            source=LOOPBACK,
        )
    )
    async with asyncio.timeout(WAIT):
        await done.wait()
    search.cancel()
    kitchen = found[sim["Kitchen"].uuid]
    assert kitchen["LOCATION"] == f"{sim['Kitchen'].base_url}/xml/device_description.xml"
    assert kitchen["_host"] == sim["Kitchen"].address
    assert kitchen["X-RINCON-HOUSEHOLD"] == sim.household.id


async def test_hears_alive_and_byebye(simulate: Simulate) -> None:
    alive: set[str] = set()
    gone: set[str] = set()
    heard, left = asyncio.Event(), asyncio.Event()
    uuid = ""

    def on_alive(headers: Any) -> None:
        alive.add(headers["USN"])
        heard.set()

    def on_byebye(headers: Any) -> None:
        gone.add(headers["USN"])
        if uuid in headers["USN"]:
            left.set()

    listener = SsdpAdvertisementListener(on_alive=on_alive, on_byebye=on_byebye, on_update=on_alive, source=LOOPBACK)
    await listener.async_start()
    try:
        sim = await simulate("Kitchen", discovery=True)
        uuid = sim["Kitchen"].uuid
        async with asyncio.timeout(WAIT):
            while f"uuid:{uuid}::urn:schemas-upnp-org:device:ZonePlayer:1" not in alive:
                heard.clear()
                await heard.wait()
            await sim.do(lambda: sim.household.power_off(sim["Kitchen"], "sleeping"))
            await left.wait()
    finally:
        await listener.async_stop()
    assert any(uuid in usn for usn in gone)
