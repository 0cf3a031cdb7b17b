"""The gauntlet, run with the example integration: what it survives, and what the reports say of what it does not."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sonos_sim.cli import main
from sonos_sim.harness.gauntlet import BUNDLES, Outcome, Terms, chosen
from sonos_sim.harness.performance import Ending
from sonos_sim.harness.scenarios import Finding, scenario, scenarios
from sonos_sim.harness.survival import junit, table
from sonos_sim.harness.survival_page import page

if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[[str], "Reports"]

DOORBELL = str(Path(__file__).parents[2] / "examples/announcer/doorbell.py")
RESTORE, FIXED = "announcement-restore-failure", "501-fixed-volume"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SPEED = 60.0
"""Simulated seconds per second; the doorbell rings a minute after the start."""


class Reports(NamedTuple):
    status: int
    html: Path
    junit: Path


def gauntlet(*arguments: str) -> int:
    return main(["gauntlet", "--no-discovery", f"--speed={SPEED}", *arguments])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The reports on a variant of the example, which is run once."""
    made: dict[str, Reports] = {}

    def of(variant: str) -> Reports:
        if variant not in made:
            folder = tmp_path_factory.mktemp("gauntlet")
            files = folder / "survival.html", folder / "survival.xml"
            ring = [sys.executable, DOORBELL, "--wait=65", *(["--naive"] if variant == "naive" else [])]
            status = gauntlet(
                "--jobs=2", "--scenario", RESTORE, FIXED, f"--html={files[0]}", f"--junit={files[1]}", "--", *ring
            )
            made[variant] = Reports(status, *files)
        return made[variant]

    return of


def browser(*options: str) -> str:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed: the page was not opened in a browser")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    done = subprocess.run([CHROMIUM, *flags, *options], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def rows(page: str) -> list[tuple[str, str]]:
    return re.findall(rf'<td><a href="#({RESTORE}|{FIXED})">.*?<span class="\w+">(\w+)</span>', page)


def python(code: str) -> list[str]:
    return ["--", sys.executable, "-c", code]


def test_the_good_one_survives(report: Report) -> None:
    status, _, xml = report("good")
    assert status == 0
    suite = ET.parse(xml).getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "0")
    assert {case.get("name") for case in suite} == {RESTORE, FIXED}


def test_the_naive_one_does_not_and_the_report_says_why(report: Report) -> None:
    status, _, xml = report("naive")
    assert status == 1
    failures = {case.get("name"): case.find("failure") for case in ET.parse(xml).getroot().iter("testcase")}
    restore, fixed = failures[RESTORE], failures[FIXED]
    assert restore is not None
    assert "the music of the first room is back" in restore.get("message", "")
    assert "AVTransport.SetAVTransportURI" in (restore.text or "")
    assert fixed is not None
    assert fixed.get("message") == "the command: exit 1; it announces all the same: nothing was announced"
    assert re.search(
        r"! \d\d:\d\d:\d\d .*AVTransport.SetAVTransportURI\(.*FAULT 800: Line out is a member", fixed.text or ""
    )


@pytest.mark.parametrize("variant", ["good", "naive"])
def test_the_page_has_a_row_per_scenario(report: Report, variant: str) -> None:
    verdict, other = ("survived", "failed") if variant == "good" else ("failed", "survived")
    text = report(variant).html.read_text("utf-8")
    assert rows(text) == [(RESTORE, verdict), (FIXED, verdict)]
    assert f">{other}</span>" not in text


def test_the_page_shows_in_a_browser(report: Report) -> None:
    shown = browser("--dump-dom", report("naive").html.as_uri())
    assert rows(shown) == [(RESTORE, "failed"), (FIXED, "failed")]
    assert "</tbody></table>" in re.sub(r"\s", "", shown)


