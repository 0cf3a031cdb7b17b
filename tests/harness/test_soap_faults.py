"""Faults of actions, handlers in front of actions, and what a plan can say about when."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import soco
from soco.exceptions import SoCoUPnPException

from sonos_sim import Clock, Household, Simulator
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.harness.faults import Fault
from sonos_sim.harness.soap_faults import Fields, Frozen, Ignored, TooLarge, UPnPFault
from tests.support.wire import Fault as Refusal
from tests.support.wire import call, post

if TYPE_CHECKING:
    from sonos_sim import Player
    from sonos_sim.server.junctions import ActionCall, Outputs
    from tests.conftest import Simulate


async def volume(player: Player) -> str:
    return (await call(player, "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"]


async def set_volume(player: Player, wanted: int) -> None:
    await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=wanted)


async def outcomes(player: Player, count: int) -> str:
    """A dot for each call that succeeded, an x for each that was refused."""
    shown = ""
    for _ in range(count):
        try:
            await volume(player)
            shown += "."
        except Refusal:
            shown += "x"
    return shown


async def test_an_error_code_so_many_times(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add("AVTransport.Play", upnp_error=701, times=1)
    with pytest.raises(Refusal) as refusal:
        await call(sim["Kitchen"], "AVTransport", "Play", Speed=1)
    assert refusal.value.code == 701
    assert fault.fired == 1
    assert sim.journal.calls("AVTransport.Play")[-1].reason == "planned"
    assert sim.network.junctions.action is None, "nobody stands at a junction any more"


async def test_soco_raises_the_code(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("AVTransport.Play", upnp_error=714)
    transport = soco.SoCo(sim["Kitchen"].address).avTransport
    with pytest.raises(SoCoUPnPException, match="714"):
        await asyncio.to_thread(transport.Play, [("InstanceID", 0), ("Speed", 1)])


async def test_a_description_goes_out_when_asked_for(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("AVTransport.Play", UPnPFault(701, "no <way>"))
    reply = await post(sim["Kitchen"], "AVTransport", "Play", {"InstanceID": 0, "Speed": 1})
    assert b"<errorDescription>no &lt;way&gt;</errorDescription>" in reply.body


async def test_a_refusal_that_acted_all_the_same(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.SetVolume", UPnPFault(501, after=True))
    with pytest.raises(Refusal):
        await set_volume(sim["Kitchen"], 44)
    assert sim["Kitchen"].rendering.volume == 44


@pytest.mark.parametrize(
    ("when", "seen"),
    [
        ({}, "xxxxxxxx"),
        ({"times": 2}, "xx......"),
        ({"skip": 3}, "...xxxxx"),
        ({"every": 3}, "x..x..x."),
        ({"skip": 1, "every": 2, "times": 2}, ".x.x...."),
    ],
)
async def test_when_it_strikes(simulate: Simulate, when: dict[str, int], seen: str) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", upnp_error=501, **when)
    assert await outcomes(sim["Kitchen"], 8) == seen


async def test_chance_comes_from_the_seed(simulate: Simulate) -> None:
    seen = []
    for seed in (7, 7, 8):
        sim = await simulate("Kitchen", seed=seed)
        sim.faults.add("RenderingControl.GetVolume", upnp_error=501, probability=0.5)
        seen.append(await outcomes(sim["Kitchen"], 30))
    assert seen[0] == seen[1] != seen[2]
    assert 5 < seen[0].count("x") < 25


async def test_a_window_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl", upnp_error=501, after=10, lasting=60)
    seen = await outcomes(sim["Kitchen"], 1)
    await sim.clock.advance(seconds=10)
    seen += await outcomes(sim["Kitchen"], 1)
    await sim.clock.advance(seconds=60)
    seen += await outcomes(sim["Kitchen"], 1)
    assert (seen, len(sim.faults)) == (".x.", 0)


async def test_one_fault_follows_another(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    first = sim.faults.add("AVTransport.Stop", upnp_error=701, times=1)
    sim.faults.add("RenderingControl.GetVolume", upnp_error=501, following=first, times=1)
    assert await outcomes(sim["Kitchen"], 2) == ".."
    with pytest.raises(Refusal):
        await call(sim["Kitchen"], "AVTransport", "Stop")
    assert await outcomes(sim["Kitchen"], 2) == "x."


async def test_a_state_decides(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", upnp_error=501, state=lambda player: player.rendering.volume > 50)
    assert await outcomes(sim["Kitchen"], 1) == "."
    sim["Kitchen"].rendering.set_volume(60, sim["Kitchen"].behaviour)
    assert await outcomes(sim["Kitchen"], 1) == "x"


async def test_removal_takes_effect_at_once(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add("RenderingControl", upnp_error=501)
    sim.faults.add("AVTransport", upnp_error=701)
    assert await outcomes(sim["Kitchen"], 1) == "x"
    fault.remove()
    fault.remove()
    assert await outcomes(sim["Kitchen"], 1) == "."
    sim.faults.clear()
    assert len(sim.faults) == 0
    assert sim.network.junctions.action is None


async def test_out_arguments_are_replaced_and_left_out(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(
        "AVTransport.GetPositionInfo",
        Fields(TrackDuration="NOT_IMPLEMENTED", TrackURI=None, RelTime=lambda was: f"[{was}]"),
    )
    info = await call(sim["Kitchen"], "AVTransport", "GetPositionInfo")
    assert (info["TrackDuration"], info["RelTime"]) == ("NOT_IMPLEMENTED", "[NOT_IMPLEMENTED]")
    assert "TrackURI" not in info


async def test_a_field_that_does_not_exist_is_the_tests_defect(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", Fields(Volume="1"))
    with pytest.raises(Refusal):
        await volume(sim["Kitchen"])
    assert "defect of the test" in sim.journal.calls("RenderingControl.GetVolume")[-1].reason


async def test_a_frozen_answer(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", Frozen())
    before = await volume(sim["Kitchen"])
    await set_volume(sim["Kitchen"], 66)
    assert await volume(sim["Kitchen"]) == before == "20"


async def test_an_answer_too_large_becomes_a_fault(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("ZoneGroupTopology.GetZoneGroupState", TooLarge(100))
    with pytest.raises(Refusal) as refusal:
        await call(sim["Kitchen"], "ZoneGroupTopology", "GetZoneGroupState")
    assert refusal.value.code == 501


async def test_an_action_without_effect(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.SetVolume", Ignored(), times=1)
    await set_volume(sim["Kitchen"], 55)
    assert sim["Kitchen"].rendering.volume == 20
    await set_volume(sim["Kitchen"], 55)
    assert sim["Kitchen"].rendering.volume == 55


async def test_a_handler_in_front_of_an_action(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")

    def loud(call: ActionCall) -> dict[str, int] | None:
        return {"CurrentVolume": 99} if call.player.name == "Kitchen" else None

    interception = sim.intercept("RenderingControl.GetVolume", loud)
    sim.intercept("RenderingControl.GetVolume", lambda call: {"CurrentVolume": 11})
    assert [await volume(sim["Kitchen"]), await volume(sim["Office"])] == ["99", "11"]
    interception.remove()
    assert await volume(sim["Kitchen"]) == "11"
    assert sim.journal.faults == []


async def test_a_handler_can_refuse_and_go_on(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")

    def handler(call: ActionCall) -> dict[str, str]:
        if call.arguments["Channel"] != "Master":
            raise UPnPError(402, "Master only")
        return {"CurrentVolume": dict(call.proceed())["CurrentVolume"] + "0"}

    sim.intercept("RenderingControl.GetVolume", handler, player="Kitchen")
    assert await volume(sim["Kitchen"]) == "200"
    with pytest.raises(Refusal):
        await call(sim["Kitchen"], "RenderingControl", "GetVolume", Channel="LF")


async def test_a_fault_of_ones_own(simulate: Simulate) -> None:
    class Shout(Fault):
        def on_action(self, call: ActionCall) -> Outputs:
            return [(name, text.upper()) for name, text in call.proceed()]

    sim = await simulate("Kitchen")
    sim.faults.add("DeviceProperties.GetZoneAttributes", Shout())
    assert (await call(sim["Kitchen"], "DeviceProperties", "GetZoneAttributes"))["CurrentZoneName"] == "KITCHEN"
    sim.journal.assert_fired("shout", times=1)


@pytest.mark.parametrize(
    ("at", "hint"),
    [
        ("RenderingControl.GetVolum", "GetVolume"),
        ("RendringControl.GetVolume", "RenderingControl"),
        ("Kitchen", "there"),
        ("SUBSCRIBE RenderingContol", "RenderingControl"),
        ("SSDP answers", "SSDP answer"),
    ],
)
async def test_names_that_do_not_exist_are_told_apart(simulate: Simulate, at: str, hint: str) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(ValueError, match=hint):
        sim.faults.add(at, upnp_error=501)


async def test_what_cannot_be_planned(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(ValueError, match="one fault"):
        sim.faults.add("RenderingControl")
    with pytest.raises(ValueError, match="one fault"):
        sim.faults.add("RenderingControl", upnp_error=501, status=503)
    with pytest.raises(KeyError, match="no room"):
        sim.faults.add("RenderingControl", upnp_error=501, player="Attic")
    with pytest.raises(ValueError, match="probability"):
        sim.faults.add("RenderingControl", upnp_error=501, probability=2)
    with pytest.raises(ValueError, match="lasting is more than 0"):
        sim.faults.add("RenderingControl", upnp_error=501, lasting=0)
    fault = UPnPFault(501)
    sim.faults.add("RenderingControl", fault)
    with pytest.raises(ValueError, match="planned already"):
        sim.faults.add("AVTransport", fault)


async def test_planned_before_the_start() -> None:
    household = Household(seed=7, clock=Clock.stopped())
    kitchen = household.add("Kitchen")
    sim = Simulator(household, discovery=False)
    sim.faults.add("RenderingControl.GetVolume", upnp_error=501, times=1)
    async with sim:
        assert await outcomes(kitchen, 2) == "x."


def test_in_the_background() -> None:
    household = Household(seed=7, clock=Clock.stopped())
    kitchen = household.add("Kitchen")
    with Simulator(household, discovery=False) as sim:
        zone = soco.SoCo(kitchen.address)
        with sim.faults.add("RenderingControl.GetVolume", upnp_error=501), pytest.raises(SoCoUPnPException):
            _ = zone.volume
        assert zone.volume == 20
        assert len(sim.journal.calls("RenderingControl.GetVolume")) == 2
