"""For tests of discovery: searching from an address of one's own.

All programs on this machine share the multicast group of the loopback interface: other simulators answer searches, and
other programs search, also those of the tests that run beside this one. So a searcher has an address that nobody else
has: faults planned with ``client=`` strike its searches and answers alone, and what the simulator has sent to it is
known by its address.
"""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sonos_sim.server.records import DatagramRecord
from tests.support.client import WAIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim import Simulator
    from sonos_sim.server.records import Record

GROUP = ("239.255.255.250", 1900)
ZONE_PLAYER = "urn:schemas-upnp-org:device:ZonePlayer:1"
_chance = random.SystemRandom()


def free_address() -> str:
    """A loopback address that nobody else uses."""
    # Not 127.77, where simulators put their players.
    return f"127.{_chance.randint(100, 254)}.{_chance.randint(0, 255)}.{_chance.randint(1, 254)}"


@contextmanager
def searching_socket() -> Iterator[socket.socket]:
    """A socket that searches from a free address and stays on the loopback interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        sock.bind((free_address(), 0))
        yield sock


class Searcher:
    """Searches, and gets what one simulator answers: all of it, and nothing of others."""

    def __init__(self, sim: Simulator, sock: socket.socket) -> None:
        self.address: str = sock.getsockname()[0]
        self._sim = sim
        self._socket = sock
        self._heard = asyncio.Event()
        self._sent: list[bytes] = []
        """What the simulator has sent here, and was not received yet."""
        sim.observe(self._note)

    async def search(self) -> list[dict[str, str]]:
        """The answers to a new search: header lines, names in capitals, and the sender's address as ``FROM``."""
        self.send()
        return await self.answers()

    def send(self) -> None:
        """Search, and wait for nothing."""
        self._heard.clear()
        lines = ("M-SEARCH * HTTP/1.1", 'MAN: "ssdp:discover"', "MX: 1", f"ST: {ZONE_PLAYER}")
        self._socket.sendto("\r\n".join((*lines, "", "")).encode(), GROUP)

    async def answers(self) -> list[dict[str, str]]:
        """The answers to the search that was sent."""
        await asyncio.wait_for(self._heard.wait(), WAIT)
        await self._sim.settle()
        return await self.received()

    async def received(self) -> list[dict[str, str]]:
        """All that the simulator has sent by now and that was not received yet, in the order it comes."""
        loop, found = asyncio.get_running_loop(), []
        async with asyncio.timeout(WAIT):
            while self._sent:
                data, sender = await loop.sock_recvfrom(self._socket, 4096)
                if data in self._sent:  # others answer too
                    self._sent.remove(data)
                    found.append(_headers(data) | {"FROM": sender[0]})
        return found

    def _note(self, record: Record) -> None:
        if isinstance(record, DatagramRecord) and record.other == self.address:
            if record.direction == "in":
                self._heard.set()
            else:
                self._sent.append(record.data)


def _headers(data: bytes) -> dict[str, str]:
    lines = [line.partition(":") for line in data.decode().split("\r\n")[1:] if line]
    return {name.upper(): value.strip() for name, _, value in lines}
