"""``sonos-sim gauntlet``."""

from __future__ import annotations

import asyncio
import math
import shutil
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sonos_sim.harness import gauntlet, survival, survival_page

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from sonos_sim.harness.gauntlet import Launch, Outcome, Terms
    from sonos_sim.harness.scenarios import Scenario

_TERMINATED = 128 + signal.SIGTERM


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], launch: Callable[[], Launch]) -> None:
    """Add ``gauntlet`` to the command line; ``launch`` gives what puts households on the network."""
    own = commands.add_parser(
        "gauntlet",
        help="run your own command once per scenario, and see what it survives; 1 if not everything",
        usage="%(prog)s [options] -- COMMAND...",
    )
    own.add_argument(
        "--bundle", choices=gauntlet.BUNDLES, default=gauntlet.BUNDLES[0], help="scenarios to run (default smoke)"
    )
    own.add_argument("--scenario", nargs="+", default=[], metavar="NAME", help="run these scenarios instead")
    own.add_argument("--html", metavar="FILE", help="write a page with all that happened")
    own.add_argument("--junit", metavar="FILE", help="write a JUnit XML report")
    own.add_argument(
        "--service", action="store_true", help="the command runs for ever: it gets SIGTERM after each scenario"
    )
    own.add_argument(
        "--grace",
        type=float,
        metavar="S",
        help=f"simulated seconds between the end of a scenario and SIGTERM (default {gauntlet.GRACE:g})",
    )
    own.add_argument(
        "--begin",
        choices=gauntlet.BEGINS,
        default=gauntlet.BEGINS[0],
        help="a scenario begins when a player has heard of the command (default), or when that is started",
    )
    own.add_argument(
        "--timeout",
        type=float,
        default=gauntlet.LIMIT,
        metavar="S",
        help=f"real seconds per scenario; for a service, until a player hears of it (default {gauntlet.LIMIT:g})",
    )
    own.add_argument(
        "--speed",
        type=float,
        default=gauntlet.SPEED,
        metavar="X",
        help=f"simulated seconds per second (default {gauntlet.SPEED:g})",
    )
    own.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="scenarios side by side, with --no-discovery (default 1)"
    )
    own.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the households (default 1)")
    own.add_argument("--no-discovery", action="store_true", help="neither SSDP nor mDNS")
    own.add_argument("run", nargs="+", metavar="COMMAND", help="what to run, after --")
    own.set_defaults(command=lambda options: _run(options, launch))


def _run(options: argparse.Namespace, launch: Callable[[], Launch]) -> int:
    terms = _terms(options)
    if shutil.which(options.run[0]) is None:
        raise ValueError(f"there is no command {options.run[0]!r}")
    for file in filter(None, (options.html, options.junit)):
        _check_writable(Path(file))
    try:
        found = gauntlet.chosen(options.bundle, options.scenario)
    except LookupError as error:
        raise ValueError(str(error)) from error
    made: dict[str, Outcome] = {}
    try:
        asyncio.run(_run_all(found, options.run, launch(), terms, options.jobs, made))
    except asyncio.CancelledError:
        return _TERMINATED
    finally:
        outcomes = [made[one.name] for one in found if one.name in made]
        _report(outcomes, len(found), options)
    return 0 if all(outcome.survived for outcome in outcomes) else 1


def _terms(options: argparse.Namespace) -> Terms:
    if not 0 < options.speed < math.inf:
        raise ValueError(f"--speed is {options.speed}; the clock has to move while the command runs")
    if not 0 < options.timeout < math.inf:
        raise ValueError(f"--timeout is {options.timeout}; a command needs some seconds")
    if options.jobs < 1:
        raise ValueError(f"--jobs is {options.jobs}; it is a number of scenarios, at least 1")
    if options.jobs > 1 and not options.no_discovery:
        raise ValueError("--jobs needs --no-discovery: a command that searches would find the households of others")
    if options.grace is not None and not options.service:
        raise ValueError("--grace is for --service alone: other commands end by themselves")
    grace = gauntlet.GRACE if options.grace is None else options.grace
    if not 0 <= grace < math.inf:
        raise ValueError(f"--grace is {grace}; it is a number of simulated seconds, 0 for none")
    return gauntlet.Terms(
        seed=options.seed,
        speed=options.speed,
        begin=options.begin,
        service=options.service,
        grace=grace,
        limit=options.timeout,
        discovery=not options.no_discovery,
    )


def _check_writable(file: Path) -> None:
    """Raise OSError now, rather than after an hour of scenarios."""
    existed = file.exists()
    with file.open("ab"):
        pass
    if not existed:
        file.unlink()


async def _run_all(
    found: Sequence[Scenario],
    command: Sequence[str],
    launch: Launch,
    terms: Terms,
    jobs: int,
    made: dict[str, Outcome],
) -> None:
    """Run ``command`` in each scenario, ``jobs`` of them side by side, and note in ``made`` how it went."""
    task = asyncio.current_task()
    if task is not None:  # Whoever ends this program wants to see the command ended too, and the households.
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    free, searching = asyncio.Semaphore(jobs), asyncio.Lock()

    async def run(one: Scenario) -> None:
        # Of households that can be searched for there is one at a time: whoever searches would find them all.
        async with searching if one.discovery else nullcontext(), free:
            made[one.name] = await gauntlet.run(one, command, launch, terms)
            _print(survival.row(made[one.name]))

    try:
        async with asyncio.TaskGroup() as group:
            for one in found:
                group.create_task(run(one))
    except* OSError as errors:
        raise errors.exceptions[0] from None


def _report(outcomes: Sequence[Outcome], count: int, options: argparse.Namespace) -> None:
    """Say how it went, also when it was broken off, and write the reports."""
    if not outcomes:
        return
    if len(outcomes) < count:
        _print(f"broken off after {len(outcomes)} of {count} scenarios")
    if not (options.html or options.junit) and not all(outcome.survived for outcome in outcomes):
        _print("with --html FILE you see what happened around each failure")
    _print(survival.summary(outcomes))
    if options.html:
        text = survival_page.page(outcomes, options.run)
        Path(options.html).write_text(text, "utf-8", "xmlcharrefreplace")
    if options.junit:
        Path(options.junit).write_text(survival.junit(outcomes), "utf-8")


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
