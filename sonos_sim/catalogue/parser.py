"""Reads ``services/*.txt``, the catalogue's own compact form of the 16 service descriptions.

The grammar, one declaration a line::

    type URN                                   the serviceType
    id URN                                     the serviceId
    variables
      Name datatype [evented] [twice] [MIN..MAX[/STEP]] [default=X] [= Allowed Values]  [@ CONDITION]
    actions
      Name(In[:Variable], ...) [-> Out[:Variable], ...]  [@ CONDITION]

An argument without ``:Variable`` is named like its related state variable. A line with a condition
holds only for profiles that meet every word of it: ``>=86``, ``<71``, ``>=86.7`` compare the software
build, ``gen1`` and ``gen2`` the generation, ``model=S19`` and ``model!=S6`` the model number (of a derived profile:
of the one it derives from).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import compress
from typing import TYPE_CHECKING

from sonos_sim.catalogue.description import Action, AllowedRange, Argument, DataType, Service, Variable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sonos_sim.catalogue.profile import Profile

_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)(?:/(\d+))?")
_ACTION = re.compile(r"(\w+)\((.*?)\)(?: -> (.*))?")
_CONDITION = re.compile(r"gen\d+|model!?=\w+|(?:>=|<)\d+(?:\.\d+)?")


class CatalogueError(ValueError):
    """A catalogue file is malformed; the message names the file and the line."""


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """A parsed service file: every variant of every line, with its condition."""

    name: str
    type: str
    id: str
    variables: tuple[tuple[Variable, str], ...]
    actions: tuple[tuple[str, str, str, str], ...]  # name, inputs, outputs, condition
    conditions: tuple[str, ...]
    _variants: dict[tuple[bool, ...], Service] = field(default_factory=dict, compare=False)

    def declared_by(self, profile: Profile) -> Service:
        """The service as ``profile`` declares it; profiles that declare the same share one object."""
        met = tuple(meets(profile, condition) for condition in self.conditions)
        if met not in self._variants:
            self._variants[met] = self._variant({"", *compress(self.conditions, met)})
        return self._variants[met]

    def inputs_of(self, action: str) -> set[str]:
        """Names of the in arguments of ``action`` over all its variants."""
        lists = [inputs for name, inputs, _, _ in self.actions if name == action and inputs]
        return {item.partition(":")[0] for inputs in lists for item in inputs.split(", ")}

    def _variant(self, met: set[str]) -> Service:
        variables: dict[str, Variable] = {}
        for variable, condition in self.variables:
            if condition in met:
                variables.setdefault(variable.name, variable)
        actions: dict[str, Action] = {}
        for name, inputs, outputs, condition in self.actions:
            if condition in met and name not in actions:
                try:
                    actions[name] = Action(name, _arguments(inputs, variables), _arguments(outputs, variables))
                except KeyError as error:
                    raise CatalogueError(
                        f"services/{self.name}.txt: {name} is declared where its variable {error} is not"
                    ) from None
        return Service(self.name, self.type, self.id, variables, actions)


def _arguments(text: str, variables: dict[str, Variable]) -> tuple[Argument, ...]:
    if not text:
        return ()
    pairs = [item.partition(":") for item in text.split(", ")]
    return tuple([Argument(name, variables[related or name]) for name, _, related in pairs])


_COMPARISONS: dict[str, Callable[[tuple[int, int], tuple[int, int]], bool]] = {
    ">=": lambda build, limit: build >= limit,
    "<": lambda build, limit: build < limit,
}


def meets(profile: Profile, condition: str) -> bool:
    """Whether ``profile`` meets every word of ``condition`` (none: always)."""
    return profile.declares_everything or all(_holds(profile, word) for word in condition.split())


def _holds(profile: Profile, word: str) -> bool:
    if word.startswith("gen"):
        return profile.generation == int(word[3:])
    if word.startswith("model="):
        return profile.declared_model == word[6:]
    if word.startswith("model!="):
        return profile.declared_model != word[7:]
    sign = ">=" if word.startswith(">=") else "<"
    major, _, minor = word.removeprefix(sign).partition(".")
    return _COMPARISONS[sign](profile.build, (int(major), int(minor or 0)))


def _check_condition(condition: str) -> None:
    for word in condition.split():
        if not _CONDITION.fullmatch(word):
            raise CatalogueError(f"unknown condition {word!r}; use >=N, <N, genN, model=X or model!=X")


def _check_arguments(text: str, variables: set[str]) -> None:
    for item in text.split(", ") if text else ():
        name, _, related = item.partition(":")
        if (related or name) not in variables:
            raise CatalogueError(f"argument {item!r} has no variable {related or name!r} above")


def _variable(text: str) -> Variable:
    declared, _, allowed = text.partition(" = ")
    name, kind, *words = declared.split() if " " in declared else (declared, "")
    if kind not in list(DataType):
        raise CatalogueError(f"{name!r} has the data type {kind!r}; there are {', '.join(DataType)}")
    evented = twice = False
    span: AllowedRange | None = None
    default: str | None = None
    for word in words:
        if word == "evented":
            evented = True
        elif word == "twice":
            twice = True
        elif word.startswith("default="):
            default = word[8:]
        elif match := _RANGE.fullmatch(word):
            low, high, step = match.groups()
            span = AllowedRange(int(low), int(high), int(step) if step else None)
        else:
            raise CatalogueError(f"unknown word {word!r} in {text!r}")
    return Variable(name, DataType(kind), evented, tuple(allowed.split()), span, default, twice)


def parse_sheet(name: str, lines: Iterable[str]) -> ServiceSheet:
    """The sheet of the service called ``name``; raises CatalogueError with the file and the line."""
    head: dict[str, str] = {}
    variables: list[tuple[Variable, str]] = []
    actions: list[tuple[str, str, str, str]] = []
    known: set[str] = set()
    section = ""
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if not line.startswith(" "):
            section, _, head[section] = line.partition(" ")
            continue
        text, _, condition = line.strip().partition("  @ ")
        try:
            _check_condition(condition)
            if section == "variables":
                variables.append((_variable(text), condition))
                known.add(variables[-1][0].name)
            elif (match := _ACTION.fullmatch(text)) and section == "actions":
                for arguments in (match[2], match[3] or ""):
                    _check_arguments(arguments, known)
                actions.append((match[1], match[2], match[3] or "", condition))
            else:
                raise CatalogueError("expected Name(In, ...) -> Out, ...")
        except ValueError as error:
            raise CatalogueError(f"services/{name}.txt line {number}: {error}") from error
    if missing := {"type", "id"} - head.keys():
        raise CatalogueError(f"services/{name}.txt has no line {min(missing)!r}")
    conditions = {condition for _, condition in variables} | {line[3] for line in actions}
    conditions.discard("")
    return ServiceSheet(name, head["type"], head["id"], tuple(variables), tuple(actions), tuple(sorted(conditions)))


@cache
def service_sheet(name: str) -> ServiceSheet:
    """The parsed file of the service called ``name`` (``RenderingControl`` ...)."""
    text = files("sonos_sim.catalogue").joinpath("services", f"{name}.txt").read_text("utf-8")
    return parse_sheet(name, text.splitlines())
