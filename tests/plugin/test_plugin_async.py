"""Asynchronous tests, with pytest-asyncio and without."""

from __future__ import annotations

import pytest

from tests.support.plugin_runs import SCOPE, Run

pytest_plugins = ["pytester"]

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
