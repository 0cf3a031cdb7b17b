"""What players announce over SSDP and mDNS, as the connected client hears and understands it.

All of it stays on loopback, where other simulators announce their players too: each household has a seed of its own,
and only what is said of its players counts. Where nothing may happen, something that was sent later has been heard.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter
from contextlib import AsyncExitStack, closing
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from sonos_client import ProblemKind, SonosClient
from sonos_client.announcements import Announcements
from sonos_client.description import PATH
from sonos_client.mdns import TYPE, Browser
from sonos_client.presence import Presence
from sonos_client.services import AVTransportChange, RenderingControlChange
from sonos_client.ssdp import Listener
from sonos_client.timers import cancelled
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from sonos_sim.harness.discovery_faults import (
    DatagramHeaders,
    DelayDatagram,
    DoubleDatagram,
    LoseDatagram,
    MdnsFirst,
    Silence,
    WrongLocation,
)
from sonos_sim.harness.player_faults import HoldView, Reboot, Vanish
from sonos_sim.harness.transport_faults import Refuse
from sonos_sim.household.randomness import draw_seed
from tests.support.client import FakePlayer, ManualTimers, until, zone_group_state
from tests.support.ether import Calls, Ether, notify

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from sonos_client import EventProblem, Household
    from sonos_client.found import Announcement

    from sonos_sim import Player, Simulator
    from tests.client.conftest import Fake
    from tests.conftest import Simulate

OFFICE = "RINCON_BBBBBBBBBBBB01400"
PERIOD = 1000
"""Seconds within which each player of a simulator announces itself again."""
GRACE = (2, 2)
LONG = (480, 720)
"""Seconds between tries at a player that said goodbye."""
LOOK = f"GET {PATH}"
SUBSCRIBE = "SUBSCRIBE /MediaRenderer/RenderingControl/Event"
Kind = ProblemKind


class Listen(Protocol):
    async def __call__(self, host: Simulator | FakePlayer, **options: Any) -> Household: ...


@pytest.fixture
def ether(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ether]:
    hear = Presence.hear

    with closing(Ether()) as air:

        def overhear(presence: Presence, told: Announcement) -> None:
            air.note(told)
            hear(presence, told)

        monkeypatch.setattr(Presence, "hear", overhear)
        yield air


@pytest.fixture
async def listen(fake: Fake, timers: ManualTimers, problems: list[EventProblem], ether: Ether) -> AsyncIterator[Listen]:
    """Connect to a simulator or to a player made by hand, and listen to SSDP unless told otherwise."""
    async with AsyncExitStack() as stack:

        async def start(host: Simulator | FakePlayer, *, seconds: float = 0.0, **options: Any) -> Household:
            if isinstance(host, FakePlayer):
                address, household_id = host.address, "Sonos_test"
            else:
                address, household_id = host.players[0].address, host.household.id
            options = {"use_mdns": False, "interfaces": ["127.0.0.1"], "connect_timeout": 0.2, **options}
            client = SonosClient([address], timers=timers, **options)
            client.on_problem(problems.append)
            await stack.enter_async_context(client)
            household = await client.connect(household_id, seconds)
            await household.listening()
            return household

        yield start
    coroutines = [task.get_coro() for task in asyncio.all_tasks()]
    assert [each for each in coroutines if "sonos_client" in each.cr_code.co_filename] == []  # type: ignore[union-attr]


async def started(simulate: Simulate, *rooms: str, mdns: bool = False) -> Simulator:
    sim = await simulate(*rooms, seed=draw_seed(), discovery=True, mdns=mdns)
    await sim.settle()
    return sim


def another(sim: Simulator, household: Household) -> Player:
    """A player that does not tell the topology."""
    return next(player for player in sim.players if player.uuid != household.source.uuid)


def at(player: Player) -> str:
    return f"{player.address}:{player.port}"


def alive(player: Player | FakePlayer, address: str = "", **headers: object) -> bytes:
    place = address or (player.address if isinstance(player, FakePlayer) else at(player))
    return notify("alive", player.uuid, f"http://{place}/xml/device_description.xml", **headers)


def subscribed(sim: Simulator, player: Player) -> Counter[str]:
    """Requests for new subscriptions at ``player`` that arrived, by service; there are no renewals in these tests."""
    requests = [entry.record for entry in sim.journal.requests if entry.record.player == player.uuid]
    return Counter(request.path.split("/")[-2] for request in requests if request.method == "SUBSCRIBE")


def told(problems: list[EventProblem], service: str = "Household") -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.detail) for problem in problems if problem.service == service]


def kinds(problems: list[EventProblem], service: str = "RenderingControl") -> list[ProblemKind]:
    return [kind for kind, _ in told(problems, service)]


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


# Goodbyes


async def test_a_player_that_says_goodbye_and_returns(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    async with player.watch(RenderingControlChange) as changes, player.watch(AVTransportChange):
        assert (await anext(changes)).initial
        before, calls = subscribed(sim, there), Calls(household)
        asleep = sim.faults.add(Vanish("sleeping"), player=there.name)
        await until(lambda: player.gone)
        assert player.gone == "sleeping"
        # Opening and closing goes on as ever, and nobody is asked.
        async with player.watch(AVTransportChange):
            pass
        await household.recover()
        await ether.quiet(sim)
        assert calls.to(at(there)) == []
        assert told(problems) == [(Kind.GONE, "sleeping")]
        assert kinds(problems) == []
        asleep.remove()
        assert (await anext(changes)).initial
        await ether.quiet(sim)
        assert player.gone is None
        assert told(problems)[1:] == [(Kind.RETURNED, "it rebooted (1 to 2)")]
        await until(lambda: subscribed(sim, there) - before == {"RenderingControl": 1, "AVTransport": 1})
        assert kinds(problems) == [Kind.MOVED, Kind.RESTORED]
        assert not [call for call in calls.to(at(there)) if call.startswith("UNSUBSCRIBE")]


async def test_the_source_says_goodbye(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen", "Office", "Bath")
    household = await listen(sim)
    source = household.source
    calls, before = Calls(household), source.address
    sim.household.power_off(sim[source.uuid], "powered off")
    await until(lambda: household.source is not source)
    assert source.gone == "powered off"
    await until(lambda: not source.is_present)
    await ether.quiet(sim)
    assert calls.to(before) == []


async def test_a_player_that_leaves_while_it_is_asked(fake: Fake, listen: Listen, ether: Ether) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    kitchen.state = lambda: zone_group_state(kitchen, office)
    player = (await listen(kitchen))["Office"]

    async def leave(_sid: str, _callback: str) -> None:
        await ether.say(notify("byebye", OFFICE, X_RINCON_REASON="upgrade"))
        await until(lambda: player.gone)

    office.before_answer = leave
    async with player.watch(RenderingControlChange):
        assert player.gone == "upgrade"
    assert [request.method for request in office.requests] == ["SUBSCRIBE"]


async def test_a_goodbye_that_was_none_is_noticed_after_long(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    player = household[another(sim, household).uuid]
    async with player.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        await ether.say(notify("byebye", player.uuid))
        await until(lambda: player.gone)
        assert player.gone == "UNKNOWN"
        await timers.wake(*LONG)
        assert (await anext(changes)).initial
        assert player.gone is None
    assert told(problems) == [(Kind.GONE, "UNKNOWN"), (Kind.RETURNED, "it answers")]
    assert kinds(problems) == [Kind.RESTORED]


async def test_the_last_source_is_asked_as_ever(
    fake: Fake, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    kitchen = await fake()
    household = await listen(kitchen)
    await ether.say(notify("byebye", kitchen.uuid, X_RINCON_REASON="powered off"))
    assert household.source.gone == "powered off"
    await timers.wake(30, 30)
    await until(lambda: household.source.gone is None)
    assert told(problems) == [(Kind.GONE, "powered off"), (Kind.RETURNED, "it answers")]


async def test_a_source_that_was_gone_is_better_than_none(fake: Fake, listen: Listen, ether: Ether) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    for player in (kitchen, office):
        player.state = lambda: zone_group_state(kitchen, office)
    household = await listen(kitchen)
    await ether.say(notify("byebye", kitchen.uuid))
    await until(lambda: household.source.uuid == OFFICE)
    await ether.say(notify("byebye", OFFICE))
    await until(lambda: household.source.uuid == kitchen.uuid)
    assert (household["Kitchen"].gone, household["Office"].gone) == (None, "UNKNOWN")


async def test_tries_at_a_player_that_is_gone_are_quiet(
    simulate: Simulate, listen: Listen, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    async with player.watch(RenderingControlChange):
        sim.household.power_off(there, "switch to bluetooth")
        await until(lambda: player.gone)
        calls = Calls(household)
        for tries in (1, 2):
            await timers.wake(*LONG)
            await until(lambda tries=tries: len(calls.made) == tries)  # type: ignore[misc]
        await timers.wake(*LONG)
        assert calls.to(at(there))[:2] == [SUBSCRIBE] * 2
        assert (player.gone, told(problems), kinds(problems)) == (
            "switch to bluetooth",
            [(Kind.GONE, "switch to bluetooth")],
            [],
        )


@pytest.mark.parametrize("times", [1, 46])
async def test_a_player_that_is_back_without_a_boot(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem], times: int
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    async with player.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        calls = Calls(household)
        await ether.say(notify("byebye", player.uuid, X_RINCON_REASON="switch to bluetooth"))
        await ether.say(alive(there, X_RINCON_BOOTSEQ=1), times=times)
        assert (await anext(changes)).initial
        await ether.quiet(sim)
        assert calls.to(at(there)) == [LOOK, SUBSCRIBE]
    assert [kind for kind, _ in told(problems)] == [Kind.GONE, Kind.RETURNED]


async def test_nobody_waits_for_who_has_left(fake: Fake, listen: Listen, ether: Ether) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    kitchen.state = lambda: zone_group_state(kitchen, office)
    player = (await listen(kitchen))["Office"]
    goodbye = notify("byebye", OFFICE, X_RINCON_REASON="sleeping")
    await ether.say(goodbye)
    office.answers["GET"] = "hang"
    await ether.say(alive(office))
    await office.request("GET")
    await ether.say(goodbye)
    del office.answers["GET"]
    await ether.say(alive(office))
    await until(lambda: player.gone is None)


async def test_an_alive_from_before_the_goodbye(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    async with player.watch(RenderingControlChange):
        sim.faults.add("SSDP alive", DelayDatagram(PERIOD), player=there.name)
        await sim.clock.advance(seconds=PERIOD)
        sim.household.power_off(there, "sleeping")
        await until(lambda: player.gone)
        ether.heard.clear()
        calls = Calls(household)
        await sim.clock.advance(seconds=PERIOD)
        await ether.quiet(sim)
        assert ether.boots(there)
        for pause in (1, 2, 4):
            await timers.wake(pause, pause)
        await until(lambda: calls.to(at(there)) == [LOOK] * 4)
        assert player.gone == "sleeping"
    assert told(problems) == [(Kind.GONE, "sleeping")]


@pytest.mark.parametrize(("reason", "gone"), [("upgrade", "upgrade"), (None, "UNKNOWN"), ("", "UNKNOWN")])
async def test_reasons(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem], reason: str | None, gone: str
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    sim.faults.add("SSDP byebye", DatagramHeaders({"X-RINCON-REASON": reason}))
    sim.faults.add("SSDP byebye", DoubleDatagram(3))
    player = household[there.uuid]
    sim.household.power_off(there, "sleeping")
    await until(lambda: player.gone)
    await ether.quiet(sim)
    assert player.gone == gone
    assert told(problems) == [(Kind.GONE, gone)]


async def test_a_byebye_that_is_lost(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    lost = sim.faults.add("SSDP byebye", LoseDatagram())
    sim.household.power_off(there, "sleeping")
    await ether.quiet(sim)
    assert lost.fired
    assert player.gone is None


async def test_a_byebye_that_comes_after_the_return(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    late = sim.faults.add("SSDP byebye", DelayDatagram(10))
    sim.faults.add(Reboot(5, "upgrade"), player=there.name)
    await sim.clock.advance(seconds=5)
    await until(lambda: player.boot_sequence == 2)
    await sim.clock.advance(seconds=5)
    await ether.quiet(sim)
    assert late.fired
    assert any(each.leaves for each in ether.heard)
    assert (player.gone, told(problems)) == (None, [])


async def test_the_topology_tells_of_a_return(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim)
    there = another(sim, household)
    player = household[there.uuid]
    sim.faults.add("SSDP alive", LoseDatagram())
    with sim.faults.add(Vanish("sleeping"), player=there.name):
        await until(lambda: player.gone and not player.is_present)
    await until(lambda: player.gone is None)
    await ether.quiet(sim)
    assert 2 not in ether.boots(there)


async def test_a_search_finds_who_was_gone(simulate: Simulate, listen: Listen, ether: Ether) -> None:
    sim = await started(simulate, "Kitchen", "Office")
    household = await listen(sim, seconds=0.05)
    player = household[another(sim, household).uuid]
    await ether.say(notify("byebye", player.uuid))
    await until(lambda: player.gone)
    await household.recover(player)
    await until(lambda: player.gone is None)


# mDNS


async def heard_by_mdns(sim: Simulator, listen: Listen, ether: Ether) -> tuple[Household, Player]:
    household = await listen(sim, use_ssdp=False, use_mdns=True)
    there = another(sim, household)
    await until(lambda: ether.boots(there, "mdns"))
    return household, there


async def test_a_record_that_goes_with_its_player(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office", mdns=True)
    household, there = await heard_by_mdns(sim, listen, ether)
    player = household[there.uuid]
    async with player.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        with sim.faults.add(Vanish("sleeping"), player=there.name):
            await timers.wake(*GRACE)
            await until(lambda: player.gone)
            assert player.gone == "UNKNOWN"
        assert (await anext(changes)).initial
        assert player.gone is None
    assert [kind for kind, _ in told(problems)] == [Kind.GONE, Kind.RETURNED]


async def test_a_record_that_goes_alone(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office", mdns=True)
    household, there = await heard_by_mdns(sim, listen, ether)
    calls = Calls(household)
    with sim.faults.add(Silence(mdns=True), player=there.name):
        await timers.wake(*GRACE)
        await until(lambda: calls.to(at(there)) == [LOOK])
    await until(lambda: ether.heard[-1].leaves is False)
    assert (household[there.uuid].gone, problems) == (None, [])


async def test_a_record_under_another_name(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office", mdns=True)
    household, there = await heard_by_mdns(sim, listen, ether)
    calls = Calls(household)
    await sim.people.renames(there.name, "Study")
    await until(lambda: [each.leaves for each in ether.heard if each.uuid == there.uuid][-2:] == [True, False])
    await until(lambda: GRACE[0] not in [seconds for _, seconds, _ in timers._sleepers])
    assert (household[there.uuid].gone, problems) == (None, [])
    assert calls.to(at(there)) == []


async def test_a_record_under_two_names() -> None:
    left: list[str] = []
    browser = Browser(lambda found: None, left.append)
    network = AsyncZeroconf(interfaces=["127.0.0.1"])
    uuid = f"RINCON_{draw_seed():012X}01400"
    records = [
        ServiceInfo(
            TYPE, f"{uuid}@{room}.{TYPE}", port=1443, addresses=[socket.inet_aton("127.77.250.9")],
            server=f"{uuid}.local.", properties={"uuid": uuid},
        )
        for room in ("Kitchen", "Study")
    ]  # fmt: skip
    try:
        browser.open(["127.0.0.1"])
        for record in records:
            repeated = await network.async_register_service(record, cooperating_responders=True)
            await until(lambda name=record.name: name in browser.names)  # type: ignore[misc]
            await cancelled(asyncio.ensure_future(repeated))
        for record in records:
            assert uuid not in left
            repeated = await network.async_unregister_service(record)
            await until(lambda name=record.name: name not in browser.names)  # type: ignore[misc]
            await cancelled(asyncio.ensure_future(repeated))
        assert uuid in left
    finally:
        await browser.close()
        await network.async_close()


async def test_the_reason_may_follow(
    simulate: Simulate, listen: Listen, ether: Ether, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen")
    kitchen = (await listen(sim))["Kitchen"]
    for reason in ("", "sleeping", "", "upgrade"):
        await ether.say(notify("byebye", kitchen.uuid, X_RINCON_REASON=reason))
    await ether.quiet()
    assert kitchen.gone == "sleeping"
    assert told(problems) == [(Kind.GONE, "UNKNOWN"), (Kind.GONE, "sleeping")]


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
