"""What a scenario is: a documented failure that can be had on demand, and what a good client does about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sonos_sim.household import Clock, Household

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

Group = Literal[
    "discovery-network",
    "http-soap-transport",
    "soap-faults",
    "eventing-gena",
    "topology",
    "playback",
    "volume",
    "battery-portable",
    "alarms",
    "library-indexing",
    "firmware-model-drift",
    "security",
    "clock-suspend",
]
Severity = Literal["low", "medium", "high", "critical"]
Bundle = Literal["smoke", "week-in-the-life", "big-house", "portable", "firmware-night", "hostile-lan"]
_ROOMS = ("Kitchen", "Office", "Bedroom", "Bath", "Garage")


def _nothing(household: Household) -> None:
    """Leave the household as it is."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something a good client makes true; ``check`` returns why it is not, or nothing."""

    text: str
    check: Callable[[Stage], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement and whether it came true."""

    text: str
    why: str
    """Why not; empty: it came true."""

    @property
    def ok(self) -> bool:
        """Whether it came true."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a client did in a scenario."""

    scenario: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether everything came true."""
        return all(finding.ok for finding in self.findings)

    def __str__(self) -> str:
        lines = [f"{self.scenario}: {'passed' if self.ok else 'FAILED'}"]
        lines += [f"  {'ok' if f.ok else 'NO':3} {f.text}" + (f": {f.why}" if f.why else "") for f in self.findings]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A failure that was seen in the field.

    ``prepare`` sets up the household before players are on the network, ``steps`` then lets things happen: a generator
    that yields the seconds on the clock to the next step. ``oracle`` says what a good client did, as far as that can
    be seen on the wire and in the players.
    """

    name: str
    group: Group
    title: str
    imitates: str
    """What happens in real households, in one sentence."""
    sources: tuple[str, ...]
    """Public threads and files that tell of it."""
    severity: Severity
    bundles: tuple[Bundle, ...] = ()
    rooms: int = 2
    """How many rooms it needs at least."""
    models: dict[str, str] = field(default_factory=dict)
    """Capabilities that some room needs, and the profile to add where none has it."""
    beside: int = 0
    """How many other households, of a room each, share the network."""
    discovery: bool = False
    """Whether it is about how players are found: the client has to search for them, and is not told where they are."""
    hidden_first: bool = False
    """Whether a client that is told where players are is told of those first that are no rooms of their own."""
    task: str = ""
    """What the client is to do meanwhile, where listening is not enough."""
    prepare: Callable[[Household], None] = _nothing
    steps: Callable[[Stage], Iterator[float]]
    oracle: tuple[Statement, ...]

    def furnish(self, household: Household) -> None:
        """Add the rooms that ``household`` lacks, and prepare it."""
        for capability, key in self.models.items():
            if not any(player.profile.can(capability) for player in household.visible):
                household.add(capability.replace("-", " ").capitalize(), key)
        taken = {player.name for player in household.players.values()}
        free = (name for name in (*_ROOMS, *(f"Room {n}" for n in range(1, 33))) if name not in taken)
        while len(household.visible) < self.rooms:
            household.add(next(free))
        self.prepare(household)

    def household(self, seed: int = 1, clock: Clock | None = None) -> Household:
        """A household of its own for this scenario, with a stopped clock unless told otherwise."""
        household = Household(seed=seed, clock=clock or Clock.stopped())
        self.furnish(household)
        return household

    def told(self, household: Household) -> list[Player]:
        """The players in the order in which a client is told where they are."""
        players = list(household.players.values())
        return sorted(players, key=lambda player: not player.is_invisible) if self.hidden_first else players

    def neighbours(self, household: Household) -> tuple[Household, ...]:
        """The households that share the network with ``household``, and its clock."""
        seeds = range(household.random.seed + 1, household.random.seed + 1 + self.beside)
        others = tuple(Household(seed=seed, clock=household.clock) for seed in seeds)
        for number, other in enumerate(others, 1):
            other.add(f"Neighbour {number}")
        return others
