"""The pytest plugin: simulated households as fixtures.

``sonos_simulator`` runs in a thread of its own, so that it serves synchronous tests and any event loop alike;
``sonos_simulator_async`` runs in the test's own loop. What they are like stands in ``@pytest.mark.sonos(...)``, on the
command line and in the ini file; see ``docs/testing.md``. Nothing of the simulator is imported before a test asks.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from sonos_sim import Household, Simulator
    from sonos_sim.harness.scenarios import Stage

SHOWN_EXCHANGES = 20
"""Of a failing test, the last ones."""
DEFAULT_SEED = 1
RANDOM = "random"
_MARKER = "sonos"


class Watch:
    """What the report of a failing test says about one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.stage: Stage | None = None
        """The scenario that is being played."""

    def begin(self, scenario: str) -> None:
        """Begin ``scenario``, whose steps follow on the clock; raises SetupError if there is none of that name."""
        from sonos_sim.harness.scenarios import UnknownScenarioError, start
        from sonos_sim.harness.setup import SetupError

        def play() -> None:
            self.stage = start(scenario, self.simulator)

        try:
            self.simulator.do(play)
        except UnknownScenarioError as error:
            raise SetupError(str(error)) from error

    def household(self) -> str:
        """Which household it was, and how to have it again."""
        household = self.simulator.household
        seed = household.random.seed
        rooms = ", ".join(f"{player.name} ({player.profile.key}, {player.address})" for player in household.visible)
        clock = "stopped at" if household.clock.is_stopped else "running,"
        time = f"{household.clock.utc():%Y-%m-%d %H:%M:%S} UTC"
        return f"seed {seed} (again: --sonos-seed {seed}), clock {clock} {time}\n{rooms}"

    def exchanges(self) -> str:
        """The last exchanges and faults in the journal, a line each; empty: there were none."""
        from sonos_sim.server.records import DatagramRecord, StateRecord

        told = [e for e in self.simulator.journal if not isinstance(e.record, DatagramRecord | StateRecord)]
        return "\n".join(f"{datetime.fromtimestamp(e.at, UTC):%H:%M:%S} {e}" for e in told[-SHOWN_EXCHANGES:])


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
def _running(*households: Household) -> Iterator[Simulator]:
    """A simulator in a thread of its own."""
    refuse_blocked_sockets()
    from sonos_sim.simulator import Simulator

    with Simulator(*households) as simulator:
        yield simulator


def with_neighbours(item: Any, household: Household, *options: Mapping[str, Any]) -> tuple[Household, ...]:
    """``household``, and those that the scenario of the marker or of ``options`` wants on the same network."""
    from sonos_sim.harness.setup import Setup, SetupError

    with _explained():
        if (name := Setup.of(*_marked(item), *options).scenario) is None:
            return (household,)
        from sonos_sim.harness.scenarios import UnknownScenarioError, scenario

        try:
            return (household, *scenario(name).neighbours(household))
        except UnknownScenarioError as error:
            raise SetupError(str(error)) from error


def watched(item: Any, simulator: Simulator, *options: Mapping[str, Any]) -> Simulator:
    """``simulator``, shown when the test ``item`` fails; the scenario of the marker or of ``options`` has begun."""
    from sonos_sim.harness.setup import Setup

    watch = Watch(simulator)
    item.stash[_watches] = (*item.stash.get(_watches, ()), watch)
    with _explained():
        scenario = Setup.of(*_marked(item), *options).scenario
        if scenario is not None:
            watch.begin(scenario)
    return simulator


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
    with _running(*with_neighbours(request.node, sonos_household)) as simulator:
        yield watched(request.node, simulator)


@pytest.fixture
def sonos_scenario(request: pytest.FixtureRequest, sonos_simulator: Simulator) -> Stage:
    """The scenario of the marker, being played at ``sonos_simulator``; ``verdict()`` says how the client did."""
    watches: tuple[Watch, ...] = request.node.stash[_watches]
    watch = next(watch for watch in watches if watch.simulator is sonos_simulator)
    if watch.stage is None:
        raise pytest.fail.Exception("sonos: no scenario; @pytest.mark.sonos(scenario=...) names one", pytrace=False)
    return watch.stage


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
            running = _running(*with_neighbours(request.node, household, options))
            return watched(request.node, stack.enter_context(running), options)

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
    """Leave nothing to the next test, neither in the session's household nor in SoCo."""
    try:
        return (yield)
    finally:
        watch = item.session.stash.get(_session_watch, None)
        if watch is not None and _uses_session(item, watch):
            watch.simulator.do(watch.simulator.faults.clear)
            watch.simulator.reset()
            watch.simulator.journal.clear()
            _clear_soco()
        elif _watches in item.stash:
            _clear_soco()


def _clear_soco() -> None:
    """Let SoCo, if it is there, forget its speakers, kept by address, and topologies, kept by household id."""
    if (core := sys.modules.get("soco.core")) is not None:
        getattr(core, "_ArgsSingleton")._instances.clear()  # noqa: B009 -- it has no public way
        core.SoCo.zone_group_states.clear()


def _uses_session(item: pytest.Item, watch: Watch) -> bool:
    """Whether the test asked for the session's simulator; one that fetched it by name at least left a trace in it."""
    return "sonos_session_simulator" in getattr(item, "fixturenames", ()) or bool(watch.simulator.journal.entries)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell of a failing test which household it had and what was said last."""
    report = yield
    if report.failed:
        watches = [*item.stash.get(_watches, ())]
        shared = item.session.stash.get(_session_watch, None)
        if shared is not None and _uses_session(item, shared):
            watches.append(shared)
        for watch in watches:
            report.sections.append(("sonos household", watch.household()))
            if watch.stage is not None:
                report.sections.append(("sonos scenario", str(watch.stage.verdict())))
            if exchanges := watch.exchanges():
                report.sections.append((f"sonos exchanges, the last {SHOWN_EXCHANGES}", exchanges))
    return report
