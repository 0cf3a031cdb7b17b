"""Which of all that happens a fault strikes: what, whose, and in which order or time."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from sonos_sim.catalogue import SERVICE_NAMES, profile
from sonos_sim.household.file_schema import near_miss

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_sim.household import Player
    from sonos_sim.server.junctions import Direction, Subject

_FREE_KINDS = frozenset({"GET", "HEAD", "POST", "MDNS"})
_EVENT_KINDS = frozenset({"SUBSCRIBE", "RENEW", "UNSUBSCRIBE", "NOTIFY"})
_DATAGRAMS = ("SSDP search", "SSDP answer", "SSDP alive", "SSDP byebye")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a fault strikes; every part that is given has to fit."""

    at: str = "*"
    """``Service.Action``, a service, ``SUBSCRIBE Service``, ``GET /path``, ``SSDP answer``; ``*`` and ``?`` allowed."""
    players: tuple[Player, ...] = ()
    client: str = ""
    """IP address of the other side."""
    direction: Direction | None = None
    """``in``: what clients began, ``out``: what players began."""
    arguments: Mapping[str, str] | Callable[[Mapping[str, str]], bool] | None = None
    state: Callable[[Player], bool] | None = None

    def fits(self, subject: Subject) -> bool:
        """Whether ``subject`` is meant."""
        if self.at not in ("*", subject.service) and not fnmatchcase(subject.name, self.at):
            return False
        if self.players and subject.player not in self.players:
            return False
        if self.client and subject.client != self.client:
            return False
        if self.direction is not None and subject.direction != self.direction:
            return False
        if self.arguments is not None and not self._asks(subject.arguments):
            return False
        return self.state is None or (subject.player is not None and self.state(subject.player))

    def _asks(self, given: Mapping[str, str]) -> bool:
        if self.arguments is None:
            return True
        if callable(self.arguments):
            return self.arguments(given)
        return all(given.get(name) == value for name, value in self.arguments.items())


@dataclass(frozen=True, slots=True)
class When:
    """Which of the subjects that fit are struck, and from when to when."""

    times: int | None = None
    """At most so often; None: always."""
    skip: int = 0
    """So many that fit pass first."""
    every: int = 1
    """Then every so-many-th."""
    probability: float = 1.0
    """Then by chance, from the household's seed."""
    after: float = 0.0
    """Seconds on the clock before it begins."""
    lasting: float | None = None
    """Seconds on the clock after which it is taken back; None: never."""

    def __post_init__(self) -> None:
        if self.every < 1 or self.skip < 0 or (self.times is not None and self.times < 1):
            raise ValueError("times and every are 1 or more, skip is 0 or more")
        if self.after < 0 or (self.lasting is not None and self.lasting <= 0):
            raise ValueError("after is 0 seconds or more, lasting is more than 0")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"probability is {self.probability}; it goes from 0 to 1")


def check_target(at: str) -> None:
    """Raise ValueError for an ``at`` that names a service or an action which does not exist, with the nearest name."""
    kind, _, rest = at.partition(" ")
    if kind in _FREE_KINDS or any(mark in at for mark in "*?["):
        return
    if kind == "SSDP":
        if at not in _DATAGRAMS:
            raise ValueError(f"there is no {at!r}{near_miss(at, _DATAGRAMS)}")
        return
    service, dot, action = (rest if kind in _EVENT_KINDS else at).partition(".")
    if service not in SERVICE_NAMES:
        raise ValueError(f"there is no service {service!r}{near_miss(service, SERVICE_NAMES)}")
    actions = profile("ANY").service(service).actions
    if dot and action not in actions:
        raise ValueError(f"{service} has no action {action!r}{near_miss(action, actions)}")
