"""The catalogue of scenarios, the command line, and what holds for each of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sonos_sim.cli import main
from sonos_sim.harness.scenario_cli import scenario_page
from sonos_sim.harness.scenarios import Finding, UnknownScenarioError, Verdict, names, scenario, scenarios, start
from sonos_sim.simulator import Simulator
from tests.support.rehearsal import rehearsal

TOP = [
    "renew-412-lost-sid",
    "announcement-restore-failure",
    "join-intermediate-states-reordered",
    "reboot-bootseq",
    "two-households-one-lan",
    "callback-unreachable",
    "zgs-501-large-household",
    "upnp-disabled-403",
    "subscription-silently-dead",
    "join-topology-slow",
    "coordinator-leaves-mid-play",
    "network-partition-and-heal",
    "slow-enqueue-not-idempotent",
    "lastchange-bare-ampersand",
    "lastchange-invalid-chars",
    "favorite-res-md-broken",
    "vendor-didl-classes",
    "rendering-event-before-topology",
    "incomplete-group-node",
    "initial-event-before-response",
    "seq-reset-new-sid",
    "alarm-version-uid-change",
    "airplay-takeover",
    "spotify-connect-takeover",
    "501-fixed-volume",
    "roam-return-same-or-new-ip",
    "dhcp-address-change-offline",
    "zgs-legacy-and-wrapped",
    "new-model-name",
    "unknown-evented-variable",
]


def test_what_matters_most_is_there() -> None:
    assert set(TOP) <= set(names())


@pytest.mark.parametrize("name", names())
def test_each_says_what_it_is(name: str) -> None:
    one = scenario(name)
    assert one.name == name
    assert one.sources
    assert one.oracle
    assert one.imitates.endswith(".")
    assert len({statement.text for statement in one.oracle}) == len(one.oracle)


def test_an_unknown_name_brings_the_nearest() -> None:
    with pytest.raises(UnknownScenarioError, match="did you mean renew-412-lost-sid"):
        scenario("renew-412")


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys; from sonos_sim.harness import scenarios; scenarios.names(); "
        "print([m for m in sys.modules if '.library.' in m])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_the_page_is_current() -> None:
    """If this fails: ``sonos-sim scenario list --markdown docs/scenarios.md``."""
    page = Path(__file__).parents[3] / "docs" / "scenarios.md"
    assert page.read_text("utf-8") == scenario_page()


def test_nothing_passes_by_itself() -> None:
    """Without any client no scenario is passed: each oracle wants something to have been done."""
    for one in scenarios():
        household = one.household()
        with Simulator(household, *one.neighbours(household), discovery=False) as sim:
            stage = start(one.name, sim)
            while not stage.is_over:
                sim.clock.advance(600)
            assert not stage.verdict().ok, one.name


async def test_steps_follow_the_clock() -> None:
    async with rehearsal("reboot-bootseq") as run:
        run.stage.start()
        await run.sim.clock.advance(59)
        assert run.rooms[0].is_running
        await run.sim.clock.advance(1)
        assert not run.rooms[0].is_running
        await run.sim.clock.advance(40)
        assert (run.rooms[0].is_running, run.stage.is_over) == (True, False)
        assert run.stage.verdict().findings[0].why == "it is not over yet"


def test_rooms_that_are_missing_are_added_to_a_household_that_runs() -> None:
    small = scenario("seq-gap").household()
    with Simulator(small, discovery=False) as sim:
        start("roam-return-same-or-new-ip", sim)
        assert [player.name for player in sim.players] == ["Kitchen", "Office", "Battery"]
        assert all(player.address for player in sim.players)


def test_a_scenario_that_needs_another_household_says_so() -> None:
    with (
        Simulator(scenario("seq-gap").household(), discovery=False) as sim,
        pytest.raises(UnknownScenarioError, match="two-households-one-lan needs 1 other household"),
    ):
        start("two-households-one-lan", sim)


def test_a_verdict_in_words() -> None:
    verdict = Verdict("seq-gap", (Finding("it listens", ""), Finding("it is calm", "99 requests")))
    assert str(verdict).splitlines() == ["seq-gap: FAILED", "  ok  it listens", "  NO  it is calm: 99 requests"]


def test_list_and_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenario", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(names())
    assert main(["scenario", "show", "seq-gap"]) == 0
    assert "https://github.com/svrooij/node-sonos-ts/issues/66" in capsys.readouterr().out
    assert main(["scenario", "show", "seq-gab"]) == 2
    assert "did you mean seq-gap?" in capsys.readouterr().err


@pytest.mark.parametrize("as_json", [True, False])
def test_run(capsys: pytest.CaptureFixture[str], tmp_path: Path, as_json: bool) -> None:
    file = tmp_path / "household.yaml"
    file.write_text("players:\n  - name: Attic\n", "utf-8")
    command = ["scenario", "run", "seq-gap", "--household", str(file), "--speed", "2000"]
    assert main([*command, "--json"] if as_json else command) == 1
    lines = capsys.readouterr().out.splitlines()
    if as_json:
        players, verdict = map(json.loads, lines)
        assert [player["name"] for player in players["players"]] == ["Attic", "Kitchen"]
        assert (verdict["scenario"], verdict["ok"]) == ("seq-gap", False)
    else:
        assert any("Attic" in line for line in lines)
        assert "seq-gap: FAILED" in lines
