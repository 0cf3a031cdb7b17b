"""How a snapshot is written down: deterministic, readable, and without anything that belongs to this process."""

from __future__ import annotations

import hashlib
import json
import random
from collections import deque
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from types import FunctionType, MethodType
from typing import Any

from sonos_sim.catalogue import Profile
from sonos_sim.household.clock import Clock, Timer
from sonos_sim.household.library import Library
from sonos_sim.household.randomness import Randomness
from sonos_sim.household.topology import Topology


def closure(function: FunctionType) -> dict[str, Any]:
    """What ``function`` took along from where it was made, by name."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return {name: cell.cell_contents for name, cell in cells}


class Writer:
    """Writes what was saved as plain values; an object that comes again is a reference to its number."""

    def __init__(self, saved: dict[int, tuple[Any, Any]]) -> None:
        self._saved = saved
        self._numbers: dict[int, int] = {}

    def write(self, thing: Any) -> Any:
        """``thing`` in values that JSON has."""
        match thing:
            case Enum():
                return f"{type(thing).__name__}.{thing.name}"
            case None | bool() | int() | float() | str():
                return thing
            case bytes():
                return thing.hex()
            case Profile():
                return {"profile": thing.key}
            case Library():
                return {"library": [repr(source) for source in thing.sources]}
            case Topology():
                return {"groups": self.write(thing.groups), "vanished": self.write(thing.vanished)}
            case tuple():
                return [self.write(part) for part in thing]
            case frozenset():
                return sorted((self.write(part) for part in thing), key=json.dumps)
            case type():
                return thing.__qualname__
            case partial():
                return {"call": self.write(thing.func), "with": self.write((*thing.args, *thing.keywords.items()))}
            case MethodType():
                return {"of": self.write(thing.__self__), "call": thing.__func__.__qualname__}
            case FunctionType():
                return {"call": thing.__qualname__, "with": self._named(closure(thing))}
        if id(thing) not in self._saved:
            if isinstance(thing, Mapping):  # attributes in what a player believes of others
                return [[key, self.write(value)] for key, value in thing.items() if key != "Location"]
            return {type(thing).__name__: self._fields(thing)}
        if id(thing) in self._numbers:
            return {"again": self._numbers[id(thing)]}
        number = self._numbers[id(thing)] = len(self._numbers)
        return {"number": number, "type": type(thing).__name__, "holds": self._contents(thing)}

    def _contents(self, thing: Any) -> Any:
        held = self._saved[id(thing)][1]
        match thing:
            case dict():
                return [[self.write(key), self.write(value)] for key, value in held.items()]
            case random.Random():
                return hashlib.sha256(repr(held).encode()).hexdigest()
            case Randomness():
                return {"seed": held["seed"], "streams": self._named(held["_streams"])}
            case Clock():
                return {"instant": held[0] if thing.is_stopped else None, "due": self.write(held[1])}
            case list() | deque() | Timer():
                return self.write(held)
            case set():
                return self.write(frozenset(held))
        return self._named(held)

    def _named(self, values: dict[str, Any]) -> dict[str, Any]:
        return {name: self.write(values[name]) for name in sorted(values) if name != "_hang_up"}

    def _fields(self, thing: Any) -> dict[str, Any]:
        if not is_dataclass(thing):
            raise TypeError(f"a household holds {type(thing)}, which snapshots cannot write")
        return {field.name: self.write(getattr(thing, field.name)) for field in fields(thing)}
