"""Scenarios in a test: played, judged, and with the households they need."""

from __future__ import annotations

from tests.support.plugin_runs import SCOPE, Run

pytest_plugins = ["pytester"]


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
