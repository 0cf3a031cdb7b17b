"""The command line: ``sonos-sim run``, ``validate``, ``describe``, ``coverage``, ``scenario`` and ``gauntlet``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import json
import math
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sonos_sim.catalogue import UnknownProfileError, profile, profile_keys
from sonos_sim.harness import gauntlet_cli, scenario_cli

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sonos_sim.harness.gauntlet import Launch
    from sonos_sim.harness.scenarios import Verdict
    from sonos_sim.harness.scenarios.stage import World
    from sonos_sim.household import Household
    from sonos_sim.simulator import Simulator

DEFAULT_ROOMS = 4
DEFAULT_TRACKS = 200


class UsageError(Exception):
    """What was asked cannot be done; the message is one sentence for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # room names may have what the terminal has not
    try:
        status: int = options.command(options)
    except (UsageError, UnknownProfileError, OSError, ValueError) as error:
        print(f"sonos-sim: {_message(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _message(error: Exception) -> str:
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sonos-sim", description="A Sonos household in one process.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="start a household and show what happens in it")
    run.add_argument("file", nargs="?", help="household file (YAML); without it one is made up")
    run.add_argument("--rooms", type=int, metavar="N", help=f"how many rooms to make up (default {DEFAULT_ROOMS})")
    run.add_argument("--seed", type=int, metavar="S", help="seed of all chance (default: drawn, and printed)")
    run.add_argument("--profile", nargs="+", metavar="KEY", help="profiles of the rooms in turn, such as S18 S9")
    run.add_argument("--library", type=int, metavar="N", help=f"tracks to make up (default {DEFAULT_TRACKS})")
    run.add_argument("--addresses", metavar="A,B,...", help="addresses of the players in order")
    run.add_argument("--single-address", metavar="A", help="put all players on this address, a port each")
    run.add_argument("--speed", type=float, metavar="X", help="simulated seconds per second (default 1)")
    run.add_argument("--no-discovery", action="store_true", help="neither SSDP nor mDNS")
    run.add_argument("--quiet", action="store_true", help="no live log")
    run.add_argument("--json", action="store_true", help="print the players as one JSON line once all is up")
    run.set_defaults(command=_run)

    validate = commands.add_parser("validate", help="check a household file")
    validate.add_argument("file")
    validate.set_defaults(command=_validate)

    describe = commands.add_parser("describe", help="show what a profile declares")
    describe.add_argument("profile", nargs="?", help="profile key; without it all are listed")
    describe.add_argument("service", nargs="?", help="service whose actions to show")
    describe.set_defaults(command=_describe)

    coverage = commands.add_parser("coverage", help="show which actions are implemented, and how we know what they do")
    coverage.add_argument(
        "--markdown", nargs="?", const="-", metavar="FILE", help="as a page in Markdown, to FILE or the terminal"
    )
    coverage.set_defaults(command=_coverage)

    scenario_cli.add_commands(commands, _serve_while)
    gauntlet_cli.add_command(commands, _launch)
    return parser


# run


def _run(options: argparse.Namespace) -> int:
    from sonos_sim.simulator import Simulator

    household = _household(options)
    addresses = [part.strip() for part in options.addresses.split(",")] if options.addresses else ()
    if addresses and len(addresses) != len(household.players):
        raise UsageError(f"--addresses has {len(addresses)} for {len(household.players)} players; give one each")
    simulator = Simulator(
        household,
        addresses=addresses,
        single_address=options.single_address,
        discovery=not options.no_discovery,
    )
    return asyncio.run(_serve(simulator, options))


def _household(options: argparse.Namespace) -> Household:
    from sonos_sim.household import Clock, Household

    if options.file:
        made_up = (options.rooms, options.profile, options.seed, options.speed, options.library)
        if any(given is not None for given in made_up):
            raise UsageError(
                "a household file says its rooms, profiles, seed, clock and library; "
                "leave out --rooms, --profile, --seed, --speed and --library"
            )
        return Household.load(options.file)
    if options.rooms is not None and options.rooms < 1:
        raise UsageError(f"--rooms is {options.rooms}; a household has at least 1")
    speed = 1.0 if options.speed is None else options.speed
    if not 0 <= speed < math.inf:
        raise UsageError(f"--speed is {speed}; 0 stops the clock, 1 is real time, more is faster")
    for key in options.profile or ():
        profile(key)
    rooms = options.rooms or max(DEFAULT_ROOMS, len(options.profile or ()))
    tracks = DEFAULT_TRACKS if options.library is None else options.library
    if tracks < 0:
        raise UsageError(f"--library is {tracks}; it is a number of tracks, 0 for none")
    return Household.generate(rooms, options.seed, options.profile, Clock(speed), library=tracks)


