"""SSDP: players answer a search by multicast, each from its own address, and announce that they come and go.

Source: recorded answers and announcements; ``X-RINCON-HOUSEHOLD`` and ``X-RINCON-BOOTSEQ`` are Sonos' own headers. A
``ssdp:byebye`` was never captured: that it may carry ``X-RINCON-REASON``, and which reasons there are, is what Home
Assistant reads from it (client-derived).
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import re
import socket
import sys
from typing import TYPE_CHECKING, Any

from sonos_client.found import Announcement, Found, local_address, read_boots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG = logging.getLogger(__name__)
GROUP = ("239.255.255.250", 1900)
TARGET = "urn:schemas-upnp-org:device:ZonePlayer:1"
_SEARCH = (
    f"M-SEARCH * HTTP/1.1\r\nHOST: {GROUP[0]}:{GROUP[1]}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {TARGET}\r\n\r\n"
).encode()  # fmt: skip
_FIRST_PAUSE = 0.1
"""Seconds until a search goes out again, as datagrams get lost; each further pause is twice as long."""
_USN = re.compile(r"uuid:(RINCON_[0-9A-F]+)(?:_M[SR])?(?:::.*)?")
"""The UUID of a player, in front of its own services or of those of its media server and its renderer."""
_BUFFER = 1 << 20
"""Bytes of datagrams that may wait; a player announces itself with more than 20 at once."""
_IP_MULTICAST_ALL = 49
"""An option of Linux that Python has no name for."""
_LONGEST_REASON = 80


def read_answer(datagram: bytes, sender: str = "") -> Found | None:
    """The player that answers a search from ``sender``, None for anything else."""
    start, headers = _read(datagram)
    usn = _USN.fullmatch(headers.get("USN", ""))
    address = local_address(headers.get("LOCATION", ""), sender)
    if not usn or not address or "200" not in start:
        return None
    boots = read_boots(headers.get("X-RINCON-BOOTSEQ", ""))
    return Found(usn[1], address, headers.get("X-RINCON-HOUSEHOLD", ""), boots, "ssdp")


def read_announcement(datagram: bytes, sender: str = "") -> Announcement | None:
    """The player that announces itself from ``sender``, None for anything else, such as others' searches."""
    if not datagram.startswith(b"NOTIFY "):
        return None
    _, headers = _read(datagram)
    usn, kind = _USN.fullmatch(headers.get("USN", "")), headers.get("NTS", "")
    if not usn:
        return None
    household = headers.get("X-RINCON-HOUSEHOLD", "") or headers.get("HOUSEHOLD.SMARTSPEAKER.AUDIO", "")
    boots = read_boots(headers.get("X-RINCON-BOOTSEQ", ""))
    if kind == "ssdp:alive" and (address := local_address(headers.get("LOCATION", ""), sender)):
        return Announcement(usn[1], address, household, boots, "ssdp")
    # A service may come and go, as that for a group's coordinator could (inferred): the player is gone with its device.
    if kind == "ssdp:byebye" and headers.get("NT", "") in (TARGET, "upnp:rootdevice", f"uuid:{usn[1]}"):
        reason = "".join(filter(str.isprintable, headers.get("X-RINCON-REASON", "")))[:_LONGEST_REASON]
        return Announcement(usn[1], "", household, boots, "ssdp", leaves=True, reason=reason)
    return None


def _read(datagram: bytes) -> tuple[str, dict[str, str]]:
    """The first line and the headers, with names in capitals."""
    start, *lines = datagram.decode("utf-8", "replace").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return start, {name.strip().upper(): value.strip() for name, _, value in pairs}


class _Searcher(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[Found], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, sender: tuple[str | Any, int]) -> None:
        if found := read_answer(data, sender[0]):
            self._heard(found)


async def search(heard: Callable[[Found], None], seconds: float, interfaces: Sequence[str] = ()) -> None:
    """Search for ``seconds``; ``heard`` gets each answer.

    Args:
        heard: called for each answer, also for repeated ones.
        seconds: until the search ends.
        interfaces: local addresses to search from; without, the one of the default route.

    """
    loop = asyncio.get_running_loop()
    transports: list[asyncio.DatagramTransport] = []
    try:
        for interface in interfaces or ("",):
            with contextlib.suppress(OSError):
                sock = _socket(interface)
                transport, _ = await loop.create_datagram_endpoint(lambda: _Searcher(heard), sock=sock)
                transports.append(transport)
        pause = _FIRST_PAUSE
        while True:
            for transport in transports:
                with contextlib.suppress(OSError):
                    transport.sendto(_SEARCH, GROUP)
            await asyncio.sleep(min(pause, seconds))
            seconds -= pause
            if seconds <= 0:
                break
            pause *= 2
    finally:
        for transport in transports:
            transport.close()


def _socket(interface: str) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 4)
        if interface:
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        sock.bind((interface, 0))
    except OSError:
        sock.close()
        raise
    return sock


class Listener(asyncio.DatagramProtocol):
    """Hears announcements; it sends nothing.

    Args:
        heard: gets each announcement, also repeated ones: a player sends more than 20 in a row.

    """

    def __init__(self, heard: Callable[[Announcement], None]) -> None:
        self._heard = heard
        self._transport: asyncio.BaseTransport | None = None
        self._closed = asyncio.Event()

    async def open(self, interfaces: Sequence[str] = ()) -> None:
        """Listen on ``interfaces``, given by their local addresses; without, on that of the default route.

        Raises OSError where nothing can be heard.
        """
        sock = _listening_socket(interfaces)
        try:
            await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=sock)
        except BaseException:
            sock.close()
            raise

    async def close(self) -> None:
        """Listen no more."""
        if self._transport is not None:
            self._transport.close()
            await self._closed.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It listens."""
        self._transport = transport

    def connection_lost(self, _error: Exception | None) -> None:
        """The socket is closed."""
        self._closed.set()

    def datagram_received(self, data: bytes, sender: tuple[str | Any, int]) -> None:
        """Hand on what players say."""
        if told := read_announcement(data, sender[0]):
            self._heard(told)


def _listening_socket(interfaces: Sequence[str]) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        # Not SO_REUSEPORT: that would share datagrams out among programs, this gives each of them a copy.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        if sys.platform == "linux":
            # Else it would also hear what other programs have joined for, on interfaces that nobody gave us.
            sock.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
        # Bound to the group, it gets no unicast that was meant for others; Windows allows no such thing.
        sock.bind(("" if sys.platform == "win32" else GROUP[0], GROUP[1]))
        _join(sock, interfaces or ("0.0.0.0",))  # noqa: S104  # It stands for the default route here.
    except OSError:
        sock.close()
        raise
    return sock


def _join(sock: socket.socket, interfaces: Sequence[str]) -> None:
    """Become a member of the group on each interface; raises the last error when that works on none."""
    failed: dict[str, OSError] = {}
    for interface in interfaces:
        try:
            membership = socket.inet_aton(GROUP[0]) + socket.inet_aton(interface)
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # Two addresses of one interface: it is a member there already.
                failed[interface] = error
    if len(failed) == len(interfaces):
        raise next(iter(failed.values()))
    if failed:
        _LOG.warning("announcements are not heard on the interfaces of %s", ", ".join(failed))
