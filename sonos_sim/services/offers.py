"""From the arguments of the queue actions to what a client offers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household.enqueueing import Offer, counted
from sonos_sim.services.tracks import client_track

if TYPE_CHECKING:
    from sonos_sim.household import Player

_BETWEEN_DOCUMENTS = re.compile(r"(?<=</DIDL-Lite>)\s+(?=<)")
_PAIR = re.compile(r"\s*(?P<uri>[^\s<]+)(?:\s+(?P<metadata><(?P<root>[\w:.-]+).*?</(?P=root)>))?", re.DOTALL)


def offer(player: Player, uri: str, metadata: str) -> Offer:
    """One item with its metadata."""
    return Offer(uri, metadata, client_track(player.household, uri, metadata))


def listed_offers(player: Player, count: int, uris: str, metadata: str) -> list[Offer]:
    """Items as AddMultipleURIsToQueue names them: URIs and documents, each separated by a space (SoCo, noson).

    Raises UPnPError 402 unless there are ``count`` URIs, not too many, and as many documents or none.
    """
    names = uris.split()
    documents = _BETWEEN_DOCUMENTS.split(metadata.strip()) if metadata.strip() else [""] * len(names)
    if len(documents) != len(names):
        raise UPnPError(INVALID_ARGS, f"{len(names)} URIs and {len(documents)} metadata documents")
    return counted(player, count, [offer(player, *pair) for pair in zip(names, documents, strict=True)])


def paired_offers(player: Player, count: int, text: str) -> list[Offer]:
    """Items as the Queue service names them: each URI, a space, and its document if it has one (inferred).

    Raises UPnPError 402 for another text, or unless there are ``count`` items and not too many.
    """
    offers, end = [], 0
    while end < len(text.rstrip()):
        found = _PAIR.match(text, end)
        if found is None:
            raise UPnPError(INVALID_ARGS, "EnqueuedURIsAndMetaData is no list of URIs and documents")
        offers.append(offer(player, found["uri"], found["metadata"] or ""))
        end = found.end()
    return counted(player, count, offers)