async def _serve(simulator: Simulator, options: argparse.Namespace) -> int:
    from sonos_sim.live_log import LiveLog, household_table

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    if not (options.quiet or options.json):
        simulator.observe(LiveLog(simulator.household, sys.stdout))
    async with simulator:
        gc.freeze()  # what is there now lives as long as the process: the collector need not look at it again
        if options.json:
            print(json.dumps(_as_json(simulator)), flush=True)
        else:
            print(household_table(simulator.household), flush=True)
        await stopped.wait()
    if not options.json:
        print("stopped")
    return 0


async def _serve_while(
    households: tuple[Household, ...], play: Callable[[World], Awaitable[Verdict]], as_json: bool
) -> Verdict:
    """Have ``households`` on the network while ``play`` runs."""
    from sonos_sim.live_log import LiveLog, household_table
    from sonos_sim.simulator import Simulator

    simulator = Simulator(*households)
    if not as_json:
        simulator.observe(LiveLog(simulator.household, sys.stdout))
    async with simulator:
        if as_json:
            print(json.dumps(_as_json(simulator)), flush=True)
        else:
            print("\n\n".join(map(household_table, households)), flush=True)
        return await play(simulator)


def _as_json(simulator: Simulator) -> dict[str, object]:
    household = simulator.household
    players = [
        {"name": p.name, "uuid": p.uuid, "ip": p.address, "port": p.port, "model": p.profile.key}
        for p in simulator.players
    ]
    return {"players": players, "household": household.id, "seed": household.random.seed}


def _launch() -> Launch:
    from sonos_sim.simulator import Simulator

    return Simulator


# The others


def _validate(options: argparse.Namespace) -> int:
    from sonos_sim.household import Household

    household = Household.load(options.file)
    print(f"{options.file}: {len(household.players)} players in {len(household.groups)} groups, all well")
    return 0


def _describe(options: argparse.Namespace) -> int:
    if options.profile is None:
        for key in profile_keys():
            kind = profile(key)
            actions = sum(len(service.actions) for service in kind.services.values())
            origin = f"derived from {kind.derived_from}: " if kind.derived_from else ""
            print(
                f"{key:5} {kind.model_name:23} {kind.software:12} S{kind.generation}"
                f"  {len(kind.services):2} services {actions:3} actions  {origin}{', '.join(sorted(kind.capabilities))}"
            )
        return 0
    kind = profile(options.profile)
    if options.service is None:
        print(f"{kind.model_name} ({kind.model}), software {kind.software}\n{kind.evidence}")
        if kind.placeholders:
            print(f"stand-ins, never captured: {', '.join(sorted(kind.placeholders))}")
        for name, service in kind.services.items():
            print(f"{name:22} {len(service.actions):3} actions, evented: {', '.join(service.evented) or 'nothing'}")
        return 0
    if options.service not in kind.services:
        raise UsageError(f"{kind.key} has no service {options.service!r}; there are {', '.join(kind.services)}")
    for action in kind.services[options.service].actions.values():
        inputs = ", ".join(f"{a.name}: {a.variable.type}" for a in action.inputs)
        outputs = ", ".join(f"{a.name}: {a.variable.type}" for a in action.outputs)
        print(f"{action.name}({inputs})" + (f" -> {outputs}" if outputs else ""))
    return 0


def _coverage(options: argparse.Namespace) -> int:
    from sonos_sim.services.coverage import coverage_table
    from sonos_sim.services.coverage_page import coverage_page

    if options.markdown is None:
        print(coverage_table())
    elif options.markdown == "-":
        print(coverage_page(), end="")
    else:
        Path(options.markdown).write_text(coverage_page(), "utf-8")
    return 0
