"""The household a test asks for, from the options of its marker, the command line and the ini file."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue.profile import UnknownProfileError
from sonos_sim.household import Clock, Household
from sonos_sim.household.behaviour import UnknownBehaviourError
from sonos_sim.household.file import HouseholdFileError
from sonos_sim.household.file_schema import near_miss

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

DEFAULT_ROOMS = ("Living Room", "Kitchen", "Office")
STOPPED, REAL = "stopped", "real"
_RATES = {STOPPED: 0.0, REAL: 1.0}
_MADE_UP = ("rooms", "models")
"""Options that a household file leaves no room for."""


class SetupError(ValueError):
    """An option that cannot be; the message is for whoever wrote it."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a household is to be like; the same setup makes the same household."""

    rooms: int | Sequence[str] = DEFAULT_ROOMS
    models: Sequence[str] | None = None
    """Profile keys, given to the rooms in turn; None: all S18."""
    seed: int = 1
    file: Path | None = None
    """A household file in place of rooms and models; its own seed and clock win."""
    clock: str | float = STOPPED
    """``stopped``, ``real``, or simulated seconds per real second."""
    behaviour: Mapping[str, Any] = field(default_factory=dict)
    """Switches for all players; see :mod:`sonos_sim.household.behaviour`."""
    scenario: str | None = None

    @classmethod
    def of(cls, *layers: Mapping[str, Any]) -> Setup:
        """The setup that ``layers`` of options make, the strongest last.

        ``behaviour`` adds up; ``file`` takes the place of weaker ``rooms`` and ``models``, and they that of a weaker
        ``file``. Raises SetupError for an unknown key, a value of the wrong kind, and keys that exclude each other.
        """
        merged: dict[str, Any] = {}
        for layer in layers:
            _check(layer)
            if "file" in layer:
                merged = {key: value for key, value in merged.items() if key not in _MADE_UP}
            elif any(key in layer for key in _MADE_UP):
                merged.pop("file", None)
            behaviour = {**merged.get("behaviour", {}), **layer.get("behaviour", {})}
            merged |= {**layer, "behaviour": behaviour}
        return cls(**merged)

    def household(self) -> Household:
        """A new household; raises SetupError for a model, switch or file that is not there or not right."""
        try:
            household = self._load() if self.file is not None else self._generate()
            household.override(**self.behaviour)
        except (UnknownProfileError, UnknownBehaviourError, HouseholdFileError, ValueError) as error:
            raise SetupError(str(error.args[0] if error.args else error)) from error
        return household

    def _generate(self) -> Household:
        clock = Clock.stopped() if self._rate == 0 else Clock(self._rate)
        return Household.generate(self.rooms, self.seed, self.models, clock)

    def _load(self) -> Household:
        from sonos_sim.household.file import load

        assert self.file is not None  # noqa: S101 -- for the type checker
        return load(self.file, seed=self.seed, clock={"rate": self._rate})

    @property
    def _rate(self) -> float:
        return _RATES[self.clock] if isinstance(self.clock, str) else self.clock


def clock_option(text: str) -> str | float:
    """The clock that ``text`` of an ini file names; raises SetupError."""
    if text in (STOPPED, REAL):
        return text
    try:
        return float(text)
    except ValueError:
        raise SetupError(f"clock {text!r}: it is {STOPPED}, {REAL} or a rate such as 60") from None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(item, str) for item in value)


_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "rooms": (lambda value: _is_texts(value) or (_is_count(value) and value > 0), "a list of names, or how many"),
    "models": (_is_texts, 'a list of profile keys, such as ["S18", "S9"]'),
    "seed": (_is_count, "a whole number"),
    "file": (lambda value: isinstance(value, Path), "the path of a household file"),
    "clock": (
        lambda value: value in (STOPPED, REAL) or (_is_number(value) and value >= 0),
        f'"{STOPPED}", "{REAL}" or a rate such as 60',
    ),
    "behaviour": (lambda value: isinstance(value, dict), "a dict of switches"),
    "scenario": (lambda value: value is None or isinstance(value, str), "the name of a scenario, or None"),
}


def _check(layer: Mapping[str, Any]) -> None:
    known = [f.name for f in fields(Setup)]
    for key, value in layer.items():
        if key not in known:
            raise SetupError(f"{key} is unknown{near_miss(key, known)}")
        accepts, description = _RULES[key]
        if not accepts(value):
            raise SetupError(f"{key} is {value!r}; it must be {description}")
    if "file" in layer and (made_up := [key for key in _MADE_UP if key in layer]):
        raise SetupError(f"file and {made_up[0]} exclude each other: the file says which rooms there are")
