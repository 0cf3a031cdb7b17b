"""Addresses for players: each its own on loopback, found free by binding them."""

from __future__ import annotations

import errno
import ipaddress
import resource
import socket
import struct
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PORT = 1400
"""Real clients hard-code it."""
_FIRST = ipaddress.IPv4Address("127.77.0.11")
_BLOCK = 256
_BLOCKS = 20_000
_BACKLOG = 128
_FILLING = 1.0
"""Real seconds that filling a queue may take; it is a matter of microseconds."""
_SO_MEMINFO = 55
"""Linux: nine counters of a socket, the last one of packets that it dropped."""


_FILES_EACH = 4
"""Open files a player takes at most: its listener, its SSDP socket, a connection and a delivery."""

_FILES_APART = 256
"""Open files left for the rest of the process."""


class Door(Enum):
    """How connections to a player's address fare."""

    OPEN = "open"
    REFUSED = "refused"
    """Refused at once, as by a host that is there but does not listen."""
    BLACK_HOLE = "black hole"
    """Never established, as when packets vanish."""


class Hole:
    """Makes connecting to an address take for ever: a listener whose queue is full and never emptied (Linux)."""

    _COUNTS = struct.Struct("9I")

    def __init__(self, address: str, port: int) -> None:
        listener = listen(address, port)
        listener.listen(0)
        # A queue of length 0 holds one connection. A second one would be tried by the kernel again and again.
        filler = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        filler.settimeout(_FILLING)
        filler.connect_ex((address, port))
        self._sockets = [listener, filler]

    @property
    def attempts(self) -> int:
        """Connections that were tried in vain; a client's kernel tries each again after 1, 3, 7 ... real seconds."""
        try:
            counts = self._sockets[0].getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, self._COUNTS.size)
        except OSError:  # no Linux
            return 0
        dropped: int = self._COUNTS.unpack(counts)[-1]
        return dropped

    def close(self) -> None:
        """Give the address free."""
        for sock in self._sockets:
            sock.close()


class AddressError(OSError):
    """An address cannot be listened on; the message says which, why, and what to do."""


def allow_open_files(players: int) -> None:
    """Raise the process's limit of open files, as far as it may, to what ``players`` need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES_APART + players * _FILES_EACH
    if resource.RLIM_INFINITY != soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, limit), hard))


def listen(address: str, port: int = PORT) -> socket.socket:
    """A listening socket; raises AddressError."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        raise AddressError(error.errno, _advice(error, address, port)) from error
    return sock


def listen_on_block(count: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """``count`` listening sockets on consecutive free loopback addresses, port 1400, and the claim on them.

    Two simulators side by side get different blocks. Whoever holds the claim has the block, also while a player in it
    is switched off and does not listen; close it to give the block up. Raises AddressError when the platform has no
    further loopback addresses or all blocks are taken.
    """
    if not count:
        return [], []
    stride = 1 + (count - 1) // _BLOCK
    for block in range(0, _BLOCKS, stride):
        opened: list[socket.socket] = []
        try:
            opened += (_claim(str(_FIRST + (block + part) * _BLOCK)) for part in range(stride))
            opened += (listen(str(_FIRST + block * _BLOCK + offset)) for offset in range(count))
        except AddressError as error:
            for sock in opened:
                sock.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        return opened[stride:], opened[:stride]
    raise AddressError(errno.EADDRINUSE, f"no block of {count} free loopback addresses with port {PORT}")


def _claim(address: str) -> socket.socket:
    """A bound UDP socket, which says nothing and hears nothing, at the first address of a block."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.bind((address, PORT))
    except OSError as error:
        sock.close()
        raise AddressError(error.errno, _advice(error, address, PORT)) from error
    return sock


def listen_near(address: str, port: int) -> socket.socket:
    """A listening socket on a free address of the same /24 network; raises AddressError when there is none."""
    own = ipaddress.IPv4Address(address)
    hosts = list(ipaddress.ip_network(f"{address}/24", strict=False).hosts())
    for host in sorted(hosts, key=lambda host: (int(host) - int(own)) % _BLOCK)[1:]:
        try:
            return listen(str(host), port)
        except AddressError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise AddressError(errno.EADDRINUSE, f"no free address beside {address}")


def listen_on_one(address: str, count: int) -> list[socket.socket]:
    """``count`` listening sockets on one address, on port 1400 and the free ports above it."""
    if _parsed(address).is_unspecified:
        raise AddressError(errno.EINVAL, f"{address} is no address that clients could be told; take 127.0.0.1")
    sockets: list[socket.socket] = []
    for port in range(PORT, 2**16):
        if len(sockets) == count:
            break
        try:
            sockets.append(listen(address, port))
        except AddressError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return sockets


def check_distinct(addresses: Sequence[str]) -> None:
    """Raise AddressError if an address comes twice or is no IPv4 address of a host."""
    seen: set[str] = set()
    for address in addresses:
        if _parsed(address).is_unspecified or address == "127.0.0.1":
            reason = "clients open their own event listener on port 1400 there; take another, such as 127.77.0.11"
            raise AddressError(errno.EINVAL, f"{address} cannot be a player's address: {reason}")
        if address in seen:
            raise AddressError(errno.EINVAL, f"two players have the address {address}; each needs its own")
        seen.add(address)


def _parsed(address: str) -> ipaddress.IPv4Address:
    try:
        return ipaddress.IPv4Address(address)
    except ValueError:
        raise AddressError(errno.EINVAL, f"{address!r} is no IPv4 address, such as 127.77.0.11") from None


def _advice(error: OSError, address: str, port: int) -> str:
    where = f"{address}:{port}"
    if error.errno == errno.EADDRINUSE:
        return f"{where} is in use by another program (one that listens on 0.0.0.0:{port} takes every address)"
    if error.errno == errno.EADDRNOTAVAIL:
        return (
            f"this machine does not have the address {address}; add it to an interface, or run all players on one "
            "address with ports of their own (single_address, --single-address)"
        )
    if error.errno == errno.EMFILE:
        return f"too many open files for another player at {where}; raise the limit (ulimit -n)"
    return f"cannot listen on {where}: {error.strerror}"
