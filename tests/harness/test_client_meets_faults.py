"""The bundled client meets the faults: what it raises, and what it knows in the end."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from sonos_client import (
    CommunicationError,
    ConnectionLostError,
    HTTPRefusedError,
    MalformedError,
    SonosClient,
    SonosError,
    TimedOutError,
    UnreachableError,
    UPnPDisabledError,
    UPnPError,
)
from sonos_client.services import RenderingControlChange

from sonos_sim.harness.discovery_faults import DoubleDatagram, Impostor, LoseDatagram, Silence, WrongLocation
from sonos_sim.harness.gena_faults import (
    Double,
    Drop,
    Gap,
    HurryFirst,
    LoseSubscriptions,
    MutateBody,
    Reorder,
    ResetSeq,
    WrongSid,
    bare_ampersand,
    control_character,
    unknown_variable,
    without_variable,
)
from sonos_sim.harness.player_faults import Move, Partition, Reboot, SwapAddresses, Vanish
from sonos_sim.harness.soap_faults import Fields, UPnPFault
from sonos_sim.harness.transport_faults import (
    BlackHole,
    EmptyReply,
    Hang,
    HttpStatus,
    LateAnswer,
    Refuse,
    Reset,
    Rewrite,
    TlsOnly,
    Truncate,
)
from sonos_sim.household.randomness import draw_seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client import Household

    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate

ACTION = "RenderingControl.SetVolume"


@asynccontextmanager
async def connected(sim: Simulator) -> AsyncIterator[Household]:
    client = SonosClient(
        [sim.players[0].address], use_ssdp=False, use_mdns=False, timeout=0.5, connect_timeout=0.3,
        first_event_timeout=0.3, poll_interval=0.2, check_interval=0.2,
    )  # fmt: skip
    async with client:
        household = await client.connect()
        await household.listening()
        yield household


@pytest.mark.parametrize(
    ("at", "fault", "raised", "acted"),
    [
        ("*", Refuse(), UnreachableError, False),
        ("*", BlackHole(), TimedOutError, False),
        (ACTION, Reset(), ConnectionLostError, False),
        (ACTION, Reset(after=True), ConnectionLostError, True),
        (ACTION, EmptyReply(), ConnectionLostError, False),
        (ACTION, Truncate(10), ConnectionLostError, True),
        (ACTION, Hang(), TimedOutError, False),
        (ACTION, LateAnswer(60), TimedOutError, True),
        (ACTION, HttpStatus(503), HTTPRefusedError, False),
        (ACTION, HttpStatus(403), UPnPDisabledError, False),
        (ACTION, UPnPFault(501), UPnPError, False),
        (ACTION, UPnPFault(800, "why not", after=True), UPnPError, True),
        (ACTION, Rewrite(lambda body: body[:-30]), MalformedError, True),
        (ACTION, TlsOnly(), SonosError, False),
    ],
    ids=lambda value: value.name if hasattr(value, "name") else None,
)
async def test_an_action_that_fails(
    simulate: Simulate, at: str, fault: Fault, raised: type[SonosError], acted: bool
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add(at, fault)
        await sim.settle()
        with pytest.raises(raised) as error:
            await household["Kitchen"].set_volume(33)
        assert (sim["Kitchen"].rendering.volume == 33) is acted
        if acted and (told := getattr(error.value, "may_have_happened", None)) is not None:
            assert told, "it must not say that nothing happened"
        assert planned.fired
        planned.remove()
        await sim.settle()
        await household["Kitchen"].set_volume(44)
        assert sim["Kitchen"].rendering.volume == 44


async def test_a_value_of_another_type(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        sim.faults.add("RenderingControl.GetVolume", Fields(CurrentVolume="NOT_IMPLEMENTED"))
        with pytest.raises(MalformedError):
            await household["Kitchen"].services.rendering_control.get_volume()


@pytest.mark.parametrize(
    "fault",
    [
        Drop(),
        Double(),
        Reorder(),
        Gap(3),
        ResetSeq(),
        WrongSid(),
        MutateBody(bare_ampersand),
        MutateBody(control_character),
        MutateBody(unknown_variable),
        MutateBody(without_variable("Volume")),
    ],
    ids=lambda fault: getattr(getattr(fault, "change", None), "__name__", fault.name),
)
async def test_events_that_come_wrong_do_not_leave_it_in_error(simulate: Simulate, fault: Fault) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        planned = sim.faults.add("NOTIFY RenderingControl", fault, times=1)
        for volume in (30, 35, 40):
            sim["Kitchen"].rendering.set_volume(volume, sim["Kitchen"].behaviour)
            await sim.settle()
        assert planned.fired == 1
        async with asyncio.timeout(5):
            while (await anext(changes)).volume.get("Master") != 40:
                pass


async def test_the_first_event_before_the_answer(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        fault = sim.faults.add("SUBSCRIBE RenderingControl", HurryFirst())
        async with asyncio.timeout(5), household["Kitchen"].watch(RenderingControlChange) as changes:
            assert (await anext(changes)).volume["Master"] == 20
        assert fault.fired == 1


async def test_forgotten_subscriptions_are_noticed_at_the_end(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household, household["Kitchen"].watch(RenderingControlChange) as changes:
        await anext(changes)
        sim.faults.add(LoseSubscriptions())
        assert len(sim.network.servers[sim["Kitchen"].uuid].subscriptions) == 0
    assert (412, "UNSUBSCRIBE") in {(r.status, r.method) for r in sim.journal.requests}


@pytest.mark.parametrize(
    ("fault", "rooms"),
    [
        (Impostor("127.77.250.9"), 2),
        (DoubleDatagram(3), 2),
        (LoseDatagram(), 0),
        (Silence(), 0),
        (WrongLocation(), 0),
    ],
    ids=lambda value: value.name if hasattr(value, "name") else None,
)
async def test_what_it_finds_over_ssdp(simulate: Simulate, fault: Fault, rooms: int) -> None:
    sim = await simulate("Kitchen", "Office", seed=draw_seed(), discovery=True, mdns=False)
    await sim.settle()
    async with SonosClient(use_mdns=False, interfaces=["127.0.0.1"], timeout=0.3, connect_timeout=0.2) as client:
        sim.faults.add("SSDP answer", fault)
        found = await client.discover(sim.household.id, seconds=0.4, enough=3)
        own = {f"{player.address}:{player.port}" for player in sim.players}
        assert len([one for one in found if one.address in own]) == rooms


@pytest.mark.parametrize("fault", [Vanish("sleeping"), Reboot(1000), Partition()], ids=lambda fault: fault.name)
async def test_a_player_that_is_gone_for_a_while(simulate: Simulate, fault: Fault) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        office = household["Office"]
        planned = sim.faults.add(fault, player="Office")
        await sim.settle()
        with pytest.raises(CommunicationError):
            await office.set_volume(33)
        assert await household["Kitchen"].volume() == 20
        planned.remove()
        await sim.settle()
        await office.set_volume(33)
        assert sim["Office"].rendering.volume == 33


async def followed(household: Household, sim: Simulator, *rooms: str) -> None:
    """Until the client has the addresses that the rooms have now."""
    async with asyncio.timeout(5):
        while any(not household[sim[room].uuid].address.startswith(sim[room].address) for room in rooms):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_it_follows_a_player_to_another_address(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as household:
        sim.faults.add(Move(), player="Office")
        await sim.settle()
        await followed(household, sim, "Office")
        await household["Office"].set_volume(37)
        assert sim["Office"].rendering.volume == 37


async def test_it_keeps_two_players_apart_that_swapped_addresses(simulate: Simulate) -> None:
    sim = await simulate("Hall", "Kitchen", "Office")
    async with connected(sim) as household:
        sim.faults.add(SwapAddresses(), player=("Kitchen", "Office"))
        await sim.settle()
        await followed(household, sim, "Kitchen", "Office")
        await household["Office"].set_volume(37)
        assert (sim["Office"].rendering.volume, sim["Kitchen"].rendering.volume) == (37, 20)
