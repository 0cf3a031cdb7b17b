"""Faults of discovery, seen by a searching client on the loopback interface.

Other simulators and clients are there too, so each household has a seed of its own, and each client an address of its
own: faults of datagrams are planned for that client alone, and only what this simulator sent to it counts.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sonos_sim.harness.discovery_faults import (
    DatagramHeaders,
    DelayDatagram,
    DoubleDatagram,
    Impostor,
    LoseDatagram,
    MdnsFirst,
    ReflectedMdns,
    Silence,
    WrongLocation,
)
from sonos_sim.household.randomness import draw_seed
from tests.support.ssdp import Searcher, free_address, searching_socket
from tests.support.wire import request

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from sonos_sim import Simulator
    from tests.conftest import Simulate


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with searching_socket() as sock:
        yield sock


async def started(simulate: Simulate, sock: socket.socket, *rooms: str) -> tuple[Simulator, Searcher]:
    sim = await simulate(*rooms, seed=draw_seed(), discovery=True, mdns=False)
    await sim.settle()
    return sim, Searcher(sim, sock)


async def test_silence_while_http_goes_on(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    assert len(await client.search()) == 1
    with sim.faults.add(Silence()):
        assert await client.search() == []
        assert (await request(sim["Kitchen"], "GET", "/xml/device_description.xml")).status == 200
    assert len(await client.search()) == 1


async def test_every_other_answer_of_one_player_is_lost(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen", "Office")
    sim.faults.add("SSDP answer", LoseDatagram(), every=2, player="Kitchen", client=client.address)
    assert [len(await client.search()) for _ in range(4)] == [1, 2, 1, 2]


async def test_searches_are_not_heard(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    sim.faults.add("SSDP search", LoseDatagram(), client=client.address)
    assert await client.search() == []


async def test_duplicates(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    sim.faults.add("SSDP answer", DoubleDatagram(3))
    found = await client.search()
    assert len(found) == 3
    assert len({answer["USN"] for answer in found}) == 1


async def test_a_delay_on_the_clock(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    sim.faults.add("SSDP answer", DelayDatagram(4))
    assert await client.search() == []
    await sim.clock.advance(seconds=4)
    assert len(await client.received()) == 1


async def test_an_impostor_answers_first(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen", "Office")
    stranger = free_address()
    sim.faults.add(Impostor(stranger))
    first, *players = await client.search()
    assert (first["LOCATION"], first["FROM"]) == (f"http://{stranger}:1400/InternetGatewayDevice.xml", stranger)
    assert "X-RINCON-HOUSEHOLD" not in first
    assert len(players) == 2
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(stranger, 1400)


async def test_an_impostor_answers_each_search_once(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen", "Office")
    stranger = free_address()
    fault = sim.faults.add(Impostor(stranger))
    with searching_socket() as another:
        other = Searcher(sim, another)
        for _ in range(3):
            # Both wait to be heard, so that their answers go out by turns.
            for searcher in (other, client):
                searcher.send()
            for searcher in (other, client):
                assert [answer["FROM"] == stranger for answer in await searcher.answers()] == [True, False, False]
    assert fault.fired >= 6


async def test_a_location_that_leads_elsewhere(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    sim.faults.add(WrongLocation("http://127.0.0.1/x.xml"))
    (found,) = await client.search()
    assert found["LOCATION"] == "http://127.0.0.1/x.xml"


async def test_headers_are_added_changed_and_left_out(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    sim.faults.add(DatagramHeaders({"X-RINCON-PROXY": "RINCON_X", "SERVER": "other", "X-RINCON-HOUSEHOLD": None}))
    (found,) = await client.search()
    assert (found["X-RINCON-PROXY"], found["SERVER"]) == ("RINCON_X", "other")
    assert "X-RINCON-HOUSEHOLD" not in found


def alive(sim: Simulator) -> int:
    return sum(b"ssdp:alive" in entry.record.data for entry in sim.journal.datagrams)


async def test_mdns_before_ssdp(simulate: Simulate, sock: socket.socket) -> None:
    sim, client = await started(simulate, sock, "Kitchen")
    sim.faults.add(MdnsFirst(30))
    kitchen = sim["Kitchen"]
    sim.household.power_off(kitchen, "powered off")
    sim.journal.clear()
    sim.household.power_on(kitchen)
    await sim.settle()
    assert (alive(sim), await client.search()) == (0, [])
    await sim.clock.advance(seconds=29)
    assert alive(sim) == 0
    await sim.clock.advance(seconds=1)
    assert alive(sim) > 0
    assert len(await client.search()) == 1


async def test_a_reflector_changes_the_address_and_not_the_text(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", seed=draw_seed(), discovery=False, mdns=True)
    await sim.settle()
    with sim.faults.add(ReflectedMdns("127.77.250.1")):
        (shown,) = sim.network._mdns_services()
        assert shown.ip == "127.77.250.1"
        assert sim["Kitchen"].address in shown.properties(0)["location"]
        await sim.settle()
        sim.journal.assert_fired("reflected mdns", times=1, at="MDNS")
    (shown,) = sim.network._mdns_services()
    assert shown == replace(shown, ip=sim["Kitchen"].address)


async def test_silence_of_mdns_too(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", seed=draw_seed(), discovery=False, mdns=True)
    with sim.faults.add(Silence(mdns=True), player="Kitchen"):
        assert [service.room_name for service in sim.network._mdns_services()] == ["Office"]
    assert len(list(sim.network._mdns_services())) == 2
