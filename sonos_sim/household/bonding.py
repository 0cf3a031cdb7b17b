"""Bonded sets: stereo pairs, Subs and home-theatre satellites that make one room of several players."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.household.household import Household
    from sonos_sim.household.player import Player

SUB, BOTH_FRONTS = "SW", "LF,RF"
_REARS = frozenset({"LR", "RR", "LTR", "RTR"})
CHANNEL_NAMES = _REARS | {"LF", "RF", "CC", SUB}
_STEREO_SHAPES = ([["LF"], ["RF"]], [["LF", "RF"]])


class BondKind(Enum):
    """How the topology shows a bond."""

    CHANNEL_MAP = "ChannelMapSet"
    """Stereo pair or Sub: further members of the group, invisible."""
    THEATRE = "HTSatChanMapSet"
    """Home theatre: Satellite elements inside the primary's member element."""


@dataclass(frozen=True)
class Bond:
    """A bonded set; the first entry of ``channels`` is the primary's."""

    kind: BondKind
    channels: tuple[tuple[Player, str], ...]
    """Players with their channels, such as ``LF,LF``, ``RF,RF``, ``SW``."""
    zone_id: str = ""
    """The ActiveZoneID that all its players show, a UUID (captured)."""

    @classmethod
    def form(cls, kind: BondKind, channels: Iterable[tuple[Player, str]]) -> Bond:
        """A new bond with a zone id of the household's seed.

        Raises UPnPError if no such bond is possible; see :func:`check_shape`.
        """
        entries = _in_order(kind, channels)
        check_shape(kind, entries)
        number = entries[0][0].household.random.stream("zone ids").getrandbits(128)
        return cls(kind, entries, str(uuid.UUID(int=number, version=4)))

    @property
    def primary(self) -> Player:
        """The player that stands for the room."""
        return self.channels[0][0]

    @property
    def players(self) -> tuple[Player, ...]:
        """All players of the set, the primary first."""
        return tuple(player for player, _ in self.channels)

    @property
    def others(self) -> tuple[Player, ...]:
        """The players without the primary."""
        return self.players[1:]

    @property
    def map(self) -> str:
        """The whole channel map, ``UUID:channels`` joined with semicolons."""
        return format_map(self.channels)

    def map_for(self, player: Player) -> str:
        """The map ``player`` shows: a satellite shows the primary and itself alone (captured)."""
        if self.kind is BondKind.CHANNEL_MAP or player is self.primary:
            return self.map
        return format_map(entry for entry in self.channels if entry[0] in {self.primary, player})

    def with_channels(self, entries: Iterable[tuple[Player, str]]) -> Bond:
        """The bond with ``entries`` added or replaced.

        Raises UPnPError if no such bond is possible; see :func:`check_shape`.
        """
        channels = _in_order(self.kind, (dict(self.channels) | dict(entries)).items())
        check_shape(self.kind, channels)
        return replace(self, channels=channels)

    def without(self, players: Iterable[Player]) -> Bond | None:
        """The bond without ``players``; None when fewer than two would be left or the primary goes.

        A primary that loses its stereo partner plays both fronts again.
        """
        gone = set(players)
        left = [entry for entry in self.channels if entry[0] not in gone]
        if len(left) < 2 or self.primary in gone:
            return None
        if self.kind is BondKind.CHANNEL_MAP and all(_is_sub(names) for _, names in left[1:]):
            left[0] = (self.primary, BOTH_FRONTS)
        return replace(self, channels=tuple(left))


def format_map(channels: Iterable[tuple[Player, str]]) -> str:
    """``UUID:channels`` joined with semicolons."""
    return ";".join(f"{player.uuid}:{names}" for player, names in channels)


def parse_map(household: Household, text: str) -> list[tuple[Player, str]]:
    """The players and channels of a channel map as bonding actions take it.

    Raises UPnPError 402 for a malformed map, an unknown channel or a player of another household.
    """
    entries: list[tuple[Player, str]] = []
    for item in text.split(";"):
        player_uuid, colon, names = item.strip().partition(":")
        player = household.players.get(player_uuid)
        if not colon or player is None or player.is_bridge:
            raise UPnPError(INVALID_ARGS, f"{item!r} in the channel map names no player of this household")
        if not set(names.split(",")) <= CHANNEL_NAMES:
            known = ", ".join(sorted(CHANNEL_NAMES))
            raise UPnPError(INVALID_ARGS, f"{names!r} in the channel map is no list of {known}")
        if any(player is other for other, _ in entries):
            raise UPnPError(INVALID_ARGS, f"the channel map names {player_uuid} twice")
        entries.append((player, names))
    return entries


def check_shape(kind: BondKind, channels: tuple[tuple[Player, str], ...]) -> None:
    """Whether players can be bonded so; the first entry is the primary's.

    Captured shapes: left and right front, one player with both fronts and Subs, the two together; a theatre's
    primary with Subs and rears. Everything else raises UPnPError with ``bond_refused_code``.
    """
    primary = channels[0][0]
    code = primary.behaviour.bond_refused_code
    if len(channels) < 2:
        raise UPnPError(code, "a bonded set has two players or more")
    for player, names in channels:
        if _is_sub(names) != player.profile.can("sub"):
            raise UPnPError(code, f"{player.profile.model_name} cannot play {names}")
    speakers = [sorted(set(names.split(","))) for _, names in channels if not _is_sub(names)]
    if kind is BondKind.CHANNEL_MAP:
        if sorted(speakers) not in _STEREO_SHAPES:
            raise UPnPError(code, f"{format_map(channels)} is neither a left and a right player nor one with Subs")
        return
    if not primary.profile.can("home-theatre"):
        raise UPnPError(code, f"{primary.profile.model_name} has no satellites")
    rears = [name for names in speakers[1:] for name in names]
    if not _REARS.issuperset(rears) or len(set(rears)) < len(rears):
        raise UPnPError(code, f"{format_map(channels)} has a satellite that is no rear, or two on one channel")


def _in_order(kind: BondKind, channels: Iterable[tuple[Player, str]]) -> tuple[tuple[Player, str], ...]:
    """The order of the captured maps: Subs last in a stereo pair, before the rears in a theatre."""
    first, *rest = channels
    if kind is BondKind.CHANNEL_MAP:
        return first, *sorted(rest, key=lambda entry: _is_sub(entry[1]))
    return first, *sorted(rest, key=lambda entry: (not _is_sub(entry[1]), entry[1]))


def _is_sub(names: str) -> bool:
    return set(names.split(",")) == {SUB}
