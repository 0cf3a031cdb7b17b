"""Faults of connections and of HTTP: what happens to bytes on their way."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

from sonos_sim.harness.faults import Fault
from sonos_sim.server.addresses import Door
from sonos_sim.server.http import Answer, no_answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.server.junctions import Exchange, Subject

_DONE_AT_ONCE = struct.pack("ii", 1, 0)
_TLS_ALERT = b"\x15\x03\x03\x00\x02\x02\x46"
"""protocol_version, what a TLS server sends to somebody who speaks HTTP."""


def reset(exchange: Exchange) -> Answer:
    """Break the connection with a RST."""
    if (transport := exchange.request.transport) is not None:
        with suppress(OSError):  # the client may have been quicker
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DONE_AT_ONCE)
        transport.abort()
    return no_answer()


def hang_up(exchange: Exchange, last_words: bytes = b"") -> Answer:
    """Close the connection in order (FIN), after ``last_words``."""
    if (transport := exchange.request.transport) is not None:
        transport.write(last_words)
        transport.close()
    return no_answer()


def payload(answer: Answer) -> bytes:
    """The body of ``answer`` without the chunks it travels in."""
    if not _is_chunked(answer):
        return answer.content
    body, rest = b"", answer.content
    while True:
        size, _, rest = rest.partition(b"\r\n")
        if not (length := int(size, 16)):
            return body
        body, rest = body + rest[:length], rest[length + 2 :]


def with_payload(answer: Answer, body: bytes) -> Answer:
    """``answer`` with another body, and the length that belongs to it."""
    kept = [(n, v) for n, v in answer.head_fields if n.lower() not in {"content-length", "transfer-encoding"}]
    other = Answer(answer.status, [("CONTENT-LENGTH", str(len(body))), *kept], body, keep_alive=answer.keeps_alive)
    other.note, other.after_write = answer.note, answer.after_write
    return other


def _is_chunked(answer: Answer) -> bool:
    return any(name.lower() == "transfer-encoding" for name, _ in answer.head_fields)


class Refuse(Fault):
    """The player refuses connections: it is there, and does not listen. Concerns whole players, not requests."""

    door = Door.REFUSED

    def begin(self) -> None:
        """Shut the doors."""
        self.stage.run(self._set(self.door))

    def end(self) -> None:
        """Open them."""
        self.stage.run(self._set(Door.OPEN))

    async def _set(self, door: Door) -> None:
        for player in self.stage.players:
            await self.stage.network.set_door(player, door)


class BlackHole(Refuse):
    """Connections to the player are never established, as if packets vanished (Linux)."""

    door = Door.BLACK_HOLE


class Reset(Fault):
    """The connection breaks with a RST after the request was read; ``after`` it: the player has acted by then.

    ``at`` bytes of the answer come first.
    """

    def __init__(self, *, after: bool = False, at: int = 0) -> None:
        self.after = after or at > 0
        self.at = at

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Break it before anything happens."""
        return None if self.after else reset(exchange)

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Break it after the player acted."""
        if self.at:
            await _send(exchange, answer.encoded()[: self.at])
        return reset(exchange)

    def strikes_at(self, junction: str) -> bool:
        """At the request or at the response, never at both."""
        return junction == ("response" if self.after else "request")


class EmptyReply(Fault):
    """The connection is closed (FIN) without a single byte; nothing happens at the player."""

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Close it."""
        return hang_up(exchange)


class Truncate(Fault):
    """The answer ends after ``at`` bytes of its body, less than its length says; the player has acted."""

    def __init__(self, at: int = 20) -> None:
        self.at = at

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Cut it."""
        whole = answer.encoded()
        return hang_up(exchange, whole[: len(whole) - len(answer.content) + self.at])


class Delay(Fault):
    """The player is asked only after ``seconds`` on the clock, give or take up to ``jitter``."""

    def __init__(self, seconds: float, jitter: float = 0.0) -> None:
        self.seconds = seconds
        self.jitter = jitter

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Wait."""
        await self.stage.sleep(_jittered(self))
        return None


