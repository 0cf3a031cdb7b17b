"""``sonos-sim gauntlet``."""

from __future__ import annotations

import asyncio
import math
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sonos_sim.harness import gauntlet, survival

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sonos_sim.harness.gauntlet import Launch


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser], launch: Callable[[], Launch]) -> None:
    """Add ``gauntlet`` to the command line; ``launch`` gives what puts households on the network."""
    own = commands.add_parser(
        "gauntlet",
        help="run your own test command once per scenario, and see what it survives; 1 if not everything",
        usage="%(prog)s [options] -- COMMAND...",
    )
    own.add_argument(
        "--bundle", choices=gauntlet.BUNDLES, default=gauntlet.BUNDLES[0], help="scenarios to run (default smoke)"
    )
    own.add_argument("--scenario", nargs="+", default=[], metavar="NAME", help="run these scenarios instead")
    own.add_argument("--html", metavar="FILE", help="write a page with all that happened")
    own.add_argument("--junit", metavar="FILE", help="write a JUnit XML report")
    own.add_argument(
        "--timeout",
        type=float,
        default=gauntlet.LIMIT,
        metavar="S",
        help=f"real seconds per scenario (default {gauntlet.LIMIT:g})",
    )
    own.add_argument(
        "--speed",
        type=float,
        default=gauntlet.SPEED,
        metavar="X",
        help=f"simulated seconds per second (default {gauntlet.SPEED:g})",
    )
    own.add_argument("--seed", type=int, default=1, metavar="S", help="seed of the households (default 1)")
    own.add_argument("--no-discovery", action="store_true", help="neither SSDP nor mDNS")
    own.add_argument("run", nargs="+", metavar="COMMAND", help="what to run, after --")
    own.set_defaults(command=lambda options: _run(options, launch))


def _run(options: argparse.Namespace, launch: Callable[[], Launch]) -> int:
    if not 0 < options.speed < math.inf:
        raise ValueError(f"--speed is {options.speed}; the clock has to move while the command runs")
    if not 0 < options.timeout < math.inf:
        raise ValueError(f"--timeout is {options.timeout}; a command needs some seconds")
    if shutil.which(options.run[0]) is None:
        raise ValueError(f"there is no command {options.run[0]!r}")
    for file in filter(None, (options.html, options.junit)):
        if not Path(file).parent.is_dir():
            raise ValueError(f"{file}: there is no such folder")
    try:
        found = gauntlet.chosen(options.bundle, options.scenario)
    except LookupError as error:
        raise ValueError(str(error)) from error
    outcomes = []
    for one in found:
        outcome = asyncio.run(
            gauntlet.run(
                one,
                options.run,
                launch(),
                seed=options.seed,
                speed=options.speed,
                limit=options.timeout,
                discovery=not options.no_discovery,
            )
        )
        outcomes.append(outcome)
        _print(survival.row(outcome))
    _print(survival.summary(outcomes))
    if options.html:
        Path(options.html).write_text(survival.page(outcomes, options.run), "utf-8", "xmlcharrefreplace")
    if options.junit:
        Path(options.junit).write_text(survival.junit(outcomes), "utf-8")
    return 0 if all(outcome.survived for outcome in outcomes) else 1


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
