"""What one player counts of changes of content; its ContentDirectory events are made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.household.observed import Aspect, Observed

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(eq=False)
class UpdateCounters(Observed):
    """SystemUpdateID and ContainerUpdateIDs of one player."""

    aspect: ClassVar[Aspect] = Aspect.CONTENT

    system: int = 1
    """SystemUpdateID: rises with every change that the player sees (its start is inferred)."""
    containers: Mapping[str, int] = field(default_factory=dict)
    """Update ids of the containers changed since boot, the one that changed last at the end."""

    def note(self, container_id: str, update_id: int) -> None:
        """``container_id`` is at ``update_id`` now."""
        others = {name: number for name, number in self.containers.items() if name != container_id}
        self.containers = {**others, container_id: update_id}
        self.system += 1

    def boot(self) -> None:
        """Forget what changed before; the numbers themselves stay."""
        self.containers = {}
