"""The bundled client meets players that go and come, move and cannot be reached: it keeps track of them."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sonos_client import CommunicationError, NotFoundError, ProblemKind, TimedOutError
from sonos_client.services import RenderingControlChange
from sonos_client.topology import read_topology

from sonos_sim.harness.player_faults import Flap, Move, Partition, Reboot, SoftwareUpdate, SwapAddresses, Vanish
from tests.support.client import WAIT, until
from tests.support.meeting import (
    NO_CONNECTION,
    connected,
    connecting,
    kinds,
    master,
    name_of,
    out_of_time,
    problems_of,
    turn,
)

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate


@pytest.mark.parametrize("fault", [Vanish("sleeping"), Vanish(), Reboot(1000), Partition()], ids=name_of)
async def test_a_player_that_is_gone_for_a_while(simulate: Simulate, fault: Fault) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office = household["Office"]
        planned = sim.faults.add(fault, player="Office")
        await sim.settle()
        # What is off refuses connections, what is cut off lets them wait.
        seconds = NO_CONNECTION if isinstance(fault, Partition) else 0
        with connecting(sim["Office"].address) as begun, pytest.raises(CommunicationError) as error:
            await out_of_time(office.set_volume(33), begun.wait(), seconds)
        assert not error.value.may_have_happened
        assert await household["Kitchen"].volume() == 20
        planned.remove()
        await sim.settle()
        await office.set_volume(33)
        assert sim["Office"].rendering.volume == 33


@pytest.mark.parametrize("reason", ["sleeping", "powered off", "switch to bluetooth", "upgrade", ""])
async def test_why_a_player_is_gone(simulate: Simulate, reason: str) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office = household["Office"]
        boots = office.boot_sequence or 0
        planned = sim.faults.add(Vanish(reason), player="Office")
        if not reason:
            await sim.clock.advance(seconds=59)
            assert office.is_present, "the others believe it is there for a minute"
            await sim.clock.advance(seconds=1)
        await until(lambda: not office.is_present)
        with pytest.raises(NotFoundError):
            _ = household["Office"]
        (vanished,) = household.topology.vanished
        assert (vanished.uuid, vanished.reason) == (office.uuid, reason or "UNKNOWN")
        planned.remove()
        await until(lambda: office.is_present)
        assert office.boot_sequence == boots + 1


@pytest.mark.parametrize("fault", [Reboot(), Reboot(50, "upgrade")], ids=name_of)
async def test_a_player_that_reboots(simulate: Simulate, fault: Reboot) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office, problems = household["Office"], problems_of(household)
        boots = office.boot_sequence or 0
        async with office.watch(RenderingControlChange) as changes:
            await anext(changes)
            sim.faults.add(fault, player="Office")
            await sim.clock.advance(seconds=fault.seconds - 1)
            assert office.is_present is not bool(fault.reason)
            with pytest.raises(CommunicationError):
                await office.set_volume(33)
            await sim.clock.advance(seconds=1)
            await until(lambda: office.boot_sequence == boots + 1)
            assert (await asyncio.wait_for(anext(changes), WAIT)).initial
            assert ProblemKind.MOVED in kinds(problems)


@pytest.mark.parametrize(("down", "up"), [(10, 20), (5, 50)])
async def test_a_flapping_player(simulate: Simulate, down: int, up: int) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office = household["Office"]
        planned = sim.faults.add(Flap(down=down, up=up, reason="sleeping"), player="Office")
        for seconds, present in ((0, False), (down, True), (up, False), (down, True)):
            await sim.clock.advance(seconds=seconds)
            await sim.settle()
            await until(partial(lambda wanted: office.is_present is wanted, present))
        await office.set_volume(33)
        assert sim["Office"].rendering.volume == 33
        planned.remove()
        await sim.clock.advance(seconds=10 * up)
        assert (office.is_present, await office.volume()) == (True, 33)


async def test_a_firmware_night(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office = household["Office"]
        sim.faults.add(SoftwareUpdate(software="96.0-78000", seconds=120), player="Office")
        await sim.settle()
        await until(lambda: not office.is_present)
        assert household.topology.vanished[0].reason == "upgrade"
        await sim.clock.advance(seconds=120)
        await until(lambda: office.is_present)
        versions = [(await player.describe()).software_version for player in (office, household["Kitchen"])]
        assert versions[0] == "96.0-78000" != versions[1]


@pytest.mark.parametrize(
    ("one_by_one", "there"),
    [(True, [(False, True), (True, False), (True, True)]), (False, [(False, False), (True, True), (True, True)])],
    ids=["one by one", "all at once"],
)
async def test_several_players_are_updated(
    simulate: Simulate, one_by_one: bool, there: list[tuple[bool, bool]]
) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with connected(sim) as household:
        office, bath = household["Office"], household["Bath"]
        update = SoftwareUpdate(software="96.0-78000", seconds=100, one_by_one=one_by_one)
        sim.faults.add(update, player=("Office", "Bath"))
        for present in there:
            await until(partial(lambda wanted: (office.is_present, bath.is_present) == wanted, present))
            await sim.clock.advance(seconds=99)
            assert (office.is_present, bath.is_present) == present
            await sim.clock.advance(seconds=1)
        assert {(await player.describe()).software_version for player in (office, bath)} == {"96.0-78000"}


@pytest.mark.parametrize("software", ["", "99.1-12345"])
async def test_an_update_to_another_profile(simulate: Simulate, software: str) -> None:
    sim = await simulate("Kitchen", "Office", "Study:S38")
    async with connected(sim) as household:
        office = household["Office"]
        of_study = (await household["Study"].describe()).software_version
        assert (await office.describe()).model_number == "S18"
        sim.faults.add(SoftwareUpdate("S38", software=software), player="Office")
        await sim.clock.advance(seconds=180)
        await until(lambda: office.is_present)
        told = await office.describe()
        assert (told.model_number, told.software_version) == ("S38", software or of_study)


async def followed(household: Household, sim: Simulator, *rooms: str) -> None:
    """Until the client has the addresses that the rooms have now."""
    await until(lambda: all(household[sim[room].uuid].address.startswith(f"{sim[room].address}:") for room in rooms))


async def test_it_follows_a_player_to_another_address(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        sim.faults.add(Move(), player="Office")
        await sim.settle()
        await followed(household, sim, "Office")
        await household["Office"].set_volume(37)
        assert sim["Office"].rendering.volume == 37


async def test_it_follows_a_player_to_a_certain_address(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        network = sim["Office"].address.rpartition(".")[0]
        sim.faults.add(Move(f"{network}.200"), player="Office")
        await sim.settle()
        await until(lambda: household["Office"].address == f"{network}.200:1400")
        await household["Office"].set_volume(37)
        assert sim["Office"].rendering.volume == 37


async def test_a_player_that_reboots_at_another_address(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office, problems = household["Office"], problems_of(household)
        before = office.address
        async with office.watch(RenderingControlChange) as changes:
            await anext(changes)
            sim.faults.add(Move(reboots=True, seconds=30), player="Office")
            await sim.settle()
            with pytest.raises(CommunicationError):
                await office.volume()
            await sim.clock.advance(seconds=30)
            await sim.settle()
            await until(lambda: office.address != before)
            assert office.address.startswith(sim["Office"].address)
            assert (await asyncio.wait_for(anext(changes), WAIT)).initial
            assert ProblemKind.MOVED in kinds(problems)


async def test_it_keeps_two_players_apart_that_swapped_addresses(simulate: Simulate) -> None:
    sim = await simulate("Hall", "Kitchen", "Office")
    async with connected(sim) as household:
        kitchen, office = household["Kitchen"].address, household["Office"].address
        planned = sim.faults.add(SwapAddresses(), player=("Kitchen", "Office"))
        await sim.settle()
        await followed(household, sim, "Kitchen", "Office")
        assert (household["Kitchen"].address, household["Office"].address) == (office, kitchen)
        await household["Office"].set_volume(37)
        assert (sim["Office"].rendering.volume, sim["Kitchen"].rendering.volume) == (37, 20)
        planned.remove()
        await sim.settle()
        await followed(household, sim, "Kitchen", "Office")
        assert (household["Kitchen"].address, household["Office"].address) == (kitchen, office)
        await household["Office"].set_volume(38)
        assert (sim["Office"].rendering.volume, sim["Kitchen"].rendering.volume) == (38, 20)


@pytest.mark.parametrize(("client", "cut_off"), [("127.0.0.1", True), ("192.0.2.7", False)])
async def test_a_network_that_is_parted_for_one_client(simulate: Simulate, client: str, cut_off: bool) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office = household["Office"]
        fault = sim.faults.add(Partition(client), player="Office")
        if cut_off:
            begun, arrives = fault.fired, until(lambda: fault.fired > begun)
            with pytest.raises(TimedOutError) as error:
                await out_of_time(office.set_volume(33), arrives)
            assert (error.value.may_have_happened, sim["Office"].rendering.volume) == (True, 20)
        else:
            await office.set_volume(33)
        fault.remove()
        await until(lambda: sim["Office"].rendering.volume == 33)
        await office.set_volume(34)
        assert sim["Office"].rendering.volume == 34


@pytest.mark.parametrize("fault", [Partition(), Partition("127.0.0.1")], ids=["everybody", "this client"])
async def test_events_from_behind_a_parted_network_are_missed(simulate: Simulate, fault: Fault) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household, household["Office"].watch(RenderingControlChange) as changes:
        problems = problems_of(household)
        await anext(changes)
        with sim.faults.add(fault, player="Office"):
            await sim.settle()
            turn(sim, 30, "Office")
            await sim.settle()
        await sim.settle()
        turn(sim, 35, "Office")
        assert master(await asyncio.wait_for(anext(changes), WAIT)) == 35
        await until(lambda: ProblemKind.GAP in kinds(problems))


async def test_who_is_cut_off_believes_what_it_believed(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with connected(sim) as household:
        topology = household["Office"].services.zone_group_topology
        planned = sim.faults.add(Partition("192.0.2.7"), player="Office")
        sim.household.groups.join(sim["Bath"], sim["Kitchen"].uuid)
        await sim.settle()
        await until(lambda: len(household.groups) == 2)
        assert len(read_topology(await topology.get_zone_group_state()).groups) == 3
        planned.remove()
        assert len(read_topology(await topology.get_zone_group_state()).groups) == 2
