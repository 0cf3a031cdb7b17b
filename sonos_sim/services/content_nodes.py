"""Objects of the content tree as DIDL-Lite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.nodes import Node, Shape
from sonos_sim.services.protocol_info import protocol_info
from sonos_sim.services.tracks import listed_track
from sonos_sim.wire.didl import render_document, render_element, render_object, render_resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sonos_sim.household.favourites import Favourite

FAVOURITE_CLASS = "object.itemobject.item.sonos-favorite"
"""Two classes in one, as players write it (recorded)."""


def render_nodes(nodes: Iterable[Node]) -> str:
    """The document of ``nodes``."""
    return render_document(render_node(node) for node in nodes)


def render_node(node: Node) -> str:
    """One object; the order of its elements is that of its shape."""
    if node.track is not None:
        return listed_track(node.track, node.object_id, node.parent_id)
    if node.favourite is not None:
        inner = _favourite(node.favourite)
        return render_object("item", node.object_id, node.parent_id, inner, restricted=node.restricted)
    title, upnp_class = render_element("dc:title", node.title), render_element("upnp:class", node.upnp_class)
    resource = render_resource(node.uri, node.protocol_info or protocol_info(node.uri)) if node.uri else ""
    arts = "".join(render_element("upnp:albumArtURI", art) for art in node.arts)
    match node.shape:
        case Shape.PLAYLIST_FILE:
            inner = resource + title + upnp_class
        case Shape.SAVED_QUEUE:
            inner = title + resource + upnp_class + arts
        case _:
            creator = render_element("dc:creator", node.creator) if node.creator else ""
            inner = title + upnp_class + resource + creator + arts
    tag = "item" if node.shape is Shape.ITEM else "container"
    return render_object(
        tag, node.object_id, node.parent_id, inner, restricted=node.restricted, child_count=node.child_count
    )


def _favourite(favourite: Favourite) -> str:
    uri = favourite.uri
    return "".join(
        (
            render_element("dc:title", favourite.title),
            render_element("upnp:class", FAVOURITE_CLASS),
            render_element("r:ordinal", str(favourite.ordinal)),
            render_resource(uri, (favourite.protocol_info or protocol_info(uri)) if uri else None),
            render_element("upnp:albumArtURI", favourite.art_uri) if favourite.art_uri else "",
            render_element("r:type", favourite.kind),
            # SoCo reads an element that is not there as one that can be added.
            render_element("r:description", favourite.description) if favourite.description else "",
            render_element("r:resMD", favourite.metadata),
        )
    )
