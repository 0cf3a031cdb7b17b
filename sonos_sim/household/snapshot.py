"""The state of a whole household, kept and put back.

State is whatever can be reached from the household, so that no part is forgotten, new ones included. It is put back
into the very objects it was taken from: whoever holds a player, and whatever is due on the clock, goes on with them.
"""

from __future__ import annotations

import json
import random
from collections import deque
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property, partial
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from sonos_sim.catalogue import Profile
from sonos_sim.household.clock import Clock, Timer
from sonos_sim.household.household import Household
from sonos_sim.household.library import Library
from sonos_sim.household.observed import Aspect
from sonos_sim.household.player import Player
from sonos_sim.household.randomness import Randomness
from sonos_sim.household.snapshot_writer import Writer, closure
from sonos_sim.household.topology import Topology
from sonos_sim.household.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_STAYS: dict[type, frozenset[str]] = {
    # Who listens, and where players are, belongs to the network; the rest is made anew when somebody asks.
    Household: frozenset({"listeners", "checkpoints", "power_listeners", "fetcher", "start", "_truth", "_surveyed"}),
    Player: frozenset({"address", "port", "_behaviour"}),
    Randomness: frozenset({"household_short_id"}),
}
"""Attributes that are no state."""
_VALUES = (str, bytes, int, float, bool, type(None), Enum, Profile, Library, Topology, type)
_NETWORK = ("sonos_sim.server", "sonos_sim.harness")
_NETWORK_STREAM = "ssdp"


class Snapshot:
    """Households at one instant; equal to another if :meth:`to_json` is.

    It can be restored, to the households it was taken from, as often as you like.
    """

    def __init__(self, *households: Household) -> None:
        self.households = households
        self._saved: dict[int, tuple[Any, Any]] = {}
        """What each changeable object held, by its id; the object is kept so that the id stays its own."""
        for household in households:
            self._save(household)

    def __eq__(self, other: object) -> bool:
        return self.to_json() == other.to_json() if isinstance(other, Snapshot) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def to_json(self) -> bytes:
        """The state as JSON for comparing and reading: the same bytes for the same state, in any process.

        Addresses are left out, and for a running clock the time. Nothing is loaded from it.
        """
        return self._json

    @cached_property
    def _json(self) -> bytes:
        writer = Writer(self._saved)
        document = [writer.write(household) for household in self.households]
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()

    def restore(self) -> None:
        """Put the households back, the time of their clock included; those who listen learn what changed.

        What was due then is due again. Subscriptions and addresses stay as they are. Raises RuntimeError in work that
        is due on the clock.
        """
        if any(household.clock.is_moving for household in self.households):
            raise RuntimeError("the clock is being moved: due work cannot turn it back")
        was_running: dict[Player, bool] = {}
        for player in _players(self.households):
            player.transport.hang_up()
            was_running[player] = player.is_running
        # Clocks last: they sort what is due, and drop what is not pending, by what the timers say.
        for thing, held in sorted(self._saved.values(), key=lambda entry: isinstance(entry[0], Clock)):
            _put(thing, held)
        for household in self.households:
            household.forget_views()
        for player in _players(self.households):
            player.forget_behaviour()
            player.transport.ask_again()
            if player.is_running != was_running.get(player, True):
                player.household.tell_power(player, player.household.vanished.get(player.uuid, ""))
        for household in self.households:
            _tell_all(household)

    def _save(self, root: object) -> None:
        waiting = [root]
        seen = set(self._saved)
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, _VALUES) or id(thing) in seen:
                continue
            seen.add(id(thing))
            held = _held(thing)
            if held is not None:
                self._saved[id(thing)] = thing, held
            waiting.extend(_parts(thing, held))


def snapshot(*households: Household) -> Snapshot:
    """The state of ``households`` as it is now; those on one clock belong together, since its work may concern both."""
    return Snapshot(*households)


def restore(household: Household, kept: Snapshot) -> None:
    """Put ``household`` back to ``kept``; see :meth:`Snapshot.restore`.

    Raises ValueError for a snapshot of another household.
    """
    if household not in kept.households:
        raise ValueError(f"the snapshot is of {kept.households[0]}, not of {household}")
    kept.restore()


def mark_start(*households: Household) -> None:
    """Let :func:`reset` of any of ``households`` lead all of them back to the present state."""
    start = Snapshot(*households)
    for household in households:
        household.start = start


