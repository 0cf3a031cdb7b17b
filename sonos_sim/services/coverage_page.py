"""``docs/coverage.md``: each action with the state it touches, its faults, how we know it, and who declares it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sonos_sim.catalogue import profile, profile_keys, recorded_keys
from sonos_sim.household import Clock, Household
from sonos_sim.services.coverage import counts, coverage
from sonos_sim.services.registry import create

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sonos_sim.services.coverage import Row

_EVERYTHING = "ANY"
_NO_STATE = "A_ARG_TYPE_"
"""Variables that only give an argument its type begin so (UPnP Device Architecture 1.0)."""

_INTRODUCTION = """\
# Coverage

Made by `make coverage` from what stands beside each handler; a test fails when it is out of date. Edit the handlers,
not this page. What the grades mean: [how we know](contributing.md#what-a-behaviours-evidence-means).

{total} actions of {services} services: {grades}. They are declared by {recorded} recorded profiles; the {derived}
derived ones ({keys}) borrow from those.

- **state**: the variables behind an action's arguments; those in bold are evented, directly or in LastChange.
- **faults**: codes besides those that every action has: 401 for an action that the profile lacks, 402 for a malformed
  argument, 718 or 702 for an InstanceID other than 0.
- **profiles**: which of the recorded ones declare it.
"""


def coverage_page() -> str:
    """The page in Markdown."""
    rows = coverage()
    derived = [key for key in profile_keys() if profile(key).derived_from]
    services = [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.service)]
    introduction = _INTRODUCTION.format(
        total=len(rows),
        services=len(services),
        grades=", ".join(f"{number} {grade}" for grade, number in counts(rows).items()),
        recorded=len(recorded_keys()),
        derived=len(derived),
        keys=", ".join(derived),
    )
    evented = _evented()
    return "\n".join([introduction, *(_section(name, group, evented[name]) for name, group in services)])


def _evented() -> dict[str, list[str]]:
    """The evented variables of each service: what a player that has all of them events."""
    player = Household(clock=Clock.stopped()).add("Everything", _EVERYTHING)
    found: dict[str, list[str]] = {}
    for endpoint in player.profile.endpoints:
        keys = create(player, endpoint).evented()
        found[endpoint.service] = list(dict.fromkeys(key.partition("/")[0] for key in keys))
    return found


def _section(service: str, rows: Sequence[Row], evented: list[str]) -> str:
    lines = [
        f"## {service}",
        "",
        f"Evented: {', '.join(evented) or 'nothing'}.",
        "",
        "| action | state | faults | how we know | profiles |",
        "|---|---|---|---|---|",
        *(_line(row, evented) for row in rows),
        "",
    ]
    return "\n".join(lines)


def _line(row: Row, evented: list[str]) -> str:
    action = profile(_EVERYTHING).service(row.service).actions[row.action]
    variables = dict.fromkeys(argument.variable.name for argument in (*action.inputs, *action.outputs))
    state = ", ".join(f"**{v}**" if v in evented else v for v in variables if not v.startswith(_NO_STATE))
    source = f"**{row.grade}**: {row.source}" if row.source else f"**{row.grade}**"
    knowledge = f"{source}; inferred: {row.inferred}" if row.inferred else source
    cells = (row.action, state, ", ".join(map(str, row.errors)), knowledge, _range(row.profiles))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _range(declaring: Sequence[str]) -> str:
    """``all``, ``all but S5``, or the keys: whichever is shortest."""
    missing = [key for key in recorded_keys() if key not in declaring]
    if not missing:
        return "all"
    return f"all but {' '.join(missing)}" if len(missing) < len(declaring) else " ".join(declaring)
