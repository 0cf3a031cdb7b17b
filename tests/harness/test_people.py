"""What people do, as clients hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.bonding_actions import add_satellites
from tests.support.playing import fill
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def playing(sim: Simulator, room: str) -> str:
    return (await call(sim[room], "AVTransport", "GetTransportInfo"))["CurrentTransportState"]


async def source(sim: Simulator, room: str) -> str:
    return (await call(sim[room], "AVTransport", "GetMediaInfo"))["CurrentURI"]


async def topology(sim: Simulator, room: str) -> str:
    return (await call(sim[room], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]


async def groups(sim: Simulator) -> set[frozenset[str]]:
    """The visible rooms of each group, by the attributes that players tell."""
    found = set()
    for player in sim.household.visible:
        told = await call(player, "ZoneGroupTopology", "GetZoneGroupAttributes")
        uuids = told["CurrentZonePlayerUUIDsInGroup"].split(",")
        found.add(frozenset(sim[uuid].name for uuid in uuids))
    return found


async def is_there(sim: Simulator, room: str) -> bool:
    try:
        await call(sim[room], "DeviceProperties", "GetZoneInfo")
    except ConnectionRefusedError:
        return False
    return True


async def test_the_knob(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        await sim.people.turns_knob("Kitchen", +5)
        assert (await events.next()).changes["Volume/Master"] == "25"
        await sim.people.turns_knob("Kitchen", -90)
        assert (await events.next()).changes["Volume/Master"] == "0"


async def test_the_keys_on_the_box_are_for_the_group(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    fill(sim["Kitchen"], "A", "B")
    await sim.people.regroups("Kitchen", "Office")
    for state in ("PLAYING", "PAUSED_PLAYBACK", "PLAYING"):
        await sim.people.presses_play("Office")
        assert await playing(sim, "Kitchen") == state
    await sim.people.presses_next("Office")
    assert (await call(sim["Kitchen"], "AVTransport", "GetPositionInfo"))["Track"] == "2"


async def test_the_key_on_a_box_with_nothing_to_play(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(UPnPError) as refused:
        await sim.people.presses_play("Kitchen")
    assert refused.value.code == 701


async def test_the_app_regroups(simulate: Simulate) -> None:
    sim = await simulate("A", "B", "C", "D")
    await sim.people.regroups("A", "B", "C")
    assert await groups(sim) == {frozenset("ABC"), frozenset("D")}
    await sim.people.regroups("B", "D")
    assert await groups(sim) == {frozenset("AC"), frozenset("BD")}
    await sim.people.regroups("A")
    assert await groups(sim) == {frozenset("A"), frozenset("C"), frozenset("BD")}


async def test_the_app_renames(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await sim.people.renames("Kitchen", "Galley")
    assert (await call(kitchen, "DeviceProperties", "GetZoneAttributes"))["CurrentZoneName"] == "Galley"


async def test_airplay_takes_over(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    await sim.people.plays_from_phone("Kitchen", "One", "Two")
    assert (await source(sim, "Kitchen")).startswith("x-sonos-vli:")
    assert await playing(sim, "Kitchen") == "PLAYING"
    assert "One" in (await call(sim["Kitchen"], "AVTransport", "GetPositionInfo"))["TrackMetaData"]
    await sim.people.takes_phone_away("Kitchen")
    assert await playing(sim, "Kitchen") == "STOPPED"


async def test_the_television(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "TV:S9")
    await sim.people.switches_tv_on("TV")
    assert await source(sim, "TV") == f"x-sonos-htastream:{sim['TV'].uuid}:spdif"
    assert (await call(sim["TV"], "DeviceProperties", "GetZoneInfo"))["HTAudioIn"] == "33554434"
    await sim.people.switches_tv_off("TV")
    assert (await call(sim["TV"], "DeviceProperties", "GetZoneInfo"))["HTAudioIn"] == "0"
    with pytest.raises(ValueError, match="no television input"):
        await sim.people.switches_tv_on("Kitchen")


async def test_the_record_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen:S6")
    async with subscribe(sim["Kitchen"], "AudioIn") as events:
        await events.next()
        await sim.people.starts_record_player("Kitchen")
        assert (await events.next()).properties["Playing"] == "1"
        await sim.people.stops_record_player("Kitchen")
        assert (await events.next()).properties["Playing"] == "0"


async def test_the_dog_and_the_sub(simulate: Simulate) -> None:
    sim = await simulate("TV:S9", "Sub:Sub", "Kitchen")
    tv, sub = sim["TV"], sim["Sub"]
    await sim.do(lambda: add_satellites(tv, f"{tv.uuid}:LF,RF;{sub.uuid}:SW"))
    await sim.clock.advance(minutes=1)
    await sim.people.unplugs_sub("TV")
    assert not await is_there(sim, sub.uuid)
    assert await is_there(sim, "TV")
    await sim.people.plugs_in_sub("TV")
    assert await is_there(sim, sub.uuid)
    with pytest.raises(ValueError, match="no Sub is bonded to Kitchen"):
        sim.people.unplugs_sub("Kitchen")


async def test_a_plug(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    await sim.people.unplugs("Office")
    assert not await is_there(sim, "Office")
    assert 'Reason="UNKNOWN"' not in await topology(sim, "Kitchen")
    await sim.clock.advance(hours=1)
    assert 'Reason="UNKNOWN"' in await topology(sim, "Kitchen")
    await sim.people.plugs_in("Office")
    assert await is_there(sim, "Office")
    assert "UNKNOWN" not in await topology(sim, "Kitchen")


async def test_the_power_fails(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Roam:S27")
    await sim.people.cuts_power()
    assert [await is_there(sim, room) for room in ("Kitchen", "Office", "Roam")] == [False, False, True]
    await sim.people.restores_power()
    assert [await is_there(sim, room) for room in ("Kitchen", "Office", "Roam")] == [True, True, True]
    assert (sim["Kitchen"].device.boot_seq, sim["Roam"].device.boot_seq) == (2, 1)


async def test_the_roam_goes_for_a_walk(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Roam:S27")
    await sim.people.lifts_off_charger("Roam")
    assert "BattChg:NOT_CHARGING" in await topology(sim, "Kitchen")
    await sim.people.puts_on_charger("Roam")
    assert "BattChg:CHARGING" in await topology(sim, "Kitchen")
    await sim.people.carries_away("Roam")
    assert not await is_there(sim, "Roam")
    await sim.clock.advance(hours=2)
    await sim.people.brings_back("Roam")
    assert await is_there(sim, "Roam")
    assert "BattChg:NOT_CHARGING" in await topology(sim, "Kitchen")
    for verb in (sim.people.carries_away, sim.people.lifts_off_charger, sim.people.brings_back):
        with pytest.raises(ValueError, match="no battery"):
            verb("Kitchen")


def test_in_the_background() -> None:
    with Simulator(Household.generate(["Kitchen"], 7, clock=Clock.stopped()), discovery=False) as sim:
        sim.people.turns_knob("Kitchen", +5)
        assert sim["Kitchen"].rendering.volume == 25
        with pytest.raises(KeyError, match="no room 'Attic'"):
            sim.people.turns_knob("Attic", +5)
