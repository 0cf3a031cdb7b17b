"""What players announce over SSDP and mDNS, as the connected client hears and understands it.

All of it stays on loopback, where other simulators announce their players too: each household has a seed of its own,
and only what is said of its players counts. Where nothing may happen, something that was sent later has been heard.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from sonos_client import ProblemKind
from sonos_client.announcements import Announcements
from sonos_client.mdns import Browser
from sonos_client.services import AVTransportChange, RenderingControlChange
from sonos_client.ssdp import Listener

from sonos_sim.harness.discovery_faults import DatagramHeaders, DoubleDatagram, LoseDatagram, MdnsFirst, WrongLocation
from sonos_sim.harness.state_faults import HoldView
from sonos_sim.harness.transport_faults import Refuse
from sonos_sim.household.randomness import draw_seed
from tests.support.client import FakePlayer, until, zone_group_state
from tests.support.ether import (
    LOOK,
    OFFICE,
    PERIOD,
    SUBSCRIBE,
    Calls,
    alive,
    another,
    at,
    kinds,
    notify,
    started,
    subscribed,
)

if TYPE_CHECKING:
    from sonos_client import EventProblem

    from tests.client.conftest import Fake, Listen
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers
    from tests.support.ether import Ether

Kind = ProblemKind

# Boots


async def test_a_boot_that_mdns_tells_first_and_ssdp_late(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen", mdns=True)
    kitchen = sim["Kitchen"]
    household = await listen(sim, use_mdns=True)
    async with household["Kitchen"].watch(RenderingControlChange, AVTransportChange):
        before = subscribed(sim, kitchen)
        sim.faults.add(MdnsFirst(30))
        sim.household.reboot(kitchen)
        await until(lambda: len(subscribed(sim, kitchen) - before) == 3)
        assert 2 in ether.boots(kitchen, "mdns")
        await ether.quiet(sim)
        assert 2 not in ether.boots(kitchen)
        await sim.clock.advance(seconds=30)
        await ether.quiet(sim)
        assert 2 in ether.boots(kitchen)
        await sim.settle()
        assert subscribed(sim, kitchen) - before == dict.fromkeys(before, 1)
        assert set(before) == {"RenderingControl", "AVTransport", "ZoneGroupTopology"}


async def test_a_boot_that_is_told_again_and_again(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen")
    kitchen = sim["Kitchen"]
    household = await listen(sim)
    doubled = sim.faults.add("SSDP alive", DoubleDatagram(3, apart=10))
    async with household["Kitchen"].watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        sim.household.reboot(kitchen)
        assert (await anext(changes)).initial
        for _ in range(3):
            await ether.quiet(sim)
            await sim.clock.advance(seconds=10)
        assert doubled.fired
        assert subscribed(sim, kitchen)["RenderingControl"] == 2
        assert kinds(problems) == [Kind.MOVED, Kind.RESTORED]


async def test_the_past_and_the_known_are_no_news(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen")
    household = await listen(sim)
    kitchen, calls = household["Kitchen"], Calls(household)
    for datagram in (
        alive(sim["Kitchen"], X_RINCON_BOOTSEQ=1),
        alive(sim["Kitchen"]),
        alive(sim["Kitchen"], X_RINCON_BOOTSEQ=0),
        alive(sim["Kitchen"], "127.0.0.1:9", X_RINCON_BOOTSEQ=0),
        alive(sim["Kitchen"], "127.0.0.1:9", X_RINCON_HOUSEHOLD="Sonos_other", X_RINCON_BOOTSEQ=9),
        notify("byebye", kitchen.uuid, X_RINCON_BOOTSEQ=0, X_RINCON_REASON="upgrade"),
        notify("byebye", kitchen.uuid, X_RINCON_HOUSEHOLD="Sonos_other"),
        notify("byebye", OFFICE, X_RINCON_HOUSEHOLD=sim.household.id),
    ):
        await ether.say(datagram)
    await ether.quiet(sim)
    assert (kitchen.address, kitchen.boot_sequence, kitchen.gone) == (at(sim["Kitchen"]), 1, None)
    assert (calls.made, problems) == ([], [])


@pytest.mark.parametrize(
    ("headers", "boots"),
    [
        ({"X-RINCON-HOUSEHOLD": "Sonos_other"}, 1),
        ({"X-RINCON-HOUSEHOLD": None}, 2),
        ({"X-RINCON-BOOTSEQ": "many"}, 1),
        ({"X-RINCON-BOOTSEQ": "7777"}, 7777),
        ({"USN": "uuid:2f402f80-da50-11e1-9b23-0017885a1b2c"}, 1),
        ({"NTS": None}, 1),
    ],
    ids=str,
)
async def test_header_lines_of_an_alive(
    simulate: Simulate, listen: Listen, ether: Ether, headers: dict[str, str | None], boots: int
) -> None:
    sim = await started(simulate, "Kitchen")
    household = await listen(sim)
    sim.faults.add("SSDP alive", DatagramHeaders(headers))
    sim.household.reboot(sim["Kitchen"])
    await ether.quiet(sim)
    assert household["Kitchen"].boot_sequence == boots


async def test_an_alive_that_is_lost_and_one_that_is_not(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen")
    kitchen = (await listen(sim))["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        with sim.faults.add("SSDP alive", LoseDatagram()):
            sim.household.reboot(sim["Kitchen"])
            await ether.quiet(sim)
        assert kitchen.boot_sequence == 1
        await sim.clock.advance(seconds=PERIOD)
        assert (await anext(changes)).initial
        assert kitchen.boot_sequence == 2


# Where


async def test_a_player_announces_its_new_address(simulate: Simulate, listen: Listen) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    sim.faults.add(HoldView(), player=sim[household.source.uuid].name)
    async with player.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        before, calls = at(there), Calls(household)
        await sim.network.move(there)
        await until(lambda: player.address == at(there) != before)
        assert (await anext(changes)).initial
        await sim.settle()
        assert calls.to(at(there)) == [LOOK, SUBSCRIBE]
        assert calls.to(before) == []


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("http://127.77.250.9:9/x.xml", "127.77.250.9:9"),
        ("http://127.0.0.1:9/x.xml", ""),
        ("http://{other}/xml/device_description.xml", "{other}"),
        ("http://8.8.8.8:1400/xml/device_description.xml", ""),
        ("https://127.77.250.9:9/x.xml", ""),
        ("http://localhost:9/x.xml", ""),
        ("file:///etc/passwd", ""),
    ],
)
async def test_a_wrong_location_is_not_believed(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, location: str, asked: str
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there, other = another(sim, household), at(sim[household.source.uuid])
    calls = Calls(household)
    wrong = sim.faults.add("SSDP alive", WrongLocation(location.format(other=other)), player=there.name)
    await sim.clock.advance(seconds=PERIOD)
    await ether.quiet(sim)
    assert wrong.fired
    assert household[there.uuid].address == at(there)
    if asked:
        for pause in (1, 2, 4):
            await timers.wake(pause, pause)
        await until(lambda: calls.to(asked.format(other=other)) == [LOOK] * 4)
    await ether.quiet(sim)
    assert household[there.uuid].address == at(there)
    assert [address for _, address, _ in calls.made if address != asked.format(other=other)] == []


async def test_a_player_that_is_announced_before_it_answers(
    fake: Fake, listen: Listen, ether: Ether, timers: ManualTimers
) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    old = office.address
    kitchen.state = lambda: zone_group_state(kitchen, FakePlayer("Office", OFFICE, address=old))
    household = await listen(kitchen)
    player = household["Office"]
    await office.stop()
    await office.start()
    await office.stop()
    await ether.say(alive(office, X_RINCON_BOOTSEQ=2))
    await ether.quiet()
    await timers.wake(1, 1)
    assert (player.address, player.boot_sequence) == (old, 1)
    await office.start(int(office.address.partition(":")[2]))
    await timers.wake(2, 2)
    await until(lambda: player.address == office.address)
    assert player.boot_sequence == 2


# Pauses


async def test_an_alive_ends_a_pause_once(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    refused = sim.faults.add(Refuse(), player=there.name)
    await sim.settle()
    async with household[there.uuid].watch(RenderingControlChange) as changes:
        assert kinds(problems) == [Kind.UNREACHABLE]
        # All that a player announces at once is worth one try, after which the pauses begin anew.
        await ether.say(alive(there, X_RINCON_BOOTSEQ=1), times=46)
        await ether.quiet(sim)
        await until(lambda: len(kinds(problems)) == 2)
        for pause in (2, 4, 8):
            await timers.wake(0.8 * pause, 1.2 * pause)
        await until(lambda: len(kinds(problems)) == 5)
        await ether.quiet(sim)
        refused.remove()
        await sim.settle()
        await ether.say(alive(there, X_RINCON_BOOTSEQ=1))
        assert (await anext(changes)).initial
        assert kinds(problems) == [Kind.UNREACHABLE] * 5 + [Kind.RESTORED]


# Listening


@pytest.mark.parametrize(
    ("options", "opened"),
    [
        ({}, ["ssdp", "mdns"]),
        ({"use_mdns": False}, ["ssdp"]),
        ({"use_ssdp": False}, ["mdns"]),
        ({"use_ssdp": False, "use_mdns": False}, []),
        ({"use_announcements": False}, []),
    ],
    ids=str,
)
async def test_what_is_listened_to(
    simulate: Simulate, listen: Listen, monkeypatch: pytest.MonkeyPatch, options: dict[str, bool], opened: list[str]
) -> None:
    sim = await simulate("Kitchen", seed=draw_seed())
    listening = []

    async def listener_opens(_self: Listener, interfaces: tuple[str, ...]) -> None:
        listening.append(("ssdp", interfaces))

    def browser_opens(browser: Browser, interfaces: tuple[str, ...]) -> None:
        if browser._left is not None:  # Else it is a search.
            listening.append(("mdns", interfaces))

    monkeypatch.setattr(Listener, "open", listener_opens)
    monkeypatch.setattr(Browser, "open", browser_opens)
    await listen(sim, **{"use_mdns": True, **options})
    assert listening == [(channel, ("127.0.0.1",)) for channel in opened]


async def test_closing_ends_all_waiting(fake: Fake, listen: Listen, ether: Ether, timers: ManualTimers) -> None:
    kitchen = await fake()
    household = await listen(kitchen)
    await ether.say(alive(kitchen, "127.77.250.9:9"))
    await until(lambda: 1 in [seconds for _, seconds, _ in timers._sleepers])
    await household.close()
    assert 1 not in [seconds for _, seconds, _ in timers._sleepers]


async def test_two_programs_hear_the_same(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen")
    one, other = await listen(sim), await listen(sim)
    await ether.say(notify("byebye", sim["Kitchen"].uuid, X_RINCON_REASON="sleeping"))
    await until(lambda: one["Kitchen"].gone == other["Kitchen"].gone == "sleeping")


async def test_nothing_can_be_heard(caplog: pytest.LogCaptureFixture) -> None:
    announcements = Announcements(interfaces=["203.0.113.77"])
    with caplog.at_level(logging.WARNING, "sonos_client"):
        await announcements.open(lambda told: None)
    assert sorted(record.message.partition(" are ")[0] for record in caplog.records) == [
        "announcements by SSDP",
        "announcements by mDNS",
    ]
    await announcements.close()
    await announcements.close()


async def test_one_interface_of_two(caplog: pytest.LogCaptureFixture, ether: Ether) -> None:
    announcements = Announcements(use_mdns=False, interfaces=["127.0.0.1", "127.0.0.1", "203.0.113.77"])
    with caplog.at_level(logging.WARNING, "sonos_client"):
        await announcements.open(ether.note)
    assert [record.message for record in caplog.records] == [
        "announcements are not heard on the interfaces of 203.0.113.77"
    ]
    await ether.quiet()
    await announcements.close()
