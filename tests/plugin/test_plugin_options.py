"""Options of the ini file and the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.plugin_runs import Run

pytest_plugins = ["pytester"]


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
