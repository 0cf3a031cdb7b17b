"""The simulator against each fixture: the same request gets the same answer; every difference has its reason."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from sonos_sim.wire.ssdp import notify_alive, targets
from tests.support import wire
from tests.support.comparer import Difference, compare_documents, compare_headers, compare_status
from tests.support.fixtures import Exchange, Request, exchanges
from tests.support.replay import body_of
from tests.support.scene import Scene, scene
from tests.support.scpd import compare_description

if TYPE_CHECKING:
    from collections.abc import Sequence

_INSIDE = r"^(s:Envelope/s:Body/u:\w+Response/?|e:propertyset/e:property\(\w+\)/)"
"""Paths begin at the out argument or the variable."""


@pytest.mark.parametrize("exchange", exchanges(), ids=lambda exchange: exchange.id)
async def test_simulator_answers_as_recorded(exchange: Exchange) -> None:
    async with scene(exchange, discovery=exchange.request is Request.SEARCH) as staged:
        found = await _ASK[exchange.request](staged)
    unexplained = [d for d in found if not any(allowed.covers(d) for allowed in exchange.differs)]
    stale = [a for a in exchange.differs if not any(a.covers(d) for d in found)]
    assert not unexplained, "\n".join(["differs from the recording:", *map(str, unexplained)])
    assert not stale, f"there is no such difference any more: {[f'{a.path} ({a.kind})' for a in stale]}"


async def _call(staged: Scene) -> list[Difference]:
    exchange = staged.exchange
    reply = await wire.post(staged.player, exchange.service, exchange.action, dict(staged.arguments))
    return _reply(staged, reply) + (_body(staged, reply.body) if exchange.answer or exchange.fault else [])


async def _get(staged: Scene) -> list[Difference]:
    reply = await wire.request(staged.player, "GET", staged.exchange.target)
    return _reply(staged, reply) + _body(staged, reply.body)


async def _scpd(staged: Scene) -> list[Difference]:
    reply = await wire.request(staged.player, "GET", f"/xml/{staged.exchange.target}1.xml")
    return _reply(staged, reply) + compare_description(staged.exchange.answer, reply.body)


async def _event(staged: Scene) -> list[Difference]:
    event = await staged.event()
    headers = compare_headers(_facts(staged), event.headers) if staged.exchange.headers else []
    return headers + (_body(staged, event.body) if staged.exchange.answer else [])


async def _subscribe(staged: Scene) -> list[Difference]:
    timeout = dict(staged.exchange.headers)["TIMEOUT"] or "Second-3600"
    async with wire.subscribe(staged.player, staged.exchange.service, timeout=timeout) as events:
        return _reply(staged, events.reply)


async def _unsubscribe(staged: Scene) -> list[Difference]:
    async with wire.subscribe(staged.player, staged.exchange.service) as events:
        return _reply(staged, await events.unsubscribe())


async def _renew(staged: Scene) -> list[Difference]:
    """Renewal of a subscription that the player does not know (any more)."""
    async with wire.subscribe(staged.player, staged.exchange.service) as events:
        await events.unsubscribe()
        return _reply(staged, await events.renew())


async def _search(staged: Scene) -> list[Difference]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.setblocking(False)
        asker.bind(("127.0.0.1", 0))
        request = f'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\nST: {staged.exchange.target}\r\n\r\n'
        loop = asyncio.get_running_loop()
        await loop.sock_sendto(asker, request.encode(), (staged.player.address, 1900))
        async with asyncio.timeout(wire.WAIT):
            return _datagram(staged, "HTTP/1.1 200 OK", await loop.sock_recv(asker, 4096))


async def _alive(staged: Scene) -> list[Difference]:
    # The datagram itself; that it is sent to the group is tested with discovery.
    (advertisement,) = staged.simulator.network._advertisements()
    wanted = staged.fill(staged.exchange.target)
    (target,) = [t for t in targets(staged.player.profile, staged.player.uuid) if t.st == wanted]
    return _datagram(staged, "NOTIFY * HTTP/1.1", notify_alive(advertisement, target))


_ASK = {
    Request.CALL: _call,
    Request.EVENT: _event,
    Request.SUBSCRIBE: _subscribe,
    Request.RENEW: _renew,
    Request.UNSUBSCRIBE: _unsubscribe,
    Request.GET: _get,
    Request.SCPD: _scpd,
    Request.SEARCH: _search,
    Request.ALIVE: _alive,
}


def _facts(staged: Scene) -> list[tuple[str, str | None]]:
    return [(name, value if value is None else staged.fill(value)) for name, value in staged.exchange.headers]


def _reply(staged: Scene, reply: wire.Reply) -> list[Difference]:
    status = compare_status(str(staged.exchange.status), str(reply.status))
    return status + (compare_headers(_facts(staged), _pairs(reply.header_lines)) if staged.exchange.headers else [])


def _datagram(staged: Scene, start: str, data: bytes) -> list[Difference]:
    first, *lines = data.decode().rstrip("\r\n").split("\r\n")
    return compare_status(start, first) + compare_headers(_facts(staged), _pairs(lines))


def _pairs(lines: Sequence[str]) -> list[tuple[str, str | None]]:
    return [(line.partition(":")[0], line.partition(":")[2].strip()) for line in lines]


def _body(staged: Scene, body: bytes) -> list[Difference]:
    return compare_documents(body_of(staged.exchange, staged.fill), body, inside=_INSIDE)
