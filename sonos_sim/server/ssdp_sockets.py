"""The UDP sockets of discovery: one hears the multicast group, one broadcasts, and each player's address has its own.

Clients take a player's host from the source of its answer, so every address sends from its own socket.
"""

from __future__ import annotations

import ctypes
import logging
import socket
import struct
import sys
from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.wire.ssdp import GROUP, PORT

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

Address = tuple[str, int]

BROADCAST = "255.255.255.255"
TTL = 4
"""SoCo and other clients search with 4; NOTIFYs of players were seen with 1, which changes nothing on one network."""
_READS = 256
"""Datagrams read at most before other work gets its turn."""
_SEARCH_SIZE = 4096
"""Bytes read of a datagram; a search has about 130."""
_IP_MULTICAST_ALL = 49
_SO_ATTACH_FILTER = 26
_SEARCHES_ONLY = b"".join(
    struct.pack("HBBI", *instruction)
    for instruction in (
        (0x30, 0, 0, 8),  # load the first byte behind the UDP header; none: drop
        (0x44, 0, 0, 0x20),  # make it lower case
        (0x15, 0, 1, ord("m")),
        (0x06, 0, 0, 0xFFFF),  # keep
        (0x06, 0, 0, 0),  # drop
    )
)
"""A packet filter of Linux for datagrams that begin like M-SEARCH."""

_log = logging.getLogger(__name__)


class SsdpSockets:
    """Sockets for a changing set of local addresses.

    ``heard(data, sender, ip)`` gets each datagram of others; ``ip`` is the address it was sent to, None if it was
    sent to all. Whatever the network refuses is logged at debug and forgotten, as UDP would.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        heard: Callable[[bytes, Address, str | None], None],
        source_port: int = PORT,
    ) -> None:
        self._loop = loop
        self._heard = heard
        self._source_port = source_port
        self._sockets: dict[str, socket.socket] = {}
        self._own: set[Address] = set()
        self._interfaces: set[str] = set()
        self._group = self._listen(GROUP)
        self._broadcast = self._listen(BROADCAST)

    def adapt(self, wanted: set[str]) -> None:
        """Have a socket for each of the addresses and no other; hear the group on their interfaces."""
        for ip in self._sockets.keys() - wanted:
            self._close(ip)
        for ip in wanted - self._sockets.keys():
            self._open(ip)
        self._join({interface_of(ip) for ip in wanted})

    def send(self, ip: str, data: bytes, to: Address) -> bool:
        """Send from ``ip``; False if that was not possible."""
        if (sock := self._sockets.get(ip) or self._open(ip)) is None:
            return False
        try:
            sock.sendto(data, to)
        except OSError as error:
            _log.debug("nothing sent from %s to %s:%s: %s", ip, *to, error)
            return False
        return True

    def stop_hearing(self) -> None:
        """Send only, from now on."""
        for sock in (self._group, self._broadcast, *self._sockets.values()):
            if sock is not None:
                self._loop.remove_reader(sock)

    def close(self) -> None:
        """Close every socket."""
        self.stop_hearing()
        for sock in (self._group, self._broadcast, *self._sockets.values()):
            if sock is not None:
                sock.close()
        self._sockets.clear()
        self._own.clear()

    def _listen(self, address: str) -> socket.socket | None:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            # Not SO_REUSEPORT: that would share datagrams out among simulators, this gives each of them a copy.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((address, PORT))
        except OSError as error:
            sock.close()
            # Broadcasts are an extra that some systems do not allow; without the group nobody finds the players.
            level = logging.WARNING if address == GROUP else logging.DEBUG
            _log.log(level, "searches to %s:%s are not heard: %s", address, PORT, error)
            return None
        if sys.platform == "linux":
            _hear_searches_only(sock)
        self._loop.add_reader(sock, partial(self._readable, sock, None))
        return sock

    def _open(self, ip: str) -> socket.socket | None:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            # Other programs may hold port 1900 of all addresses; the more special address wins.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface_of(ip)))
            sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, TTL)
            try:
                sock.bind((ip, self._source_port))
            except OSError as error:
                _log.debug("%s:%s cannot be bound, any port will do: %s", ip, self._source_port, error)
                sock.bind((ip, 0))
        except OSError as error:
            sock.close()
            _log.warning("the player at %s cannot be discovered: %s", ip, error)
            return None
        self._sockets[ip] = sock
        self._own.add(sock.getsockname())
        self._loop.add_reader(sock, partial(self._readable, sock, ip))
        return sock

    def _close(self, ip: str) -> None:
        sock = self._sockets.pop(ip)
        self._loop.remove_reader(sock)
        self._own.discard(sock.getsockname())
        sock.close()

    def _join(self, wanted: set[str]) -> None:
        if wanted == self._interfaces:
            return
        for address in self._interfaces - wanted:
            self._member(socket.IP_DROP_MEMBERSHIP, address)
        # All of them again: two addresses of one interface share a membership, which may just have been dropped.
        for address in wanted:
            self._member(socket.IP_ADD_MEMBERSHIP, address)
        self._interfaces = wanted

    def _member(self, option: int, address: str) -> None:
        if self._group is None:
            return
        try:
            self._group.setsockopt(socket.IPPROTO_IP, option, socket.inet_aton(GROUP) + socket.inet_aton(address))
        except OSError as error:
            _log.debug("membership of %s at %s: %s", GROUP, address, error)

    def _readable(self, sock: socket.socket, ip: str | None) -> None:
        for _ in range(_READS):
            try:
                data, sender = sock.recvfrom(_SEARCH_SIZE)
            except OSError:
                return
            # Where there is no filter, multicast comes back to its sender: these are our own announcements.
            if sender not in self._own:
                self._heard(data, sender, ip)


def _hear_searches_only(sock: socket.socket) -> None:
    """Keep announcements out: all of ours come back, and the buffer holds less than a hundred."""
    program = ctypes.create_string_buffer(_SEARCHES_ONLY)
    try:
        # Else Linux also hands over what other programs joined for, on interfaces of no player.
        sock.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
        sock.setsockopt(
            socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HL", len(_SEARCHES_ONLY) // 8, ctypes.addressof(program))
        )
    except OSError as error:
        _log.debug("the socket hears more than searches: %s", error)


def interface_of(ip: str) -> str:
    """The address that stands for the interface of ``ip``: lo has one, whatever 127.a.b.c is used."""
    return "127.0.0.1" if ip.startswith("127.") else ip
