"""State: pure Python, no XML, no sockets."""

from sonos_sim.household.clock import Clock
from sonos_sim.household.household import Household
from sonos_sim.household.player import Player

__all__ = ["Clock", "Household", "Player"]
