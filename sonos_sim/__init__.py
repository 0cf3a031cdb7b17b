"""A Sonos household in one process."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sonos_sim.household import Clock, Household, Player
    from sonos_sim.simulator import Simulator

__all__ = ["Clock", "Household", "Player", "Simulator"]

_HOMES = {"Simulator": "sonos_sim.simulator"}


def __getattr__(name: str) -> Any:
    """Import the public names when they are first used, so that importing the package costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "sonos_sim.household")), name)
