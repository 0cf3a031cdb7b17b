"""What players do when they are told to bond: checked at once, carried out after ``bond_delay``."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.bonding import Bond, BondKind, parse_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.player import Player

    Act = Callable[[], None]


def add_zones(player: Player, channel_map: str) -> None:
    """``player`` becomes, or is, the primary of a stereo pair, of Subs, or of both.

    Raises UPnPError: 402 for a malformed map or one that does not begin with ``player``, ``bond_refused_code`` for
    players that cannot be bonded so, are bonded already (client-derived, SoCo) or do not answer.
    """
    _carry_out(player, partial(_plan_bond, player, channel_map, BondKind.CHANNEL_MAP))


def add_satellites(player: Player, channel_map: str) -> None:
    """``player``, a TV speaker, gets satellites and Subs; raises UPnPError as :func:`add_zones` does."""
    _carry_out(player, partial(_plan_bond, player, channel_map, BondKind.THEATRE))


def remove_zones(player: Player, channel_map: str, *, keep_grouped: bool) -> None:
    """Take the players of ``channel_map`` out of the stereo pair or Sub set of ``player``; empty: all.

    The map may name the primary too, which stays. Raises UPnPError 402 for a malformed map or one with players
    that are not in the set, ``bond_refused_code`` if ``player`` is in no such set (client-derived, SoCo).
    """
    _carry_out(player, partial(_plan_removal, player, channel_map, keep_grouped))


def remove_satellite(player: Player, satellite_uuid: str) -> None:
    """Take a satellite or Sub from the TV speaker ``player``; raises UPnPError 402 if it has no such one."""
    _carry_out(player, partial(_plan_satellite_removal, player, satellite_uuid))


def _carry_out(player: Player, plan: Callable[[], Act]) -> None:
    act = plan()
    if player.behaviour.bond_delay <= 0:
        act()
        return

    def due() -> None:
        # What has become impossible in between is dropped: the caller has its answer already.
        with suppress(UPnPError):
            plan()()

    player.household.clock.call_later(player.behaviour.bond_delay, due)


def _plan_bond(player: Player, channel_map: str, kind: BondKind) -> Act:
    entries = parse_map(player.household, channel_map)
    code = player.behaviour.bond_refused_code
    if entries[0][0] is not player:
        raise UPnPError(INVALID_ARGS, f"the channel map does not begin with {player.uuid}, which was asked")
    old = player.bond
    if old is not None and (old.primary is not player or old.kind is not kind):
        raise UPnPError(code, f"{player.name} is bonded otherwise")
    new = [other for other, _ in entries if old is None or other not in old.players]
    for other in new:
        if other.bond is not None:
            raise UPnPError(code, f"{other.uuid} is bonded already")
        if not other.is_running:
            raise UPnPError(code, f"{other.name} is not reachable")
    if kind is BondKind.CHANNEL_MAP and not new:
        raise UPnPError(code, f"{player.name} is bonded so already")
    bond = Bond.form(kind, entries) if old is None else old.with_channels(entries)
    return partial(player.household.groups.bond, bond)


def _plan_removal(player: Player, channel_map: str, keep_grouped: bool) -> Act:
    bond = _bond_of(player, BondKind.CHANNEL_MAP)
    named = [other for other, _ in parse_map(player.household, channel_map)] if channel_map else bond.players
    if any(other not in bond.players for other in named):
        raise UPnPError(INVALID_ARGS, f"the channel map names a player that is not in the set of {player.name}")
    leaving = [other for other in named if other is not bond.primary] or bond.others
    return partial(player.household.groups.unbond, bond, leaving, keep_grouped=keep_grouped)


def _plan_satellite_removal(player: Player, satellite_uuid: str) -> Act:
    bond = _bond_of(player, BondKind.THEATRE)
    leaving = [satellite for satellite in bond.others if satellite.uuid == satellite_uuid]
    if bond.primary is not player or not leaving:
        raise UPnPError(INVALID_ARGS, f"{player.name} has no satellite {satellite_uuid!r}")
    return partial(player.household.groups.unbond, bond, leaving)


def _bond_of(player: Player, kind: BondKind) -> Bond:
    if player.bond is None or player.bond.kind is not kind:
        raise UPnPError(player.behaviour.bond_refused_code, f"{player.name} is in no set with a {kind.value}")
    return player.bond
