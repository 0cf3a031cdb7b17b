"""One favourite is broken: no class, no protocolInfo, no res."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import reads_all
from sonos_sim.harness.soap_faults import Fields
from sonos_sim.household.favourites import Favourite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(browse_cap=5)
    player = household.visible[0]
    for number in range(12 - len(household.content.favourites)):
        favourite = Favourite(f"Station {number}", f"x-rincon-mp3radio://radio.example/{number}", "<DIDL-Lite>")
        household.content.favourites.create(favourite, player)


def _broken(result: str) -> str:
    """The first object loses its res; its resMD is no document anyway."""
    start, end = result.find("<res"), result.find("</res>")
    return result if -1 in (start, end) else result[:start] + result[end + 6 :]


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ContentDirectory.Browse", Fields(Result=_broken), arguments={"ObjectID": "FV:2"})
    yield 120


SCENARIO = Scenario(
    name="favorite-res-md-broken",
    group="playback",
    title="One favourite is broken",
    imitates="Old favourites lack a class, a protocolInfo or the res, or their resMD is no document.",
    sources=(
        "https://github.com/home-assistant/core/issues/177460",
        "https://github.com/SoCo/SoCo/pull/1006",
        "https://github.com/home-assistant/core/issues/22714",
    ),
    severity="high",
    task="list the favourites",
    prepare=_prepare,
    steps=_steps,
    oracle=(reads_all("FV:2"),),
)
