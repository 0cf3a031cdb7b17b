"""Listening to what players announce: SSDP's ``ssdp:alive`` and ``ssdp:byebye``, and mDNS records as they change.

What is heard may be late, doubled, stale or forged; :mod:`sonos_client.presence` is what makes sense of it.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from sonos_client import mdns, ssdp
from sonos_client.found import Announcement

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sonos_client.found import Found

_LOG = logging.getLogger(__name__)


class Announcements:
    """Hears players announce themselves between :meth:`open` and :meth:`close`.

    Where a channel cannot be listened to, because port 1900 belongs to another program for example, the log gets one
    warning, and everything else works as it does without announcements.

    Args:
        use_ssdp: whether to listen to SSDP.
        use_mdns: whether to listen to mDNS.
        interfaces: local addresses to listen at; without, SSDP is heard on the interface of the default route, and mDNS
            on all.

    """

    def __init__(self, *, use_ssdp: bool = True, use_mdns: bool = True, interfaces: Sequence[str] = ()) -> None:
        self._use_ssdp = use_ssdp
        self._use_mdns = use_mdns
        self._interfaces = tuple(interfaces)
        self._listener: ssdp.Listener | None = None
        self._browser: mdns.Browser | None = None

    async def open(self, heard: Callable[[Announcement], None]) -> None:
        """Listen; ``heard`` gets everything, of all households, as often as it comes."""
        if self._use_ssdp:
            self._listener = ssdp.Listener(heard)
            try:
                await self._listener.open(self._interfaces)
            except OSError as error:
                _LOG.warning("announcements by SSDP are not heard: %s", error)
        if self._use_mdns:

            def told(found: Found) -> None:
                heard(Announcement.of(found))

            def left(uuid: str) -> None:
                heard(Announcement(uuid, "", "", None, "mdns", leaves=True))

            self._browser = mdns.Browser(told, left)
            try:
                self._browser.open(self._interfaces)
            except OSError as error:
                _LOG.warning("announcements by mDNS are not heard: %s", error)

    async def close(self) -> None:
        """Listen no more."""
        listener, self._listener = self._listener, None
        browser, self._browser = self._browser, None
        if listener is not None:
            await listener.close()
        if browser is not None:
            await browser.close()
