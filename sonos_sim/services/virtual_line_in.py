"""VirtualLineIn: sources such as AirPlay that play into a player; the handlers are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.observed import Aspect
from sonos_sim.household.sources import SourceKind
from sonos_sim.services.base import Service
from sonos_sim.wire.events import TRANSPORT_NS, render_last_change

if TYPE_CHECKING:
    from sonos_sim.services.base import Value


class VirtualLineIn(Service):
    """The evented variable of VirtualLineIn, which depends on the build."""

    name = "VirtualLineIn"
    pending = frozenset(
        {"StartTransmission", "StopTransmission", "Play", "Pause", "Next", "Previous", "Stop", "SetVolume"}
    )
    own_aspects = frozenset({Aspect.TRANSPORT})

    def evented(self) -> dict[str, Value]:
        """CurrentTrackMetaData of the virtual source, or an empty LastChange on old builds (values inferred)."""
        source = self.player.transport.source
        metadata = source.metadata if source.kind is SourceKind.VIRTUAL else ""
        return self.declared({"LastChange": render_last_change(TRANSPORT_NS, ()), "CurrentTrackMetaData": metadata})
