"""CreateObject, UpdateObject and DestroyObject: which list an id belongs to, and what may be done there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import (
    BAD_METADATA,
    INVALID_CURRENT_TAG,
    INVALID_NEW_TAG,
    NO_SUCH_CONTAINER,
    RESTRICTED_OBJECT,
    TAG_COUNT_MISMATCH,
    UPnPError,
)
from sonos_sim.household.browsing import Tree
from sonos_sim.household.favourites import FAVOURITES, INSTANT_PLAY, Favourite
from sonos_sim.household.saved_queues import SAVED_QUEUES
from sonos_sim.household.stations import SHOWS, STATIONS
from sonos_sim.wire.didl import parse_item
from sonos_sim.wire.tag_values import split_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sonos_sim.household import Player
    from sonos_sim.household.stations import Stations

_FIELDS = {
    FAVOURITES: {
        "dc:title": "title",
        "r:description": "description",
        "r:ordinal": "ordinal",
        "res": "uri",
        "r:resMD": "metadata",
        "upnp:albumArtURI": "art_uri",
    },
    STATIONS: {"dc:title": "title", "res": "uri"},
    SAVED_QUEUES: {"dc:title": "title"},
}
"""Elements that UpdateObject changes, by list; captured for title and description of favourites (SoCo)."""


def create_object(player: Player, container_id: str, elements: str) -> str:
    """Create what ``elements`` describe and return its id.

    Raises UPnPError 710 for an unknown container, 711 for one that takes nothing, 712 for no DIDL-Lite object.
    """
    content, key = player.household.content, container_id.upper()
    lists = {STATIONS: content.radio, SHOWS: content.shows}
    if key != FAVOURITES and key not in lists:
        try:
            Tree(player).node(container_id)
        except UPnPError as error:
            raise UPnPError(NO_SUCH_CONTAINER, error.reason) from None
        raise UPnPError(RESTRICTED_OBJECT, f"nothing can be created in {container_id!r}")
    item = parse_item(elements)
    if item is None:
        raise UPnPError(BAD_METADATA, "the elements are no DIDL-Lite object")
    if key in lists:
        return lists[key].create(item.title, item.uri, player).object_id
    favourite = Favourite(
        item.title,
        item.uri,
        item.resource_metadata,
        item.description,
        item.favorite_type or INSTANT_PLAY,
        item.art_uri,
        item.protocol_info,
    )
    return content.favourites.create(favourite, player).object_id


def update_object(player: Player, object_id: str, current: str, new: str) -> None:
    """Replace elements: the tag value lists name them as they are and as they shall be, place by place.

    An empty current place adds an element. Raises UPnPError 701 for an unknown object, 706 for lists that do not
    fit, 702 for a current value that is not so, 703 for a new one that cannot be, 711 for an object that is not to
    be changed, 712 for a removal.
    """
    present = _present(player, object_id)
    old_tags, new_tags = split_tags(current), split_tags(new)
    if old_tags is None:
        raise UPnPError(INVALID_CURRENT_TAG, f"{current!r} is no list of elements")
    if new_tags is None:
        raise UPnPError(INVALID_NEW_TAG, f"{new!r} is no list of elements")
    if len(old_tags) != len(new_tags):
        raise UPnPError(TAG_COUNT_MISMATCH, f"{len(old_tags)} present and {len(new_tags)} new values")
    changes: dict[str, str] = {}
    for (old_name, old_text), (name, text) in zip(old_tags, new_tags, strict=True):
        if not name or not text:
            raise UPnPError(BAD_METADATA, f"{old_name or name} cannot be removed")
        if name not in present or (name == "r:ordinal" and not (text.isascii() and text.isdigit())):
            raise UPnPError(INVALID_NEW_TAG, f"{name} of {object_id} cannot be {text!r}")
        if old_name not in {"", name} or old_text != present[name].strip():
            raise UPnPError(INVALID_CURRENT_TAG, f"{name} is {present[name]!r}, not {old_text!r}")
        changes[name] = text
    _apply(player, object_id, changes)


def destroy_object(player: Player, object_id: str) -> None:
    """Delete an object. Raises UPnPError 701 for an unknown one, 711 for one that cannot be deleted."""
    content, key = player.household.content, object_id.upper()
    if (stations := _stations_of(player, key)) is not None:
        stations.remove(key, player)
    elif key.startswith(f"{FAVOURITES}/"):
        content.favourites.remove(key, player)
    elif _is_saved_queue(key):
        content.saved_queues.remove(key, player)
    else:
        node, _ = Tree(player).node(object_id)
        if node.parent_id != "S:":
            raise UPnPError(RESTRICTED_OBJECT, f"{object_id!r} cannot be deleted")
        content.remove_share(node.title, player)


def _present(player: Player, object_id: str) -> Mapping[str, str]:
    """The elements of an object that can be changed, with their text now."""
    content, key = player.household.content, object_id.upper()
    if (stations := _stations_of(player, key)) is not None:
        return _texts(stations[key], STATIONS)
    if key.startswith(f"{FAVOURITES}/"):
        return _texts(content.favourites[key], FAVOURITES)
    if _is_saved_queue(key):
        return _texts(content.saved_queues[key], SAVED_QUEUES)
    Tree(player).node(object_id)
    raise UPnPError(RESTRICTED_OBJECT, f"{object_id!r} cannot be changed")


def _texts(thing: object, kind: str) -> dict[str, str]:
    return {element: str(getattr(thing, field)) for element, field in _FIELDS[kind].items()}


def _apply(player: Player, object_id: str, changes: Mapping[str, str]) -> None:
    content, key = player.household.content, object_id.upper()
    if (stations := _stations_of(player, key)) is not None:
        stations.change(key, player, **{_FIELDS[STATIONS][name]: text for name, text in changes.items()})
    elif _is_saved_queue(key):
        content.saved_queues.rename(key, changes["dc:title"], player)
    else:
        fields = {_FIELDS[FAVOURITES][name]: text for name, text in changes.items()}
        ordinal = {"ordinal": int(fields["ordinal"])} if "ordinal" in fields else {}
        content.favourites.change(key, player, **{**fields, **ordinal})


def _stations_of(player: Player, key: str) -> Stations | None:
    content = player.household.content
    lists = (content.radio, content.shows)
    return next((stations for stations in lists if key.startswith(f"{stations.container_id}/")), None)


def _is_saved_queue(key: str) -> bool:
    return key.startswith(SAVED_QUEUES) and key != SAVED_QUEUES and "/" not in key
