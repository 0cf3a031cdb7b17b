"""How we know what an action does, stated beside its handler; the coverage page is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

HandlerT = TypeVar("HandlerT", bound=Callable[..., Any])


class Grade(StrEnum):
    """How firm the ground is."""

    CAPTURED = "captured"
    """Seen in a recording of a real player."""
    CLIENT_DERIVED = "client-derived"
    """Shipping client code relies on it, or a person reported it of a real player."""
    INFERRED = "inferred"
    """Nobody has seen it: UPnP's own rule, or our choice."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The grade of a behaviour, where it comes from, and what of it is softer than the grade."""

    grade: Grade
    source: str
    errors: tuple[int, ...] = ()
    """Fault codes the handler answers besides 401, 402 for malformed arguments and the InstanceID fault."""
    inferred: str = ""
    """The part that is inferred although the whole is not."""


def _stating(grade: Grade) -> Callable[..., Callable[[HandlerT], HandlerT]]:
    def state(source: str, *, errors: tuple[int, ...] = (), inferred: str = "") -> Callable[[HandlerT], HandlerT]:
        def mark(handler: HandlerT) -> HandlerT:
            handler.evidence = Evidence(grade, source, errors, inferred)  # type: ignore[attr-defined]
            return handler

        return mark

    return state


captured = _stating(Grade.CAPTURED)
client_derived = _stating(Grade.CLIENT_DERIVED)
inferred = _stating(Grade.INFERRED)
