"""Event bodies: property sets and the LastChange documents inside them.

Byte shapes: 24 raw recorded bodies; no XML declaration, nothing between properties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sonos_sim.wire.xml import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

RENDERING_NS = "urn:schemas-upnp-org:metadata-1-0/RCS/"
TRANSPORT_NS = "urn:schemas-upnp-org:metadata-1-0/AVT/"
QUEUE_NS = "urn:schemas-sonos-com:metadata-1-0/Queue/"
RINCON_NS = "urn:schemas-rinconnetworks-com:metadata-1-0/"


class Change(NamedTuple):
    """An element of a LastChange document, with its channel if it has one."""

    name: str
    value: str
    channel: str = ""


def render_property_set(properties: Iterable[tuple[str, str]]) -> bytes:
    """The body of a NOTIFY: variables and their text, in order."""
    parts = "".join(f"<e:property><{name}>{escape(text)}</{name}></e:property>" for name, text in properties)
    return f'<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0">{parts}</e:propertyset>'.encode()


def render_last_change(namespace: str, changes: Iterable[Change], *, rincon: bool = False) -> str:
    """A LastChange document for instance 0; ``rincon`` declares the prefix ``r``."""
    declared = f'xmlns="{namespace}"' + (f' xmlns:r="{RINCON_NS}"' if rincon else "")
    elements = "".join(_change(change) for change in changes)
    return f'<Event {declared}><InstanceID val="0">{elements}</InstanceID></Event>'


def render_queue_change(queues: Iterable[tuple[int, Iterable[Change]]]) -> str:
    """The Queue service's LastChange: a block a queue."""
    blocks = "".join(
        f'<QueueID val="{queue_id}">{"".join(_change(change) for change in changes)}</QueueID>'
        for queue_id, changes in queues
    )
    return f'<Event xmlns="{QUEUE_NS}">{blocks}</Event>'


def _change(change: Change) -> str:
    channel = f' channel="{change.channel}"' if change.channel else ""
    return f'<{change.name}{channel} val="{escape(change.value)}"/>'
