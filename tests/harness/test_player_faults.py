"""What happens to players, seen over real sockets and in the topology."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest
import soco

from sonos_sim.harness.gena_faults import Drop
from sonos_sim.harness.player_faults import Flap, Move, Partition, Reboot, SoftwareUpdate, SwapAddresses, Vanish
from sonos_sim.harness.state_faults import Battery, HoldView, MediaFail, Script, Switch, Takeover
from sonos_sim.household.fetching import FetchError
from tests.support.wire import Fault as Refusal
from tests.support.wire import call, request, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player
    from tests.conftest import Simulate

URL = "http://127.0.0.1:9/song.mp3"


async def volume(player: Player) -> str:
    return (await call(player, "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"]


async def topology(player: Player) -> ET.Element:
    return ET.fromstring((await call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])


async def vanished(player: Player) -> dict[str, str]:
    return {d.get("ZoneName", ""): d.get("Reason", "") for d in (await topology(player)).iter("Device")}


async def locations(player: Player) -> dict[str, str]:
    return {m.get("ZoneName", ""): m.get("Location", "") for m in (await topology(player)).iter("ZoneGroupMember")}


async def test_a_player_vanishes_with_a_reason_and_returns(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    sim.faults.add(Vanish("sleeping"), player="Kitchen", after=10, lasting=60)
    assert await volume(sim["Kitchen"]) == "20"
    await sim.clock.advance(seconds=10)
    assert await vanished(sim["Office"]) == {"Kitchen": "sleeping"}
    with pytest.raises(ConnectionRefusedError):
        await volume(sim["Kitchen"])
    await sim.clock.advance(seconds=60)
    assert await vanished(sim["Office"]) == {}
    assert await volume(sim["Kitchen"]) == "20"
    assert sim["Kitchen"].device.boot_seq == 2


async def test_a_power_cut_is_noticed_later(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    sim.faults.add(Vanish(), player="Kitchen")
    assert await vanished(sim["Office"]) == {}
    await sim.clock.advance(seconds=60)
    assert await vanished(sim["Office"]) == {"Kitchen": "UNKNOWN"}


async def test_a_reboot_loses_subscriptions(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        sim.faults.add(Reboot(30), player="Kitchen")
        await sim.settle()
        with pytest.raises(ConnectionRefusedError):
            await volume(sim["Kitchen"])
        await sim.clock.advance(seconds=30)
        assert (await events.renew()).status == 412
    assert sim["Kitchen"].device.boot_seq == 2
    sim.journal.assert_fired("reboot", times=1, at="Kitchen")


async def test_a_flapping_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add(Flap(down=10, up=20))
    seen = []
    for _ in range(6):
        seen.append(sim["Kitchen"].is_running)
        await sim.clock.advance(seconds=10)
    assert seen == [False, True, True, False, True, True]
    fault.remove()
    await sim.settle()
    await sim.clock.advance(hours=1)
    assert await volume(sim["Kitchen"]) == "20"


async def test_software_update_one_by_one(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    sim.faults.add(SoftwareUpdate(software="96.0-78000", seconds=120, one_by_one=True))
    assert await vanished(sim["Office"]) == {"Kitchen": "upgrade"}
    await sim.clock.advance(seconds=120)
    assert await vanished(sim["Kitchen"]) == {"Office": "upgrade"}
    versions = [m.get("SoftwareVersion") for m in (await topology(sim["Kitchen"])).iter("ZoneGroupMember")]
    assert versions == ["96.0-78000"]
    await sim.clock.advance(seconds=120)
    reply = await request(sim["Office"], "GET", "/xml/device_description.xml")
    assert b"<softwareVersion>96.0-78000</softwareVersion>" in reply.body


async def test_an_address_change_while_it_runs(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, old = sim["Kitchen"], sim["Kitchen"].address
    async with subscribe(sim["Office"], "ZoneGroupTopology") as events, subscribe(kitchen, "RenderingControl") as own:
        await events.next()
        await own.next()
        sim.faults.add(Move(), player="Kitchen")
        await sim.settle()
        assert kitchen.address != old
        assert kitchen.address in (await events.next()).properties["ZoneGroupState"]
        assert await volume(kitchen) == "20"
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(old, 1400)
        kitchen.rendering.set_volume(30, kitchen.behaviour)
        assert (await own.next()).changes["Volume/Master"] == "30"
        assert own.listener.sources[-1] == kitchen.address
    assert kitchen.device.boot_seq == 1


async def test_an_address_change_with_a_reboot(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    old = sim["Kitchen"].address
    wanted = f"{old.rpartition('.')[0]}.200"
    sim.faults.add(Move(wanted, reboots=True, seconds=20), player="Kitchen")
    await sim.settle()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(wanted, 1400)
    await sim.clock.advance(seconds=20)
    assert (await locations(sim["Office"]))["Kitchen"] == f"http://{wanted}:1400/xml/device_description.xml"
    assert (await volume(sim["Kitchen"]), sim["Kitchen"].device.boot_seq) == ("20", 2)


async def test_move_awaited(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    await sim.network.move(sim["Kitchen"])
    assert await volume(sim["Kitchen"]) == "20"
    with pytest.raises(OSError, match="no IPv4 address"):
        await sim.network.move(sim["Kitchen"], "nowhere")
    assert await volume(sim["Kitchen"]) == "20"


async def test_two_players_swap_addresses_and_back(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    there, here = office.address, kitchen.address
    with sim.faults.add(SwapAddresses(), player=("Kitchen", "Office")):
        await sim.settle()
        assert (kitchen.address, office.address) == (there, here)
        zone = await asyncio.to_thread(lambda: soco.SoCo(here).get_speaker_info(refresh=True)["zone_name"])
        assert zone == "Office"
    await sim.settle()
    assert (kitchen.address, office.address) == (here, there)
    assert b"Kitchen" in (await request(kitchen, "GET", "/xml/device_description.xml")).body


async def test_partition_and_heal(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        await sim.settle()
        fault = sim.faults.add(Partition(), player=("Kitchen", "Bath"))
        await sim.settle()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.open_connection(sim["Kitchen"].address, 1400), 0.05)
        assert await volume(sim["Office"]) == "20"
        sim["Kitchen"].rendering.set_volume(50, sim["Kitchen"].behaviour)
        await events.none()
        sim["Office"].device.name = "Study"
        fault.remove()
        await sim.settle()
        assert (await events.renew()).status == 200
    assert "Study" in await locations(sim["Kitchen"])
    assert sim["Kitchen"].device.boot_seq == 1


async def test_a_partition_of_one_client(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add(Partition("127.0.0.9"), player="Kitchen")
    assert await volume(sim["Kitchen"]) == "20"
    reader, writer = await asyncio.open_connection(sim["Kitchen"].address, 1400, local_addr=("127.0.0.9", 0))
    writer.write(b"GET /xml/device_description.xml HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.05)
    fault.remove()
    assert (await asyncio.wait_for(reader.read(), 5)).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_battery_that_runs_out(simulate: Simulate) -> None:
    sim = await simulate("Roam:S27", "Kitchen")
    fault = sim.faults.add(Battery(3, charging=False), player="Roam")
    assert "BattPct:3" in sim["Roam"].more_info
    await sim.clock.advance(hours=1)
    assert await vanished(sim["Kitchen"]) == {"Roam": "powered off"}
    fault.remove()
    await sim.settle()
    assert await volume(sim["Roam"]) == "20"


async def test_switches_meanwhile(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim["Kitchen"].override(tone_range="fault", browse_cap=5)
    with sim.faults.add(Switch(subscription_slots=0, browse_cap=7)):
        with pytest.raises(AssertionError):
            async with subscribe(sim["Kitchen"], "RenderingControl"):
                pass
        assert sim["Kitchen"].behaviour.browse_cap == 7
    assert sim["Kitchen"].overrides == {"tone_range": "fault", "browse_cap": 5}
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()


async def test_views_that_differ(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    with sim.faults.add(HoldView(), player="Kitchen"):
        sim.household.groups.join(sim["Bath"], sim["Office"].uuid)
        groups = [len(list((await topology(p)).iter("ZoneGroup"))) for p in (sim["Kitchen"], sim["Office"])]
        assert groups == [3, 2]
    assert len(list((await topology(sim["Kitchen"])).iter("ZoneGroup"))) == 2


async def test_a_script_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    fault = sim.faults.add(
        Script(
            (0, lambda h: h.groups.join(h["Kitchen"], h["Office"].uuid)),
            (5, lambda h: h.groups.leave(h["Kitchen"])),
            (9, lambda h: h.power_off(h["Kitchen"])),
        )
    )
    assert len(sim.household.groups) == 1
    await sim.clock.advance(seconds=5)
    assert len(list((await topology(sim["Office"])).iter("ZoneGroup"))) == 2
    fault.remove()
    await sim.clock.advance(seconds=5)
    assert sim["Kitchen"].is_running


@pytest.mark.parametrize(
    ("by", "uri"), [("airplay", ":1,airplay:"), ("spotify", ":2,spotify:"), ("tv", "x-sonos-htastream:")]
)
async def test_takeover(simulate: Simulate, by: str, uri: str) -> None:
    sim = await simulate("TV:S19")
    async with subscribe(sim["TV"], "AVTransport") as events:
        await events.next()
        sim.faults.add(Takeover(by))  # type: ignore[arg-type]
        assert uri in (await events.next()).changes["AVTransportURI"]


async def test_a_medium_that_cannot_be_had(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(MediaFail(FetchError.HTTP, 404))
    await call(sim["Kitchen"], "AVTransport", "SetAVTransportURI", CurrentURI=URL, CurrentURIMetaData="")
    await call(sim["Kitchen"], "AVTransport", "Play", Speed=1)
    await sim.settle()
    info = await call(sim["Kitchen"], "AVTransport", "GetTransportInfo")
    assert info["CurrentTransportState"] == "STOPPED"
    assert info["CurrentTransportStatus"] == "ERROR_HTTP"


async def test_the_last_state_is_never_told(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_media": False, "transition_time": 2.0})
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        await events.next()
        sim.faults.add("AVTransport", Drop(containing="&quot;PLAYING&quot;"))
        await call(sim["Kitchen"], "AVTransport", "SetAVTransportURI", CurrentURI=URL, CurrentURIMetaData="")
        await events.next()
        await call(sim["Kitchen"], "AVTransport", "Play", Speed=1)
        assert (await events.next()).changes["TransportState"] == "TRANSITIONING"
        await sim.clock.advance(seconds=2)
        await events.none()
    info = await call(sim["Kitchen"], "AVTransport", "GetTransportInfo")
    assert info["CurrentTransportState"] == "PLAYING"


async def test_faults_that_ask_too_much(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(ValueError, match="no battery"):
        sim.faults.add(Battery(3))
    with pytest.raises(ValueError, match="two players"):
        sim.faults.add(SwapAddresses())
    with pytest.raises(LookupError, match="no behaviour"):
        sim.faults.add(Switch(nonsense=1))
    assert len(sim.faults) == 0
    sim.faults.clear()
    with pytest.raises(Refusal):
        await call(sim["Kitchen"], "AVTransport", "Pause")
