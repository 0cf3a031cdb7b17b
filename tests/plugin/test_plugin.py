"""The pytest plugin, by pytest runs of its own: what a test author writes, and what they read when it fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import soco  # noqa: F401

# Each run forgets what it imported; what was there before it, the next one need not import again.
import sonos_sim.harness.setup
import sonos_sim.live_log
import sonos_sim.simulator  # noqa: F401

pytest_plugins = ["pytester"]

READ = """
    import urllib.request

    def names(sim):
        return [player.name for player in sim.players]

    def page(player):
        with urllib.request.urlopen(f"{player.base_url}/xml/device_description.xml", timeout=5) as answer:
            return answer.read().decode()
"""


@pytest.fixture
def run(pytester: pytest.Pytester) -> Run:
    return Run(pytester)


class Run:
    """Runs a test file with the plugins that are named, and no others but ours."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester

    def __call__(self, source: str, *options: str, plugins: str = "", ini: str = "") -> pytest.RunResult:
        self.pytester.makeini(f"[pytest]\n{ini}\n")
        self.pytester.makepyfile(helper=READ, test_it=source)
        off = [f"-pno:{name}" for name in ("asyncio", "aiohttp", "socket", "xdist") if name not in plugins.split()]
        # Hypothesis would be imported anew by each run, for a summary that it has nothing to say in.
        off.append("-pno:hypothesispytest")
        return self.pytester.runpytest_inprocess("-W", "error", "--strict-markers", *off, *options)


def test_a_running_household_in_a_synchronous_test(run: Run) -> None:
    result = run("""
        import pytest
        from helper import names, page

        def test_default(sonos_simulator):
            assert names(sonos_simulator) == ["Living Room", "Kitchen", "Office"]
            assert "Living Room" in page(sonos_simulator["Living Room"])
            assert sonos_simulator.household.random.seed == 1
            assert sonos_simulator.household.clock.is_stopped

        @pytest.mark.sonos(rooms=["Den", "Attic"], models=["S9", "S1"], seed=9, behaviour={"initial_volume": 7})
        def test_marked(sonos_simulator):
            assert names(sonos_simulator) == ["Den", "Attic"]
            assert [player.profile.key for player in sonos_simulator.players] == ["S9", "S1"]
            assert sonos_simulator.household.random.seed == 9
            assert sonos_simulator["Den"].behaviour.initial_volume == 7

        @pytest.mark.sonos(rooms=2, clock="real")
        def test_real_clock(sonos_household):
            assert len(sonos_household.players) == 2
            assert sonos_household.clock.rate == 1

        @pytest.mark.sonos(clock=60)
        def test_rate(sonos_household):
            assert sonos_household.clock.rate == 60
    """)
    result.assert_outcomes(passed=4)


def test_the_first_example_of_the_documentation(run: Run) -> None:
    page = (Path(__file__).parents[2] / "docs" / "testing.md").read_text("utf-8")
    result = run(page.partition("```python\n")[2].partition("```")[0])
    result.assert_outcomes(passed=1)


def test_markers_of_module_class_and_test_add_up(run: Run) -> None:
    result = run("""
        import pytest
        pytestmark = pytest.mark.sonos(rooms=["Den"], seed=4, behaviour={"initial_volume": 7})

        @pytest.mark.sonos(seed=5, behaviour={"topology_lag": 2.0})
        class TestIt:
            def test_class(self, sonos_household):
                den = sonos_household["Den"]
                assert (den.behaviour.initial_volume, den.behaviour.topology_lag) == (7, 2.0)
                assert sonos_household.random.seed == 5

            @pytest.mark.sonos(rooms=["Attic"])
            def test_near(self, sonos_household):
                assert [player.name for player in sonos_household.players.values()] == ["Attic"]
                assert sonos_household.random.seed == 5
    """)
    result.assert_outcomes(passed=2)


