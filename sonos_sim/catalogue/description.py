"""What a service declares: state variables, actions and their arguments.

These are the terms of the UPnP Device Architecture 1.0, section 2.3 (service description).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class DataType(StrEnum):
    """The UPnP data types that Sonos service descriptions use."""

    STRING = "string"
    BOOLEAN = "boolean"
    UI2 = "ui2"
    UI4 = "ui4"
    I2 = "i2"
    I4 = "i4"


INTEGER_BOUNDS: dict[DataType, tuple[int, int]] = {
    DataType.UI2: (0, 2**16 - 1),
    DataType.UI4: (0, 2**32 - 1),
    DataType.I2: (-(2**15), 2**15 - 1),
    DataType.I4: (-(2**31), 2**31 - 1),
}


@dataclass(frozen=True, slots=True)
class AllowedRange:
    """The allowedValueRange of a numeric variable; both ends are included."""

    minimum: int
    maximum: int
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """A state variable of a service."""

    name: str
    type: DataType
    evented: bool = False
    allowed: tuple[str, ...] = ()
    range: AllowedRange | None = None
    default: str | None = None
    declared_twice: bool = False
    """True for a recorded flaw: real players list this variable a second time."""


class Argument(NamedTuple):
    """An argument of an action, with the state variable that gives it its type."""

    name: str
    variable: Variable


@dataclass(frozen=True, slots=True, eq=False)
class Action:
    """An action; arguments stand in the order of the service description.

    Compared by identity: profiles that declare it alike share one object.
    """

    name: str
    inputs: tuple[Argument, ...] = ()
    outputs: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """One service as one profile declares it.

    ``actions`` and ``variables`` are keyed by name and keep the declared order.
    """

    name: str
    type: str
    id: str
    variables: dict[str, Variable]
    actions: dict[str, Action]

    @property
    def scpd_path(self) -> str:
        """Where a player serves the service description."""
        return f"/xml/{self.name}1.xml"

    @property
    def evented(self) -> tuple[str, ...]:
        """Names of the evented variables, in declared order."""
        return tuple(v.name for v in self.variables.values() if v.evented)
