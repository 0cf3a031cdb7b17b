"""Searching for players on raw sockets, as naive clients do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from tests.support.ssdp import Searcher, searching_socket
from tests.support.wire import WAIT

if TYPE_CHECKING:
    from zeroconf import ServiceStateChange

    from sonos_sim import Simulator

_SERVICES = "_sonos._tcp.local."


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
    with searching_socket() as sock:
        searcher = Searcher(sim, sock)
        return [answer for _ in range(times) for answer in await searcher.search()]
