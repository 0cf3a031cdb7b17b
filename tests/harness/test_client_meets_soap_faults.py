"""The bundled client meets faults of actions: refusals, and answers that say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sonos_client import MalformedError, SonosError, UPnPError
from sonos_client.soap import render

from sonos_sim.harness.soap_faults import Fields, Frozen, Ignored, Interception, TooLarge, UPnPFault
from tests.support.meeting import SET_VOLUME, connected, name_of, setting_the_volume_fails

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate

GET_VOLUME = "RenderingControl.GetVolume"
GET_ZONE = "DeviceProperties.GetZoneAttributes"


@pytest.mark.parametrize(
    ("at", "fault", "raised", "acted"),
    [
        (SET_VOLUME, UPnPFault(501), UPnPError, False),
        (SET_VOLUME, UPnPFault(701), UPnPError, False),
        (SET_VOLUME, UPnPFault(501, after=True), UPnPError, True),
        (SET_VOLUME, UPnPFault(800, "why not", after=True), UPnPError, True),
    ],
    ids=name_of,
)
async def test_an_action_that_fails(
    simulate: Simulate, at: str, fault: UPnPFault, raised: type[SonosError], acted: bool
) -> None:
    error = await setting_the_volume_fails(await simulate("Kitchen"), at, fault, raised, acted)
    assert isinstance(error, UPnPError)
    assert (error.service, error.action, error.code) == ("RenderingControl", "SetVolume", fault.code)


async def raw_refusal(household: Household, volume: int) -> bytes:
    """The body of what is answered to SetVolume."""
    service = household["Kitchen"].services.rendering_control
    arguments = {"InstanceID": "0", "Channel": "Master", "DesiredVolume": str(volume)}
    reply = await household.transport.request(
        "POST",
        household["Kitchen"].address,
        f"{service.path}/Control",
        {"SOAPACTION": f'"{service.urn}#SetVolume"'},
        render(service.urn, "SetVolume", arguments),
    )
    assert reply.status == 500
    return reply.body


async def test_a_description_is_there_for_who_reads_it(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        with sim.faults.add(SET_VOLUME, UPnPFault(501)):
            assert b"errorDescription" not in await raw_refusal(household, 33)
        with sim.faults.add(SET_VOLUME, UPnPFault(501, "busy < done")):
            assert b"<errorDescription>busy &lt; done</errorDescription>" in await raw_refusal(household, 33)
            with pytest.raises(UPnPError, match="501") as error:
                await household["Kitchen"].set_volume(33)
            assert "busy" not in str(error.value), "what it means does not depend on what a player calls it"


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"CurrentVolume": "NOT_IMPLEMENTED"}, "CurrentVolume in the answer"),
        ({"CurrentVolume": lambda was: f"{was}.5"}, "CurrentVolume in the answer"),
        ({"CurrentVolume": None}, "has no CurrentVolume"),
    ],
    ids=["other type", "function", "left out"],
)
async def test_a_value_that_cannot_be_read(simulate: Simulate, values: dict[str, Any], problem: str) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        with sim.faults.add(GET_VOLUME, Fields(**values)), pytest.raises(MalformedError, match=problem):
            await household["Kitchen"].services.rendering_control.get_volume()
        assert await household["Kitchen"].volume() == 20


async def test_a_value_that_is_another(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        sim.faults.add(GET_VOLUME, Fields(CurrentVolume=lambda was: str(int(was) + 1)))
        assert await household["Kitchen"].volume() == 21


@pytest.mark.parametrize(
    ("at", "fault", "there", "told"),
    [
        (GET_VOLUME, Frozen("CurrentVolume"), 33, 20),
        (GET_VOLUME, Frozen(), 33, 20),
        (SET_VOLUME, Ignored(), 20, 20),
    ],
    ids=name_of,
)
async def test_an_action_that_says_something_else(
    simulate: Simulate, at: str, fault: Fault, there: int, told: int
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        kitchen = household["Kitchen"]
        planned = sim.faults.add(at, fault)
        assert await kitchen.volume() == 20
        await kitchen.set_volume(33)
        assert (sim["Kitchen"].rendering.volume, await kitchen.volume()) == (there, told)
        planned.remove()
        await kitchen.set_volume(34)
        assert await kitchen.volume() == 34


@pytest.mark.parametrize(
    ("names", "told"), [((), ("Kitchen", "before")), (("CurrentZoneName",), ("Kitchen", "after"))], ids=["all", "one"]
)
async def test_the_whole_answer_or_a_part_of_it_is_frozen(
    simulate: Simulate, names: tuple[str, ...], told: tuple[str, str]
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        properties = household["Kitchen"].services.device_properties
        await properties.set_zone_attributes("Kitchen", "before", "")
        sim.faults.add(GET_ZONE, Frozen(*names))
        await properties.get_zone_attributes()
        await properties.set_zone_attributes("Galley", "after", "")
        assert (sim.players[0].name, sim.players[0].device.icon) == ("Galley", "after")
        answer = await properties.get_zone_attributes()
        assert (answer.current_zone_name, answer.current_icon) == told


async def test_an_action_that_answers_without_looking(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        with sim.faults.add(GET_VOLUME, Ignored()), pytest.raises(MalformedError, match="CurrentVolume"):
            await household["Kitchen"].volume()
        with sim.faults.add(GET_VOLUME, Ignored(CurrentVolume="7")):
            assert await household["Kitchen"].volume() == 7


async def test_a_handler_in_front_of_an_action(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.intercept(GET_VOLUME, lambda call: {"CurrentVolume": 99})
        assert isinstance(planned.fault, Interception)
        assert await household["Kitchen"].volume() == 99
        planned.remove()
        assert await household["Kitchen"].volume() == 20


async def test_a_topology_that_is_too_large_comes_by_event(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    fault = sim.faults.add("ZoneGroupTopology.GetZoneGroupState", TooLarge(10))
    async with connected(sim) as household:
        assert fault.fired == 1
        assert [player.room for player in household.rooms] == ["Kitchen", "Office"]
        with pytest.raises(UPnPError, match="501"):
            await household.refresh()


async def test_only_what_is_longer_is_too_large_and_by_the_code_that_was_asked_for(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        kitchen = household["Kitchen"]
        with sim.faults.add(GET_VOLUME, TooLarge(1, 803)):
            with pytest.raises(UPnPError) as error:
                await kitchen.volume()
            assert error.value.code == 803
            sim["Kitchen"].rendering.set_volume(9, sim["Kitchen"].behaviour)
            assert await kitchen.volume() == 9, "one byte is allowed"


async def test_it_cannot_do_without_a_topology(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("ZoneGroupTopology.GetZoneGroupState", TooLarge(10, 803))
    with pytest.raises(UPnPError, match="803"):
        async with connected(sim):
            pass
