"""All 16 services: importing this module defines and checks them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sonos_sim.catalogue import SERVICE_NAMES
from sonos_sim.services.base import SERVICES, snake_case

if TYPE_CHECKING:
    from sonos_sim.catalogue import Endpoint
    from sonos_sim.household import Player
    from sonos_sim.services.base import Service

__all__ = ["SERVICES", "create"]

for _name in SERVICE_NAMES:
    import_module(f"sonos_sim.services.{snake_case(_name)}")
if _missing := set(SERVICE_NAMES) - SERVICES.keys():
    raise ImportError(f"no class for {', '.join(sorted(_missing))}")


def create(player: Player, endpoint: Endpoint) -> Service:
    """The service that answers at ``endpoint`` of ``player``."""
    return SERVICES[endpoint.service](player, endpoint.device)
