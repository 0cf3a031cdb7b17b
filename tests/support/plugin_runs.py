"""Runs of pytest with the plugin, each of a test file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SCOPE = "asyncio_default_fixture_loop_scope = function\n"
READ = """
    import urllib.request

    def names(sim):
        return [player.name for player in sim.players]

    def page(player):
        with urllib.request.urlopen(f"{player.base_url}/xml/device_description.xml", timeout=5) as answer:
            return answer.read().decode()
"""


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
