"""mDNS: players announce ``_sonos._tcp``.

Source: recorded records of old and new form. Both carry ``location``, ``hhid`` and ``bootseq`` in TXT; S1 players only
``info``, whose path names the player.

How long zeroconf waits for records and when it asks again goes by the real clock, whatever the client's timers are.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import socket
from typing import TYPE_CHECKING, Any

from zeroconf import Error, ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from sonos_client.found import Found, local_address, read_boots
from sonos_client.timers import cancelled
from sonos_client.transport import PORT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_LOG = logging.getLogger(__name__)
TYPE = "_sonos._tcp.local."
_UUID = re.compile(r"RINCON_[0-9A-F]+")
_HOUSEHOLD = re.compile(r"[^;.]+")
_PATIENCE = 1000
"""Milliseconds within which the records that are missing have to come."""
_MOST = 100
"""Names that are asked about at the same time; households have at most 32 players."""


def read_record(name: str, properties: Mapping[str, str], addresses: Sequence[str]) -> Found | None:
    """The player that an instance called ``name`` announces, None where it tells too little."""
    uuid = _UUID.search(properties.get("uuid", "")) or _UUID.search(properties.get("info", "")) or _UUID.search(name)
    # The address record may name a router that passes mDNS on (homebridge-zp#234); the text is the player's own.
    locations = [properties.get("location", ""), *[f"http://{address}:{PORT}" for address in addresses]]
    address = next(filter(None, map(local_address, locations)), "")
    if not uuid or not address:
        return None
    # One player was seen to write ``hhid=short;mhhid=short.long`` as a single string.
    household = _HOUSEHOLD.match(properties.get("hhid", ""))
    boots = read_boots(properties.get("bootseq", ""))
    return Found(uuid[0], address, household[0] if household else "", boots, "mdns")


class Browser:
    """Hears of players by mDNS, and asks for them; it stays open until :meth:`close`.

    Args:
        heard: gets each player when its records are new, and when they have changed.
        left: gets the UUID of a player that has no record any more: withdrawn by the player, or run out because nobody
            renewed it. zeroconf does not say which of the two.

    Attributes:
        names: UUIDs of players by the names they are announced under; a renamed room is under two for a moment.

    """

    def __init__(self, heard: Callable[[Found], None], left: Callable[[str], None] | None = None) -> None:
        self._heard = heard
        self._left = left
        self._zeroconf: AsyncZeroconf | None = None
        self._browser: AsyncServiceBrowser | None = None
        self.names: dict[str, str] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    def open(self, interfaces: Sequence[str] = ()) -> None:
        """Begin; raises OSError where the network does not allow it.

        Args:
            interfaces: local addresses to listen at; without, all of this machine.

        """
        self._zeroconf = AsyncZeroconf(interfaces=_present(interfaces)) if interfaces else AsyncZeroconf()
        self._browser = AsyncServiceBrowser(self._zeroconf.zeroconf, TYPE, handlers=[self._changed])

    async def close(self) -> None:
        """Hear no more."""
        browser, self._browser = self._browser, None
        zeroconf, self._zeroconf = self._zeroconf, None
        await cancelled(*self._asking.values())
        if browser is not None:
            await browser.async_cancel()
        if zeroconf is not None:
            await zeroconf.async_close()

    def _changed(self, name: str, state_change: ServiceStateChange, **_: Any) -> None:
        if self._zeroconf is None:
            return
        if state_change is ServiceStateChange.Removed:
            uuid = self.names.pop(name, "")
            if self._left and uuid and uuid not in self.names.values():
                self._left(uuid)
            return
        try:
            info = AsyncServiceInfo(TYPE, name)
        except Error:
            return  # A pointer to something else.
        # An announcement brings everything at once.
        if info.load_from_cache(self._zeroconf.zeroconf):
            self._tell(name, info)
        elif name not in self._asking and len(self._asking) < _MOST:
            task = asyncio.create_task(self._ask(self._zeroconf, name, info))
            self._asking[name] = task
            task.add_done_callback(lambda _: self._asking.pop(name))

    async def _ask(self, zeroconf: AsyncZeroconf, name: str, info: AsyncServiceInfo) -> None:
        with contextlib.suppress(Error, OSError):
            if await info.async_request(zeroconf.zeroconf, _PATIENCE):
                self._tell(name, info)

    def _tell(self, name: str, info: AsyncServiceInfo) -> None:
        sent = {key: value or "" for key, value in info.decoded_properties.items()}
        if found := read_record(name, sent, info.parsed_addresses()):
            self.names[name] = found.uuid
            self._heard(found)


def _present(interfaces: Sequence[str]) -> list[str]:
    """Those of the local addresses that this machine has; raises the last error when it has none of them.

    zeroconf would fail with the first one that is missing, and leave the sockets of the others open.
    """
    present, missing = [], OSError("no interface was given")
    for address in interfaces:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind((address, 0))
                present.append(address)
            except OSError as error:
                missing = error
    if not present:
        raise missing
    return present


async def browse(heard: Callable[[Found], None], seconds: float, interfaces: Sequence[str] = ()) -> None:
    """Listen for ``seconds``; ``heard`` gets each player."""
    browser = Browser(heard)
    try:
        browser.open(interfaces)
        await asyncio.sleep(seconds)
    except OSError as error:
        _LOG.debug("no mDNS: %s", error)
    finally:
        await browser.close()
