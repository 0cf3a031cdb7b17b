"""Answers as recorded: the bytes that a fixture stands for, and a server that sends them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.support.fixtures import Exchange, Request
from tests.support.scene import asked, build, fill
from tests.support.tree import escape, from_notation, render, text_of
from tests.support.wire import service_type

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from sonos_sim import Household, Player

_ENVELOPE = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
    's:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>{}</s:Body></s:Envelope>'
)
_FAULT = (
    "<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
    '<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>{}</errorCode></UPnPError></detail></s:Fault>'
)
_REASONS = {200: "OK", 412: "Precondition Failed", 500: "Internal Server Error"}
_SID = "uuid:RINCON_02AAAAAAAAAA01400_sub0000000001"
_CHUNK = 700
"""Bytes of a chunk; small, so that bodies come in several."""


def body_of(exchange: Exchange, fill_in: Callable[[str], str]) -> bytes:
    """The recorded body, with the envelope or property set that all recorded bodies have."""
    if exchange.fault is not None:
        return fault_body(exchange.fault)
    if exchange.request is Request.GET:
        ((name, content),) = exchange.answer.items()
        return render(from_notation(name, content, fill_in)).encode()
    texts = {name: text_of(value, fill_in) for name, value in exchange.answer.items()}
    if exchange.request is Request.EVENT:
        return property_set(texts)
    return soap_body(exchange.service, exchange.action, texts) if exchange.request is Request.CALL else b""


def soap_body(service: str, action: str, outputs: Mapping[str, str]) -> bytes:
    """The answer to an action as players spell it (16 of 16 recorded bodies)."""
    inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in outputs.items())
    name = f"u:{action}Response"
    return _ENVELOPE.format(f'<{name} xmlns:u="{service_type(service)}">{inner}</{name}>').encode()


def fault_body(code: int) -> bytes:
    """A fault as players spell it, without a description (8 of 8 recorded faults)."""
    return _ENVELOPE.format(_FAULT.format(code)).encode()


def property_set(variables: Mapping[str, str]) -> bytes:
    """The body of an event as players spell it (24 of 24 recorded ones)."""
    parts = "".join(f"<e:property><{name}>{escape(text)}</{name}></e:property>" for name, text in variables.items())
    return f'<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0">{parts}</e:propertyset>'.encode()


def head_of(exchange: Exchange, body: bytes, fill_in: Callable[[str], str]) -> bytes:
    """Status line and headers: those recorded, else those that all recorded answers of the kind have."""
    server = ("Server", "Linux UPnP/1.0 Sonos/95.0-77060 (ZPS18)")
    headers: tuple[tuple[str, str | None], ...] = exchange.headers
    if not headers:
        sized: tuple[tuple[str, str | None], ...] = (("CONTENT-LENGTH", None), ("CONTENT-TYPE", None), ("EXT", ""))
        granted = (("SID", None), ("TIMEOUT", "Second-300"))
        own = {Request.SUBSCRIBE: granted, Request.RENEW: granted, Request.UNSUBSCRIBE: ()}.get(exchange.request, sized)
        headers = (*(own if exchange.status == 200 or body else ()), server, ("Connection", "close"))
    known = {"CONTENT-LENGTH": str(len(body)), "CONTENT-TYPE": 'text/xml; charset="utf-8"', "SID": _SID}
    lines = [f"HTTP/1.1 {exchange.status} {_REASONS[exchange.status]}"]
    for name, value in headers:
        # The length is that of our restated body, whatever it was.
        text = known[name] if name in known and (value is None or name == "CONTENT-LENGTH") else fill_in(value or "")
        lines.append(f"{name}: {text}" if text else f"{name}:")
    return "\r\n".join([*lines, "", ""]).encode()


class Replay:
    """A server that gives the recorded answer to whatever is asked."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.household: Household = build(exchange)
        self.player: Player = asked(exchange, self.household)
        for number, player in enumerate(self.household.players.values(), 1):
            player.address = f"192.0.2.{number}"

    def fill(self, text: str) -> str:
        """``text`` with its placeholders replaced."""
        return fill(text, self.household)

    @property
    def address(self) -> str:
        """Where it listens, ``host:port``."""
        return f"{self.player.address}:{self.player.port}"

    @property
    def body(self) -> bytes:
        """The recorded body."""
        return body_of(self.exchange, self.fill)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close, as players do."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            lengths = [line.partition(":")[2] for line in head.split("\r\n") if line.startswith("content-length:")]
            await reader.readexactly(int(lengths[0]) if lengths else 0)
            answer = head_of(self.exchange, self.body, self.fill)
            writer.write(answer + (_chunked(self.body) if b"chunked" in answer else self.body))
            await writer.drain()
        finally:
            writer.close()


def _chunked(body: bytes) -> bytes:
    chunks = [body[start : start + _CHUNK] for start in range(0, len(body), _CHUNK)]
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in (*chunks, b""))


@asynccontextmanager
async def replay(exchange: Exchange) -> AsyncIterator[Replay]:
    """Serve the recorded answer."""
    server = Replay(exchange)
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.player.address, server.player.port = listener.sockets[0].getsockname()
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()
