"""The journal: everything that happened, in order, on the household's clock and in real time.

Bounded: old entries make room for new ones. Datagrams have a bound of their own, as a start sends dozens a player.
"""

from __future__ import annotations

import itertools
from collections import deque
from fnmatch import fnmatchcase
from functools import partial
from heapq import merge
from time import monotonic
from typing import TYPE_CHECKING, Any

from sonos_sim.harness.entry import Entry
from sonos_sim.harness.export import har, json_lines
from sonos_sim.harness.near_misses import NearMisses
from sonos_sim.harness.waiting import Waiting
from sonos_sim.household.clock import Era, instant_in
from sonos_sim.household.observed import Aspect
from sonos_sim.server.records import (
    ActionRecord,
    DatagramRecord,
    DeliveryRecord,
    EventRecord,
    FaultRecord,
    FetchRecord,
    Record,
    RequestRecord,
    StateRecord,
    WarningRecord,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sonos_sim.household import Household, Player

_Change = tuple["Player | None", Aspect]
"""A change of state on its way to a StateRecord."""
_Kept = tuple[int, Era, float, Record | _Change]
"""Number, era of the clock, monotonic real time, and the record."""
_WORDS = {aspect: aspect.name.lower().replace("_", " ") for aspect in Aspect}
_TOPOLOGY = Aspect.TOPOLOGY
_HEAVY = {"ContentDirectory": "Result", "Queue": "Result", "ZoneGroupTopology": "ZoneGroupState"}
"""Services whose answers can be long, and the out argument that is."""
SIZE = 10_000
"""Entries that are kept unless told otherwise, and as many datagrams."""
MEMORY = 64 * 1024 * 1024
"""Characters of out arguments that are kept; whole libraries may be browsed."""


class Journal:
    """What happened, and questions about it; ``sim.journal``.

    Args:
        households: whose players' rooms and clocks it tells.
        size: entries that are kept.

    """

    def __init__(self, households: Sequence[Household], size: int = SIZE) -> None:
        self._households = households
        self._kept: deque[_Kept] = deque(maxlen=size)
        self._long: deque[tuple[int, int]] = deque()
        """Numbers and characters of the entries with answers that may be long."""
        self._weight = 0
        """The sum of these characters."""
        self._same: str | None = None
        """The last long answer: one that is told again and again is kept once."""
        self._datagrams: deque[_Kept] = deque(maxlen=size)
        self._clock = households[0].clock
        self._next = itertools.count(1).__next__
        self._begun = monotonic()
        self._places: dict[str, str] = {}
        """UUIDs by the addresses that players have or had."""
        self._waiting = Waiting()
        self._waking = self._waiting.waking
        self._player: Player | None = None
        self._aspect: Aspect | None = None
        """What the last entry told a change of, if it did."""

    def start(self) -> None:
        """Listen to the households' state."""
        for household in self._households:
            for player in household.players.values():
                self._place(player)
            household.listeners.append(self._state_changed)
            household.power_listeners.append(self._power_changed)

    def stop(self) -> None:
        """Listen no more; the entries stay."""
        for household in self._households:
            if self._state_changed in household.listeners:
                household.listeners.remove(self._state_changed)
                household.power_listeners.remove(self._power_changed)

    def record(self, record: Record) -> None:
        """Enter ``record``; a recorder for :meth:`Simulator.observe`."""
        # Every request passes here: what can wait until somebody asks is done by _entry.
        kept = (self._next(), self._clock.era, monotonic(), record)
        if type(record) is ActionRecord:
            if record.service in _HEAVY:
                text = record.outputs.get(_HEAVY[record.service])
                if text is not None and text is not self._same:
                    self._same = text
                    self._make_room(kept[0], len(text))
        elif type(record) is DatagramRecord:
            self._datagrams.append(kept)
            return
        self._aspect = None
        self._kept.append(kept)
        if self._waking:
            self._waiting.look()

    def _make_room(self, number: int, weight: int) -> None:
        """Forget what would be too much, and what has been forgotten already."""
        self._long.append((number, weight))
        self._weight += weight
        while self._weight > MEMORY or (self._kept and self._long and self._long[0][0] < self._kept[0][0]):
            oldest, lighter = self._long.popleft()
            self._weight -= lighter
            while self._kept and self._kept[0][0] <= oldest:
                self._kept.popleft()

    def __iter__(self) -> Iterator[Entry[Record]]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self._kept) + len(self._datagrams)

    @property
    def entries(self) -> list[Entry[Record]]:
        """All that is kept, in order."""
        return [self._entry(kept) for kept in merge(list(self._kept), list(self._datagrams))]

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._kept.clear()
        self._datagrams.clear()
        self._long.clear()
        self._weight, self._same = 0, None

    # Questions

    def calls(self, pattern: str = "*", *, player: str = "", **arguments: object) -> list[Entry[ActionRecord]]:
        """Actions that were called: ``calls("RenderingControl.SetVolume", player="Kitchen", DesiredVolume=25)``.

        ``pattern`` may have ``*`` and ``?``; a service alone stands for all its actions.
        """
        wanted = {name: str(value) for name, value in arguments.items()}
        return [
            call
            for call in self._of(ActionRecord, player)
            if _fits(pattern, call.record.service, f"{call.record.service}.{call.record.action}")
            and wanted.items() <= dict(call.record.arguments).items()
        ]

    def events(self, pattern: str = "*", *, player: str = "", variable: str = "") -> list[Entry[EventRecord]]:
        """Events that were handed to subscriptions of services that fit ``pattern``, with ``variable`` in them."""
        return [
            event
            for event in self._of(EventRecord, player)
            if fnmatchcase(event.record.service, pattern) and (not variable or variable in event.record.variables)
        ]

    @property
    def requests(self) -> list[Entry[RequestRecord]]:
        """Requests that were no actions: files, subscriptions, and what was refused before it came to an action."""
        return self._of(RequestRecord)

    @property
    def faults(self) -> list[Entry[FaultRecord]]:
        """Planned faults that struck."""
        return self._of(FaultRecord)

    @property
    def failed_deliveries(self) -> list[Entry[DeliveryRecord]]:
        """Events that did not arrive, and subscriptions that ended without the client's doing."""
        return self._of(DeliveryRecord)

    @property
    def fetches(self) -> list[Entry[FetchRecord]]:
        """Media that players asked the network for."""
        return self._of(FetchRecord)

    @property
    def warnings(self) -> list[Entry[WarningRecord]]:
        """What real players tolerate, and what the simulator could not do."""
        return self._of(WarningRecord)

    @property
    def changes(self) -> list[Entry[StateRecord]]:
        """Changes of state."""
        return self._of(StateRecord)

    @property
    def datagrams(self) -> list[Entry[DatagramRecord]]:
        """SSDP datagrams heard and sent."""
        return [self._entry(kept) for kept in list(self._datagrams)]

    # Assertions

    def assert_called(self, pattern: str, *, times: int | None = None, player: str = "", **arguments: object) -> None:
        """Raise AssertionError unless the action was called (so many ``times``) with these arguments among its own."""
        found = self.calls(pattern, player=player, **arguments)
        if len(found) == times if times is not None else found:
            return
        raise self._missed(pattern, player, arguments, times)

    def wait_called(
        self, pattern: str, *, times: int = 1, player: str = "", seconds: float = 5.0, **arguments: object
    ) -> list[Entry[ActionRecord]]:
        """Wait until the action has been called ``times`` times, for a program that runs by itself; return the calls.

        Raises AssertionError after that many real ``seconds``, and RuntimeError in an event loop.
        """
        ask = partial(self._calls_if, pattern, times, player, arguments)
        if (found := self._waiting.block(ask, seconds)) is None:
            raise self._missed(pattern, player, arguments, times)
        return found

    async def await_called(
        self, pattern: str, *, times: int = 1, player: str = "", seconds: float = 5.0, **arguments: object
    ) -> list[Entry[ActionRecord]]:
        """:meth:`wait_called` in an event loop, the simulator's or another."""
        ask = partial(self._calls_if, pattern, times, player, arguments)
        if (found := await self._waiting.wait(ask, seconds)) is None:
            raise self._missed(pattern, player, arguments, times)
        return found

    def assert_not_called(self, pattern: str, *, player: str = "", **arguments: object) -> None:
        """Raise AssertionError if the action was called with these arguments among its own."""
        if found := self.calls(pattern, player=player, **arguments):
            listed = "\n".join(f"  {call}" for call in found[:5])
            raise AssertionError(f"{pattern} was called {len(found)} times, expected never:\n{listed}")

    def assert_fired(self, fault: str = "*", *, times: int | None = None, at: str = "*") -> None:
        """Raise AssertionError unless the fault of that name struck (so many ``times``) what fits ``at``."""
        found = [f for f in self.faults if fnmatchcase(f.record.fault, fault) and fnmatchcase(f.record.at, at)]
        if len(found) == times if times is not None else found:
            return
        wanted = f"{times} times" if times is not None else "at least once"
        listed = "\n".join(f"  {entry}" for entry in self.faults[-5:]) or "  no fault struck at all"
        raise AssertionError(f"fault {fault!r} struck {len(found)} times, expected {wanted}. What struck:\n{listed}")

    # Export

    def to_jsonl(self) -> str:
        """A JSON object a line: the same bytes for the same seed and the same calls.

        Therefore without real times and ports, with UUIDs in place of players' addresses, and without datagrams: what
        other programs on the machine search for is not the test's doing.
        """
        return json_lines(map(self._entry, list(self._kept)), self._places)

    def to_har(self) -> dict[str, Any]:
        """Actions and other requests as an HTTP Archive 1.2; bodies are made again from what was recorded."""
        return har(map(self._entry, list(self._kept)), {uuid: address for address, uuid in self._places.items()})

    # Inner workings

    def _calls_if(
        self, pattern: str, times: int, player: str, arguments: Mapping[str, object]
    ) -> list[Entry[ActionRecord]] | None:
        found = self.calls(pattern, player=player, **arguments)
        return found if len(found) >= times else None

    def _missed(self, pattern: str, player: str, arguments: Mapping[str, object], times: int | None) -> AssertionError:
        found = self.calls(pattern, player=player, **arguments)
        return AssertionError(str(NearMisses(self._of(ActionRecord), pattern, player, arguments, times, len(found))))

    def _of(self, kind: type[Any], player: str = "") -> list[Entry[Any]]:
        wanted = (tuple, StateRecord) if kind is StateRecord else kind
        found = [self._entry(kept) for kept in list(self._kept) if isinstance(kept[3], wanted)]
        return [entry for entry in found if player in ("", entry.room, entry.record.player)]

    def _entry(self, kept: _Kept) -> Entry[Any]:
        number, era, real, record = kept
        if isinstance(record, tuple):
            player, aspect = record
            record = StateRecord("" if player is None else player.uuid, _WORDS[aspect])
        return Entry(number, instant_in(era, real), real - self._begun, self._room(record.player), record)

    def _room(self, uuid: str) -> str:
        return next((h.players[uuid].name for h in self._households if uuid in h.players), "")

    def _place(self, player: Player) -> None:
        self._places[f"{player.address}:{player.port}"] = player.uuid

    def _state_changed(self, player: Player | None, aspect: Aspect) -> None:
        if aspect is self._aspect and player is self._player:
            return
        if aspect is _TOPOLOGY and player is not None:
            self._place(player)
        self._kept.append((self._next(), self._clock.era, monotonic(), (player, aspect)))
        self._player, self._aspect = player, aspect

    def _power_changed(self, player: Player, reason: str) -> None:
        self.record(StateRecord(player.uuid, "power", "on" if player.is_running else f"off {reason}".strip()))


def _fits(pattern: str, service: str, name: str) -> bool:
    return pattern in ("*", service) or fnmatchcase(name, pattern)
