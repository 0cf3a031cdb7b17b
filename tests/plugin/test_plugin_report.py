"""What a failing test shows of its household."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.plugin_runs import Run

pytest_plugins = ["pytester"]


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
