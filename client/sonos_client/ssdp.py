"""SSDP: players answer a search by multicast, each from its own address.

Source: recorded answers; ``X-RINCON-HOUSEHOLD`` and ``X-RINCON-BOOTSEQ`` are Sonos' own headers.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import TYPE_CHECKING

from sonos_client.found import Found
from sonos_client.topology import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

GROUP = ("239.255.255.250", 1900)
TARGET = "urn:schemas-upnp-org:device:ZonePlayer:1"
_SEARCH = (
    f"M-SEARCH * HTTP/1.1\r\nHOST: {GROUP[0]}:{GROUP[1]}\r\nMAN: \"ssdp:discover\"\r\nMX: 1\r\nST: {TARGET}\r\n\r\n"
).encode()  # fmt: skip
_REPEATS = 3
"""Datagrams get lost: a search goes out this often."""


def read_answer(datagram: bytes) -> Found | None:
    """The player that sent this answer, None for anything else."""
    lines = datagram.decode("utf-8", "replace").split("\r\n")
    headers = {name.strip().upper(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    uuid = headers.get("USN", "").partition("::")[0].removeprefix("uuid:")
    address = address_of(headers.get("LOCATION", ""))
    if not uuid.startswith("RINCON_") or not address or "200" not in lines[0]:
        return None
    boots = headers.get("X-RINCON-BOOTSEQ", "")
    return Found(uuid, address, headers.get("X-RINCON-HOUSEHOLD", ""), int(boots) if boots.isdigit() else None, "ssdp")


class _Searcher(asyncio.DatagramProtocol):
    def __init__(self, heard: Callable[[Found], None]) -> None:
        self._heard = heard

    def datagram_received(self, data: bytes, _sender: tuple[str | object, int]) -> None:
        if found := read_answer(data):
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
        for _ in range(_REPEATS):
            for transport in transports:
                with contextlib.suppress(OSError):
                    transport.sendto(_SEARCH, GROUP)
            await asyncio.sleep(seconds / _REPEATS)
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
