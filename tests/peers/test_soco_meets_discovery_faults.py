"""Unmodified SoCo meets the faults of discovery: whom it finds by searching, and how else it can find them.

It searches over SSDP, takes the address that an answer comes from, and asks the player there for the others. The rest
does not apply:

| primitive | why not |
|---|---|
| `Silence(mdns=True)`, `ReflectedMdns` | it knows no mDNS |
| faults at `SSDP alive` and `SSDP byebye` | it does not listen to announcements |

Other simulators may answer searches too, so the household has a seed of its own and is searched for by its id.
"""

from __future__ import annotations

import asyncio
import time
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import soco
from soco import discovery

from sonos_sim.harness.discovery_faults import (
    DatagramHeaders,
    DelayDatagram,
    DoubleDatagram,
    Impostor,
    LoseDatagram,
    MdnsFirst,
    Silence,
    WrongLocation,
)
from sonos_sim.harness.player_faults import Vanish
from sonos_sim.harness.transport_faults import BlackHole, EmptyReply, Hang, Refuse, TlsOnly
from sonos_sim.household.randomness import draw_seed
from tests.support.client import WAIT

if TYPE_CHECKING:
    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate

SHORT = 0.05
"""Seconds that a search lasts in which nothing is to be found."""
HEARD = "Received discovery response from"
"""What SoCo's log says of each answer."""


async def rooms(sim: Simulator, seconds: float = WAIT) -> set[str] | None:
    """The rooms that a search finds; None: it finds nothing."""

    def search() -> set[str] | None:
        found = soco.discover(seconds, interface_addr="127.0.0.1", household_id=sim.household.id)
        return found and {zone.player_name for zone in found}

    return await asyncio.to_thread(search)


def answers(caplog: pytest.LogCaptureFixture) -> list[tuple[str, bytes]]:
    """Senders and bytes of the answers that SoCo has heard."""
    told: list[Any] = [record.args for record in caplog.records if str(record.msg).startswith(HEARD)]
    return [(sender[0], data) for sender, data in told]


@pytest.fixture
async def sim(simulate: Simulate) -> Simulator:
    started = await simulate("Kitchen", "Office", seed=draw_seed(), discovery=True, mdns=False)
    await started.settle()
    return started


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("*", Silence()),
        ("SSDP search", LoseDatagram()),
        ("SSDP answer", LoseDatagram()),
        ("SSDP answer", DelayDatagram(5, jitter=1)),
        ("SSDP answer", DatagramHeaders({"X-RINCON-HOUSEHOLD": None, "HOUSEHOLD.SMARTSPEAKER.AUDIO": None})),
    ],
    ids=["silence", "search lost", "answer lost", "answer late", "no household"],
)
async def test_a_search_in_vain(sim: Simulator, at: str, fault: Fault) -> None:
    planned = sim.faults.add(at, fault)
    assert await rooms(sim, SHORT) is None
    await asyncio.wait_for(planned.struck(), WAIT)
    planned.remove()
    assert await rooms(sim) == {"Kitchen", "Office"}


async def test_what_makes_no_difference(sim: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "soco.discovery")
    sim.faults.add("SSDP search", LoseDatagram(), times=2)
    sim.faults.add("SSDP answer", LoseDatagram(), player="Kitchen")
    sim.faults.add("SSDP answer", Impostor("127.77.250.9"))
    assert await rooms(sim) == {"Kitchen", "Office"}
    senders = [sender for sender, _ in answers(caplog)]
    assert "127.77.250.9" in senders, "it was heard"
    assert senders[-1] == sim["Office"].address, "and the Office asked, as an answer without a household is none"
    assert len(sim.journal.faults) >= 3


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (WrongLocation(), b"LOCATION: http://192.0.2.1:1400/"),
        (DatagramHeaders({"X-RINCON-PROXY": "RINCON_X"}), b"X-RINCON-PROXY: RINCON_X"),
    ],
    ids=["wrong location", "other headers"],
)
async def test_lines_that_are_not_looked_at(
    sim: Simulator, caplog: pytest.LogCaptureFixture, fault: Fault, line: bytes
) -> None:
    caplog.set_level("DEBUG", "soco.discovery")
    sim.faults.add("SSDP answer", fault)
    assert await rooms(sim) == {"Kitchen", "Office"}
    assert line in answers(caplog)[-1][1]


