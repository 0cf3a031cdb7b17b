"""Searching for players on raw sockets, as naive clients do.

Other simulators on this machine answer too; only what tells of the players of one's own, or of none, counts.
"""

from __future__ import annotations

import asyncio
import itertools
import socket
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from sonos_sim.server.records import DatagramRecord
from tests.support.wire import WAIT

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange

    from sonos_sim import Simulator
    from sonos_sim.server.records import Record

ZONE_PLAYER = "urn:schemas-upnp-org:device:ZonePlayer:1"
SENDER = "sender"
"""Key of the IP address that an answer came from, beside its headers."""
_GROUP = ("239.255.255.250", 1900)
_SERVICES = "_sonos._tcp.local."
_tokens = itertools.count()


@dataclass(frozen=True)
class Place:
    """An address that stands for a player in requests."""

    address: str
    port: int = 1400

    @classmethod
    def of(cls, url: str) -> Place:
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or 1400)


@dataclass(frozen=True)
class Record:
    """What mDNS tells of a player."""

    uuid: str
    address: str
    """Of the address record."""
    location: str
    """Of the text record."""
    boots: int


async def browse(sim: Simulator) -> list[Record]:
    """The mDNS records of all visible players of the household."""
    names: asyncio.Queue[str] = asyncio.Queue()
    rooms = sim.household.visible

    def changed(name: str, state_change: ServiceStateChange, **_: Any) -> None:
        # Old and new names have the MAC address; asking for a stranger's that is gone would take its time.
        if any(room.identity.mac in name for room in rooms):
            names.put_nowait(name)

    found: dict[str, Record] = {}
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    browser = AsyncServiceBrowser(zeroconf.zeroconf, _SERVICES, handlers=[changed])
    try:
        async with asyncio.timeout(WAIT):
            while len(found) < len(rooms):
                info = AsyncServiceInfo(_SERVICES, await names.get())
                if await info.async_request(zeroconf.zeroconf, 1000 * WAIT):
                    text = {key: value or "" for key, value in info.decoded_properties.items()}
                    uuid = text["info"].split("/")[4]
                    found[uuid] = Record(uuid, info.parsed_addresses()[0], text["location"], int(text["bootseq"]))
    finally:
        await browser.async_cancel()
        await zeroconf.async_close()
    return [found[room.uuid] for room in rooms]


async def search(sim: Simulator, times: int = 1) -> list[dict[str, str]]:
    """The headers of the answers to ``times`` searches from one socket, in the order they came, names in capitals."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        sock.bind(("127.0.0.1", 0))
        for _ in range(times):
            await _ask(sim, sock)
        return [answer for answer in _answers(sock) if _is_ours(sim, answer)]


async def _ask(sim: Simulator, sock: socket.socket) -> None:
    token = f"X-TOKEN: {next(_tokens)}-{sock.getsockname()[1]}"
    heard = asyncio.Event()

    def note(record: Record) -> None:
        if isinstance(record, DatagramRecord) and token.encode() in record.data:
            heard.set()

    sim.observe(note)
    lines = ("M-SEARCH * HTTP/1.1", 'MAN: "ssdp:discover"', "MX: 1", f"ST: {ZONE_PLAYER}", token, "", "")
    sock.sendto("\r\n".join(lines).encode(), _GROUP)
    await asyncio.wait_for(heard.wait(), WAIT)
    await sim.settle()
    sim.network.recorders.remove(note)


def _answers(sock: socket.socket) -> list[dict[str, str]]:
    found = []
    while True:
        try:
            data, sender = sock.recvfrom(4096)
        except BlockingIOError:
            return found
        lines = [line.partition(":") for line in data.decode().split("\r\n")[1:] if line]
        found.append({name.upper(): value.strip() for name, _, value in lines} | {SENDER: sender[0]})


def _is_ours(sim: Simulator, answer: dict[str, str]) -> bool:
    if any(player.uuid in answer["USN"] for player in sim.players):
        return True
    household = answer.get("X-RINCON-HOUSEHOLD")
    return household == sim.household.id if household else "RINCON_" not in answer["USN"]
