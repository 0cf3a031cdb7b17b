"""The fault plan: which fault strikes what, and when."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, get_args

from sonos_sim.harness.faults import Fault, Stage
from sonos_sim.harness.scope import Scope, When, check_target
from sonos_sim.harness.soap_faults import UPnPFault
from sonos_sim.harness.transport_faults import Delay, HttpStatus
from sonos_sim.server.junctions import Direction, Junctions
from sonos_sim.server.records import FaultRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from sonos_sim.household import Player
    from sonos_sim.household.clock import Timer
    from sonos_sim.server.http import Answer
    from sonos_sim.server.junctions import ActionCall, Datagram, Exchange, Outgoing, Outputs, Subject
    from sonos_sim.server.network import Network
    from sonos_sim.server.subscriptions import Notification
    from sonos_sim.wire.mdns import MdnsService


class Planned:
    """A fault in the plan; :meth:`remove` takes it back at once, also as a context manager."""

    def __init__(self, plan: FaultPlan, fault: Fault, scope: Scope, when: When, stage: Stage) -> None:
        self.fault = fault
        self.scope = scope
        self.when = when
        self.fired = 0
        """How often it has struck."""
        self.is_active = False
        """Whether it strikes what fits."""
        self._struck = asyncio.Event()
        self.followers: list[Planned] = []
        """Those that begin when this one has struck for the first time."""
        self._plan = plan
        self._stage = stage
        self._seen = 0
        self._published: set[str] = set()
        self._timers: list[Timer] = []

    def __repr__(self) -> str:
        return f"<{self.fault.name} at {self.scope.at}: fired {self.fired} times>"

    def __enter__(self) -> Planned:
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()

    async def struck(self) -> None:
        """Wait until it has struck for the first time."""
        await self._struck.wait()

    def remove(self) -> None:
        """Take it back: nothing more is struck, and what it holds is let go."""
        self._plan.remove(self)

    # For the plan

    def schedule(self) -> None:
        """Begin, now or after the time that was asked for."""
        if self.when.after > 0:
            self._timers.append(self._stage.clock.call_later(self.when.after, self._begin))
        else:
            self._begin()

    def _begin(self) -> None:
        self.is_active = True
        if self.when.lasting is not None:
            self._timers.append(self._stage.clock.call_later(self.when.lasting, self.remove))
        self._plan.arm()
        if type(self.fault).begin is not Fault.begin:
            self.strike(", ".join(player.name for player in self._stage.players), "")
            self.fault.begin()

    def takes(self, subject: Subject) -> bool:
        """Whether it strikes ``subject``; counts it."""
        if not self.scope.fits(subject) or not self.fault.matches(subject):
            return False
        when = self.when
        self._seen += 1
        if self._seen <= when.skip or (self._seen - when.skip - 1) % when.every:
            return False
        if when.probability < 1 and self._stage.random.random() >= when.probability:
            return False
        player = subject.player
        self.strike(subject.name, player.uuid if player is not None else "")
        return True

    def strike(self, at: str, player: str) -> None:
        """Count and note it, let others begin, and stand aside when it has struck often enough."""
        self.fired += 1
        self._struck.set()
        if not self.fault.quiet:
            self._stage.network.record(FaultRecord(player, self.fault.name, at, self.fired))
        if self.fired == 1:
            for follower in self.followers:
                follower.schedule()
        if self.fired == self.when.times:
            self.is_active = False
            self._plan.arm()

    def publish(self, player: Player) -> None:
        """Note what is published of ``player``; once, as it is asked for again and again."""
        if player.uuid not in self._published:
            self._published.add(player.uuid)
            self.strike("MDNS", player.uuid)

    def end(self) -> None:
        """Let go."""
        for timer in self._timers:
            timer.cancel()
        began, self.is_active = self.fired > 0 or self.is_active, False
        self._stage.removed.set()
        if began and self._stage.network.is_running:
            self.fault.end()


class FaultPlan:
    """What is planned to go wrong; ``sim.faults``."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._planned: list[Planned] = []
        self._number = 0
        self._at: dict[str, tuple[Planned, ...]] = {}
        self._waiting: list[Planned] = []
        """What was planned before the simulator started."""

    def __iter__(self) -> Iterator[Planned]:
        return iter(list(self._planned))

    def __len__(self) -> int:
        return len(self._planned)

    def start(self) -> None:
        """The simulator has started: begin with what was planned before."""
        waiting, self._waiting = self._waiting, []
        for planned in waiting:
            planned.schedule()

    def add(
        self,
        at: str | Fault = "*",
        fault: Fault | None = None,
        *,
        upnp_error: int | None = None,
        status: int | None = None,
        delay: float | None = None,
        player: str | Player | Collection[str | Player] | None = None,
        client: str = "",
        direction: Direction | None = None,
        arguments: Mapping[str, object] | Callable[[Mapping[str, str]], bool] | None = None,
        state: Callable[[Player], bool] | None = None,
        following: Planned | None = None,
        times: int | None = None,
        skip: int = 0,
        every: int = 1,
        probability: float = 1.0,
        after: float = 0.0,
        lasting: float | None = None,
    ) -> Planned:
        """Plan a fault: ``sim.faults.add("AVTransport.Play", upnp_error=701, times=1)``.

        Args:
            at: what it strikes: ``Service.Action``, a service, ``SUBSCRIBE Service``, ``GET /path``, ``SSDP answer``;
                left out for faults that happen to players: ``sim.faults.add(Reboot(), player="Kitchen")``.
            fault: what happens; or one of the next three in short.
            upnp_error: a SOAP fault with that code.
            status: an HTTP error page with that status.
            delay: seconds on the clock before the player is asked.
            player: whom it concerns: a room, a UUID, a player, or several; without, all.
            client: whose requests or events, by IP address.
            direction: ``in``: only requests and searches; ``out``: only events, answers to searches, announcements.
            arguments: values that an action's arguments must have, or a function of them.
            state: a function of the player that must be true.
            following: begin when that one has struck for the first time.
            times: at most so often; None: always.
            skip: so many that fit pass first.
            every: then every so-many-th is struck.
            probability: then by chance, 0 to 1, from the household's seed.
            after: seconds on the clock before it begins.
            lasting: seconds on the clock after which it is taken back; None: never.

        Raises ValueError for what cannot be meant, KeyError for a room that is not there.

        """
        target = "*" if isinstance(at, Fault) else at
        short = [
            UPnPFault(upnp_error) if upnp_error is not None else None,
            HttpStatus(status) if status is not None else None,
            Delay(delay) if delay is not None else None,
            at if isinstance(at, Fault) else None,
            fault,
        ]
        chosen = [one for one in short if one is not None]
        if len(chosen) != 1:
            raise ValueError("give one fault: an object, upnp_error=, status= or delay=")
        check_target(target)
        wanted = None if arguments is None else arguments if callable(arguments) else _as_text(arguments)
        if direction not in (None, *get_args(Direction)):
            raise ValueError(f"direction is {direction!r}; it is in (from clients) or out (from players)")
        scope = Scope(target, self._players(player), client, direction, wanted, state)
        when = When(times, skip, every, probability, after, lasting)
        return self._plan(chosen[0], scope, when, following)

    def remove(self, planned: Planned) -> None:
        """Take ``planned`` back; harmless when it has been already."""
        if planned in self._planned:
            self._planned.remove(planned)
            self._network.in_loop(partial(self._let_go, planned))

    def _let_go(self, planned: Planned) -> None:
        planned.end()
        self.arm()

    def clear(self) -> None:
        """Take everything back."""
        for planned in self:
            self.remove(planned)

    def arm(self) -> None:
        """Stand at the junctions where something is active, and nowhere else."""
        junctions = self._network.junctions
        before = self._at.get("publication", ())
        for junction in Junctions.__slots__:
            here = tuple(p for p in self._planned if p.is_active and p.fault.strikes_at(junction))
            self._at[junction] = here
            setattr(junctions, junction, getattr(self, f"_{junction}") if here else None)
        if before != self._at["publication"]:
            self._network.in_loop(self._network.republish)

    def _plan(self, fault: Fault, scope: Scope, when: When, following: Planned | None) -> Planned:
        if hasattr(fault, "stage"):
            raise ValueError(f"this {fault.name} is planned already; make a new one")
        self._number += 1
        chance = self._network.households[0].random.stream(f"fault {self._number}")
        fault.stage = Stage(self._network, lambda: list(scope.players) or self._network.players, chance)
        planned = Planned(self, fault, scope, when, fault.stage)
        self._planned.append(planned)
        if following is not None and not following.fired:
            following.followers.append(planned)
        elif self._network.is_running:
            try:
                self._network.in_loop(planned.schedule)
            except Exception:  # what cannot be is not planned either
                self._planned.remove(planned)
                self.arm()
                raise
        else:
            self._waiting.append(planned)
        return planned

    def _players(self, given: str | Player | Collection[str | Player] | None) -> tuple[Player, ...]:
        if given is None:
            return ()
        several = [given] if isinstance(given, str) or not isinstance(given, (list, tuple, set, frozenset)) else given
        return tuple(self._player(one) for one in several)  # type: ignore[arg-type]

    def _player(self, given: str | Player) -> Player:
        if not isinstance(given, str):
            return given
        for household in self._network.households[:-1]:
            try:
                return household[given]
            except KeyError:
                continue
        return self._network.households[-1][given]

    # At the junctions

    def _taking(self, junction: str, subject: Subject) -> Iterator[Planned]:
        for planned in self._at[junction]:
            if planned.is_active and planned.takes(subject):
                yield planned

    async def _request(self, exchange: Exchange) -> Answer | None:
        for planned in self._taking("request", exchange):
            if (answer := await planned.fault.on_request(exchange)) is not None:
                return answer
        return None

    def _action(self, call: ActionCall) -> Outputs:
        for planned in self._taking("action", call):
            if (outputs := planned.fault.on_action(call)) is not None:
                return outputs
        return call.proceed()

    async def _response(self, exchange: Exchange, answer: Answer) -> Answer:
        for planned in self._taking("response", exchange):
            answer = await planned.fault.on_response(exchange, answer)
        return answer

    def _event(self, event: Outgoing) -> Iterable[tuple[float, Notification]]:
        for planned in self._taking("event", event):
            return planned.fault.on_event(event)
        return [(0, event.notification)]

    def _datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        for planned in self._taking("datagram", datagram):
            return planned.fault.on_datagram(datagram)
        return [(0, datagram)]

    def _publication(self, player: Player, service: MdnsService) -> MdnsService | None:
        shown: MdnsService | None = service
        for planned in self._at["publication"]:
            if shown is not None and (not planned.scope.players or player in planned.scope.players):
                shown = planned.fault.on_publication(player, shown)
                planned.publish(player)
        return shown


def _as_text(arguments: Mapping[str, object]) -> Mapping[str, str]:
    return {name: str(int(value) if isinstance(value, bool) else value) for name, value in arguments.items()}
