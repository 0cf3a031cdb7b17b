"""QPlay: a partner's authentication; the handler is still to come. Nothing is evented."""

from __future__ import annotations

from sonos_sim.services.base import Service


class QPlay(Service):
    """QPlay."""

    name = "QPlay"
    pending = frozenset({"QPlayAuth"})
