"""The client against a replay of each fixture: what it makes of recorded bytes is what the fixture expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sonos_client.transport import Transport

from tests.support.client_view import is_seen, typed_arguments, view
from tests.support.fixtures import Exchange, Request, exchanges
from tests.support.replay import head_of, replay
from tests.support.scene import filled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SEEN = [exchange for exchange in exchanges() if is_seen(exchange)]


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    transport = Transport()
    yield transport
    await transport.close()


@pytest.mark.parametrize("exchange", SEEN, ids=lambda exchange: exchange.id)
async def test_client_reads_what_was_recorded(exchange: Exchange, transport: Transport) -> None:
    async with replay(exchange) as server:
        body = head_of(exchange, b"", server.fill) if exchange.request is Request.SEARCH else server.body
        arguments = typed_arguments(exchange, server.fill)
        found: Any = await view(exchange, transport, server.address, body, arguments)
        assert found == filled(exchange.expect, server.fill)


def test_every_recording_that_the_client_can_read_says_what_it_expects() -> None:
    assert [exchange.id for exchange in SEEN if not exchange.expect] == []
    assert [exchange.id for exchange in exchanges() if exchange.expect and not is_seen(exchange)] == []
