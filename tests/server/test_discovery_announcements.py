"""Players that say they are alive, and that they leave, on real sockets of the loopback interface."""

from __future__ import annotations

from sonos_sim.wire.ssdp import targets
from tests.support.responder import PROFILE, TARGETS, FakeClock, Household, hear, listening, running


async def test_notifications_reach_a_listener() -> None:
    async with running(Household()) as household:
        (player,) = household.players
        expected = {(nt, usn, (player.ip, 1900)) for nt, usn in targets(PROFILE, player.uuid)}
        with listening(player) as sock:
            household.responder.announce(player.uuid)
            alive = await hear(sock)
            household.responder.byebye(player.uuid)
            byebye = await hear(sock)
    for nts, heard in (("ssdp:alive", alive), ("ssdp:byebye", byebye)):
        assert {found["NTS"] for found, _ in heard} == {nts}
        assert {(found["NT"], found["USN"], sender) for found, sender in heard} == expected


async def test_players_are_announced_twice_then_once_a_period() -> None:
    household = Household(2)
    await household.responder.start()
    try:
        await household.responder.drain()
        assert len(household.notified) == 2 * TARGETS
        household.clock.advance(0.2)
        await household.responder.drain()
        assert len(household.notified) == 2 * TARGETS
        household.clock.advance(809.0)
        assert household.notified == []
        household.clock.advance(182.0)
        await household.responder.drain()
        assert len(household.notified) == 2 * TARGETS
    finally:
        await household.responder.stop(byebye=False)
    household.clock.advance(5000)
    assert household.notified == []


async def test_periods_vary_by_a_tenth() -> None:
    async with running(Household(8)) as household:
        household.clock.advance(0.2)
        due = [when - 0.2 for when in household.clock.due if when > 10]  # earlier ones are answers to others
    assert len(due) == 8
    assert all(810 <= when <= 990 for when in due)
    assert max(due) - min(due) > 60


async def test_with_a_stopped_clock_both_sets_come_at_once() -> None:
    household = Household(1, FakeClock(is_stopped=True))
    await household.responder.start()
    await household.responder.drain()
    sent = household.notified
    await household.responder.stop(byebye=False)
    assert sent[:TARGETS] == sent[TARGETS:]
    (player,) = household.players
    assert [(found["NT"], found["USN"]) for found in sent[:TARGETS]] == targets(PROFILE, player.uuid)
    assert {found["NTS"] for found in sent} == {"ssdp:alive"}


async def test_no_period_no_repetition() -> None:
    async with running(Household(period=0)) as household:
        household.clock.advance(0.2)
        household.clock.advance(100_000)
        await household.responder.drain()
        assert len(household.notified) == TARGETS


async def test_a_clean_stop_says_byebye_once() -> None:
    household = Household(2)
    async with running(household):
        await household.responder.stop()
    sent = household.notified
    assert {found["NTS"] for found in sent} == {"ssdp:byebye"}
    usns = [usn for player in household.players for _, usn in targets(PROFILE, player.uuid)]
    assert [found["USN"] for found in sent] == usns
    household.responder.announce(household.players[0].uuid)
    household.responder.byebye(household.players[0].uuid)
    household.responder.refresh()
    assert household.notified == []


async def test_a_power_loss_says_nothing() -> None:
    household = Household()
    async with running(household):
        pass
    assert household.notified == []


async def test_byebye_of_one_player() -> None:
    async with running(Household(2)) as household:
        leaving = household.players.pop()
        household.responder.byebye(leaving.uuid, "powered off")
        household.responder.refresh()
        await household.responder.drain()
        sent = household.notified
        assert [found["USN"] for found in sent] == [usn for _, usn in targets(PROFILE, leaving.uuid)]
        assert {found["X-RINCON-REASON"] for found in sent} == {"powered off"}
        household.clock.advance(2000)
        await household.responder.drain()
        assert leaving.uuid not in str(household.notified)
