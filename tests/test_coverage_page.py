"""The coverage page is up to date and says what handlers and catalogue say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sonos_sim.catalogue import SERVICE_NAMES, profile, profile_keys, recorded_keys
from sonos_sim.cli import main
from sonos_sim.services.coverage import coverage
from sonos_sim.services.coverage_page import coverage_page

PAGE = Path(__file__).parents[1] / "docs" / "coverage.md"


def cells(action: str, service: str) -> list[str]:
    section = coverage_page().partition(f"\n## {service}\n")[2].partition("\n## ")[0]
    (line,) = [line for line in section.splitlines() if line.startswith(f"| {action} |")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == coverage_page(), "run make coverage"


def test_every_action_has_a_line_in_its_service() -> None:
    page = coverage_page()
    assert re.findall(r"^## (\w+)$", page, re.MULTILINE) == list(SERVICE_NAMES)
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| action")]
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines] == [row.action for row in coverage()]
    assert all(line.count("|") == 6 for line in lines)


def test_a_line_tells_state_faults_evidence_and_profiles() -> None:
    action, state, faults, knowledge, profiles = cells("SetVolume", "RenderingControl")
    assert action == "SetVolume"
    assert "**Volume**" in state
    assert "A_ARG_TYPE" not in state
    assert faults == "501"
    assert knowledge.startswith(("**captured**: ", "**client-derived**: "))
    assert profiles == "all"


@pytest.mark.parametrize(
    ("service", "action", "profiles"),
    [
        ("DeviceProperties", "RoomDetectionStopChirping", "all but S5"),
        ("AudioIn", "SelectAudio", "S16 S39 S5"),
        ("DeviceProperties", "GetHTForwardState", "S19"),
        ("HTControl", "GetIRRepeaterState", "S14 S16 S19 S36 S9"),
    ],
)
def test_profiles_are_ranges(service: str, action: str, profiles: str) -> None:
    assert cells(action, service)[4] == profiles


def test_derived_profiles_are_named_apart() -> None:
    head = coverage_page().partition("\n## ")[0]
    derived = [key for key in profile_keys() if profile(key).derived_from]
    assert f"{len(recorded_keys())} recorded profiles; the {len(derived)}\nderived ones ({', '.join(derived)})" in head


def test_the_command_writes_and_prints_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "coverage.md"
    assert main(["coverage", "--markdown", str(file)]) == 0
    assert file.read_text("utf-8") == coverage_page()
    assert capsys.readouterr().out == ""
    assert main(["coverage", "--markdown"]) == 0
    assert capsys.readouterr().out == coverage_page()