def test_a_screenshot_can_be_taken(report: Report, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browser("--hide-scrollbars", f"--screenshot={picture}", report("naive").html.as_uri())
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_page_needs_nothing_else(report: Report) -> None:
    text = report("naive").html.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|img|iframe)|\bsrc=|url\(|@import", text)


def test_the_command_learns_where_the_players_are(tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    code = f"import json, os; json.dump({{k: v for k, v in os.environ.items()}}, open({str(seen)!r}, 'w'))"
    gauntlet("--scenario", RESTORE, "--seed", "5", *python(code))
    got = json.loads(seen.read_text())
    players = json.loads(got["SONOS_SIM_PLAYERS"])
    assert [player["name"] for player in players] == ["Kitchen", "Office"]
    assert got["SONOS_SIM_HOSTS"] == ",".join(player["ip"] for player in players)
    assert got["SONOS_SIM_HOUSEHOLD"].startswith("Sonos_")
    assert (got["SONOS_SIM_SCENARIO"], got["SONOS_SIM_SEED"], got["SONOS_SIM_SPEED"]) == (RESTORE, "5", "60")


def test_success_alone_is_not_survival(capsys: pytest.CaptureFixture[str]) -> None:
    assert gauntlet("--scenario", RESTORE, *python("pass")) == 1
    out = capsys.readouterr().out
    assert "it announces: nothing was announced" in out
    assert "the command:" not in out
    assert out.endswith("0 of 1 survived\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--scenario", "renew-412-lost-sit", "--", "true"], "there is no scenario 'renew-412-lost-sit'"),
        (["--", "no-such-command"], "there is no command 'no-such-command'"),
        (["--speed=0", "--", "true"], "the clock has to move"),
        (["--timeout=-1", "--", "true"], "--timeout is -1.0"),
        (["--html=/no/such/folder/page.html", "--", "true"], "/no/such/folder/page.html: No such file or directory"),
        (["--junit=/", "--", "true"], "/: Is a directory"),
        (["--grace=5", "--", "true"], "--grace is for --service alone"),
        (["--service", "--grace=-1", "--", "true"], "--grace is -1.0"),
        (["--jobs=0", "--", "true"], "--jobs is 0"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert gauntlet(*arguments) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--"], ["--bundle", "dinner", "--", "true"], ["--begin=now", "--", "true"]])
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        gauntlet(*arguments)
    assert ended.value.code == 2
    assert "usage: sonos-sim gauntlet [options] -- COMMAND..." in capsys.readouterr().err


def test_bundles() -> None:
    everything = scenarios()
    assert chosen("all") == everything
    for bundle in BUNDLES[:-1]:
        listed = [one for one in everything if bundle in one.bundles]
        if listed:
            assert chosen(bundle) == listed
        else:
            with pytest.raises(LookupError, match=bundle):
                chosen(bundle)
    assert [one.name for one in chosen("smoke", [FIXED, RESTORE, FIXED])] == [FIXED, RESTORE]


@pytest.mark.parametrize(
    ("terms", "options"),
    [
        (Terms(), ""),
        (Terms(service=True, speed=60, grace=0, discovery=False), "--service --speed=60 --grace=0 --no-discovery"),
        (Terms(seed=5, begin="started", limit=9.5), "--seed=5 --begin=started --timeout=9.5"),
    ],
)
def test_the_page_says_how_to_run_it_again(terms: Terms, options: str) -> None:
    outcome = Outcome(
        scenario=scenario(FIXED), terms=terms, ending=Ending("exit 0"), seconds=1.5, findings=(), course=""
    )
    again = f"sonos-sim gauntlet {options} --scenario {FIXED} -- sh -c 'exit 0'".replace("  ", " ")
    assert f"Again: <code>{escape(again)}</code>" in page([outcome], ["sh", "-c", "exit 0"])


def test_what_a_command_writes_is_text_and_nothing_more() -> None:
    nasty = "<script>alert(1)</script> & \x00\x1b[31m\ufffe ]]>"
    finding = Finding("it is <b>calm</b>", "<img src=x> was asked")
    outcome = Outcome(
        scenario=scenario(RESTORE), terms=Terms(), ending=Ending("SIGKILL", "SIGKILL"), seconds=1.5,
        findings=(finding,), course="Nobody <u>heard</u> of it.", output=nasty,
    )  # fmt: skip
    html = page([outcome], ["echo", "<i>"])
    assert escape("<script>alert(1)</script>") in html
    assert not re.search(r"<script|<img|<i>|<b>|<u>", html)
    case = ET.fromstring(junit([outcome]))[0][0]
    assert case.findtext("system-out") == "<script>alert(1)</script> & \ufffd\ufffd[31m\ufffd ]]>"
    assert table([outcome]).splitlines()[3:] == [
        "        - the command: SIGKILL",
        "        - it is <b>calm</b>: <img src=x> was asked",
        "          It wrote last: <script>alert(1)</script> &   [31m\ufffe ]]>",
        "          Nobody <u>heard</u> of it.",
        "0 of 1 survived",
    ]
