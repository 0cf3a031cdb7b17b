"""From what a client offers to the tracks of a queue."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, NOT_COORDINATOR, NOT_ENQUEUEABLE, UPnPError
from sonos_sim.household.art_uri import service_art
from sonos_sim.household.playback import refuse_bonded
from sonos_sim.household.queue import Fate
from sonos_sim.household.sources import SourceKind, classify

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player
    from sonos_sim.household.queue import Added, PlayQueue

_SERVICE_ID = re.compile(r"[?&]sid=(\d{1,9})(?:&|$)", re.ASCII)
_SERVICE_TYPE = re.compile(r"SA_RINCON(\d{1,9})_", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """A URI that a client wants in a queue, its metadata as given, and what that and the library tell of it."""

    uri: str
    metadata: str
    track: Track


NOTHING = ("", "")
"""The URI and metadata of no container."""


def tracks_of(player: Player, offers: Sequence[Offer]) -> list[Track]:
    """The tracks that ``offers`` are, containers expanded.

    Raises UPnPError 402 for an empty URI, 800 for an item of a music service that is not linked, or that a group
    member is given (client-derived, home-assistant/core#65772), 804 for what no queue takes.
    """
    return [track for offer in offers for track in _expanded(player, offer)]


def enqueue(
    player: Player,
    queue: PlayQueue,
    offers: Sequence[Offer],
    before: int,
    *,
    as_next: bool,
    container: tuple[str, str] = NOTHING,
) -> Added:
    """Put what ``offers`` are before number ``before`` of ``queue``; see :meth:`PlayQueue.insert`.

    ``container`` is the URI and metadata of what they came from. Raises UPnPError as :func:`tracks_of` and
    :meth:`PlayQueue.insert` do.
    """
    refuse_bonded(player)
    tracks = tracks_of(player, offers)
    added = queue.insert(tracks, before, player.shuffling, player.behaviour.max_queue, as_next=as_next)
    _remember(queue, offers, container)
    return added


def replace_all(
    player: Player, queue: PlayQueue, offers: Sequence[Offer], container: tuple[str, str], kept: int
) -> None:
    """Hold what ``offers`` are instead; the track that is current goes on as number ``kept``, 0: it is gone.

    Raises UPnPError as :func:`tracks_of`, and 402 for a number that is not there.
    """
    tracks = tracks_of(player, offers)
    if kept > len(tracks) or len(tracks) > player.behaviour.max_queue:
        raise UPnPError(INVALID_ARGS, f"number {kept} of {len(tracks)} tracks")
    fate = Fate.KEPT if kept else Fate.REPLACED if tracks else Fate.LAST_GONE
    queue.replace(tracks, kept or 1, player.shuffling, fate)
    _remember(queue, offers, container)


def counted(player: Player, count: int, offers: list[Offer]) -> list[Offer]:
    """``offers`` if there are ``count`` and not more than a call takes; raises UPnPError 402 else."""
    if count != len(offers) or not 1 <= count <= player.behaviour.max_uris:
        raise UPnPError(INVALID_ARGS, f"{len(offers)} URIs, {count} announced, {player.behaviour.max_uris} allowed")
    return offers


def _remember(queue: PlayQueue, offers: Sequence[Offer], container: tuple[str, str]) -> None:
    if not container[0] and offers:
        container = offers[-1].uri, offers[-1].metadata
    queue.enqueued_uri, queue.enqueued_metadata = container


def _expanded(player: Player, offer: Offer) -> list[Track]:
    if not offer.uri:
        raise UPnPError(INVALID_ARGS, "the URI is empty")
    service = _service_of(offer)
    if service is not None:
        linked = player.behaviour.linked_services
        if linked is not None and service not in linked:
            raise UPnPError(NOT_COORDINATOR, f"no account of the music service {service}")
        if player.transport.is_member:
            raise UPnPError(NOT_COORDINATOR, f"{player.name} is a member: its coordinator takes items of services")
    tracks = player.household.content.expand(offer.uri, player)
    if tracks is not None:
        return tracks
    if classify(offer.uri) is SourceKind.FILE:
        return [offer.track]
    if service is not None and ":" not in offer.uri:
        return [_service_track(offer, service)]
    raise UPnPError(NOT_ENQUEUEABLE, f"{offer.uri[:80]!r} is nothing for a queue")


def _service_track(offer: Offer, service: int) -> Track:
    """The track of a music service that is named by its bare id: SoCo's share links do (the URI it gets: inferred)."""
    is_spotify = offer.uri.lower().startswith("spotify")
    name = f"x-sonos-spotify:{offer.uri}" if is_spotify else f"x-sonos-http:{offer.uri}.mp4"
    uri = f"{name}?sid={service}&flags=8224&sn=1"
    return replace(offer.track, uri=uri, art_uri=service_art(uri))


def _service_of(offer: Offer) -> int | None:
    """The id of the music service that an offer comes from: in its URI, or its type in the metadata (id * 256 + 7)."""
    if found := _SERVICE_ID.search(offer.uri):
        return int(found[1])
    if found := _SERVICE_TYPE.match(offer.track.descriptor):
        return (int(found[1]) - 7) // 256
    return None
