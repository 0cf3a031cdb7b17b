"""mDNS: players announce ``_sonos._tcp``.

Source: recorded records of old and new form. Both carry ``location``, ``hhid`` and ``bootseq`` in TXT; S1 players only
``info``, whose path names the player.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Any

from zeroconf import ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from sonos_client.found import Found
from sonos_client.topology import address_of
from sonos_client.transport import PORT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_LOG = logging.getLogger(__name__)
TYPE = "_sonos._tcp.local."
_UUID = re.compile(r"RINCON_[0-9A-F]+")
_HOUSEHOLD = re.compile(r"[^;.]+")


def read_record(name: str, properties: Mapping[str, str], addresses: Sequence[str]) -> Found | None:
    """The player that an instance called ``name`` announces, None where it tells too little."""
    uuid = _UUID.search(properties.get("uuid", "")) or _UUID.search(properties.get("info", "")) or _UUID.search(name)
    address = address_of(properties.get("location", "")) or (f"{addresses[0]}:{PORT}" if addresses else "")
    if not uuid or not address:
        return None
    # One player was seen to write ``hhid=short;mhhid=short.long`` as a single string.
    household = _HOUSEHOLD.match(properties.get("hhid", ""))
    boots = properties.get("bootseq", "")
    return Found(uuid[0], address, household[0] if household else "", int(boots) if boots.isdigit() else None, "mdns")


async def browse(heard: Callable[[Found], None], seconds: float, interfaces: Sequence[str] = ()) -> None:
    """Listen for ``seconds``; ``heard`` gets each player."""
    try:
        zeroconf = AsyncZeroconf(interfaces=list(interfaces)) if interfaces else AsyncZeroconf()
    except OSError as error:
        _LOG.debug("no mDNS: %s", error)
        return
    names: asyncio.Queue[str] = asyncio.Queue()

    def changed(name: str, state_change: ServiceStateChange, **_: Any) -> None:
        if state_change is not ServiceStateChange.Removed:
            names.put_nowait(name)

    async def resolve() -> None:
        while True:
            name = await names.get()
            info = AsyncServiceInfo(TYPE, name)
            if await info.async_request(zeroconf.zeroconf, 1000):
                sent = {key: value or "" for key, value in info.decoded_properties.items()}
                if found := read_record(name, sent, info.parsed_addresses()):
                    heard(found)

    browser = AsyncServiceBrowser(zeroconf.zeroconf, TYPE, handlers=[changed])
    try:
        async with asyncio.timeout(seconds):
            await resolve()
    except TimeoutError:
        pass
    finally:
        await browser.async_cancel()
        await zeroconf.async_close()
