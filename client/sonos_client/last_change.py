"""LastChange: the document in which AVTransport, RenderingControl, Queue and VirtualLineIn wrap their events.

Variables stand below an ``InstanceID`` or ``QueueID`` and carry their value in ``val``; old firmware writes some, such
as PresetNameList, as text instead (SoCo's parser knows both).
"""

from __future__ import annotations

from sonos_client.errors import MalformedError
from sonos_client.markup import local_name, parse, text_of


def read_last_change(document: str) -> dict[str, str]:
    """The variables by name; one per channel as ``Volume/Master``, those of a queue as ``UpdateID/0``.

    Only instance 0 of the player is read (there is no other). Raises MalformedError.
    """
    root = parse(document)
    if local_name(root) != "Event":
        raise MalformedError(f"LastChange holds a {local_name(root)}")
    found: dict[str, str] = {}
    for instance in root:
        queue = instance.get("val", "0") if local_name(instance) == "QueueID" else ""
        for element in instance:
            name = local_name(element)
            part = element.get("channel") or element.get("Channel") or queue
            value = element.get("val")
            found[f"{name}/{part}" if part else name] = text_of(element) if value is None else value
    return found
