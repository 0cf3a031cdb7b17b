"""Finding players: by SSDP, by mDNS, and at hosts that are given."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_client import description, mdns, ssdp
from sonos_client.errors import SonosError
from sonos_client.found import Found, same_household
from sonos_client.service import FixedAddress, refusal
from sonos_client.services import DeviceProperties
from sonos_client.timers import first_of
from sonos_client.transport import PORT, Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG = logging.getLogger(__name__)


async def discover(
    *,
    hosts: Sequence[str] = (),
    household: str = "",
    seconds: float = 3.0,
    use_ssdp: bool = True,
    use_mdns: bool = True,
    interfaces: Sequence[str] = (),
    enough: int = 0,
    transport: Transport | None = None,
) -> tuple[Found, ...]:
    """The players that answer, sorted by UUID.

    Args:
        hosts: addresses, with or without port, that are asked directly; ways past networks without multicast.
        household: only players of this one, by its id in the short form or the long one (``Sonos_short.long``).
        seconds: for searching. Hosts that are given may take as long as ``transport`` allows.
        use_ssdp: whether to search by SSDP.
        use_mdns: whether to listen to mDNS.
        interfaces: local addresses to search from; without, the one of the default route.
        enough: end as soon as this many that tell their household are found; 0 searches to the end.
        transport: for asking hosts; without, one of its own.

    """
    players: dict[str, Found] = {}
    satisfied = asyncio.Event()

    def heard(found: Found) -> None:
        if household and not same_household(found.household, household):
            return
        known = players.get(found.uuid)
        # What was asked directly knows more than what was heard.
        if known is None or (found.household and not known.household):
            players[found.uuid] = found
        if enough and sum(1 for player in players.values() if player.household) >= enough:
            satisfied.set()

    own = transport or Transport()
    try:
        searches = [_ask(own, host, heard) for host in hosts]
        if use_ssdp:
            searches.append(ssdp.search(heard, seconds, interfaces))
        if use_mdns:
            searches.append(mdns.browse(heard, seconds, interfaces))
        await first_of(asyncio.gather(*searches), satisfied.wait())
        complete = await asyncio.gather(*[_with_household(own, found) for found in players.values()])
    finally:
        if transport is None:
            await own.close()
    wanted = [f for f in complete if not household or (f.household and same_household(f.household, household))]
    return tuple(sorted(wanted, key=lambda found: found.uuid))


async def _ask(transport: Transport, host: str, heard: Callable[[Found], None]) -> None:
    address = host if ":" in host else f"{host}:{PORT}"
    try:
        reply = await transport.request("GET", address, description.PATH)
        if reply.status != 200:
            raise refusal(address, reply.status, "description")
        told = description.read_description(reply.body)
    except SonosError as error:
        _LOG.warning("nothing found at %s: %s", host, error)
        return
    heard(await _with_household(transport, Found(told.uuid, address, "", None, "host")))


async def _with_household(transport: Transport, found: Found) -> Found:
    """``found`` with its household, asked for where it was not told."""
    if found.household:
        return found
    try:
        return replace(
            found, household=await DeviceProperties(transport, FixedAddress(found.address)).get_household_id()
        )
    except SonosError as error:
        _LOG.warning("%s does not tell its household: %s", found.address, error)
        return found
