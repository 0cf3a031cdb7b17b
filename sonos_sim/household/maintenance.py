"""Software updates and diagnostics: what a household was offered and what it was told to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sonos_sim.household.observed import Aspect, Observed


@dataclass(frozen=True, slots=True)
class SoftwareUpdate:
    """A software version on offer; fields as in the recorded UpdateItem."""

    version: str
    """Such as ``97.1-80312``."""
    url: str = ""
    manifest_url: str = ""
    generation: int = 2


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update that BeginSoftwareUpdate asked for; nothing is ever downloaded."""

    player_uuid: str
    url: str
    flags: int
    extra_options: str


@dataclass(eq=False)
class Maintenance(Observed):
    """What the household knows of updates and diagnostics."""

    aspect: ClassVar[Aspect] = Aspect.MAINTENANCE

    available: SoftwareUpdate | None = None
    """The update on offer; None: each player names the version it runs."""
    requests: tuple[UpdateRequest, ...] = ()
    diagnostics: tuple[int, ...] = ()
    """Ids of the diagnostics that were submitted."""

    def begin_update(self, request: UpdateRequest) -> None:
        """Keep ``request``."""
        self.requests += (request,)

    def submit_diagnostics(self, diagnostic_id: int) -> int:
        """Keep the id of a diagnostic and return it."""
        self.diagnostics += (diagnostic_id,)
        return diagnostic_id
