"""The pytest plugin: simulated households as fixtures.

``sonos_simulator`` runs in a thread of its own, so that it serves synchronous tests and any event loop alike;
``sonos_simulator_async`` runs in the test's own loop. What they are like stands in ``@pytest.mark.sonos(...)``, on the
command line and in the ini file; see ``docs/testing.md``. Nothing of the simulator is imported before a test asks.
"""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from sonos_sim import Household, Simulator
    from sonos_sim.server.records import Record

SHOWN_EXCHANGES = 20
"""Of a failing test, the last ones."""
DEFAULT_SEED = 1
RANDOM = "random"
_MARKER = "sonos"


class Watch:
    """What the report of a failing test says about one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self._last: deque[tuple[str, Record]] = deque(maxlen=SHOWN_EXCHANGES)
        simulator.observe(self._see)

    def _see(self, record: Record) -> None:
        self._last.append((self.simulator.household.clock.utc().strftime("%H:%M:%S"), record))

    def forget(self) -> None:
        """Begin anew, with another test."""
        self._last.clear()

    def household(self) -> str:
        """Which household it was, and how to have it again."""
        household = self.simulator.household
        seed = household.random.seed
        rooms = ", ".join(f"{player.name} ({player.profile.key}, {player.address})" for player in household.visible)
        clock = (
            f"{'stopped at' if household.clock.is_stopped else 'running,'} {household.clock.utc():%Y-%m-%d %H:%M:%S}"
        )
        return f"seed {seed} (again: --sonos-seed {seed}), clock {clock} UTC\n{rooms}"

    def exchanges(self) -> str:
        """The last exchanges on the wire, a line each; empty: there were none."""
        from sonos_sim.server.telling import describe

        players = self.simulator.household.players
        lines = []
        for time, record in self._last.copy():
            room = players[record.player].name if record.player in players else record.player
            text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in describe(record))
            lines.append(f"{time}  {room:<14.14}  {text}")
        return "\n".join(lines)


_watches = pytest.StashKey[tuple[Watch, ...]]()
_session_watch = pytest.StashKey[Watch]()


# Options


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini options and the command line."""
    seed_help = f"seed of the simulated Sonos households: a whole number, or {RANDOM} (default: {DEFAULT_SEED})"
    parser.getgroup("sonos-sim").addoption("--sonos-seed", default=None, metavar="SEED", help=seed_help)
    parser.addini("sonos_seed", seed_help)
    parser.addini("sonos_rooms", "rooms of the simulated households, one a line", type="linelist")
    parser.addini("sonos_clock", "clock of the simulated households: stopped (default), real, or a rate such as 60")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, settle on a seed, and offer the asynchronous fixture."""
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(rooms, models, seed, file, clock, behaviour, scenario): what the simulated Sonos household is like",
    )
    seed = _seed(config)
    if seed == RANDOM:
        import random

        seed = str(random.SystemRandom().randrange(2**32))
    # Workers of xdist take the one that was drawn for all.
    config.option.sonos_seed = seed = getattr(config, "workerinput", {}).get("sonos_seed", seed)
    if seed and not seed.isdecimal():
        raise pytest.UsageError(f"the seed of sonos-sim is {seed!r}; it must be a whole number or {RANDOM}")
    config.pluginmanager.import_plugin("sonos_sim.pytest_async")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the seed to a worker of xdist."""
    node.workerinput["sonos_seed"] = _seed(node.config)


def _seed(config: pytest.Config) -> str:
    """The seed as it was given; empty: nobody did."""
    return str(config.getoption("--sonos-seed") or config.getini("sonos_seed") or "")


def pytest_report_header(config: pytest.Config) -> str:
    """The seed."""
    return f"sonos-sim: seed {_seed(config) or DEFAULT_SEED}"


def _settings(config: pytest.Config) -> dict[str, Any]:
    """The options of the command line and the ini file."""
    from sonos_sim.harness.setup import clock_option

    settings: dict[str, Any] = {"seed": DEFAULT_SEED}
    if seed := _seed(config):
        settings["seed"] = int(seed)
    if rooms := config.getini("sonos_rooms"):
        settings["rooms"] = int(rooms[0]) if len(rooms) == 1 and rooms[0].isdecimal() else rooms
    if clock := config.getini("sonos_clock"):
        settings["clock"] = clock_option(clock)
    return settings


def _marked(item: pytest.Item) -> list[Mapping[str, Any]]:
    """The options of the markers, the nearest last."""
    from sonos_sim.harness.setup import SetupError

    layers: list[Mapping[str, Any]] = []
    for mark in reversed(list(item.iter_markers(_MARKER))):
        if mark.args:
            raise SetupError(f"options have names, such as rooms=[...]; {mark.args[0]!r} has none")
        options = dict(mark.kwargs)
        if isinstance(options.get("file"), str):
            options["file"] = item.path.parent / options["file"]
        layers.append(options)
    return layers