def test_a_household_file_beside_the_test(run: Run) -> None:
    run.pytester.makefile(".yaml", home="players: [{name: Den, model: S9, volume: 33}]")
    result = run("""
        import pytest

        @pytest.mark.sonos(file="home.yaml", seed=3)
        def test_it(sonos_simulator):
            assert sonos_simulator["Den"].rendering.volume == 33
            assert sonos_simulator.household.random.seed == 3
            assert sonos_simulator.household.clock.is_stopped
    """, ini="sonos_rooms = Attic")  # fmt: skip
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "sentence"),
    [
        ("romms=3", "sonos: romms is unknown; did you mean rooms?"),
        ("rooms='Den'", "sonos: rooms is 'Den'; it must be a list of names, or how many"),
        ("rooms=0", "sonos: rooms is 0; it must be a list of names, or how many"),
        ("seed='x'", "sonos: seed is 'x'; it must be a whole number"),
        ("clock='fast'", "sonos: clock is 'fast'; it must be *stopped*, *real* or a rate*"),
        ("['Den']", "sonos: options have names, such as rooms=?...?; ?'Den'? has none"),
        ("file='a.yaml', rooms=2", "sonos: file and rooms exclude each other*"),
        ("file='none.yaml'", "sonos: *none.yaml: it cannot be read: No such file or directory"),
        ("models=['S999']", "sonos: *S999*"),
        ("behaviour={'loud': 1}", "sonos: no behaviour 'loud'; there are *"),
        ("scenario='renew-412-lost-sit'", "sonos: *did you mean renew-412-lost-sid?"),
        ("scenario=5", "sonos: scenario is 5; it must be the name of a scenario, or None"),
    ],
)
def test_a_mistake_in_the_marker_is_told_in_a_sentence(run: Run, marker: str, sentence: str) -> None:
    result = run(f"""
        import pytest

        @pytest.mark.sonos({marker})
        def test_it(sonos_simulator):
            pass
    """)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([sentence])
    assert "Traceback" not in result.stdout.str()


