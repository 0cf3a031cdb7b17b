"""What happens to players rather than to messages: they vanish, come back, move, are updated and cut off.

All of these begin at once, or after the time that was asked for; taking one back, or the end of ``lasting``, undoes it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.catalogue import profile
from sonos_sim.harness.faults import Fault
from sonos_sim.server.addresses import Door

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sonos_sim.household import Player
    from sonos_sim.household.clock import Timer
    from sonos_sim.server.http import Answer
    from sonos_sim.server.junctions import Datagram, Exchange, Outgoing, Subject
    from sonos_sim.server.subscriptions import Notification


class PlayerFault(Fault):
    """Base: keeps the timers of what is still to come, and cancels them at the end."""

    def later(self, seconds: float, work: Callable[[], object]) -> None:
        """Do ``work`` after ``seconds`` on the clock, unless the fault is taken back before."""
        timers: list[Timer] = self.__dict__.setdefault("_timers", [])

        def due() -> None:
            work()

        timers.append(self.stage.clock.call_later(seconds, due))

    def end(self) -> None:
        """Nothing more comes."""
        for timer in self.__dict__.pop("_timers", []):
            timer.cancel()


class Vanish(PlayerFault):
    """The players leave the network and come back at the end, with BootSeq one higher.

    With a ``reason`` (``powered off``, ``sleeping``, ``switch to bluetooth``, ``upgrade``) they say goodbye; without,
    it is a power cut: the others list them after ``vanish_after`` seconds.
    """

    def __init__(self, reason: str = "") -> None:
        self.reason = reason

    def begin(self) -> None:
        """Off they go."""
        for player in self.stage.players:
            _off(player, self.reason)

    def end(self) -> None:
        """Back they come."""
        super().end()
        for player in self.stage.players:
            _on(player)


class Reboot(Vanish):
    """The players are off for ``seconds`` and come back by themselves; subscriptions are lost, BootSeq rises."""

    def __init__(self, seconds: float = 30.0, reason: str = "") -> None:
        super().__init__(reason)
        self.seconds = seconds

    def begin(self) -> None:
        """Off, and on again later."""
        super().begin()
        for player in self.stage.players:
            self.later(self.seconds, partial(_on, player))


class Flap(Vanish):
    """The players leave for ``down`` seconds, come back for ``up`` seconds, and so on until the end."""

    def __init__(self, down: float = 10.0, up: float = 20.0, reason: str = "") -> None:
        super().__init__(reason)
        self.down = down
        self.up = up

    def begin(self) -> None:
        """Off."""
        super().begin()
        self.later(self.down, self._return)

    def _return(self) -> None:
        for player in self.stage.players:
            _on(player)
        self.later(self.up, self.begin)


class SoftwareUpdate(Vanish):
    """The players leave with the reason ``upgrade`` and return after ``seconds`` as the profile ``to``.

    Without ``to`` they keep their profile; ``software`` is another version of it. ``one_by_one``: each leaves when the
    one before is back, as in a firmware night.
    """

    def __init__(self, to: str = "", seconds: float = 180.0, *, software: str = "", one_by_one: bool = False) -> None:
        super().__init__("upgrade")
        self.to = to
        self.software = software
        self.seconds = seconds
        self.one_by_one = one_by_one

    def begin(self) -> None:
        """The first, or all, leave."""
        for number, player in enumerate(self.stage.players):
            wait = number * self.seconds if self.one_by_one else 0.0
            if wait:
                self.later(wait, partial(_off, player, self.reason))
            else:
                _off(player, self.reason)
            self.later(wait + self.seconds, partial(self._finish, player))

    def _finish(self, player: Player) -> None:
        kind = profile(self.to) if self.to else player.profile
        player.profile = replace(kind, software=self.software) if self.software else kind
        player.forget_behaviour()
        _on(player)


class Move(PlayerFault):
    """The players get other addresses, as from DHCP: ``address`` for one, else free ones nearby.

    ``reboots``: they are off meanwhile, for ``seconds``. The old address is dead. Nothing is undone at the end.
    """

    def __init__(self, address: str = "", *, reboots: bool = False, seconds: float = 30.0) -> None:
        self.address = address
        self.reboots = reboots
        self.seconds = seconds

    def begin(self) -> None:
        """Go."""
        for player in self.stage.players:
            if self.reboots:
                _off(player, "")
                self.later(self.seconds, partial(_on, player))
            self.stage.run(self.stage.network.move(player, self.address))


class SwapAddresses(PlayerFault):
    """Two players change addresses, and back at the end; plan it with two players."""

    def begin(self) -> None:
        """Change."""
        one, other = self._pair()
        self.stage.run(self.stage.network.swap(one, other))

    def end(self) -> None:
        """Change back."""
        self.begin()

    def _pair(self) -> list[Player]:
        players = self.stage.players
        if len(players) != 2:
            raise ValueError(f"two players can change addresses, not {len(players)}; give player=(one, other)")
        return players


class Partition(PlayerFault):
    """Packets between the players and the ``clients`` (IP addresses; none given: everybody) vanish, until it heals.

    New connections are not established; with ``clients`` given, theirs are, but hang until it heals. Events fail to
    arrive, discovery is silent. The players run on and believe of the household what they believed before.
    """

    def __init__(self, *clients: str) -> None:
        self.clients = clients

    def begin(self) -> None:
        """Cut them off."""
        if not self.clients:
            self._set(Door.BLACK_HOLE)
        for player in self.stage.players:
            player.household.hold_view(player)

    def end(self) -> None:
        """Heal."""
        if not self.clients:
            self._set(Door.OPEN)
        for player in self.stage.players:
            player.household.release_view(player)

    def matches(self, subject: Subject) -> bool:
        """What goes between the two sides; multicast reaches nobody when everybody is cut off."""
        return not self.clients or subject.client in self.clients

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Say nothing until it heals; then the player answers."""
        await self.stage.removed.wait()
        return None

    def on_event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        """The callback cannot be reached."""
        event.fail("the network is parted")
        return []

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Lost."""
        return []

    def _set(self, door: Door) -> None:
        for player in self.stage.players:
            self.stage.run(self.stage.network.set_door(player, door))


def _off(player: Player, reason: str) -> None:
    if player.is_running:
        player.household.power_off(player, reason)


def _on(player: Player) -> None:
    if not player.is_running:
        player.household.power_on(player)
