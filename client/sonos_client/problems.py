"""What goes wrong with events is never raised in somebody's loop: it is reported here, and mended where it can be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class ProblemKind(Enum):
    """What happened to a subscription."""

    GAP = auto()
    """Events are missing; the state is asked for again."""
    MALFORMED = auto()
    """An event could not be read; the state is asked for again."""
    LOST = auto()
    """The player forgot the subscription (412); a new one follows."""
    MOVED = auto()
    """The player rebooted or has another address; a new subscription follows."""
    SILENT = auto()
    """No event for long; a new subscription shows whether the way is still open."""
    NOTHING_ARRIVES = auto()
    """Events do not reach us; the player is polled until they do."""
    UNREACHABLE = auto()
    """The player does not answer; it is tried again with growing pauses."""
    REFUSED = auto()
    """The player refuses subscriptions; it is polled, and tried again."""
    FAILED = auto()
    """The library made a mistake; it tries again."""
    RESTORED = auto()
    """Events come again."""
    GONE = auto()
    """The player said goodbye, ``detail`` says why; ``service`` is ``Household``. Its subscriptions rest."""
    RETURNED = auto()
    """The player is there again; ``service`` is ``Household``."""
    LISTENER_FAILED = auto()
    """A callback of the program raised; the others got the change."""


@dataclass(frozen=True, slots=True)
class EventProblem:
    """Something about the events of one service of one player.

    Attributes:
        kind: what happened.
        player: UUID of the player.
        service: name of the service; ``Household`` where it is about the player as such.
        detail: for people.

    """

    kind: ProblemKind
    player: str
    service: str
    detail: str = ""
