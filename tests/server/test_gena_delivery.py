"""Delivery of events: several callbacks, failures, and subscribers that are slow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sonos_sim import Clock, Household, Simulator
from sonos_sim.server.records import DeliveryRecord
from tests.support import wire
from tests.support.gena import NEVER, ask, callback, dead_url, event, heard, listener, renew, sid_of, volume

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def test_the_first_of_several_callbacks_is_used(simulate: Simulate) -> None:
    sim = await simulate()
    async with callback() as first, callback() as second:
        reply = await ask(sim["Kitchen"], "", CALLBACK=f"<{first.url}><{second.url}>")
        assert reply.status == 200
        await first.next()
        await sim.settle()
        assert second.received.empty()


async def test_the_next_callback_is_used_when_the_first_fails(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with callback() as alive:
        await ask(sim["Kitchen"], "", CALLBACK=f"<{dead_url()}> <{alive.url}>")
        for value, seq in ((21, "SEQ: 0"), (22, "SEQ: 1"), (23, "SEQ: 2"), (24, "SEQ: 3")):
            head, _ = await alive.next()
            assert seq in head
            await volume(sim["Kitchen"], value)
        await sim.settle()
        assert records == []


async def test_three_failures_in_a_row_end_a_subscription(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    records = heard(sim, DeliveryRecord)
    url = dead_url()
    sid = await sid_of(kitchen, url)
    for value in (21, 22):
        await sim.settle()
        assert (await renew(kitchen, sid)).status == 200
        await volume(kitchen, value)
    await sim.settle()
    assert (await renew(kitchen, sid)).status == 412
    assert [(record.sid, record.callback) for record in records] == [(sid, url)] * 3
    assert [record.problem.startswith("dropped: ") for record in records] == [False, False, True]
    await volume(kitchen, 23)
    await sim.settle()
    assert len(records) == 3


async def test_a_success_forgives_failures_and_nothing_is_sent_again(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with callback(b"", b"", b"HTTP/1.1 200 OK\r\n\r\n", b"", b"nonsense\r\n\r\n") as client:
        sid = await sid_of(kitchen, client.url)
        for seq in range(6):
            head, _ = await client.next()
            assert f"SEQ: {seq}" in head
            await sim.settle()
            await volume(kitchen, 30 + seq)
        assert (await renew(kitchen, sid)).status == 200


async def test_how_many_failures_can_be_set(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_failures": 1})
    sid = await sid_of(sim["Kitchen"], dead_url())
    await sim.settle()
    assert (await renew(sim["Kitchen"], sid)).status == 412


async def test_an_answer_412_ends_it_at_once(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        events.listener.status = 412
        await volume(sim["Kitchen"], 30)
        await events.next()
        await volume(sim["Kitchen"], 31)
        await events.none()
        assert (await events.renew()).status == 412
    assert [record.problem for record in records] == ["dropped: the callback answered 412"]


async def test_other_answers_count_as_delivered_and_are_noted(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        events.listener.status = 404
        await events.next()
        for value in range(30, 35):
            await volume(sim["Kitchen"], value)
            await events.next()
        await sim.settle()
        assert (await events.renew()).status == 200
    assert {(record.problem, record.status) for record in records} == {("the callback answered 404", 404)}


async def test_a_callback_that_breaks_has_failed(simulate: Simulate) -> None:
    sim = await simulate()
    records = heard(sim, DeliveryRecord)
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        events.listener.status = 500
        for value in range(30, 33):
            await events.next()
            await volume(sim["Kitchen"], value)
        await events.none()
        assert (await events.renew()).status == 412
    problem = "the callback answered 500"
    assert [record.problem for record in records] == [problem, problem, f"dropped: {problem}"]


async def test_a_callback_that_never_answers_delays_nobody_else(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    kitchen = sim["Kitchen"]
    async with callback(None) as mute, listener() as client:
        await sid_of(kitchen, mute.url)
        await mute.next()
        await sid_of(kitchen, f"http://127.0.0.1:{client.port}/")
        assert (await event(client)).seq == 0
        for seq in range(1, 4):
            await volume(kitchen, 30 + seq)
            assert (await event(client)).seq == seq
        assert mute.received.empty()


async def test_a_dead_callback_delays_nobody_else(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    kitchen = sim["Kitchen"]
    async with listener() as client:
        await sid_of(kitchen, dead_url())
        await sid_of(kitchen, f"http://127.0.0.1:{client.port}/")
        for seq in range(5):
            assert (await event(client)).seq == seq
            await volume(kitchen, 30 + seq)


async def test_events_of_one_subscription_keep_their_order(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    kitchen = sim["Kitchen"]
    async with callback(None) as slow:
        await sid_of(kitchen, slow.url)
        await slow.next()
        for value in (41, 42, 43):
            await volume(kitchen, value)
        assert slow.received.empty()
        slow.held[0].write(b"HTTP/1.1 200 OK\r\n\r\n")
        for seq, value in ((1, b"41"), (2, b"42"), (3, b"43")):
            head, body = await slow.next()
            assert f"SEQ: {seq}" in head
            assert b"channel=&quot;Master&quot; val=&quot;%b&quot;" % value in body


async def test_a_subscriber_too_far_behind_is_dropped(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER, "delivery_queue": 2})
    kitchen = sim["Kitchen"]
    records = heard(sim, DeliveryRecord)
    async with callback(None) as mute:
        sid = await sid_of(kitchen, mute.url)
        await mute.next()
        for value in (41, 42):
            await volume(kitchen, value)
        assert (await renew(kitchen, sid)).status == 200
        await volume(kitchen, 43)
        assert (await renew(kitchen, sid)).status == 412
        assert [(record.sid, record.problem) for record in records] == [(sid, "dropped: 2 events behind")]


async def test_a_callback_that_never_answers_fails_after_its_time(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": 0.01, "delivery_failures": 1})
    records = heard(sim, DeliveryRecord)
    async with callback(None) as mute:
        sid = await sid_of(sim["Kitchen"], mute.url)
        await sim.settle()
        assert (await renew(sim["Kitchen"], sid)).status == 412
        assert [record.problem.startswith("dropped: TimeoutError") for record in records] == [True]


async def test_an_endless_answer_of_a_callback_is_not_read(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"delivery_timeout": NEVER})
    records = heard(sim, DeliveryRecord)
    async with callback(b"x" * 100_000) as odd:
        await sid_of(sim["Kitchen"], odd.url)
        await odd.next()
        await sim.settle()
        assert [record.problem.startswith("ValueError") for record in records] == [True]


async def test_a_change_made_by_another_thread(simulate: Simulate) -> None:
    await simulate()  # the other simulator, in this very loop, is not disturbed
    household = Household(seed=7, clock=Clock.stopped())
    kitchen = household.add("Kitchen")
    with Simulator(household, discovery=False):
        async with listener() as client:
            await sid_of(kitchen, f"http://127.0.0.1:{client.port}/")
            await event(client)
            kitchen.rendering.bass = 4
            assert (await event(client)).changes == {"Bass": "4"}
            await asyncio.to_thread(setattr, kitchen.rendering, "bass", 5)
            assert (await event(client)).changes == {"Bass": "5"}
