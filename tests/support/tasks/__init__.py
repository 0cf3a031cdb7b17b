"""What clients are to do in scenarios: the bundled one as a good program would, a naive one as those in the field do.

A module a group; each has ``PARTS``, by the names of scenarios.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


@dataclass(frozen=True, kw_only=True)
class Part:
    """The parts that a good client and a naive one have in a scenario, beyond listening."""

    mark: str = "start"
    """When they begin."""
    client: Callable[[Household, Rehearsal], Awaitable[None]] | None = None
    """With the bundled client, which listens everywhere meanwhile; None: listening is all."""
    naive: Callable[[Rehearsal], Awaitable[None]] | None = None
    """On raw sockets; None: :class:`tests.support.naive.Naive` listens."""
    naive_mark: str = ""
    """When the naive one begins, if not with the other."""
    step: float = 10.0
    """Seconds on the clock in one go, for the bundled client."""
    naive_step: float = 30.0
    """The same for the naive one."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Of the bundled client: shorter patience, where requests get no answer in real time."""


def parts() -> dict[str, Part]:
    """All that is to be done, by scenario."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found: dict[str, Part] = {}
    for module in modules:
        found |= module.PARTS
    return found
