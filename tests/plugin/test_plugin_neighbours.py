"""Other plugins in the same run: pytest-aiohttp, pytest-socket and xdist, and a run that needs no simulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.plugin_runs import SCOPE, Run

if TYPE_CHECKING:
    import pytest

pytest_plugins = ["pytester"]


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
