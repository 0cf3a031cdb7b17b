"""Events as typed changes: what a NOTIFY, or a poll in its place, says is different now.

Each service has a subclass of :class:`Change` in :mod:`sonos_client.services`, whose fields are its evented variables;
None means that the event did not mention it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sonos_client.errors import MalformedError
from sonos_client.last_change import read_last_change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Change:
    """Something changed at a player.

    Attributes:
        player: UUID of the player that says so.
        initial: whether this is everything at once: the first event of a subscription, or the first poll.
        polled: whether it was asked for because events cannot reach us.
        raw: all variables as text, known to this library or not; channels as ``Volume/Master``.
        unreadable: names of variables whose value made no sense.

    """

    service: ClassVar[str] = ""
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {}
    """Wire name to field name and reader of its text."""
    channelled: ClassVar[frozenset[str]] = frozenset()
    """Variables that come once per channel or queue; without one it is Master."""

    player: str
    initial: bool = False
    polled: bool = False
    raw: Mapping[str, str] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    def __repr__(self) -> str:
        told = [
            f"{f.name}={value!r}"
            for f in fields(self)
            if f.name != "raw" and (value := getattr(self, f.name)) not in (None, ())
        ]
        return f"{type(self).__name__}({', '.join(told)})"

    @classmethod
    def from_variables(cls, variables: Mapping[str, str], **origin: Any) -> Self:
        """The change that the evented ``variables`` of one NOTIFY make.

        Raises MalformedError when a LastChange document among them cannot be read.
        """
        flat = dict(variables)
        if "LastChange" in flat:
            flat |= read_last_change(flat.pop("LastChange"))
        values: dict[str, Any] = {}
        unreadable: list[str] = []
        for name, text in flat.items():
            variable, _, channel = name.partition("/")
            if variable not in cls.readers:
                continue
            attribute, reader = cls.readers[variable]
            try:
                value = reader(text)
            except MalformedError:
                unreadable.append(name)
                continue
            if variable in cls.channelled:
                values.setdefault(attribute, {})[channel or "Master"] = value
            else:
                values[attribute] = value
        return cls(raw=flat, unreadable=tuple(unreadable), **origin, **values)