@contextmanager
def _explained() -> Iterator[None]:
    """Options that cannot be fail the test with their sentence alone."""
    from sonos_sim.harness.setup import SetupError

    try:
        yield
    except SetupError as error:
        raise pytest.fail.Exception(f"sonos: {error}", pytrace=False) from None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse a marker with a mistake in it, even where no fixture reads it."""
    if item.get_closest_marker(_MARKER) is not None:
        from sonos_sim.harness.setup import Setup

        with _explained():
            Setup.of(*_marked(item))


# Starting


@contextmanager
def _running(household: Household) -> Iterator[Simulator]:
    """A simulator in a thread of its own."""
    refuse_blocked_sockets()
    from sonos_sim.simulator import Simulator

    with Simulator(household) as simulator:
        yield simulator


def watched(item: Any, simulator: Simulator, *options: Mapping[str, Any]) -> Simulator:
    """``simulator``, shown when the test ``item`` fails; the scenario of the marker or of ``options`` has begun."""
    from sonos_sim.harness.setup import Setup

    item.stash[_watches] = (*item.stash.get(_watches, ()), Watch(simulator))
    with _explained():
        scenario = Setup.of(*_marked(item), *options).scenario
        if scenario is not None:
            _begin(scenario, simulator)
    return simulator


def _begin(scenario: str, simulator: Simulator) -> None:
    from importlib import import_module
    from importlib.util import find_spec

    from sonos_sim.harness.setup import SetupError

    if find_spec("sonos_sim.harness.scenarios") is None:
        raise SetupError(f"scenario {scenario!r}: this version of sonos-sim has no scenarios")
    try:
        import_module("sonos_sim.harness.scenarios").start(scenario, simulator)
    except LookupError as error:
        raise SetupError(str(error.args[0])) from error


def refuse_blocked_sockets() -> None:
    """Fail with advice where pytest-socket lets nothing through."""
    import socket

    if socket.socket.__module__ == "pytest_socket":
        pytest.fail(
            "sonos: pytest-socket blocks all sockets; mark the test with @pytest.mark.enable_socket, or allow loopback "
            "alone with @pytest.mark.allow_hosts(['127.0.0.0/8'])",
            pytrace=False,
        )


def allowed_hosts(simulator: Simulator) -> list[str]:
    """Hosts to let through where connections are restricted: the players', and the test's own listeners.

    With pytest-socket: ``socket_allow_hosts(allowed_hosts(sonos_simulator))``.
    """
    return ["127.0.0.1", *(player.address for player in simulator.players)]


# Fixtures


@pytest.fixture
def sonos_household(request: pytest.FixtureRequest) -> Household:
    """A household as the marker and the options say, not on the network yet."""
    from sonos_sim.harness.setup import Setup

    with _explained():
        return Setup.of(_settings(request.config), *_marked(request.node)).household()


@pytest.fixture
def sonos_simulator(request: pytest.FixtureRequest, sonos_household: Household) -> Iterator[Simulator]:
    """The household on the network, in a thread of its own: for synchronous tests and any event loop."""
    with _running(sonos_household) as simulator:
        yield watched(request.node, simulator)


@pytest.fixture
def sonos_simulator_factory(request: pytest.FixtureRequest) -> Iterator[Callable[..., Simulator]]:
    """Starts further simulators: ``factory(rooms=["Attic"], seed=3)``, with the options of the marker.

    What a call leaves out is as the marker and the options say. All stop with the test.
    """
    from sonos_sim.harness.setup import Setup

    with ExitStack() as stack:

        def start(**options: Any) -> Simulator:
            with _explained():
                household = Setup.of(_settings(request.config), *_marked(request.node), options).household()
            return watched(request.node, stack.enter_context(_running(household)), options)

        yield start


@pytest.fixture(scope="session")
def sonos_session_simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """One simulator for the whole session, as the ini file says; reset after each test that uses it."""
    from sonos_sim.harness.setup import Setup

    with _explained():
        household = Setup.of(_settings(request.config)).household()
    with _running(household) as simulator:
        request.session.stash[_session_watch] = Watch(simulator)
        yield simulator
        del request.session.stash[_session_watch]


# Reports


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, Any, Any]:
    """Hand the session's household to the next test as it was."""
    try:
        return (yield)
    finally:
        watch = item.session.stash.get(_session_watch, None)
        if watch is not None and _uses_session(item):
            watch.simulator.reset()
            watch.forget()


def _uses_session(item: pytest.Item) -> bool:
    return "sonos_session_simulator" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell of a failing test which household it had and what was said last."""
    report = yield
    if report.failed:
        watches = [*item.stash.get(_watches, ())]
        if _uses_session(item) and (shared := item.session.stash.get(_session_watch, None)) is not None:
            watches.append(shared)
        for watch in watches:
            report.sections.append(("sonos household", watch.household()))
            if exchanges := watch.exchanges():
                report.sections.append((f"sonos exchanges, the last {SHOWN_EXCHANGES}", exchanges))
    return report
