"""The gauntlet: somebody's own test command, once per scenario, each time against a household of its own.

The household is simulated in this process, on a clock that runs while the command does; the command is a process of its
own and learns from its environment where the players are.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Protocol, get_args

from sonos_sim.harness.scenarios import Stage, scenario, scenarios
from sonos_sim.harness.scenarios.base import Bundle
from sonos_sim.household import Clock
from sonos_sim.household.clock import STOPPED_CLOCK_START
from sonos_sim.server.records import (
    ActionRecord,
    DatagramRecord,
    DeliveryRecord,
    FaultRecord,
    RequestRecord,
    StateRecord,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager
    from typing import Any

    from sonos_sim.harness.journal import Entry
    from sonos_sim.harness.scenarios import Finding, Scenario, Verdict
    from sonos_sim.harness.scenarios.stage import World
    from sonos_sim.household import Household

ALL = "all"
BUNDLES: tuple[str, ...] = (*get_args(Bundle), ALL)
"""What can be run at once."""
SPEED = 30.0
"""Simulated seconds per second unless told otherwise."""
LIMIT = 120.0
"""Real seconds that a command may take in one scenario, unless told otherwise."""
AROUND = 4
"""Exchanges that are shown before and after each thing that went wrong."""
LAST = 12
"""Exchanges that are shown from the end."""
MOST = 150
"""Exchanges that are shown of a scenario at most: the first of those chosen."""
OUTPUT = 20_000
"""Characters of the command's output that are kept, the last ones."""
_STRIDE = 30.0
"""Simulated seconds in one go, once the command has ended."""
_GRACE = 3.0
"""Real seconds between asking a command to end, and ending it."""
_NUMBER = re.compile(r"#(\d+) ")


class Launch(Protocol):
    """Puts households on the network, as ``Simulator`` does."""

    def __call__(self, household: Household, *more: Household, discovery: bool) -> AbstractAsyncContextManager[World]:
        """A simulator that has not started."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened, in one line."""

    at: str
    """Time of day on the household's clock."""
    text: str
    is_trouble: bool
    """Whether it went wrong, or a finding tells of it."""
    skipped: int
    """Entries of the journal that were left out before it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command came through a scenario."""

    scenario: Scenario
    seed: int
    exit_status: int | None
    """Of the command; None: it did not end in time. Negative: the signal that ended it."""
    seconds: float
    """Real seconds it took."""
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...]
    """What happened around what went wrong, and last."""
    output: str
    """The end of what the command wrote."""

    @property
    def survived(self) -> bool:
        """Whether the command succeeded, and everything came true that a good client makes true."""
        return self.exit_status == 0 and all(finding.ok for finding in self.findings)

    @property
    def ended(self) -> str:
        """How the command ended, in words."""
        if self.exit_status is None:
            return "not in time"
        return f"exit {self.exit_status}" if self.exit_status >= 0 else f"signal {-self.exit_status}"

    @property
    def reasons(self) -> list[str]:
        """Why it did not survive."""
        command = [] if self.exit_status == 0 else [f"the command: {self.ended}"]
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


async def run(
    one: Scenario,
    command: Sequence[str],
    launch: Launch,
    *,
    seed: int = 1,
    speed: float = SPEED,
    limit: float = LIMIT,
    discovery: bool = True,
) -> Outcome:
    """Play the scenario ``one`` while ``command`` runs, and judge both.

    The clock runs at ``speed`` simulated seconds per second. When the command ends first, the rest of the scenario is
    passed through at once; a statement has to be true when the scenario ends, or when the command has ended after it.
    A command that has not ended after ``limit`` real seconds is ended. Raises OSError when it cannot be started.
    """
    household = one.household(seed, Clock(speed, STOPPED_CLOCK_START))
    async with launch(household, *one.neighbours(household), discovery=discovery) as world:
        stage, begun = Stage(one, world), time.monotonic()
        verdicts: list[Verdict] = []
        stage.on_over = lambda: verdicts.append(stage.verdict())
        stage.start()
        with tempfile.TemporaryFile() as output:
            status = await _command(command, _environment(one, household, speed), output, limit)
            took = time.monotonic() - begun
            while not stage.is_over:
                targets = [(clock, clock.now() + _STRIDE) for clock in world.network.clocks]
                await world.network.await_clocks(targets)
                await world.network.settle()
            verdicts.append(stage.verdict())
            # A client that unsubscribes when it ends was subscribed at the end of the scenario, and that counts; what a
            # slow one had still to do by then counts when it has done it.
            judged = zip(*(verdict.findings for verdict in verdicts), strict=True)
            findings = tuple(next((finding for finding in both if finding.ok), both[-1]) for both in judged)
            output.seek(0)
            written = output.read().decode("utf-8", "replace")[-OUTPUT:]
    return Outcome(one, seed, status, took, findings, tuple(_lines(stage, findings)), written)


def _environment(one: Scenario, household: Household, speed: float) -> dict[str, str]:
    players = [
        {"name": p.name, "uuid": p.uuid, "ip": p.address, "port": p.port, "model": p.profile.key}
        for p in household.players.values()
    ]
    return {
        **os.environ,
        "SONOS_SIM_HOSTS": ",".join(player.address for player in household.players.values()),
        "SONOS_SIM_PLAYERS": json.dumps(players),
        "SONOS_SIM_HOUSEHOLD": household.id,
        "SONOS_SIM_SCENARIO": one.name,
        "SONOS_SIM_SEED": str(household.random.seed),
        "SONOS_SIM_SPEED": f"{speed:g}",
    }


async def _command(command: Sequence[str], environment: dict[str, str], output: IO[bytes], limit: float) -> int | None:
    """The exit status of ``command``; None: it had to be ended."""
    process = await asyncio.create_subprocess_exec(
        *command,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(limit):
            return await process.wait()
    except TimeoutError:
        return None
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the process if it is still there, and what it has started with it."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        os.killpg(process.pid, number)
        try:
            async with asyncio.timeout(_GRACE):
                await process.wait()
        except TimeoutError:
            continue


# What happened


def _lines(stage: Stage, findings: Sequence[Finding]) -> list[Line]:
    """What happened around whatever went wrong, and last; entries that a finding tells of are among it."""
    told_of = {int(number) for finding in findings for number in _NUMBER.findall(finding.why)}
    entries = [entry for entry in stage.journal if _is_shown(entry)]
    troubles = {n for n, entry in enumerate(entries) if entry.number in told_of or _is_trouble(entry)}
    near = {m for n in troubles for m in range(n - AROUND, n + AROUND + 1)} | set(
        range(len(entries) - LAST, len(entries))
    )
    lines: list[Line] = []
    last = -1
    for n in sorted(n for n in near if 0 <= n < len(entries))[:MOST]:
        at = datetime.fromtimestamp(entries[n].at, UTC)
        lines.append(Line(f"{at:%H:%M:%S}", str(entries[n]), n in troubles, n - last - 1))
        last = n
    return lines


def _is_shown(entry: Entry[Any]) -> bool:
    if isinstance(entry.record, StateRecord):
        return entry.record.what == "power"
    return not isinstance(entry.record, DatagramRecord)


def _is_trouble(entry: Entry[Any]) -> bool:
    match entry.record:
        case ActionRecord(fault=fault):
            return fault is not None
        case RequestRecord(status=status):
            return status >= 400
        case FaultRecord() | DeliveryRecord() | StateRecord():
            return True
    return False
