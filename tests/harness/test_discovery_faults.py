"""Faults of discovery, seen by a searching client on the loopback interface.

Other simulators may answer there too, so each household has a seed of its own, and only its players count.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
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
from sonos_sim.server.records import DatagramRecord
from tests.support.wire import request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim import Simulator
    from sonos_sim.server.records import Record
    from tests.conftest import Simulate

ZONE_PLAYER = "urn:schemas-upnp-org:device:ZonePlayer:1"
_tokens = itertools.count()


@pytest.fixture
def client() -> Iterator[socket.socket]:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
    sock.bind(("127.0.0.1", 0))
    yield sock
    sock.close()


def answers(client: socket.socket) -> list[dict[str, str]]:
    """Headers of all that has arrived."""
    found = []
    while True:
        try:
            data, sender = client.recvfrom(4096)
        except BlockingIOError:
            return found
        lines = [line.partition(":") for line in data.decode().split("\r\n")[1:] if line]
        found.append({name.upper(): value.strip() for name, _, value in lines} | {"from": sender[0]})


async def search(sim: Simulator, client: socket.socket) -> list[dict[str, str]]:
    """Search for players; the answers of this household and of nobody else, and those that name no player."""
    token = f"X-TOKEN: {next(_tokens)}-{client.getsockname()[1]}"
    lines = ("M-SEARCH * HTTP/1.1", 'MAN: "ssdp:discover"', "MX: 1", f"ST: {ZONE_PLAYER}", token)
    heard = asyncio.Event()

    def note(record: Record) -> None:
        if isinstance(record, DatagramRecord) and token.encode() in record.data:
            heard.set()

    sim.observe(note)
    client.sendto("\r\n".join((*lines, "", "")).encode(), ("239.255.255.250", 1900))
    await asyncio.wait_for(heard.wait(), 5)
    await sim.settle()
    return mine(sim, client)


def mine(sim: Simulator, client: socket.socket) -> list[dict[str, str]]:
    uuids = {player.uuid for player in sim.players}
    return [a for a in answers(client) if any(u in a["USN"] for u in uuids) or "RINCON" not in a["USN"]]


async def started(simulate: Simulate, *rooms: str) -> Simulator:
    sim = await simulate(*rooms, seed=draw_seed(), discovery=True, mdns=False)
    await sim.settle()
    return sim


async def test_silence_while_http_goes_on(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    assert len(await search(sim, client)) == 1
    with sim.faults.add(Silence()):
        assert await search(sim, client) == []
        assert (await request(sim["Kitchen"], "GET", "/xml/device_description.xml")).status == 200
    assert len(await search(sim, client)) == 1


async def test_every_other_answer_of_one_player_is_lost(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    sim.faults.add("SSDP answer", LoseDatagram(), every=2, player="Kitchen")
    assert [len(await search(sim, client)) for _ in range(4)] == [1, 2, 1, 2]


async def test_searches_are_not_heard(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    # Other programs may search meanwhile: the first one that is heard by this client counts.
    sim.faults.add("SSDP search", LoseDatagram(), client="127.0.0.1")
    assert await search(sim, client) == []


async def test_duplicates(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    sim.faults.add("SSDP answer", DoubleDatagram(3))
    found = await search(sim, client)
    assert len(found) == 3
    assert len({answer["USN"] for answer in found}) == 1


async def test_a_delay_on_the_clock(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    sim.faults.add("SSDP answer", DelayDatagram(4))
    assert await search(sim, client) == []
    await sim.clock.advance(seconds=4)
    assert len(mine(sim, client)) == 1


async def test_an_impostor_answers_first(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    sim.faults.add(Impostor("127.77.250.9"))
    first, *players = await search(sim, client)
    assert (first["LOCATION"], first["from"]) == ("http://127.77.250.9:1400/InternetGatewayDevice.xml", "127.77.250.9")
    assert "X-RINCON-HOUSEHOLD" not in first
    assert len(players) == 2
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.77.250.9", 1400)


async def test_a_location_that_leads_elsewhere(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    sim.faults.add(WrongLocation("http://127.0.0.1/x.xml"))
    (found,) = await search(sim, client)
    assert found["LOCATION"] == "http://127.0.0.1/x.xml"


async def test_headers_are_added_changed_and_left_out(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    sim.faults.add(DatagramHeaders({"X-RINCON-PROXY": "RINCON_X", "SERVER": "other", "X-RINCON-HOUSEHOLD": None}))
    (found,) = await search(sim, client)
    assert (found["X-RINCON-PROXY"], found["SERVER"]) == ("RINCON_X", "other")
    assert "X-RINCON-HOUSEHOLD" not in found


def alive(sim: Simulator) -> int:
    return sum(b"ssdp:alive" in entry.record.data for entry in sim.journal.datagrams)


async def test_mdns_before_ssdp(simulate: Simulate, client: socket.socket) -> None:
    sim = await started(simulate, "Kitchen")
    sim.faults.add(MdnsFirst(30))
    kitchen = sim["Kitchen"]
    sim.household.power_off(kitchen, "powered off")
    sim.journal.clear()
    sim.household.power_on(kitchen)
    await sim.settle()
    assert (alive(sim), await search(sim, client)) == (0, [])
    await sim.clock.advance(seconds=29)
    assert alive(sim) == 0
    await sim.clock.advance(seconds=1)
    assert alive(sim) > 0
    assert len(await search(sim, client)) == 1


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
