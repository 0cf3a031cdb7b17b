"""The page about household files: its example can be loaded, and it leaves out no key."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonos_sim import Household
from sonos_sim.household.battery import PowerSource
from sonos_sim.household.file_schema import household_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (Path(__file__).parents[2] / "docs" / "household-files.md").read_text("utf-8")
EXAMPLE = PAGE.partition("```yaml\n")[2].partition("\n```")[0]


def keys(schema: Any) -> Iterator[str]:
    """The keys that household files may have, those of behaviour apart."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from schema["properties"]
        for name, part in schema.items():
            if name != "behaviour":
                yield from keys(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from keys(part)


def test_the_example_is_a_household(tmp_path: Path) -> None:
    (tmp_path / "home.yaml").write_text(EXAMPLE, "utf-8")
    household = Household.load(tmp_path / "home.yaml")
    assert [p.device.name for p in household.players.values()] == [
        "Kitchen", "Living Room", "Sub", "Left", "Right", "Hi-Fi", "Roam",
    ]  # fmt: skip
    roam = household["Roam"]
    assert roam.battery is not None
    assert (roam.battery.source, roam.battery.level) == (PowerSource.BATTERY, 41)
    assert household["Sub"].primary is household["Living Room"]
    assert household["Left"].coordinator is household["Kitchen"]
    household.save(tmp_path / "again.yaml")
    again = Household.load(tmp_path / "again.yaml")
    assert [p.uuid for p in again.players.values()] == [p.uuid for p in household.players.values()]


def test_what_is_commented_out_is_right_too(tmp_path: Path) -> None:
    (tmp_path / "music").mkdir()
    text = EXAMPLE.replace("# folders:", "folders:").replace("  - theatre", "  # -").replace(", SubGain: -4", "")
    (tmp_path / "home.yaml").write_text(text.replace("# - sub:", "- sub:"), "utf-8")
    household = Household.load(tmp_path / "home.yaml")
    assert "//nas/files" in household.content.library.shares
    assert household["Kitchen"].has_bonded_sub


def test_every_key_is_on_the_page() -> None:
    words = set(re.findall(r"\w+", PAGE))
    known = set(keys(json.loads(json.dumps(household_schema()))))
    assert len(known) > 70
    assert known - words == set()
