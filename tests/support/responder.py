"""An SSDP responder for players made by hand, and sockets that hear it.

Other simulators may talk on the same group meanwhile, so each test looks at its own players' UUIDs alone.
"""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sonos_sim.catalogue import profile
from sonos_sim.server.discovery import SsdpResponder
from sonos_sim.wire.ssdp import Advertisement, targets
from tests.support.client import WAIT
from tests.support.ssdp import GROUP, free_address

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

PROFILE = profile("S18")
TARGETS = len(targets(PROFILE, ""))


@dataclass
class FakeTimer:
    when: float
    callback: Callable[[], None] | None

    def cancel(self) -> None:
        self.callback = None


@dataclass
class FakeClock:
    is_stopped: bool = False
    now: float = 0.0
    timers: list[FakeTimer] = field(default_factory=list)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(self.now + seconds, callback)
        self.timers.append(timer)
        return timer

    @property
    def due(self) -> list[float]:
        return sorted(timer.when for timer in self.timers if timer.callback)

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.due) and due[0] <= end:
            timer = next(t for t in self.timers if t.callback and t.when == due[0])
            self.timers.remove(timer)
            self.now = timer.when
            assert timer.callback is not None
            timer.callback()
        self.now = end


class Household:
    """Players that come and go, their responder, and what it sent."""

    def __init__(self, count: int = 1, clock: FakeClock | None = None, **options: float) -> None:
        self.clock = clock or FakeClock()
        self.players = [advertisement() for _ in range(count)]
        self.datagrams: list[tuple[str, tuple[str, int], bytes]] = []
        self.heard = asyncio.Event()
        self.responder = SsdpResponder(
            lambda: self.players,
            self.clock,
            random.Random(7),
            on_datagram=self.saw,
            **options,  # type: ignore[arg-type]
        )

    def saw(self, direction: str, address: tuple[str, int], data: bytes) -> None:
        self.datagrams.append((direction, address, data))
        self.heard.set()

    @property
    def notified(self) -> list[dict[str, str]]:
        """Headers of the NOTIFYs sent since the last look; the rest may be answers to others' searches."""
        out = [headers(data) for direction, to, data in self.datagrams if direction == "out" and to == GROUP]
        self.datagrams.clear()
        return out


@asynccontextmanager
async def running(household: Household) -> AsyncIterator[Household]:
    await household.responder.start()
    await household.responder.drain()
    household.datagrams.clear()
    try:
        yield household
    finally:
        await household.responder.stop(byebye=False)


def advertisement() -> Advertisement:
    return Advertisement(
        PROFILE,
        f"RINCON_{random.SystemRandom().randbytes(6).hex().upper()}01400",
        free_address(),
        "Sonos_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        group_name="Kitchen",
    )


def headers(data: bytes) -> dict[str, str]:
    lines = data.decode().split("\r\n")[1:]
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines) if name}


def search(st: str, mx: str = "") -> bytes:
    lines = ["M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", 'MAN: "ssdp:discover"', f"ST: {st}"]
    return "\r\n".join([*lines, *([f"MX: {mx}"] if mx else []), "", ""]).encode()


@contextmanager
def listening(player: Advertisement) -> Iterator[socket.socket]:
    """A socket that hears what ``player`` announces, as a control point has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(GROUP)
        # Of other simulators it hears nothing: one that comes up would fill the buffer, and what we wait for be lost.
        sock.connect((player.ip, GROUP[1]))
        membership = socket.inet_aton(GROUP[0]) + socket.inet_aton("127.0.0.1")
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        yield sock


async def receive(sock: socket.socket, *players: Advertisement) -> tuple[dict[str, str], tuple[str, int]]:
    """The next datagram about one of ``players``."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(WAIT):
        while True:
            data, sender = await loop.sock_recvfrom(sock, 4096)
            found = headers(data)
            if any(player.uuid in found.get("USN", "") for player in players):
                return found, sender


async def hear(sock: socket.socket) -> list[tuple[dict[str, str], tuple[str, int]]]:
    """One NOTIFY of each target of the player that ``sock`` listens to."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(WAIT):
        heard = [await loop.sock_recvfrom(sock, 4096) for _ in range(TARGETS)]
    return [(headers(data), sender) for data, sender in heard]


async def heard_search(household: Household, client: socket.socket, datagram: bytes) -> None:
    """Send ``datagram`` and wait until the responder has dealt with it."""
    me = client.getsockname()
    client.sendto(datagram, GROUP)
    async with asyncio.timeout(WAIT):
        while not any(direction == "in" and address == me for direction, address, _ in household.datagrams):
            await household.heard.wait()
            household.heard.clear()
    await household.responder.drain()


def answers_to(household: Household, client: socket.socket) -> list[dict[str, str]]:
    me = client.getsockname()
    return [headers(data) for direction, to, data in household.datagrams if direction == "out" and to == me]