def test_a_mistake_is_seen_where_no_fixture_reads_the_marker(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.sonos(rums=3)
        def test_it():
            pass
    """)
    result.assert_outcomes(errors=1)


def test_options_of_the_ini_file_and_the_command_line(run: Run) -> None:
    source = """
        import pytest

        def test_ini(sonos_household):
            assert [player.name for player in sonos_household.players.values()] == ["Living Room", "Attic"]
            assert sonos_household.clock.rate == 5
            assert sonos_household.random.seed == {seed}

        @pytest.mark.sonos(seed=3, clock="stopped")
        def test_marker_wins(sonos_household):
            assert sonos_household.random.seed == 3
            assert sonos_household.clock.is_stopped
    """
    ini = "sonos_seed = 11\nsonos_clock = 5\nsonos_rooms =\n    Living Room\n    Attic"
    result = run(source.format(seed=11), ini=ini)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["sonos-sim: seed 11"])
    result = run(source.format(seed=12), "--sonos-seed=12", ini=ini)
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["sonos-sim: seed 12"])


def test_a_number_of_rooms_in_the_ini_file(run: Run) -> None:
    result = run("def test_it(sonos_household): assert len(sonos_household.players) == 4", ini="sonos_rooms = 4")
    result.assert_outcomes(passed=1)


def test_a_random_seed_is_told(run: Run) -> None:
    source = "def test_it(sonos_household): print('seed is', sonos_household.random.seed)"
    result = run(source, "--sonos-seed=random", "-s")
    told = re.search(r"sonos-sim: seed (\d+)", result.stdout.str())
    assert told is not None
    result.stdout.fnmatch_lines([f"*seed is {told[1]}*"])


def test_a_seed_that_is_no_number_ends_the_run(run: Run) -> None:
    result = run("def test_it(): pass", "--sonos-seed=x")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*the seed of sonos-sim is 'x'; it must be a whole number or random*"])


def test_a_clock_that_is_none_fails_the_test(run: Run) -> None:
    result = run("def test_it(sonos_household): pass", ini="sonos_clock = fast")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["sonos: clock 'fast': it is stopped, real or a rate such as 60"])


def test_a_failing_test_shows_the_household_and_what_was_said_last(run: Run) -> None:
    result = run("""
        import pytest
        from helper import page

        @pytest.mark.sonos(rooms=["Den"], seed=6)
        def test_it(sonos_simulator):
            for _ in range(25):
                page(sonos_simulator["Den"])
            sonos_simulator.clock.advance(hours=1)
            page(sonos_simulator["Den"])
            assert False

        def test_passing(sonos_simulator):
            page(sonos_simulator["Kitchen"])
    """)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines([
        "*sonos household*",
        "seed 6 (again: --sonos-seed 6), clock stopped at 2026-01-01 13:00:00 UTC",
        "Den (S18, 127.77.*)",
        "*sonos exchanges*",
        "12:00:00 #* Den 127.0.0.1 -> GET /xml/device_description.xml 200",
        "13:00:00 #* Den 127.0.0.1 -> GET /xml/device_description.xml 200",
    ])  # fmt: skip
    assert len(re.findall("^1.:00:00 #", result.stdout.str(), re.MULTILINE)) == 20
    assert "Kitchen" not in result.stdout.str()


def test_the_factory_starts_several_side_by_side(run: Run) -> None:
    result = run("""
        import pytest
        from helper import names, page

        kept = []

        @pytest.mark.sonos(rooms=["Den"])
        def test_it(sonos_simulator_factory):
            one, two = sonos_simulator_factory(), sonos_simulator_factory(rooms=["Attic", "Hall"], seed=5)
            assert (names(one), names(two)) == (["Den"], ["Attic", "Hall"])
            assert two.household.random.seed == 5
            assert len({player.address for sim in (one, two) for player in sim.players}) == 3
            kept.extend([one["Den"], two["Attic"]])
            page(one["Den"]), page(two["Attic"])

        def test_all_have_stopped():
            for player in kept:
                with pytest.raises(OSError):
                    page(player)

        def test_mistake(sonos_simulator_factory):
            sonos_simulator_factory(room=["Den"])
    """)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["sonos: room is unknown; did you mean rooms?"])


def test_nothing_is_left_to_the_next_test(run: Run) -> None:
    result = run("""
        import threading
        import pytest

        @pytest.mark.parametrize("time", range(3))
        def test_it(sonos_simulator, time):
            kitchen = sonos_simulator["Kitchen"]
            assert kitchen.rendering.volume == 20
            assert sonos_simulator.clock.now() == 1767268800
            sonos_simulator.do(lambda: kitchen.rendering.set_volume(50, kitchen.behaviour))
            sonos_simulator.clock.advance(hours=2)

        def test_threads():
            assert not [thread for thread in threading.enumerate() if thread.name == "sonos-sim"]
    """)
    result.assert_outcomes(passed=4)


def test_soco_forgets_the_household_of_the_test_before(run: Run) -> None:
    result = run("""
        import pytest
        import soco

        @pytest.mark.parametrize("fixture", ["sonos_simulator", "sonos_session_simulator"] * 2)
        def test_it(request, fixture):
            sim = request.getfixturevalue(fixture)
            kitchen, office = (soco.SoCo(sim[room].address) for room in ("Kitchen", "Office"))
            assert len(kitchen.all_groups) == 3
            assert {room.ip_address for room in kitchen.visible_zones} == {player.address for player in sim.players}
            office.join(kitchen)
            assert len(kitchen.all_groups) == 2

        def test_session(sonos_session_simulator):
            assert len(soco.SoCo(sonos_session_simulator["Kitchen"].address).all_groups) == 3
    """)
    result.assert_outcomes(passed=5)


def test_the_sessions_simulator_is_one_and_is_reset(run: Run) -> None:
    result = run("""
        import pytest

        seen = set()

        @pytest.mark.parametrize("time", range(2))
        def test_it(sonos_session_simulator, time):
            seen.add(id(sonos_session_simulator))
            assert len(seen) == 1
            kitchen = sonos_session_simulator["Kitchen"]
            assert kitchen.rendering.volume == 20
            sonos_session_simulator.do(lambda: kitchen.rendering.set_volume(50, kitchen.behaviour))
            sonos_session_simulator.do(lambda: sonos_session_simulator.household.add("Attic"))
            assert not len(sonos_session_simulator.faults)
            sonos_session_simulator.faults.add("AVTransport.Play", upnp_error=701)
            sonos_session_simulator.refresh()

        def test_it_has_not_changed(sonos_session_simulator):
            assert len(sonos_session_simulator.players) == 3

        def test_failing(sonos_session_simulator):
            assert False
    """)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*sonos household*", "seed 1 *"])


ASYNC = """
    import asyncio
    import pytest
    {mark}

    async def ask(player):
        reader, writer = await asyncio.open_connection(player.address, player.port)
        writer.write(b"GET /xml/device_description.xml HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
        answer = await reader.read()
        writer.close()
        return answer

    async def test_background(sonos_simulator):
        kitchen = sonos_simulator["Kitchen"]
        assert b"200 OK" in await ask(kitchen)
        await sonos_simulator.do(lambda: kitchen.rendering.set_volume(50, kitchen.behaviour))
        await sonos_simulator.clock.advance(hours=1)
        assert kitchen.rendering.volume == 50

    async def test_own_loop(sonos_simulator_async):
        assert b"200 OK" in await ask(sonos_simulator_async["Kitchen"])
        assert sonos_simulator_async.network._loop is asyncio.get_running_loop()

    async def test_failing(sonos_simulator_async):
        await ask(sonos_simulator_async["Kitchen"])
        assert False
"""
SCOPE = "asyncio_default_fixture_loop_scope = function\n"


@pytest.mark.parametrize(
    ("plugins", "ini", "mark"),
    [
        ("asyncio", f"{SCOPE}asyncio_mode = auto", ""),
        ("asyncio", f"{SCOPE}asyncio_mode = strict", "pytestmark = pytest.mark.asyncio"),
        ("asyncio aiohttp", f"{SCOPE}asyncio_mode = auto", ""),
        ("asyncio aiohttp", f"{SCOPE}asyncio_mode = strict", "pytestmark = pytest.mark.asyncio"),
    ],
)
def test_asynchronous_tests(run: Run, plugins: str, ini: str, mark: str) -> None:
    result = run(ASYNC.format(mark=mark), plugins=plugins, ini=ini)
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*sonos exchanges*", "*GET /xml/device_description.xml 200"])


def test_without_pytest_asyncio_only_its_fixture_is_missing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        early="import sys; sys.modules['pytest_asyncio'] = None",
        test_it="""
            def test_sync(sonos_simulator):
                assert sonos_simulator["Kitchen"].address

            def test_async(sonos_simulator_async):
                pass
        """,
    )
    off = [f"-pno:{name}" for name in ("asyncio", "aiohttp", "hypothesispytest", "cacheprovider")]
    result = pytester.runpytest_subprocess("-p", "early", *off)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["sonos_simulator_async needs pytest-asyncio; sonos_simulator works without it"])


def test_with_the_client_fixture_of_pytest_aiohttp(run: Run) -> None:
    result = run("""
        from aiohttp import ClientSession, web

        async def test_it(aiohttp_client, sonos_simulator):
            async def volume(request):
                url = f"{sonos_simulator['Kitchen'].base_url}/xml/device_description.xml"
                async with ClientSession() as session, session.get(url) as answer:
                    return web.Response(text=str(answer.status))

            app = web.Application()
            app.router.add_get("/", volume)
            client = await aiohttp_client(app)
            assert await (await client.get("/")).text() == "200"
    """, plugins="asyncio aiohttp", ini=f"{SCOPE}asyncio_mode = auto")  # fmt: skip
    result.assert_outcomes(passed=1)


def test_with_sockets_restricted(run: Run) -> None:
    result = run("""
        import socket
        import pytest
        from pytest_socket import SocketConnectBlockedError, socket_allow_hosts
        from sonos_sim.pytest_plugin import allowed_hosts
        from helper import page

        @pytest.mark.allow_hosts(["127.0.0.0/8"])
        def test_network(sonos_simulator):
            page(sonos_simulator["Kitchen"])

        def test_helper(sonos_simulator):
            socket_allow_hosts(allowed_hosts(sonos_simulator))
            page(sonos_simulator["Kitchen"])
            with pytest.warns(UserWarning), pytest.raises(SocketConnectBlockedError):
                socket.create_connection(("127.200.0.1", 1400))
    """, plugins="socket")  # fmt: skip
    result.assert_outcomes(passed=2)


def test_with_sockets_blocked_it_says_what_to_do(run: Run) -> None:
    source = """
        import pytest
        from helper import page

        def test_blocked(sonos_simulator):
            pass

        @pytest.mark.enable_socket
        def test_enabled(sonos_simulator):
            page(sonos_simulator["Kitchen"])
    """
    result = run(source, "--disable-socket", plugins="socket")
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["sonos: pytest-socket blocks all sockets; *enable_socket*"])


def test_workers_of_xdist_share_a_seed_and_no_address(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_it="""
        import pathlib
        import time
        import pytest

        HERE = pathlib.Path(__file__).parent

        @pytest.mark.parametrize("mine,other", ["ab", "ba"])
        def test_it(sonos_simulator, mine, other):
            kitchen = sonos_simulator["Kitchen"]
            (HERE / mine).write_text(f"{kitchen.address} {sonos_simulator.household.random.seed}")
            while not (HERE / other).exists() or not (HERE / other).read_text():
                time.sleep(0.01)
            address, seed = (HERE / other).read_text().split()
            assert address != kitchen.address
            assert int(seed) == sonos_simulator.household.random.seed
    """)  # fmt: skip
    result = pytester.runpytest_subprocess(
        "-n2",
        "--sonos-seed=random",
        "-pno:cacheprovider",
        "-pno:hypothesispytest",
        "-pno:asyncio",
        "-pno:aiohttp",
        timeout=60,
    )
    result.assert_outcomes(passed=2)


def test_pytest_starts_without_importing_the_simulator(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("""
        import sys

        def test_it():
            ours = {name for name in sys.modules if name.startswith("sonos_sim")}
            assert ours == {"sonos_sim", "sonos_sim.pytest_async", "sonos_sim.pytest_plugin"}
    """)
    pytester.runpytest_subprocess("-pno:hypothesispytest", "-pno:cacheprovider").assert_outcomes(passed=1)


def test_a_scenario_is_played_and_judged(run: Run) -> None:
    result = run("""
        import pytest
        pytestmark = pytest.mark.sonos(scenario="renew-412-lost-sid")

        def test_it(sonos_simulator, sonos_scenario):
            assert sonos_scenario.scenario.name == "renew-412-lost-sid"
            assert sonos_scenario.household is sonos_simulator.household
            assert not sonos_scenario.is_over
            sonos_simulator.clock.advance(days=2)
            assert sonos_scenario.is_over

        def test_failing(sonos_simulator):
            assert False

        @pytest.mark.asyncio
        async def test_asynchronous(sonos_simulator_async):
            assert len(sonos_simulator_async.journal.entries) > 0

        @pytest.mark.sonos(scenario=None)
        def test_none(sonos_scenario):
            pass
    """, plugins="asyncio", ini=SCOPE)  # fmt: skip
    result.assert_outcomes(passed=2, failed=1, errors=1)
    result.stdout.fnmatch_lines(["*sonos scenario*", "renew-412-lost-sid: FAILED"])


def test_a_scenario_brings_the_households_it_needs(run: Run) -> None:
    result = run("""
        import pytest
        pytestmark = pytest.mark.sonos(scenario="two-households-one-lan", rooms=["Kitchen"])

        def test_it(sonos_simulator, sonos_scenario):
            ours, theirs = sonos_simulator.households
            assert ours["Kitchen"].address != theirs.visible[0].address
            assert sonos_scenario.household is ours

        def test_factory(sonos_simulator_factory):
            assert len(sonos_simulator_factory(scenario=None).households) == 1
            assert len(sonos_simulator_factory(seed=4).households) == 2

        @pytest.mark.sonos(scenario="two-households-one-wan")
        def test_misspelt(sonos_simulator):
            pass
    """)
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*no scenario 'two-households-one-wan'; did you mean two-households-one-lan?*"])
