"""What all players of a household share besides the groups: time settings, accounts, counters of content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sonos_sim.household.observed import Aspect, Observed

NEVER_CHANGED = "RINCON_FFFFFFFFFFFF99999,0"
"""A counter that no player has changed yet (client-derived, home-assistant/core#168015)."""


@dataclass(eq=False)
class TimeSettings(Observed):
    """Settings of the AlarmClock service; values captured, that they are the defaults is our choice."""

    aspect: ClassVar[Aspect] = Aspect.ALARMS

    zone_rule: str = "ffc40a000503000003000502ffc4"
    """CET, index 27."""
    server: str = ",".join(f"{n}.sonostime.pool.ntp.org" for n in range(4))
    generation: int = 1
    time_format: str = "INV"
    date_format: str = "INV"
    index_refresh: str = "02:00:00"


@dataclass(eq=False)
class Accounts(Observed):
    """Counters of the SystemProperties service (captured, the customer id inferred)."""

    aspect: ClassVar[Aspect] = Aspect.ACCOUNTS

    customer_id: str = ""
    update_id: int = 0
    update_id_x: int = 0
    voice_update_id: int = 0
    third_party_hash: str = ""


@dataclass(eq=False)
class ContentCounters(Observed):
    """Counters of the ContentDirectory service, each ``UUID,n`` of the player that changed it last."""

    aspect: ClassVar[Aspect] = Aspect.CONTENT

    system: int = 1
    """SystemUpdateID (its start is inferred)."""
    containers: str = ""
    """ContainerUpdateIDs: ``id,n,id,n`` of the containers changed since boot."""
    index_in_progress: bool = False
    index_last_error: str = ""
    favorites: str = NEVER_CHANGED
    favorite_presets: str = NEVER_CHANGED
    radio_favorites: str = NEVER_CHANGED
    radio_location: str = NEVER_CHANGED
    saved_queues: str = NEVER_CHANGED
    shares: str = NEVER_CHANGED
