"""MusicServices: which services the household may link; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.services.base import Service

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class MusicServices(Service):
    """The evented variable of MusicServices."""

    name = "MusicServices"
    pending = frozenset({"GetSessionId", "ListAvailableServices", "UpdateAvailableServices"})

    def evented(self) -> dict[str, Value]:
        """The version of the list (form recorded; its start is inferred)."""
        return {"ServiceListVersion": f"{self.household.first_uuid}:1"}
