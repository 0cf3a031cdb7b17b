"""The bundled client meets faults of discovery while it searches; what it hears of announcements is tested elsewhere.

Others search and answer on this machine too, so each client has an address of its own, and faults strike it alone.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sonos_client import SonosClient, mdns, ssdp
from sonos_client.timers import cancelled

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
from tests.support.client import WAIT, until
from tests.support.meeting import name_of, out_of_time, to_the_end
from tests.support.ssdp import free_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sonos_client import Found

    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate

LONG = 60.0
"""Seconds of a search that ends sooner, with what is found or because the test moves time."""


@pytest.fixture
def address() -> str:
    """Where the client searches from."""
    return free_address()


async def announced(simulate: Simulate, *rooms: str, mdns: bool = False) -> Simulator:
    sim = await simulate(*rooms, seed=draw_seed(), discovery=True, mdns=mdns)
    await sim.settle()
    return sim


def searching(address: str, **options: Any) -> SonosClient:
    return SonosClient(interfaces=[address], **{"use_mdns": False, **options})


def places(sim: Simulator) -> set[str]:
    return {f"{player.address}:{player.port}" for player in sim.players}


@pytest.mark.parametrize(
    "fault", [Impostor("127.77.250.9"), Impostor(), DoubleDatagram(), DoubleDatagram(3)], ids=name_of
)
async def test_what_it_finds_over_ssdp(simulate: Simulate, address: str, fault: Fault) -> None:
    sim = await announced(simulate, "Kitchen", "Office")
    async with searching(address) as client:
        planned = sim.faults.add("SSDP answer", fault, client=address)
        found = await client.discover(sim.household.id, LONG, enough=2)
        assert {one.address for one in found} == places(sim)
        assert planned.fired


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("SSDP answer", LoseDatagram()),
        ("SSDP search", LoseDatagram()),
        ("*", Silence()),
        ("SSDP answer", WrongLocation("http://127.0.0.1/")),
    ],
    ids=name_of,
)
async def test_nothing_is_found_over_ssdp(simulate: Simulate, address: str, at: str, fault: Fault) -> None:
    sim = await announced(simulate, "Kitchen", "Office")
    async with searching(address) as client:
        with sim.faults.add(at, fault, client=address) as planned:
            assert await to_the_end(client.discover(sim.household.id, LONG), planned.struck()) == ()
        assert len(await client.discover(sim.household.id, LONG, enough=2)) == 2


async def test_a_location_that_leads_elsewhere(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, "Kitchen")
    async with searching(address) as client:
        sim.faults.add(WrongLocation(), client=address)
        (found,) = await client.discover(sim.household.id, LONG, enough=1)
        assert (found.uuid, found.address) == (sim["Kitchen"].uuid, "192.0.2.1:1400")


@pytest.mark.parametrize("at", ["SSDP answer", "SSDP search"])
async def test_what_is_lost_once_is_found_by_the_next_search(simulate: Simulate, address: str, at: str) -> None:
    sim = await announced(simulate, "Kitchen")
    async with searching(address) as client:
        lost = sim.faults.add(at, LoseDatagram(), client=address, times=1)
        found = await out_of_time(client.discover(sim.household.id, LONG, enough=1), lost.struck(), 1)
        assert [one.uuid for one in found] == [sim["Kitchen"].uuid]


@asynccontextmanager
async def one_search(sim: Simulator, address: str) -> AsyncIterator[list[Found]]:
    """What the client hears while it searches, of which the players hear the first datagram alone."""
    heard: list[Found] = []
    uuids = {player.uuid for player in sim.players}

    def hear(found: Found) -> None:
        if found.uuid in uuids:
            heard.append(found)

    sim.faults.add("SSDP search", LoseDatagram(), client=address, skip=1)
    search = asyncio.create_task(ssdp.search(hear, LONG, [address]))
    await until(lambda: any(entry.record.other == address for entry in sim.journal.datagrams))
    await sim.settle()
    yield heard
    await cancelled(search)


def sent(sim: Simulator, address: str) -> int:
    """How many datagrams the players have sent to the client."""
    records = [entry.record for entry in sim.journal.datagrams]
    return sum(record.direction == "out" and record.other == address for record in records)


@pytest.mark.parametrize(
    ("fault", "at_once", "later"),
    [
        (DoubleDatagram(3), 3, 0),
        (DoubleDatagram(3, apart=5), 1, 2),
        (DelayDatagram(10), 0, 1),
    ],
    ids=name_of,
)
async def test_answers_that_come_late_or_again(
    simulate: Simulate, address: str, fault: Fault, at_once: int, later: int
) -> None:
    sim = await announced(simulate, "Kitchen")
    sim.faults.add("SSDP answer", fault, client=address)
    async with one_search(sim, address) as heard:
        assert sent(sim, address) == at_once
        await until(lambda: len(heard) == at_once)
        await sim.clock.advance(seconds=10)
        assert sent(sim, address) == at_once + later
        await until(lambda: len(heard) == at_once + later)
        assert {found.uuid for found in heard} == {sim["Kitchen"].uuid}


async def test_jitter_makes_answers_come_at_other_times(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, *[f"Room {number}" for number in range(5)])
    sim.faults.add("SSDP answer", DelayDatagram(10, jitter=8), client=address)
    async with one_search(sim, address) as heard:
        after = []
        for _ in range(19):
            await until(lambda: len(heard) == sent(sim, address))
            after.append(len(heard))
            await sim.clock.advance(seconds=1)
    assert (after[0], after[1], after[-1]) == (0, 0, 5)
    assert len(set(after)) > 2, after


async def test_an_answer_to_a_search_that_comes_late(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, "Kitchen")
    async with searching(address) as client:
        fault = sim.faults.add("SSDP answer", DelayDatagram(5), client=address)
        search = asyncio.create_task(client.discover(sim.household.id, LONG, enough=1))
        await asyncio.wait_for(fault.struck(), WAIT)
        assert not search.done()
        await sim.clock.advance(seconds=5)
        assert [found.uuid for found in await asyncio.wait_for(search, WAIT)] == [sim["Kitchen"].uuid]


async def test_other_header_lines_in_an_answer_to_a_search(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, "Kitchen")
    async with searching(address) as client:
        with sim.faults.add("SSDP answer", DatagramHeaders({"X-RINCON-BOOTSEQ": "7777"}), client=address):
            (found,) = await client.discover(sim.household.id, LONG, enough=1)
            assert (found.uuid, found.boot_sequence) == (sim["Kitchen"].uuid, 7777)


async def test_header_lines_that_are_missing(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, "Kitchen")
    without = DatagramHeaders({"X-RINCON-BOOTSEQ": None, "X-RINCON-HOUSEHOLD": None, "X-NEW": "1"})
    sim.faults.add("SSDP answer", without, client=address)
    async with one_search(sim, address) as heard:
        await until(lambda: heard)
    assert [(found.boot_sequence, found.household) for found in heard] == [(None, "")]


async def test_the_answer_of_the_impostor_comes_first(
    simulate: Simulate, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim, stranger, read, arrived = await announced(simulate, "Kitchen"), free_address(), ssdp.read_answer, list[bytes]()

    def noted(datagram: bytes, *more: str) -> Found | None:
        if stranger.encode() in datagram or sim["Kitchen"].uuid.encode() in datagram:
            arrived.append(datagram)
        return read(datagram, *more)

    monkeypatch.setattr(ssdp, "read_answer", noted)
    sim.faults.add(Impostor(stranger))
    async with searching(address) as client:
        assert len(await client.discover(sim.household.id, LONG, enough=1)) == 1
    assert [b"InternetGatewayDevice" in datagram for datagram in arrived[:2]] == [True, False]


async def test_after_a_boot_it_is_silent_on_ssdp(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, "Kitchen")
    planned = sim.faults.add(MdnsFirst(30), client=address)
    sim.household.power_off(sim["Kitchen"], "powered off")
    sim.household.power_on(sim["Kitchen"])
    await sim.settle()
    async with searching(address) as client:
        before = planned.fired
        silence = until(lambda: planned.fired > before)
        assert await to_the_end(client.discover(sim.household.id, LONG), silence) == ()
        await sim.clock.advance(seconds=30)
        assert len(await client.discover(sim.household.id, LONG, enough=1)) == 1


@pytest.mark.parametrize("fault", [ReflectedMdns(), ReflectedMdns("127.77.250.9")], ids=name_of)
async def test_the_text_counts_where_mdns_is_reflected(
    simulate: Simulate, address: str, fault: ReflectedMdns, monkeypatch: pytest.MonkeyPatch
) -> None:
    sim, read, named = await announced(simulate, "Kitchen", mdns=True), mdns.read_record, set[str]()

    def noted(name: str, properties: Mapping[str, str], addresses: Sequence[str]) -> Found | None:
        if sim["Kitchen"].uuid in name:
            named.update(addresses)
        return read(name, properties, addresses)

    monkeypatch.setattr(mdns, "read_record", noted)
    planned = sim.faults.add(fault)
    await sim.settle()
    async with searching(address, use_ssdp=False, use_mdns=True) as client:
        (found,) = await client.discover(sim.household.id, LONG, enough=1)
        assert (found.by, found.address) == ("mdns", f"{sim['Kitchen'].address}:{sim['Kitchen'].port}")
        assert (planned.fired, named) == (1, {fault.address})


async def test_silence_of_mdns_too(simulate: Simulate, address: str) -> None:
    sim = await announced(simulate, "Kitchen", "Office", "Bath", mdns=True)
    sim.faults.add(Silence(mdns=True), player="Kitchen")
    sim.household.power_off(sim["Bath"], "")
    await sim.settle()
    heard: list[str] = []
    browser = mdns.Browser(lambda found: heard.append(found.uuid))
    browser.open([address])
    await until(lambda: sim["Office"].uuid in heard)
    # The kitchen would be heard by now, or at least before one that comes up later.
    sim.household.power_on(sim["Bath"])
    await until(lambda: sim["Bath"].uuid in heard)
    await browser.close()
    assert sim["Kitchen"].uuid not in heard
    async with searching(address) as client:
        found = await client.discover(sim.household.id, LONG, enough=2)
        assert {one.uuid for one in found} == {sim["Office"].uuid, sim["Bath"].uuid}
