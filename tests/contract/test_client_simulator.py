"""The client against the simulator: the calls of the fixtures give the types they give on recordings.

Where simulator and recording do not differ in anything, values are the same too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sonos_client.transport import Transport

from tests.support.client_view import is_seen, typed_arguments, types, view
from tests.support.fixtures import Exchange, Request, exchanges
from tests.support.scene import filled, scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SEEN = [e for e in exchanges() if is_seen(e) and e.request in {Request.CALL, Request.EVENT, Request.GET}]


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    transport = Transport()
    yield transport
    await transport.close()


@pytest.mark.parametrize("exchange", SEEN, ids=lambda exchange: exchange.id)
async def test_client_finds_the_recorded_types(exchange: Exchange, transport: Transport) -> None:
    async with scene(exchange) as staged:
        player = staged.player
        body = (await staged.event()).body if exchange.request is Request.EVENT else b""
        address = f"{player.address}:{player.port}"
        found: Any = await view(exchange, transport, address, body, typed_arguments(exchange, staged.fill))
        wanted = filled(exchange.expect, staged.fill)
    if exchange.differs:
        assert common(types(found), types(wanted)) == common(types(wanted), types(found))
    else:
        assert found == wanted


def common(one: Any, other: Any) -> Any:
    """What of ``one`` has a counterpart in ``other``."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: common(each, other[name]) for name, each in one.items() if name in other}
    if isinstance(one, list) and isinstance(other, list):
        return [common(a, b) for a, b in zip(one, other, strict=False)]
    return one


def test_the_comparison_sees_another_type() -> None:
    assert common(types({"volume": 3}), types({"volume": "3"})) != common(types({"volume": "3"}), types({"volume": 3}))
    assert common(types({"volume": 3}), types({"volume": 4})) == common(types({"volume": 4}), types({"volume": 3}))
