"""The gauntlet: somebody's own command, once per scenario, each time against a household of its own.

The household is simulated in this process, on a clock that runs while the command does; the command is a process of its
own and learns from its environment where the players are.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from sonos_sim.harness.performance import Ending, Performance
from sonos_sim.harness.program import Program
from sonos_sim.harness.scenarios import scenario, scenarios
from sonos_sim.harness.scenarios.base import Bundle
from sonos_sim.harness.surroundings import clock_time, last_refused, lines
from sonos_sim.household import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from sonos_sim.harness.scenarios import Finding, Scenario, Stage
    from sonos_sim.harness.scenarios.stage import World
    from sonos_sim.harness.surroundings import Line
    from sonos_sim.household import Household

Begin = Literal["heard", "started"]
"""When a scenario begins: with the first request of the command, or when the command is started."""
BEGINS: tuple[Begin, ...] = get_args(Begin)
ALL = "all"
BUNDLES: tuple[str, ...] = (*get_args(Bundle), ALL)
"""What can be run at once."""
SPEED = 30.0
"""Simulated seconds per second unless told otherwise."""
LIMIT = 120.0
"""Real seconds that a command may take in one scenario, unless told otherwise."""
GRACE = 30.0
"""Simulated seconds that a service has after the end of the scenario, unless told otherwise."""


class Launch(Protocol):
    """Puts households on the network, as ``Simulator`` does."""

    def __call__(self, household: Household, *more: Household, discovery: bool) -> AbstractAsyncContextManager[World]:
        """A simulator that has not started."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a command runs the gauntlet."""

    seed: int = 1
    """Of the households."""
    speed: float = SPEED
    """Simulated seconds per second."""
    begin: Begin = "heard"
    service: bool = False
    """Whether the command is to run until it is told to end, by SIGTERM when the scenario is over."""
    grace: float = GRACE
    """Simulated seconds that a service has between the two."""
    limit: float = LIMIT
    """Real seconds that a command may take; for a service, until a player hears of it."""
    discovery: bool = True
    """Whether players can be found by SSDP and mDNS in scenarios that are not about it, too."""

    def as_options(self) -> list[str]:
        """What to say on the command line to run on these terms; nothing for what is so anyway."""
        usual = Terms()
        values = {
            "--seed": (self.seed, usual.seed),
            "--speed": (self.speed, usual.speed),
            "--begin": (self.begin, usual.begin),
            "--grace": (self.grace, usual.grace),
            "--timeout": (self.limit, usual.limit),
        }
        given = [f"{name}={value}" for name, (value, as_ever) in values.items() if value != as_ever]
        return [*(["--service"] if self.service else []), *given, *([] if self.discovery else ["--no-discovery"])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command came through a scenario."""

    scenario: Scenario
    terms: Terms
    ending: Ending
    """Of the command."""
    seconds: float
    """Real seconds it took."""
    findings: tuple[Finding, ...]
    course: str
    """When which had come how far, in a sentence."""
    refused: str = ""
    """What a player refused last; empty: nothing."""
    lines: tuple[Line, ...] = ()
    """What happened around what went wrong, first, and last."""
    output: str = ""
    """The end of what the command wrote."""

    @property
    def survived(self) -> bool:
        """Whether the command ended well, and everything came true that a good client makes true."""
        return not self.ending.problem and all(finding.ok for finding in self.findings)

    @property
    def reasons(self) -> list[str]:
        """Why it did not survive."""
        command = [f"the command: {self.ending.problem}"] if self.ending.problem else []
        return command + [f"{finding.text}: {finding.why}" for finding in self.findings if not finding.ok]


def chosen(bundle: str, names: Sequence[str] = ()) -> list[Scenario]:
    """The scenarios called ``names``, or else those of ``bundle``.

    Raises LookupError for names that are not there, and for a bundle without scenarios.
    """
    if names:
        return [scenario(name) for name in dict.fromkeys(names)]
    if found := [one for one in scenarios() if bundle in (ALL, *one.bundles)]:
        return found
    raise LookupError(f"no scenario is in the bundle {bundle!r}")


async def run(one: Scenario, command: Sequence[str], launch: Launch, terms: Terms | None = None) -> Outcome:
    """Play the scenario ``one`` while ``command`` runs, and judge both; raises OSError when it cannot be started.

    Until the scenario begins the clock stands still, its first step already taken; then it runs. When a command that is
    no service ends first, the rest of the scenario is passed through at once. A statement has to be true when the
    scenario ends, or later: when the command has ended, or at the end of a service's grace.
    """
    terms = terms or Terms()
    # Who waits to be found may never be heard of: the first step of such a scenario can be that nobody answers.
    begin = "started" if one.discovery else terms.begin
    household = one.household(terms.seed, Clock.stopped())
    discovery = terms.discovery or one.discovery
    async with launch(household, *one.neighbours(household), discovery=discovery) as world:
        performance, begun = Performance(one, world, terms.speed), time.monotonic()
        async with Program(command, _environment(one, household, terms.speed)) as program:
            if begin == "started":
                performance.begin()
            if terms.service:
                patience = terms.limit if begin == "heard" else None
                ending = await performance.serve(program, patience, terms.grace)
            else:
                ending = await performance.attend(program, terms.limit)
            took, ended = time.monotonic() - begun, household.clock.now()
        findings = await performance.findings()
        stage = performance.stage
        return Outcome(
            scenario=one,
            terms=terms,
            ending=ending,
            seconds=took,
            findings=findings,
            course=_course(stage, ended),
            refused=last_refused(stage),
            lines=tuple(lines(stage, findings, ended, ending.words)),
            output=program.output,
        )


def _course(stage: Stage, ended: float) -> str:
    end = f"the command ended at {clock_time(ended)}, the scenario at {clock_time(stage.marks['end'])}"
    if not (traffic := stage.traffic()):
        searches = stage.scenario.discovery
        hint = "Does it search, from 127.0.0.1?" if searches else "Does it go to the addresses in SONOS_SIM_HOSTS?"
        return f"No player heard of the command; {end}. {hint}"
    asked = f"{len(traffic)} requests" if len(traffic) > 1 else "a request"
    none = "" if stage.requests("SUBSCRIBE") else ", no SUBSCRIBE among them,"
    return f"Players got {asked}{none} from {clock_time(traffic[0])} to {clock_time(traffic[-1])}; {end}."


def _environment(one: Scenario, household: Household, speed: float) -> dict[str, str]:
    players = [
        {"name": p.name, "uuid": p.uuid, "ip": p.address, "port": p.port, "model": p.profile.key}
        for p in one.told(household)
    ]
    told = {
        "SONOS_SIM_HOSTS": ",".join(player.address for player in one.told(household)),
        "SONOS_SIM_PLAYERS": json.dumps(players),
    }
    return {
        "PYTHONUNBUFFERED": "1",  # else what a Python program wrote last is lost with it when it is ended
        **os.environ,
        **({} if one.discovery else told),
        "SONOS_SIM_HOUSEHOLD": household.id,
        "SONOS_SIM_SCENARIO": one.name,
        "SONOS_SIM_SEED": str(household.random.seed),
        "SONOS_SIM_SPEED": f"{speed:g}",
    }
