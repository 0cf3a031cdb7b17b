"""The account of a music service is gone, its favourites are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import CONTAINER, keep_favourite, play_queue
from sonos_sim.harness.scenarios.statements import plays, takes_no_for_an_answer
from sonos_sim.household.media import BROADCAST
from sonos_sim.household.music_services import TUNE_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_JAZZ = "x-rincon-cpcontainer:1006206cplaylist%3ajazz?sid=9&flags=8300&sn=7"
_STATION = "x-sonosapi-stream:s800?sid=254&flags=8224&sn=0"


def _prepare(household: Household) -> None:
    household.override(linked_services=frozenset({TUNE_IN}))
    keep_favourite(household, "Jazz", _JAZZ, CONTAINER, "SA_RINCON2311_X_#Svc2311-0-Token")
    keep_favourite(household, "Station", _STATION, BROADCAST, "SA_RINCON65031_")


def _steps(stage: Stage) -> Iterator[float]:
    play_queue(stage.rooms[0])
    yield 60
    stage.mark("wanted")
    yield 120


SCENARIO = Scenario(
    name="800-service-account-mismatch",
    group="soap-faults",
    title="The account of a service is gone",
    imitates=(
        "What belongs to a music service is refused with 800 where the service is not linked, or is linked with "
        "another account, region or number than the item names."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/72297",
        "https://github.com/home-assistant/core/issues/133052",
        "https://github.com/home-assistant/core/issues/93977",
        "https://github.com/home-assistant/core/issues/74781",
        "https://github.com/SoCo/SoCo/issues/847",
        "https://github.com/SoCo/SoCo/issues/970",
    ),
    severity="high",
    task="60 s after the start: play the favourite Jazz in the first room, and Station in the second",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        plays("the second room plays all the same", lambda stage: stage.rooms[1], lambda stage: _STATION),
        takes_no_for_an_answer("AVTransport.*", 4),
    ),
)
