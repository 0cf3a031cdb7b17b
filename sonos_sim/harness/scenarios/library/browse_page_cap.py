"""Browse returns fewer objects than were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import reads_all
from sonos_sim.household.favourites import Favourite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(browse_cap=20)
    player = household.visible[0]
    for number in range(50 - len(household.content.favourites)):
        favourite = Favourite(f"Station {number}", f"x-rincon-mp3radio://radio.example/{number}")
        household.content.favourites.create(favourite, player)


def _steps(stage: Stage) -> Iterator[float]:
    yield 120


SCENARIO = Scenario(
    name="browse-page-cap",
    group="playback",
    title="Browse returns less than was asked for",
    imitates="Players return at most some 600 or 1000 objects at once, however many were asked for.",
    sources=(
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/161",
        "https://github.com/jishi/node-sonos-http-api/issues/316",
        "https://github.com/jishi/node-sonos-http-api/issues/493",
    ),
    severity="medium",
    task="list the favourites",
    prepare=_prepare,
    steps=_steps,
    oracle=(reads_all("FV:2"),),
)
