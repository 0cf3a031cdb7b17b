"""Queue: the play queues; the handlers are still to come."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.services.base import Service, text
from sonos_sim.wire.events import Change, render_queue_change

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class Queue(Service):
    """The LastChange of Queue."""

    name = "Queue"
    pending = frozenset(
        {
            "AddURI", "AddMultipleURIs", "AttachQueue", "Backup", "Browse", "CreateQueue", "RemoveAllTracks",
            "RemoveTrackRange", "ReorderTracks", "ReplaceAllTracks", "SaveAsSonosPlaylist",
        }
    )  # fmt: skip
    own_aspects = frozenset({Aspect.QUEUE})

    def evented(self) -> dict[str, Value]:
        """The variables of each queue, keyed ``QueueID/Name`` (order recorded)."""
        return {"0/UpdateID": 0, "0/Curated": False, "0/QueueOwnerID": ""}

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """A block for each queue; later only for those that changed (inferred)."""
        changed = {name.partition("/")[0] for name in super().properties(now, before)}
        blocks = (
            (int(queue), [Change(name.partition("/")[2], text(now[name])) for name in names])
            for queue, names in groupby(now, key=lambda name: name.partition("/")[0])
            if queue in changed
        )
        return {"LastChange": render_queue_change(blocks)} if changed else {}
