"""How large a body, the headers and a request line may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.server.records import RequestRecord
from tests.support.raw_http import (
    ARGUMENTS,
    CONTROL,
    LED_ON,
    NOT_ALLOWED,
    VOLUME_SET,
    heard,
    http,
    led,
    page,
    raw,
    volume,
)

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def test_a_body_over_the_limit_is_413(simulate: Simulate) -> None:
    sim = await simulate(behaviour={"max_body": 2000})
    kitchen = sim["Kitchen"]
    padded = ARGUMENTS + "<Pad>" + "x" * 2000 + "</Pad>"
    assert await raw(kitchen, volume(kitchen, padded)) == page(413, "Content Too Large")
    head = f"POST {CONTROL} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunked = head + b"7d0\r\n%b\r\n7d0\r\n%b\r\n0\r\n\r\n" % (b"x" * 2000, b"x" * 2000)
    assert await raw(kitchen, chunked) == page(413, "Content Too Large")
    assert await raw(kitchen, volume(kitchen, ARGUMENTS)) == VOLUME_SET


async def test_the_size_is_checked_before_the_path(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    announced = f"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: {1024 * 1024 + 1}\r\n\r\n".encode()
    assert await raw(kitchen, announced + b"x" * (1024 * 1024 + 1)) == page(413, "Content Too Large")
    allowed = announced.replace(b"1048577", b"1048576") + b"x" * 1024 * 1024
    assert await raw(kitchen, allowed) == NOT_ALLOWED


@pytest.mark.parametrize(
    "headers",
    [["X-Long: " + "x" * 17_000], [f"X-{n}: " + "x" * 1000 for n in range(17)]],
    ids=["one", "together"],
)
async def test_headers_over_the_limit_are_431(simulate: Simulate, headers: list[str]) -> None:
    sim = await simulate()
    records = heard(sim)
    kitchen = sim["Kitchen"]
    assert await raw(kitchen, led(kitchen, *headers)) == page(431, "Request Header Fields Too Large")
    assert [(type(r), r.status) for r in records] == [(RequestRecord, 431)]
    assert await raw(kitchen, led(kitchen, *headers[1:15])) == LED_ON


async def test_the_limit_of_headers_can_be_set(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    long = f"X-Long: {'x' * 17_000}"
    assert await raw(kitchen, led(kitchen, long)) == page(431, "Request Header Fields Too Large")
    kitchen.override(max_headers=20_000)
    assert await raw(kitchen, led(kitchen, long)) == LED_ON
    kitchen.override(max_headers=200_000)
    assert await raw(kitchen, led(kitchen, long * 5)) == page(431, "Request Header Fields Too Large")
    kitchen.override(max_headers=10)
    assert await raw(kitchen, led(kitchen)) == page(431, "Request Header Fields Too Large")


async def test_a_long_request_line_is_431(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    assert await raw(kitchen, http(kitchen, "GET", "/" + "x" * 17_000)) == page(431, "Request Header Fields Too Large")