class LateAnswer(Delay):
    """The player acts at once, and its answer comes after ``seconds`` on the clock, give or take up to ``jitter``."""

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Let the player act."""
        return None

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Wait."""
        await self.stage.sleep(_jittered(self))
        return answer

    def strikes_at(self, junction: str) -> bool:
        """At the response alone."""
        return junction == "response"


def _jittered(fault: Delay) -> float:
    return max(0.0, fault.seconds + fault.stage.random.uniform(-fault.jitter, fault.jitter))


class SlowDrip(Fault):
    """The answer comes ``size`` bytes every ``interval`` seconds on the clock."""

    def __init__(self, size: int = 1, interval: float = 1.0) -> None:
        self.size = size
        self.interval = interval

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Write piece by piece; all pieces hang on the clock from the start, so that one long step sends them all."""
        whole, transport = answer.encoded(), exchange.request.transport
        if transport is None:
            return no_answer()
        pieces = [whole[i : i + self.size] for i in range(0, len(whole), self.size)]
        timers = [
            self.stage.clock.call_later(number * self.interval, lambda piece=piece: transport.write(piece))  # type: ignore[misc]
            for number, piece in enumerate(pieces)
        ]
        try:
            await self.stage.sleep(len(pieces) * self.interval)
        finally:
            for timer in timers:
                timer.cancel()
        return hang_up(exchange)


class Hang(Fault):
    """The request is read and never answered; ``after``: the player acts, and only the answer is missing.

    When the fault is taken back, the connections that wait are reset.
    """

    def __init__(self, *, after: bool = False) -> None:
        self.after = after

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Wait for the end."""
        return await self._hang(exchange)

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Wait for the end."""
        return await self._hang(exchange)

    def strikes_at(self, junction: str) -> bool:
        """At the request or at the response, never at both."""
        return junction == ("response" if self.after else "request")

    async def _hang(self, exchange: Exchange) -> Answer:
        await self.stage.removed.wait()
        return reset(exchange)


class StallReused(Fault):
    """Connections are kept, and a second request on one is never answered; needs the switch ``keep_alive``."""

    def __init__(self) -> None:
        self._used: WeakSet[asyncio.BaseTransport] = WeakSet()

    def matches(self, subject: Subject) -> bool:
        """Only connections that carried a request before."""
        transport = subject.request.transport  # type: ignore[attr-defined]
        if transport in self._used:
            return True
        self._used.add(transport)
        return False

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Wait for the end."""
        await self.stage.removed.wait()
        return reset(exchange)


class HttpStatus(Fault):
    """An HTML error page in place of what was asked for; nothing happens at the player."""

    def __init__(self, status: int = 503) -> None:
        self.status = status

    @property
    def name(self) -> str:
        """With the status."""
        return f"http status {self.status}"

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Answer with the page."""
        return exchange.server.refuse(self.status, f"fault: {self.name}")


class TlsOnly(Fault):
    """Port 1400 speaks TLS alone: whoever speaks HTTP gets a TLS alert and is cut off."""

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Send the alert."""
        return hang_up(exchange, _TLS_ALERT)


class Rewrite(Fault):
    """The body of the answer goes through ``change``; the length is made right."""

    def __init__(self, change: Callable[[bytes], bytes]) -> None:
        self.change = change

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Change it."""
        return with_payload(answer, self.change(payload(answer)))


class Headers(Fault):
    """Header lines of the answer are set, or left out where the value is None: ``Headers(Server="nginx")``."""

    def __init__(self, **lines: str | None) -> None:
        self.lines = {name.replace("_", "-"): value for name, value in lines.items()}

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """Set them."""
        given = {name.lower() for name in self.lines}
        kept = [(name, value) for name, value in answer.head_fields if name.lower() not in given]
        answer.head_fields = kept + [(name, value) for name, value in self.lines.items() if value is not None]
        return answer


async def _send(exchange: Exchange, data: bytes) -> None:
    """Hand ``data`` to the kernel and let it go out before the connection breaks."""
    transport = exchange.request.transport
    if transport is not None:
        transport.write(data)
        await asyncio.sleep(0)
