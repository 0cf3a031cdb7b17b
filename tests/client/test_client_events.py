"""Subscriptions stay alive, whatever players do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sonos_client import ProblemKind, UnsupportedError
from sonos_client.services import GroupRenderingControlChange, QPlayChange, RenderingControlChange

from tests.support.client import TOPOLOGY, WAIT, fault, http, soap, volume_event

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client import EventProblem, Watch
    from sonos_client.changes import Change

    from tests.client.conftest import Connect, Fake
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers

RENEWAL = (230, 370)
"""A subscription of 600 s is renewed at 0.4 to 0.6 of it."""


async def soon(changes: AsyncIterator[RenderingControlChange]) -> RenderingControlChange:
    async with asyncio.timeout(WAIT):
        return await anext(changes)


async def test_changes_are_typed_and_start_with_the_present_state(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen")
    kitchen = (await connect(simulator))["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        first = await soon(changes)
        assert (first.initial, first.volume, first.bass) == (True, {"Master": 20, "LF": 100, "RF": 100}, 0)
        await kitchen.set_volume(31)
        second = await soon(changes)
        assert (second.initial, second.volume, second.bass) == (False, {"Master": 31, "LF": 100, "RF": 100}, None)


async def test_a_callback_gets_them_too_and_may_fail(
    simulate: Simulate, connect: Connect, problems: list[EventProblem]
) -> None:
    kitchen = (await connect(simulator := await simulate("Kitchen")))["Kitchen"]
    heard: list[Change] = []

    def fail(change: Change) -> None:
        heard.append(change)
        raise RuntimeError("ouch")

    async with kitchen.watch(RenderingControlChange, callback=fail), kitchen.watch(RenderingControlChange) as changes:
        assert (await soon(changes)).initial
        await kitchen.set_volume(31)
        await simulator.settle()
        assert (await soon(changes)).volume == {"Master": 31, "LF": 100, "RF": 100}
    assert [change.initial for change in heard] == [True, False]
    assert [problem.kind for problem in problems] == [ProblemKind.LISTENER_FAILED] * 2


async def test_one_subscription_serves_all_and_ends_with_the_last(simulate: Simulate, connect: Connect) -> None:
    household = await connect(simulator := await simulate("Kitchen"))
    await household.listening()
    subscriptions = simulator.network.servers[simulator["Kitchen"].uuid].subscriptions
    before = len(subscriptions)
    async with household["Kitchen"].watch(RenderingControlChange) as one:
        async with household["Kitchen"].watch(RenderingControlChange) as two:
            assert len(subscriptions) == before + 1
            # The second one did not hear the first event, and yet knows what it told.
            assert (await soon(one)).volume == (await soon(two)).volume
        assert len(subscriptions) == before + 1
    assert len(subscriptions) == before


async def test_services_without_events(simulate: Simulate, connect: Connect) -> None:
    kitchen = (await connect(await simulate("Kitchen")))["Kitchen"]
    with pytest.raises(UnsupportedError):
        await kitchen.watch(QPlayChange).open()


async def test_giving_up_while_subscribing_leaves_nothing_behind(fake: Fake, connect: Connect) -> None:
    player = await fake(sends_first_event=False)
    household = await connect(player.address)
    opening = asyncio.create_task(household["Kitchen"].watch(RenderingControlChange).open())
    await player.request("SUBSCRIBE", 2)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert "RenderingControl" not in [subscription.service.name for subscription in household.hub.subscriptions]


async def test_a_player_that_refuses_our_callback(fake: Fake, connect: Connect, problems: list[EventProblem]) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    await player.request("SUBSCRIBE")
    player.answers["SUBSCRIBE"] = http(412)
    async with kitchen.watch(RenderingControlChange) as changes:
        assert (await soon(changes)).polled
    assert [problem.kind for problem in problems] == [ProblemKind.REFUSED]


async def test_polling_a_member_that_has_no_group_volume(
    fake: Fake, connect: Connect, problems: list[EventProblem]
) -> None:
    player = await fake(answers={"GetGroupMute": fault(701)})
    kitchen = (await connect(player.address))["Kitchen"]
    await player.request("SUBSCRIBE")
    player.answers["SUBSCRIBE"] = http(503)
    async with kitchen.watch(GroupRenderingControlChange):
        assert player.count("GetGroupMute") == 1
    assert [p.kind for p in problems if p.service == "GroupRenderingControl"] == [ProblemKind.REFUSED]


async def test_renewal(fake: Fake, connect: Connect, timers: ManualTimers, problems: list[EventProblem]) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        await soon(changes)
        await timers.wake(*RENEWAL)
        await timers.wake(*RENEWAL)
        renewals = [await player.request("SUBSCRIBE", count) for count in (3, 4)]
        assert {r.headers["SID"] for r in renewals} == {sid for sid, _ in player.subscriptions.values()}
        assert not any("CALLBACK" in r.headers or "NT" in r.headers for r in renewals)
        assert await player.notify(1, volume_event(31)) == 200
        assert (await soon(changes)).volume == {"Master": 31}
    assert not problems


async def test_events_before_the_answer_are_kept(fake: Fake, connect: Connect) -> None:
    player = await fake(sends_first_event=False)
    status: list[int] = []

    async def early(sid: str, callback: str) -> None:
        status.append(await player.notify(0, volume_event(44), sid=sid, callback=callback))
        status.append(await player.notify(0, volume_event(99), sid="uuid:RINCON_OTHER_sub1", callback=callback))

    kitchen = (await connect(player.address))["Kitchen"]
    await player.request("SUBSCRIBE")
    player.before_answer = early
    async with kitchen.watch(RenderingControlChange) as changes:
        assert (await soon(changes)).volume == {"Master": 44}
        assert await player.notify(1, volume_event(45)) == 200
        assert (await soon(changes)).volume == {"Master": 45}
    assert status == [200, 200]


async def test_events_of_strangers_are_refused(fake: Fake, connect: Connect) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        await soon(changes)
        assert await player.notify(1, volume_event(99), sid="uuid:RINCON_OTHER_sub1") == 412
        assert await player.notify(1, volume_event(99), callback=player.callback + "x") == 412
        await player.notify(1, volume_event(31))
        assert (await soon(changes)).volume == {"Master": 31}


async def test_a_forgotten_subscription_is_made_anew(
    simulate: Simulate, connect: Connect, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    simulator = await simulate("Kitchen")
    household = await connect(simulator)
    await household.listening()
    kitchen = household["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        await soon(changes)
        await simulator.clock.advance(hours=1)
        await timers.wake(*RENEWAL)
        await timers.wake(*RENEWAL)
        assert (await soon(changes)).initial
        await kitchen.set_volume(31)
        assert (await soon(changes)).volume == {"Master": 31, "LF": 100, "RF": 100}
    assert {problem.kind for problem in problems} == {ProblemKind.LOST, ProblemKind.RESTORED}


async def test_a_gap_asks_for_everything(fake: Fake, connect: Connect, problems: list[EventProblem]) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        await soon(changes)
        sid = player.sid
        await player.notify(1, volume_event(21))
        await player.notify(1, volume_event(98))  # Sent twice.
        await player.notify(3, volume_event(23))
        assert [(await soon(changes)).volume for _ in range(2)] == [{"Master": 21}, {"Master": 23}]
        again = await soon(changes)
        assert (again.initial, again.volume) == (True, {"Master": 20})
        assert player.sid != sid
        assert (await player.request("UNSUBSCRIBE")).headers["SID"] == sid
    kinds = [problem.kind for problem in problems if problem.service == "RenderingControl"]
    assert kinds == [ProblemKind.GAP, ProblemKind.RESTORED]
    assert "event 3 follows 1" in problems[0].detail


@pytest.mark.parametrize(
    "body",
    [b"", b"not xml at all", b"<html/>", b'<!DOCTYPE a><e:propertyset xmlns:e="x"/>',
     b'<e:propertyset xmlns:e="x"><e:property><LastChange>&lt;Event</LastChange></e:property></e:propertyset>'],
)  # fmt: skip
async def test_malformed_events_are_survived(
    fake: Fake, connect: Connect, problems: list[EventProblem], body: bytes
) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    async with kitchen.watch(RenderingControlChange) as changes:
        await soon(changes)
        assert await player.notify(1, body) == 200
        again = await soon(changes)
        assert (again.initial, again.volume) == (True, {"Master": 20})
    assert problems[0].kind is ProblemKind.MALFORMED


async def test_a_malformed_first_event_is_not_asked_for_again_and_again(
    fake: Fake, connect: Connect, problems: list[EventProblem]
) -> None:
    player = await fake(sends_first_event=False)
    kitchen = (await connect(player.address))["Kitchen"]
    await player.request("SUBSCRIBE")

    async def broken(sid: str, callback: str) -> None:
        await player.notify(0, b"<broken", sid=sid, callback=callback)

    player.before_answer = broken
    async with kitchen.watch(RenderingControlChange) as changes:
        await player.notify(1, volume_event(31))
        assert (await soon(changes)).volume == {"Master": 31}
    assert player.count("SUBSCRIBE") == 2
    assert [problem.kind for problem in problems if problem.service == "RenderingControl"] == [
        ProblemKind.MALFORMED,
        ProblemKind.RESTORED,
    ]


async def test_a_reboot_is_noticed_by_its_boot_sequence(
    fake: Fake, connect: Connect, problems: list[EventProblem]
) -> None:
    player = await fake()
    household = await connect(player.address)
    await household.listening()
    topology, _ = player.subscriptions[TOPOLOGY]
    async with household["Kitchen"].watch(RenderingControlChange) as changes:
        await soon(changes)
        player.boots = 2
        await player.notify(1, {"ZoneGroupState": player.zone_group_state()}, TOPOLOGY)
        assert (await soon(changes)).initial
    assert any("it rebooted (1 to 2)" in problem.detail for problem in problems)
    # Those SIDs may be somebody else's by now: they are not unsubscribed.
    assert all(r.headers["SID"] != topology for r in player.requests if r.method == "UNSUBSCRIBE")


async def test_silence_asks_whether_the_way_is_open(
    fake: Fake, connect: Connect, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    player = await fake()
    household = await connect(player.address)
    await household.listening()
    household.hub.silence = 100
    async with household["Kitchen"].watch(RenderingControlChange) as changes:
        await soon(changes)
        await timers.wake(*RENEWAL)
        await timers.wake(*RENEWAL)
        assert (await soon(changes)).initial
    assert ProblemKind.SILENT in {problem.kind for problem in problems}


async def test_polling_while_nothing_arrives(
    fake: Fake, connect: Connect, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    player = await fake(sends_first_event=False)
    kitchen = (await connect(player.address))["Kitchen"]
    watch: Watch[RenderingControlChange] = kitchen.watch(RenderingControlChange)
    opening = asyncio.create_task(watch.open())
    await player.request("SUBSCRIBE", 2)
    await timers.wake(5, 5)
    await timers.wake(5, 5)
    async with asyncio.timeout(WAIT):
        await opening
    first = await soon(watch)
    assert (first.polled, first.initial, first.volume) == (True, True, {"Master": 20, "LF": 20, "RF": 20})
    player.answers["GetBass"] = soap("GetBass", {"CurrentBass": "5"})
    await timers.wake(10, 10)
    await timers.wake(10, 10)
    change = await soon(watch)
    assert (change.polled, change.initial, change.bass, change.volume) == (True, False, 5, None)
    # As soon as one event arrives there is no need to ask any more.
    service = next(s for s in kitchen.household.hub.subscriptions if s.service.name == "RenderingControl")
    assert service.polling
    async with asyncio.timeout(WAIT):
        while service.polling:
            await player.notify(0, volume_event(33))
    await watch.close()
    kinds = [problem.kind for problem in problems if problem.service == "RenderingControl"]
    assert kinds == [ProblemKind.NOTHING_ARRIVES, ProblemKind.RESTORED]
