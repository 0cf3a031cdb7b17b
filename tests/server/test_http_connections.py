"""When a player closes a connection, and when it keeps it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sonos_sim.server import sites
from tests.support import wire
from tests.support.raw_http import LED_ON, heard, http, led, page, raw

if TYPE_CHECKING:
    from tests.conftest import Simulate


@pytest.mark.parametrize("wish", ["Connection: keep-alive", "X-Nothing: 1"])
async def test_the_socket_closes_after_one_answer(simulate: Simulate, wish: str) -> None:
    sim = await simulate()
    records = heard(sim)
    assert await raw(sim["Kitchen"], led(sim["Kitchen"], wish) + led(sim["Kitchen"], wish)) == LED_ON
    assert len(records) == 1


async def test_the_socket_closes_when_the_client_wants_it_too(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen, "Connection: close") + b"\r\n") == LED_ON


async def test_keep_alive_can_be_switched_on(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"keep_alive": True})
    kitchen = sim["Kitchen"]
    kept = LED_ON.replace(b"Connection: close", b"Connection: keep-alive")
    async with asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port)
        for _ in range(3):
            writer.write(led(kitchen))
            assert await reader.readexactly(len(kept)) == kept
        writer.write(http(kitchen, "GET", "/xml/AVTransport1.xml"))
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"\r\nConnection: keep-alive\r\n" in head
        await reader.readuntil(b"\r\n0\r\n\r\n")
        writer.write(led(kitchen, "Connection: close"))
        assert await reader.read() == LED_ON
        writer.close()


async def test_errors_and_subscriptions_close_even_then(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"keep_alive": True}))["Kitchen"]
    assert await raw(kitchen, http(kitchen, "GET", "/nothing") + led(kitchen)) == page(404, "Not Found")
    refused = await raw(kitchen, http(kitchen, "SUBSCRIBE", "/AlarmClock/Event") + led(kitchen))
    assert refused.startswith(b"HTTP/1.1 412 ")
    assert refused.endswith(b"Connection: close\r\n\r\n")


async def test_an_idle_connection_is_closed(simulate: Simulate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sites, "IDLE_SECONDS", 0.01)
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, b"") == b""


async def test_old_and_careful_clients_are_served(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, led(kitchen).replace(b"HTTP/1.1", b"HTTP/1.0", 1)) == LED_ON
    assert await raw(kitchen, led(kitchen, "Expect: 100-continue")) == LED_ON
    assert await raw(kitchen, led(kitchen, "Connection: Upgrade", "Upgrade: h2c")) == LED_ON
    absolute = led(kitchen).replace(b"POST /", f"POST {kitchen.base_url}/".encode(), 1)
    assert await raw(kitchen, absolute) == LED_ON
