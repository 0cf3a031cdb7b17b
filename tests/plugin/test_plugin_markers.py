"""A household for a test: the fixture, markers, household files, and mistakes in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.plugin_runs import Run

pytest_plugins = ["pytester"]


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