def reset(household: Household) -> None:
    """Put ``household`` back to its start: where it was when it was first served, or as :func:`mark_start` says.

    Raises ValueError if it has none.
    """
    if household.start is None:
        raise ValueError(f"{household} has no start yet: it was never served, and nobody called mark_start")
    household.start.restore()


def _players(households: Iterable[Household]) -> list[Player]:
    return [player for household in households for player in household.players.values()]


def _tell_all(household: Household) -> None:
    # The household's own listeners plan what follows from a change; those plans have been put back already.
    for tell in [tell for tell in household.listeners if not _module(tell).startswith("sonos_sim.household")]:
        for aspect in Aspect:
            tell(None, aspect)
            for player in household.players.values():
                tell(player, aspect)


# What objects hold


def _gone() -> None:
    """Stands for what hung up a connection that was open."""


def _held(thing: object) -> Any:
    """What ``thing`` holds that can change; None: nothing can."""
    match thing:
        case dict():
            return dict(thing)
        case list() | set() | deque():
            return tuple(thing)
        case random.Random():
            return thing.getstate()
        case Clock():
            return thing.now(), tuple(timer for timer in thing.pending if not _is_networks(timer))
        case Timer():
            return thing.when, thing.callback
        case Transport():
            # An open connection cannot be kept, only that there was one.
            return vars(thing) | {"_hang_up": thing._hang_up and _gone}
        case Randomness():
            return {"seed": thing.seed, "_streams": _own_streams(thing)}
        case partial() | FunctionType() | MethodType() | tuple() | frozenset():
            return None
    if is_dataclass(thing) and getattr(type(thing), "__dataclass_params__").frozen:  # noqa: B009 -- undeclared
        return None
    if type(thing).__module__.startswith("sonos_sim.household.") and hasattr(thing, "__dict__"):
        stays = _stays(thing)
        return {name: value for name, value in vars(thing).items() if name not in stays}
    return None


def _parts(thing: object, held: Any) -> Iterator[object]:
    """The objects inside ``thing`` that may have something to keep."""
    match thing:
        case dict():
            yield from held
            yield from held.values()
        case random.Random() | type():
            pass
        case list() | set() | deque() | tuple() | frozenset():
            yield from held if held is not None else thing
        case Clock():
            yield from held[1]
        case Timer():
            yield held[1]
        case Randomness():
            yield from held["_streams"].values()
        case partial():
            yield from (thing.func, *thing.args, *thing.keywords.values())
        case MethodType():
            yield thing.__self__
        case FunctionType():
            yield from closure(thing).values()
        case _ if held is not None:
            yield from held.values()
        case _ if is_dataclass(thing):
            yield from (getattr(thing, field.name) for field in fields(thing))


def _put(thing: Any, held: Any) -> None:
    match thing:
        case dict():
            thing.clear()
            thing.update(held)
        case list():
            thing[:] = held
        case set() | deque():
            thing.clear()
            thing.update(held) if isinstance(thing, set) else thing.extend(held)
        case random.Random():
            thing.setstate(held)
        case Clock():
            _turn_back(thing, *held)
        case Timer():
            thing.when, thing.callback = held
        case Randomness():
            network = thing._streams.get(_NETWORK_STREAM)
            thing._streams = dict(held["_streams"]) | ({_NETWORK_STREAM: network} if network is not None else {})
        case _:
            stays = _stays(thing)
            kept = {name: value for name, value in vars(thing).items() if name in stays}
            vars(thing).clear()
            vars(thing).update(held | kept)


def _turn_back(clock: Clock, instant: float, timers: tuple[Timer, ...]) -> None:
    """Give ``clock`` its instant and its work; the network's own work has as long to go as before."""
    step = instant - clock.now()
    network = [timer for timer in clock.pending if _is_networks(timer)]
    for timer in network:
        timer.when += step
    clock.turn_back(instant, [*timers, *network])


def _is_networks(timer: Timer) -> bool:
    return _module(timer.callback).startswith(_NETWORK)


def _module(callback: Any) -> str:
    while isinstance(callback, partial):
        callback = callback.func
    return str(getattr(callback, "__module__", ""))


def _own_streams(randomness: Randomness) -> dict[str, random.Random]:
    return {purpose: rng for purpose, rng in randomness._streams.items() if purpose != _NETWORK_STREAM}


def _stays(thing: object) -> frozenset[str]:
    return _STAYS.get(type(thing), frozenset())
