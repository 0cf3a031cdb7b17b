"""Renewal, expiry and end of a subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import wire
from tests.support.gena import RENDERING, SERVER, volume

if TYPE_CHECKING:
    from sonos_sim import Player, Simulator
    from sonos_sim.server.subscriptions import Subscription
    from tests.conftest import Simulate


def subscription(sim: Simulator, player: Player, sid: str) -> Subscription:
    found = sim.network.servers[player.uuid].subscriptions.get(sid)
    assert found is not None
    return found


async def test_renewal_keeps_sid_and_seq_and_brings_no_first_event(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        reply = await events.renew(timeout=123)
        assert reply.head.decode().split("\r\n") == [
            "HTTP/1.1 200 OK",
            f"SID: {events.sid}",
            "TIMEOUT: Second-123",
            SERVER,
            "Connection: close",
        ]
        await events.none()
        await volume(kitchen, 30)
        assert (await events.next()).seq == 1
        await events.renew()
        await volume(kitchen, 31)
        assert (await events.next()).seq == 2


async def test_a_sid_belongs_to_its_service_and_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        for player, path in ((sim["Kitchen"], "/AlarmClock/Event"), (sim["Office"], RENDERING)):
            for method in ("SUBSCRIBE", "UNSUBSCRIBE"):
                assert (await wire.request(player, method, path, {"SID": events.sid})).status == 412
        assert (await events.renew()).status == 200


async def test_expiry_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl", timeout="Second-100") as events:
        await events.next()
        await sim.clock.advance(99)
        assert (await events.renew(timeout=100)).status == 200
        await sim.clock.advance(99)
        await volume(kitchen, 30)
        assert (await events.next()).seq == 1
        await sim.clock.advance(1)
        await volume(kitchen, 31)
        await events.none()
        reply = await events.renew()
        assert (reply.status, reply.body) == (412, b"")
        assert (await events.unsubscribe()).status == 412


async def test_unsubscribe_ends_it(simulate: Simulate) -> None:
    sim = await simulate()
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        reply = await events.unsubscribe()
        assert reply.head.decode().split("\r\n") == ["HTTP/1.1 200 OK", SERVER, "Connection: close"]
        assert reply.body == b""
        await volume(sim["Kitchen"], 30)
        await events.none()
        assert (await events.unsubscribe()).status == 412
        assert (await events.renew()).status == 412


@pytest.mark.parametrize("extra", [{"CALLBACK": "<http://127.0.0.1:9/>"}, {"NT": "upnp:event"}])
async def test_sid_with_callback_or_nt_is_400_and_ends_nothing(simulate: Simulate, extra: dict[str, str]) -> None:
    sim = await simulate()
    async with wire.subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        for method in ("SUBSCRIBE", "UNSUBSCRIBE"):
            assert (await wire.request(sim["Kitchen"], method, RENDERING, {"SID": events.sid} | extra)).status == 400
        assert (await events.renew()).status == 200


async def test_seq_goes_from_its_largest_to_one(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        subscription(sim, kitchen, events.sid).next_seq = 4294967295
        for value, seq in ((30, 4294967295), (31, 1), (32, 2)):
            await volume(kitchen, value)
            assert (await events.next()).seq == seq
