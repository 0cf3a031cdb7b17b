"""Several households in one simulator: an S1 and an S2 system in one home, on one network."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.catalogue import profile
from sonos_sim.household.deck import TransportState
from tests.support import wire
from tests.support.wire import call, request, subscribe

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def split() -> AsyncIterator[Simulator]:
    households = Household.generate_split(
        s1_rooms=["Cellar", "Attic"],
        s2_rooms=["Kitchen", "Roam"],
        s2_models=["S18", "S54"],
        seed=7,
        clock=Clock.stopped(),
    )
    async with Simulator(*households, discovery=False) as simulator:
        for household in households:
            wire.SETTLERS[id(household)] = simulator.network.settle
        yield simulator
        for household in households:
            del wire.SETTLERS[id(household)]


def test_a_split_pair_is_two_households_on_one_clock() -> None:
    old, new = Household.generate_split(seed=7)
    assert [p.profile.generation for p in old.players.values()] == [1] * 2
    assert [p.profile.key for p in old.players.values()] == ["S5", "ZP120"]
    assert [p.profile.generation for p in new.players.values()] == [2] * 3
    assert old.clock is new.clock
    assert old.id != new.id
    assert not old.players.keys() & new.players.keys()
    again = Household.generate_split(seed=7)
    assert [household.players.keys() for household in again] == [old.players.keys(), new.players.keys()]


@pytest.mark.parametrize(
    ("options", "problem"),
    [({"s1_models": ["S18"]}, "S18 cannot be in an S1"), ({"s2_models": ["S9", "S5"]}, "S5 cannot be in an S2")],
)
def test_models_of_the_wrong_generation_are_refused(options: dict[str, list[str]], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Household.generate_split(**options)


async def test_each_household_knows_its_own_players_alone(split: Simulator) -> None:
    cellar, attic, kitchen, roam = split.players
    assert (split["Cellar"], split["Roam"], split[kitchen.uuid]) == (cellar, roam, kitchen)
    assert len({player.address for player in split.players}) == 4
    states = {p: (await call(p, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"] for p in split.players}
    for player, state in states.items():
        assert {p for p in split.players if p.uuid in state} == set(player.household.players.values())
    ids = {(await call(p, "DeviceProperties", "GetHouseholdID"))["CurrentHouseholdID"] for p in split.players}
    assert ids == {household.id for household in split.households}
    old, new = [(await request(p, "GET", "/xml/device_description.xml")).body for p in (cellar, kitchen)]
    assert b"<swGen>1</swGen>" in old
    assert b"<swGen>2</swGen>" in new
    with pytest.raises(wire.Fault) as refused:
        await call(
            attic, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{kitchen.uuid}", CurrentURIMetaData=""
        )
    assert refused.value.code == 402
    with pytest.raises(KeyError):
        split["Nowhere"]


async def test_events_stay_in_their_household(split: Simulator) -> None:
    cellar, attic, kitchen, _ = split.players
    async with subscribe(cellar, "ZoneGroupTopology") as old, subscribe(kitchen, "ZoneGroupTopology") as new:
        await old.next()
        await new.next()
        kitchen.transport.state = TransportState.PLAYING
        assert 'IdleState="0"' in (await new.next()).properties["ZoneGroupState"]
        await old.none()
        await call(
            attic, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{cellar.uuid}", CurrentURIMetaData=""
        )
        assert (await old.next()).properties["ZoneGroupName"] == f"{cellar.name} + 1"
        await new.none()


async def test_time_and_power_work_in_all(split: Simulator) -> None:
    cellar, _, _, roam = split.players
    assert roam.battery is not None
    start = split.clock.now()
    cellar.household.power_off(cellar)
    await split.settle()
    with pytest.raises(ConnectionRefusedError):
        await request(cellar, "GET", "/status/zp")
    await split.clock.advance(minutes=1)
    assert split.clock.now() == start + 60
    assert cellar.household.vanished == {cellar.uuid: "UNKNOWN"}
    cellar.household.power_on(cellar)
    await split.settle()
    assert (await request(cellar, "GET", "/status/zp")).status == 200


async def test_clocks_of_their_own_move_together() -> None:
    homes = [Household(seed=seed, clock=Clock.stopped()) for seed in (1, 2)]
    for home in homes:
        home.add("Kitchen")
    fired: list[int] = []
    for number, home in enumerate(homes):
        home.clock.call_later(30, lambda number=number: fired.append(number))
    async with Simulator(*homes, discovery=False) as simulator:
        await simulator.clock.advance(minutes=1)
    assert fired == [0, 1]


async def test_one_player_cannot_be_in_two_households() -> None:
    homes = [Household(seed=7), Household(seed=7)]
    for home in homes:
        home.add("Kitchen")
    with pytest.raises(ValueError, match="give each household a seed of its own"):
        await Simulator(*homes, discovery=False).network.start()


def test_in_the_background_too() -> None:
    with Simulator(
        *Household.generate_split(seed=7, s1_rooms=["Cellar"], s2_rooms=["Kitchen"]), discovery=False
    ) as sim:
        assert sim["Cellar"].profile is profile("S5")
        assert sim["Kitchen"].address != sim["Cellar"].address


async def test_both_are_discovered_with_their_own_household() -> None:
    households = Household.generate_split(s1_rooms=["Cellar"], s2_rooms=["Kitchen"], seed=7, clock=Clock.stopped())
    async with Simulator(*households, discovery=True, mdns=False) as sim:
        for player in sim.players:
            loop = asyncio.get_running_loop()
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
                client.setblocking(False)
                client.bind(("127.0.0.1", 0))
                search = b'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nST: upnp:rootdevice\r\n\r\n'
                await loop.sock_sendto(client, search, (player.address, 1900))
                async with asyncio.timeout(5):
                    answer = await loop.sock_recv(client, 2048)
            assert f"X-RINCON-HOUSEHOLD: {player.household.id}\r\n".encode() in answer
