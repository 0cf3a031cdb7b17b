"""Strings and music services in household files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim import Household
from sonos_sim.household.file import HouseholdFileError
from sonos_sim.household.music_services import CATALOGUE

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """
seed: 1
players: [{name: Kitchen}]
strings: {R_CustomerID: "4711", note: ""}
music_services:
  - {id: 9, name: Sp & fy, auth: DeviceLink, uri: "http://sp.example.invalid/smapi"}
  - {id: 12, name: Bare, auth: null}
  - {id: 13, name: Open}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "home.yaml"
    path.write_text(text)
    return path


def test_a_file_brings_strings_and_services(tmp_path: Path) -> None:
    household = Household.load(written(tmp_path, TEXT))
    assert household.accounts.string("note") == ""
    assert (household.accounts.customer_id, household.accounts.update_id) == ("4711", 0)
    services = household.music_services.services
    assert [(s.id, s.name, s.auth) for s in services] == [
        (9, "Sp & fy", "DeviceLink"),
        (12, "Bare", None),
        (13, "Open", "Anonymous"),
        (254, "TuneIn", "Anonymous"),
    ]
    assert services[0].secure_uri == "https://sp.example.invalid/smapi"


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    household = Household.load(written(tmp_path, TEXT))
    household.accounts.set_string("more", "text")
    household.save(tmp_path / "saved.yaml")
    again = Household.load(tmp_path / "saved.yaml")
    assert again.music_services.services == household.music_services.services
    assert again.accounts.strings == household.accounts.strings


def test_a_new_household_says_nothing_of_them(tmp_path: Path) -> None:
    household = Household(seed=1)
    household.add("Kitchen")
    household.save(tmp_path / "saved.yaml")
    assert "strings" not in (tmp_path / "saved.yaml").read_text()
    assert "music_services" not in (tmp_path / "saved.yaml").read_text()
    assert Household.load(tmp_path / "saved.yaml").music_services.services == CATALOGUE


def test_tune_in_can_be_described_too(tmp_path: Path) -> None:
    services = 'music_services: [{id: 254, name: TuneIn, uri: "http://127.0.0.1:8000/tunein"}]'
    household = Household.load(written(tmp_path, f"players: []\n{services}\n"))
    assert [s.uri for s in household.music_services.services] == ["http://127.0.0.1:8000/tunein"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("music_services: [{id: 9, name: A}, {id: 9, name: B}]", "[1].id is 9, which another service has already"),
        ("music_services: [{id: 9, name: A, auth: Password}]", "[0].auth is"),
        ("music_services: [{name: A}]", "[0] lacks id"),
        ("strings: {a: 1}", "strings.a is 1; it must be text"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(HouseholdFileError) as error:
        Household.load(written(tmp_path, f"players: [{{name: Kitchen}}]\n{text}\n"))
    assert len(error.value.problems) == 1
    assert problem in error.value.problems[0]
