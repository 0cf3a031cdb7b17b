"""Whoever adds a fault has to let the bundled client meet it.

What is looked at is the source of the files ``test_client_meets_*_faults.py``: each public fault has to be made there,
each of its options given, and each mutator of events used, at least once. Whether the tests see what it does, only
reading them tells.
"""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sonos_sim import faults as collected
from sonos_sim.harness import discovery_faults, gena_faults, player_faults, soap_faults, state_faults, transport_faults
from sonos_sim.harness.faults import Fault

if TYPE_CHECKING:
    from types import ModuleType

MODULES = (transport_faults, soap_faults, gena_faults, discovery_faults, player_faults, state_faults)
BASES = {gena_faults.EventFault, player_faults.PlayerFault}
"""They do nothing by themselves."""
BY_OTHER_WAYS = {soap_faults.Interception}
"""Made by ``sim.intercept``, not by name."""
MEETINGS = sorted(Path(__file__).parent.glob("test_client_meets_*_faults.py"))


def faults() -> list[type[Fault]]:
    """The public faults, each in the module that defines it."""
    return [
        member
        for module in MODULES
        for name, member in vars(module).items()
        if inspect.isclass(member)
        and issubclass(member, Fault)
        and member.__module__ == module.__name__
        and not name.startswith("_")
        and member not in BASES
    ]


def mutators(module: ModuleType) -> list[str]:
    """Functions of the body of an event, or of a name, that make another body."""
    functions = [f for f in vars(module).values() if inspect.isfunction(f) and f.__module__ == module.__name__]
    returned = {function.__name__: str(function.__annotations__.get("return")) for function in functions}
    return [name for name, kind in returned.items() if kind in ("bytes", "Callable[[bytes], bytes]")]


class Meetings(ast.NodeVisitor):
    """The names that the tests use, imports apart, and what they call them with."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.calls: dict[str, list[ast.Call]] = defaultdict(list)
        for path in MEETINGS:
            self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def visit_Name(self, node: ast.Name) -> None:
        self.used.add(node.id)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            self.calls[node.func.id].append(node)
        self.generic_visit(node)

    def options(self, fault: type[Fault]) -> set[str]:
        """The options that ``fault`` was given in one of the calls."""
        given: set[str] = set()
        parameters = inspect.signature(fault).parameters.values()
        positional = [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)]
        keywords = [p.name for p in parameters if p.kind is p.VAR_KEYWORD]
        for call in self.calls[fault.__name__]:
            given |= {*positional[: len(call.args)], *[word.arg or "" for word in call.keywords]}
            if call.keywords:
                given |= set(keywords)
        return given


@pytest.fixture(scope="module")
def meetings() -> Meetings:
    return Meetings()


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.__name__)
def test_the_client_meets_it_and_each_of_its_options(fault: type[Fault], meetings: Meetings) -> None:
    assert fault.__name__ in meetings.used, f"no test_client_meets_*_faults.py uses {fault.__name__}"
    if fault not in BY_OTHER_WAYS:
        missing = inspect.signature(fault).parameters.keys() - meetings.options(fault)
        assert not missing, f"no test_client_meets_*_faults.py gives {fault.__name__} its {', '.join(sorted(missing))}"


def test_the_client_meets_each_mutator(meetings: Meetings) -> None:
    names = mutators(gena_faults)
    assert len(names) >= 5
    assert not set(names) - meetings.used


def test_all_can_be_had_from_one_place() -> None:
    ready_made = {fault.__name__ for fault in faults() if fault not in BY_OTHER_WAYS}
    what_others_need = {"Fault", "FetchError", *(base.__name__ for base in BASES)}
    assert set(collected.__all__) == ready_made | set(mutators(gena_faults)) | what_others_need
