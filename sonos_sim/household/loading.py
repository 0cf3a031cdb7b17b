"""SetAVTransportURI: what a player may load, and what loading does to its group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import ILLEGAL_MIME_TYPE, INVALID_ARGS, NOT_COORDINATOR, UPnPError
from sonos_sim.household.sources import Source, SourceKind, classify

if TYPE_CHECKING:
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player


def set_uri(player: Player, uri: str, metadata: str, track: Track | None = None) -> None:
    """Load ``uri`` on ``player``; ``metadata`` is kept byte for byte, malformed or not, ``track`` is what it tells.

    ``x-rincon:`` joins a group; anything else on a member makes it leave its group first, on a coordinator it is for
    the whole group. The queue on a player that has it loaded changes nothing; other sources stop what was playing.

    Raises UPnPError 714 for a URI that no player loads, ``unavailable_source_code`` for a source that is not there or
    not this player's, 402 for a line-in with a stream number, 800 on a bonded invisible player, and what
    :meth:`~sonos_sim.household.groups.Groups.join` says.
    """
    kind = classify(uri)
    if kind is None:
        raise UPnPError(ILLEGAL_MIME_TYPE, f"{uri[:80]!r} is nothing a player loads")
    if kind is SourceKind.MEMBER:
        player.household.groups.join(player, uri.partition(":")[2])
        return
    if player.is_invisible:
        raise UPnPError(NOT_COORDINATOR, f"{player.uuid} is no room of its own")
    if kind is SourceKind.LINE_IN and ":" in uri.partition(":")[2]:
        raise UPnPError(INVALID_ARGS, f"{uri!r} has a stream number")
    if not _is_available(player, kind, uri):
        raise UPnPError(player.behaviour.unavailable_source_code, f"{uri!r} is not for {player.name} to load")
    if not player.is_coordinator:
        player.household.groups.leave(player)
    if kind is not SourceKind.QUEUE or uri != player.transport.source.uri:
        player.transport.load(Source(kind, uri, metadata, track))


def _is_available(player: Player, kind: SourceKind, uri: str) -> bool:
    owner_uuid = uri.partition(":")[2].partition("#")[0].partition(":")[0]
    if kind is SourceKind.QUEUE:
        return owner_uuid == player.uuid and Source(kind, uri).queue_id in player.queues
    if kind is SourceKind.TV:
        return owner_uuid == player.uuid and player.profile.can("home-theatre")
    if kind is SourceKind.LINE_IN:
        owner = player.household.players.get(owner_uuid)
        return owner is not None and owner.profile.can("line-in")
    # Only the service that plays into it makes a virtual line-in (client-derived: SoCo cannot restore one).
    return kind is not SourceKind.VIRTUAL
