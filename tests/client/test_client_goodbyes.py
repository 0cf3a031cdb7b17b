"""Players that say goodbye, and players that return, as the connected client understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sonos_client import ProblemKind
from sonos_client.services import AVTransportChange, RenderingControlChange

from sonos_sim.harness.discovery_faults import DatagramHeaders, DelayDatagram, DoubleDatagram, LoseDatagram
from sonos_sim.harness.player_faults import Reboot, Vanish
from tests.support.client import until, zone_group_state
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
    told,
)

if TYPE_CHECKING:
    from sonos_client import EventProblem

    from tests.client.conftest import Fake, Listen
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers
    from tests.support.ether import Ether

LONG = (480, 720)
"""Seconds between tries at a player that said goodbye."""
Kind = ProblemKind


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
