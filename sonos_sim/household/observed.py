"""State that says when it changed, so that events can be derived by comparing and none is forgotten."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable


class Aspect(Enum):
    """A part of the state; each service names the aspects that its evented variables are made of."""

    RENDERING = auto()
    TRANSPORT = auto()
    QUEUE = auto()
    DEVICE = auto()
    LINE_IN = auto()
    TOPOLOGY = auto()
    CONTENT = auto()
    ALARMS = auto()
    ACCOUNTS = auto()
    MUSIC_SERVICES = auto()
    MAINTENANCE = auto()


class Observed:
    """Base of state dataclasses: every assignment to a public field reports :attr:`aspect`.

    Values are replaced, never changed in place: a dict or list field is assigned anew, so that the report
    cannot be missed.
    """

    aspect: ClassVar[Aspect]
    _report: Callable[[Aspect], None] | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if self._report is not None and name[0] != "_":
            self._report(self.aspect)

    def observe(self, report: Callable[[Aspect], None]) -> None:
        """From now on call ``report`` with the aspect at each change."""
        object.__setattr__(self, "_report", report)
