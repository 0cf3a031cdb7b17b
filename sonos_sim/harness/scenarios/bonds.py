"""Bonded sets that scenarios need: a stereo pair, a home theatre with rear speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.bonding import Bond, BondKind

if TYPE_CHECKING:
    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player

_REAR = "S18"


def make_pair(household: Household) -> None:
    """Some room becomes a stereo pair, with a second player of its model; nothing if there is a pair already."""
    if any(_is_bonded(player, BondKind.CHANNEL_MAP) for player in household.visible):
        return
    single = (p for p in household.visible if p.bond is None and not p.profile.can("sub"))
    left = next(single, None) or household.add("Pair")
    right = household.add(left.name, left.profile)
    household.groups.bond(Bond.form(BondKind.CHANNEL_MAP, [(left, "LF,LF"), (right, "RF,RF")]))


def make_theatre(household: Household) -> None:
    """The first home theatre gets two rear speakers, if none has satellites; there has to be one."""
    theatres = [player for player in household.visible if player.profile.can("home-theatre")]
    if any(_is_bonded(player, BondKind.THEATRE) for player in theatres):
        return
    rears = [(household.add(f"Rear {channel}", _REAR), channel) for channel in ("LR", "RR")]
    household.groups.bond(Bond.form(BondKind.THEATRE, [(theatres[0], "LF,RF"), *rears]))


def pair_of(stage: Stage) -> Player:
    """The room that is a stereo pair."""
    return next(player for player in stage.rooms if _is_bonded(player, BondKind.CHANNEL_MAP))


def theatre_of(stage: Stage) -> Player:
    """The room that is a home theatre with satellites."""
    return next(player for player in stage.rooms if _is_bonded(player, BondKind.THEATRE))


def hidden(stage: Stage) -> list[Player]:
    """The players that were no rooms of their own in the beginning, apart from bridges."""
    return [p for p in stage.household.players.values() if p not in stage.rooms and not p.is_bridge]


def _is_bonded(player: Player, kind: BondKind) -> bool:
    return player.bond is not None and player.bond.kind is kind
