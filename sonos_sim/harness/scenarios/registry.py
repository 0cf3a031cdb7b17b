"""The scenarios there are, each imported when it is asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from sonos_sim.household.file_schema import near_miss

if TYPE_CHECKING:
    from sonos_sim.harness.scenarios.base import Scenario

_LIBRARY = "sonos_sim.harness.scenarios.library"
_CODE = "fault_"
"""What modules of scenarios whose names begin with a number begin with."""


class UnknownScenarioError(LookupError):
    """There is no scenario of that name, or none that can be played at this simulator."""


def names() -> list[str]:
    """The names of all scenarios, sorted; nothing of them is imported."""
    return list(_modules())


@cache
def _modules() -> dict[str, str]:
    """Modules by the names of their scenarios, sorted."""
    found = {_name_of(module.name): module.name for module in iter_modules(import_module(_LIBRARY).__path__)}
    return dict(sorted(found.items()))


def _name_of(module: str) -> str:
    bare = module.removeprefix(_CODE)
    return (bare if bare[0].isdigit() else module).replace("_", "-")


def scenario(name: str) -> Scenario:
    """The scenario called ``name``; raises UnknownScenarioError with the nearest names."""
    if (module := _modules().get(name)) is None:
        raise UnknownScenarioError(f"there is no scenario {name!r}{near_miss(name, names())}")
    found: Scenario = import_module(f"{_LIBRARY}.{module}").SCENARIO
    return found


def scenarios() -> list[Scenario]:
    """All scenarios, sorted by group and name."""
    return sorted(map(scenario, names()), key=lambda one: (one.group, one.name))
