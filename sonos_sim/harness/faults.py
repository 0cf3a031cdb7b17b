"""What a fault is: a small named object that meddles where it wants to.

A fault of your own is one class that overrides what it needs; the plan asks it only for what its scope and time
select (:mod:`sonos_sim.harness.plan`)::

    class Shout(Fault):
        def on_action(self, call):
            return [(name, text.upper()) for name, text in call.proceed()]

    sim.faults.add("DeviceProperties.GetZoneAttributes", Shout())
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any

    from sonos_sim.household import Clock, Household, Player
    from sonos_sim.server.http import Answer
    from sonos_sim.server.junctions import ActionCall, Datagram, Exchange, Outgoing, Outputs, Subject
    from sonos_sim.server.network import Network
    from sonos_sim.server.subscriptions import Notification
    from sonos_sim.wire.mdns import MdnsService

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Stage:
    """Where a planned fault acts: the players it is for, the clock, its own chance, and the network."""

    def __init__(self, network: Network, players: Callable[[], list[Player]], chance: random.Random) -> None:
        self.network = network
        self.random = chance
        self.removed = asyncio.Event()
        """Set as soon as the fault is taken back."""
        self._players = players

    @property
    def players(self) -> list[Player]:
        """The players the fault is for."""
        return self._players()

    @property
    def household(self) -> Household:
        """The (first) household."""
        return self.network.households[0]

    @property
    def clock(self) -> Clock:
        """The clock that all waiting hangs on."""
        return self.household.clock

    async def sleep(self, seconds: float) -> None:
        """Wait on the clock; at once when the fault is taken back."""
        due = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(due.set)

        timer = self.clock.call_later(seconds, wake)
        waiting = [loop.create_task(event.wait()) for event in (due, self.removed)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            for task in waiting:
                task.cancel()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` of the network; settling waits for it."""
        self.network.run(work)


class Fault:
    """Base of all faults; the methods here change nothing.

    A fault object belongs to one plan entry: add a new one each time.
    """

    quiet: ClassVar[bool] = False
    """Whether it strikes without a trace in the journal."""
    stage: Stage

    @property
    def name(self) -> str:
        """What the journal calls it: the class name in small words."""
        return _WORD.sub(" ", type(self).__name__).lower()

    def matches(self, subject: Subject) -> bool:
        """Whether it cares for ``subject``, beyond the scope it was added with; others do not count."""
        return True

    def strikes_at(self, junction: str) -> bool:
        """Whether it stands at ``junction`` (a name in :class:`Junctions`); by default wherever it has a method."""
        method = f"on_{junction}"
        return getattr(type(self), method) is not getattr(Fault, method)

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """A request was read: answer instead of the player, or None to let the player do it. May wait first."""
        return None

    def on_action(self, call: ActionCall) -> Outputs | None:
        """An action is about to be carried out: return other out arguments or raise UPnPError; None: not this time.

        ``call.proceed()`` carries it out and returns what the player says.
        """
        return None

    async def on_response(self, exchange: Exchange, answer: Answer) -> Answer:
        """The player has done what was asked: the answer to send instead. May wait first."""
        return answer

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """An event is ready: what to send instead, each with seconds on the clock to wait first."""
        return [(0, event.notification)]

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """A datagram was heard or is ready: what to hear or send instead, each with seconds to wait first."""
        return [(0, datagram)]

    def on_publication(self, player: Player, service: MdnsService) -> MdnsService | None:
        """A player's entry for mDNS: what to publish instead, None: nothing."""
        return service

    def begin(self) -> None:
        """It becomes active; what happens to players, rather than to messages, happens here."""

    def end(self) -> None:
        """It is taken back."""