async def test_answers_that_come_again(
    sim: Simulator, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SoCo takes the first one that fits, so it searches for a household that is not there, for so many answers."""
    caplog.set_level("DEBUG", "soco.discovery")
    begun = time.monotonic()

    def heard() -> float:
        own = sum(sender == sim["Kitchen"].address for sender, _ in answers(caplog))
        return own if time.monotonic() < begun + WAIT else float("inf")

    sim.faults.add("SSDP answer", DoubleDatagram(3))
    monkeypatch.setattr(discovery, "time", SimpleNamespace(time=heard))
    search = partial(soco.discover, 8, interface_addr="127.0.0.1", household_id="Sonos_nobodys")
    assert await asyncio.to_thread(search) is None
    assert heard() == 9, "it sends three searches"


async def test_an_answer_that_comes_late_is_in_time_for_a_patient_search(sim: Simulator) -> None:
    sim.faults.add("SSDP answer", DelayDatagram(5))
    search = asyncio.create_task(rooms(sim))
    async with asyncio.timeout(WAIT):
        while not search.done():
            await sim.clock.advance(seconds=5)
    assert await search == {"Kitchen", "Office"}


async def test_after_a_boot_it_is_silent_for_a_while(sim: Simulator) -> None:
    fault = sim.faults.add(MdnsFirst(30))
    for player in sim.players:
        sim.household.power_off(player, "powered off")
        sim.household.power_on(player)
    await sim.settle()
    assert await rooms(sim, SHORT) is None
    await asyncio.wait_for(fault.struck(), WAIT)
    await sim.clock.advance(seconds=30)
    assert await rooms(sim) == {"Kitchen", "Office"}


async def test_where_multicast_is_blocked_a_scan_finds_them(sim: Simulator) -> None:
    sim.faults.add(Silence())
    scan: dict[str, Any] = {
        "timeout": SHORT, "interface_addr": "127.0.0.1", "household_id": sim.household.id,
        "networks_to_scan": [f"{player.address}/32" for player in sim.players],
    }  # fmt: skip
    assert await asyncio.to_thread(partial(discovery.by_name, "Office", **scan)) is None
    office = await asyncio.to_thread(partial(discovery.by_name, "Office", allow_network_scan=True, **scan))
    assert office.ip_address == sim["Office"].address


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        ("*", Refuse()),
        ("*", BlackHole()),
        ("*", Vanish("sleeping")),
        ("*", TlsOnly()),
        ("*", EmptyReply()),
        ("DeviceProperties.GetHouseholdID", Hang()),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_a_scan_passes_over_what_does_not_answer_as_a_player(
    sim: Simulator, monkeypatch: pytest.MonkeyPatch, at: str, fault: Fault
) -> None:
    async def scan(room: str) -> set[str] | None:
        networks = [f"{sim[room].address}/32"]
        for state in soco.SoCo.zone_group_states.values():
            state.clear_cache()
        found = await asyncio.to_thread(partial(discovery.scan_network, scan_timeout=SHORT, networks_to_scan=networks))
        return found and {zone.ip_address for zone in found}

    planned = sim.faults.add(at, fault, player="Kitchen")
    await sim.settle()
    with monkeypatch.context() as patched:
        patched.setattr(soco.config, "REQUEST_TIMEOUT", SHORT)
        assert await scan("Kitchen") is None
    both = {player.address for player in sim.players}
    gone = isinstance(fault, Vanish)  # The others know it then.
    assert await scan("Office") == (both - {sim["Kitchen"].address} if gone else both)
    planned.remove()
    await sim.settle()
    assert sim["Kitchen"].address in (await scan("Kitchen") or ())


async def test_those_that_can_be_reached_are_told_from_the_others(sim: Simulator) -> None:
    office = soco.SoCo(sim["Office"].address)
    known = await asyncio.to_thread(getattr, office, "visible_zones")
    with sim.faults.add(Refuse(), player="Kitchen"):
        await sim.settle()
        assert await asyncio.to_thread(discovery.contactable, set(known)) == {office}
    await sim.settle()
    assert await asyncio.to_thread(discovery.contactable, set(known)) == known
    assert len(known) == 2
