"""Runs a scenario against a simulator: takes its steps on the clock, and judges in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sonos_sim.harness.scenarios.base import Finding, Verdict
from sonos_sim.harness.scenarios.registry import UnknownScenarioError, scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from typing import Any

    from sonos_sim.harness.entry import Entry
    from sonos_sim.harness.journal import Journal
    from sonos_sim.harness.plan import FaultPlan
    from sonos_sim.harness.scenarios.base import Scenario
    from sonos_sim.household import Clock, Household, Player
    from sonos_sim.server.network import Network
    from sonos_sim.server.records import RequestRecord
    from sonos_sim.server.subscriptions import Subscription

RENEWED, SUBSCRIBED = "renewed", "subscribed to"
"""What the journal notes of a renewal and of a new subscription."""


class World(Protocol):
    """What a scenario needs of a simulator."""

    @property
    def household(self) -> Household:
        """The (first) household."""

    @property
    def network(self) -> Network:
        """The network it is on."""

    @property
    def faults(self) -> FaultPlan:
        """What is planned to go wrong."""

    @property
    def journal(self) -> Journal:
        """What happened."""


class Stage:
    """A scenario on its way; the steps act through it, and the oracle asks it.

    Everything hangs on the household's clock: with a stopped one, moving it takes the steps that fall due.
    """

    def __init__(self, played: Scenario, world: World) -> None:
        self.scenario = played
        self.household = world.household
        self.network = world.network
        self.faults = world.faults
        self.journal = world.journal
        self.is_over = False
        """Whether all steps have been taken."""
        self.on_over: Callable[[], None] | None = None
        """Called when they have."""
        self.marks: dict[str, float] = {}
        """Instants that steps noted, by name."""
        self.notes: dict[str, str] = {}
        """What steps noted of the state, for the oracle."""
        self._rooms = [player for player in self.household.visible if player.is_running]
        self._steps: Iterator[float] | None = None

    # For whoever runs it

    def start(self) -> None:
        """Take the first step; the others follow on the clock."""
        self._steps = self.scenario.steps(self)
        self.mark("start")
        self._go_on()

    def verdict(self) -> Verdict:
        """What came true by now."""
        ended = Finding("the scenario was played to its end", "" if self.is_over else "it is not over yet")
        found = [Finding(statement.text, statement.check(self)) for statement in self.scenario.oracle]
        return Verdict(self.scenario.name, (ended, *found))

    def _go_on(self) -> None:
        assert self._steps is not None, "not started"  # noqa: S101 -- for the type checker
        try:
            wait = next(self._steps)
        except StopIteration:
            self.mark("end")
            self.is_over = True
            if self.on_over is not None:
                self.on_over()
        else:
            self.clock.call_later(wait, self._go_on)

    # For steps

    @property
    def clock(self) -> Clock:
        """The household's clock."""
        return self.household.clock

    @property
    def rooms(self) -> list[Player]:
        """The visible players there were in the beginning; which is which stays, whatever happens to them."""
        return self._rooms

    def able(self, capability: str) -> Player:
        """The first room whose model has ``capability``; the scenario's ``models`` see to it that there is one."""
        return next(player for player in self.rooms if player.profile.can(capability))

    def mark(self, name: str) -> None:
        """Note this instant as ``name``."""
        self.marks[name] = self.clock.now()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` of the network; settling waits for it."""
        self.network.run(work)

    # For the oracle

    def after(self, mark: str) -> Callable[[Entry[Any]], bool]:
        """Whether an entry was made at the mark or later; never, if the mark was not reached."""
        instant = self.marks.get(mark, float("inf"))
        return lambda entry: entry.at >= instant

    def requests(self, method: str, service: str = "", *, player: Player | None = None) -> list[Entry[RequestRecord]]:
        """Requests by ``method`` to the event path of ``service`` (default: to anything)."""
        return [
            entry
            for entry in self.journal.requests
            if entry.record.method == method
            and (not service or entry.record.path.endswith(f"/{service}/Event"))
            and player in (None, self.household.players.get(entry.record.player))
        ]

    def subscribed(self, service: str = "", *, player: Player | None = None) -> list[Entry[RequestRecord]]:
        """New subscriptions that were granted."""
        return [e for e in self.requests("SUBSCRIBE", service, player=player) if e.record.note.startswith(SUBSCRIBED)]

    def renewed(self, service: str = "", *, player: Player | None = None) -> list[Entry[RequestRecord]]:
        """Renewals that were granted."""
        return [e for e in self.requests("SUBSCRIBE", service, player=player) if e.record.note == RENEWED]

    def held(self, mark: str, service: str = "") -> set[tuple[str, str]]:
        """UUIDs and event paths of the subscriptions that somebody had when ``mark`` came."""
        instant, held = self.marks.get(mark, 0.0), set()
        for entry in self.journal.requests:
            key = entry.record.player, entry.record.path
            if entry.at > instant or (service and not entry.record.path.endswith(f"/{service}/Event")):
                continue
            if entry.record.method == "SUBSCRIBE" and entry.record.note.startswith(SUBSCRIBED):
                held.add(key)
            elif entry.record.method == "UNSUBSCRIBE":
                held.discard(key)
        return held

    def live(self, service: str = "", *, player: Player | None = None) -> list[Subscription]:
        """Subscriptions that players hold now."""
        servers = [self.network.servers[player.uuid]] if player is not None else list(self.network.servers.values())
        return [s for server in servers for s in server.subscriptions if service in ("", s.service)]

    def traffic(self, *, player: Player | None = None) -> list[float]:
        """Instants of all requests that clients sent, actions included."""
        asked: list[Entry[Any]] = [*self.journal.requests, *self.journal.calls()]
        return sorted(e.at for e in asked if player in (None, self.household.players.get(e.record.player)))

    def name_of(self, uuid: str) -> str:
        """The room of a player, for people."""
        player = self.household.players.get(uuid)
        return player.name if player is not None else uuid


def start(name: str, world: World) -> Stage:
    """Prepare and begin the scenario ``name`` at a simulator that runs; its steps follow on the clock.

    Raises UnknownScenarioError for a name that is not there, and for a scenario that needs further households.
    """
    played = scenario(name)
    if len(world.network.households) <= played.beside:
        needed = "Simulator(household, *scenario.neighbours(household))"
        raise UnknownScenarioError(f"{name} needs {played.beside} other household on the network: {needed}")
    before = len(world.household.players)
    played.furnish(world.household)
    if len(world.household.players) > before:
        world.network.run(world.network.refresh())
    stage = Stage(played, world)
    stage.start()
    return stage
