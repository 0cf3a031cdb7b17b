"""What all services share: handlers checked against the catalogue, and evented variables.

A service is a class with one method an action, named in snake_case, with the action's arguments as typed
parameters. The class is checked when it is defined: a missing handler or a misspelt argument fails at import.
"""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_sim.catalogue import profile, service_sheet
from sonos_sim.catalogue.errors import INVALID_ACTION, TRANSPORT_INVALID_INSTANCE, UPnPError

if TYPE_CHECKING:
    from sonos_sim.catalogue import Device
    from sonos_sim.household import Household, Player
    from sonos_sim.household.behaviour import Behaviour
    from sonos_sim.household.observed import Aspect
    from sonos_sim.services.evidence import Evidence

Value = str | int | bool
Outputs = dict[str, Value]
"""What a handler returns: out arguments by name; a handler of an action without any returns None."""

INSTANCE_ID = "InstanceID"
"""The one argument that handlers do not take: it is 0 or the call is refused before."""

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_ONE_WORD = {"URIs": "Uris", "IDs": "Ids", "OAuth": "Oauth", "QPlay": "Qplay"}


@cache
def snake_case(name: str) -> str:
    """``GetEQ`` -> ``get_eq``, ``EnqueuedURIsMetaData`` -> ``enqueued_uris_meta_data``."""
    for spelling, word in _ONE_WORD.items():
        name = name.replace(spelling, word)
    return _WORD.sub("_", name).lower()


class Service:
    """The handlers of one service on one player.

    ``pending`` names declared actions whose handlers are still to come: they answer fault 602.
    """

    name: ClassVar[str]
    pending: ClassVar[frozenset[str]] = frozenset()
    instance_code: ClassVar[int] = TRANSPORT_INVALID_INSTANCE
    """The fault for an InstanceID other than 0."""
    own_aspects: ClassVar[frozenset[Aspect]] = frozenset()
    """Aspects of the player itself that its evented variables are made of."""
    household_aspects: ClassVar[frozenset[Aspect]] = frozenset()
    """Aspects of any player, or of what all share, that its evented variables are made of."""

    def __init__(self, player: Player, device: Device) -> None:
        self.player = player
        self.device = device

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" in cls.__dict__:
            _check(cls)

    @property
    def household(self) -> Household:
        """The household of the player."""
        return self.player.household

    @property
    def behaviour(self) -> Behaviour:
        """The switches in force for the player."""
        return self.player.behaviour

    # Events

    def evented(self) -> dict[str, Value]:
        """All evented variables with their values now, in the order of the first event.

        A LastChange service returns what its document is made of instead and overrides :meth:`properties`.
        """
        return {}

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """The variables of the next event: all of ``now`` at first, then what differs from ``before``.

        Empty: nothing to send.
        """
        if before is None:
            return now
        return {name: value for name, value in now.items() if before.get(name) != value}

    # For handlers

    def declared(self, variables: dict[str, Value]) -> dict[str, Value]:
        """Those of ``variables`` that the profile declares as evented, in their order."""
        evented = self.player.profile.service(self.name).evented
        return {name: value for name, value in variables.items() if name in evented}

    def refuse_internal(self) -> None:
        """Refuse a player-to-player action called from outside, unless ``internal_actions`` allows it."""
        if not self.behaviour.internal_actions:
            raise UPnPError(INVALID_ACTION, "players call this action among themselves")


def text(value: Value) -> str:
    """``value`` as players write it: booleans as 0 and 1 (captured)."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


SERVICES: dict[str, type[Service]] = {}
"""Service classes by name; filled as the modules are imported."""


def _check(cls: type[Service]) -> None:
    declared = profile("ANY").service(cls.name)
    for action in declared.actions.values():
        handler = getattr(cls, snake_case(action.name), None)
        if handler is None:
            if action.name not in cls.pending:
                raise TypeError(f"{cls.__name__} lacks {snake_case(action.name)}() for {cls.name}.{action.name}")
            continue
        if action.name in cls.pending:
            raise TypeError(f"{cls.__name__} has a handler for {action.name}, which it says is pending")
        if evidence_of(handler) is None:
            raise TypeError(f"{cls.__name__}.{handler.__name__} states no evidence")
        wanted = {snake_case(argument) for argument in service_sheet(cls.name).inputs_of(action.name) - {INSTANCE_ID}}
        given = set(inspect.signature(handler).parameters) - {"self"}
        if wanted != given:
            raise TypeError(
                f"{cls.__name__}.{handler.__name__} takes {sorted(given)}; {action.name} has {sorted(wanted)}"
            )
    if stale := cls.pending - declared.actions.keys():
        raise TypeError(f"{cls.__name__} says {sorted(stale)} are pending; {cls.name} has no such actions")
    SERVICES[cls.name] = cls


def evidence_of(handler: object) -> Evidence | None:
    """The evidence stated at ``handler``."""
    return getattr(handler, "evidence", None)
