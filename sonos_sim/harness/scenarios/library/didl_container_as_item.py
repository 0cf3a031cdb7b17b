"""Containers come as items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import reads_all
from sonos_sim.harness.soap_faults import Fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_PLAYLISTS = "SQ:"
_COUNT = 12


def _prepare(household: Household) -> None:
    household.override(browse_cap=5)
    playlists = household.content.saved_queues
    for number in range(_COUNT - len(playlists)):
        playlists.create(f"Playlist {number}", [], household.visible[0])


def _as_items(result: str) -> str:
    return result.replace("<container ", "<item ").replace("</container>", "</item>")


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ContentDirectory.Browse", Fields(Result=_as_items), arguments={"ObjectID": _PLAYLISTS})
    yield 120


SCENARIO = Scenario(
    name="didl-container-as-item",
    group="playback",
    title="Containers in the element of items",
    imitates="An object whose class is a container comes in an item element, or the other way round.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/276",
        "https://github.com/SoCo/SoCo/pull/256",
        "https://github.com/SoCo/SoCo/issues/989",
    ),
    severity="medium",
    task=f"list the Sonos playlists ({_PLAYLISTS})",
    prepare=_prepare,
    steps=_steps,
    oracle=(reads_all(_PLAYLISTS),),
)
