"""Players count changes of the favourites each for itself, and none as the list of them does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import keep_favourite
from sonos_sim.household.favourites import FAVOURITES
from sonos_sim.household.media import BROADCAST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_COUNT = re.compile(rb"(<FavoritesUpdateID>[^<,]*,|FV:2,)(\d+)")
_CHANGES = 2
_READINGS = 4
"""How often a change may be read at each player: a good client reads once or twice."""


def _prepare(household: Household) -> None:
    _favour(household, 0)


def _favour(household: Household, number: int) -> None:
    keep_favourite(household, f"Station {number}", f"x-rincon-mp3radio://radio.example/{number}", BROADCAST)


def _counting_from(start: int) -> Callable[[bytes], bytes]:
    return lambda body: _COUNT.sub(lambda found: found[1] + str(int(found[2]) + start).encode(), body)


def _steps(stage: Stage) -> Iterator[float]:
    for number, player in enumerate(stage.rooms, 1):
        # The last room counts lowest.
        start = 17 * (len(stage.rooms) - number + 1)
        stage.faults.add("NOTIFY ContentDirectory", MutateBody(_counting_from(start)), player=player)
    for number in range(1, _CHANGES + 1):
        yield 60
        stage.mark(f"change {number}")
        _favour(stage.household, number)
    yield 60


def _readings(stage: Stage) -> list[float]:
    calls = stage.journal.calls("ContentDirectory.Browse", ObjectID=FAVOURITES, StartingIndex=0)
    return [call.at for call in calls if call.record.fault is None]


def _keeps_up(stage: Stage) -> str:
    for number in range(1, _CHANGES + 1):
        begun = stage.marks.get(f"change {number}", float("inf"))
        if not any(begun <= at <= begun + 45 for at in _readings(stage)):
            return f"change {number} was not read"
    return ""


def _reads_sparingly(stage: Stage) -> str:
    most = _READINGS * (1 + _CHANGES) * len(stage.rooms)
    return f"they were read {number} times" if (number := len(_readings(stage))) > most else ""


SCENARIO = Scenario(
    name="favorites-updateid-per-player",
    group="eventing-gena",
    title="Each player counts the favourites for itself",
    imitates=(
        "FavoritesUpdateID and ContainerUpdateIDs differ between players, and from the UpdateID of Browse; compared "
        "with each other, favourites are read never or for ever."
    ),
    sources=(
        "https://github.com/home-assistant/core/pull/50581",
        "home-assistant/core homeassistant/components/sonos/favorites.py",
    ),
    severity="low",
    task="keep a copy of the favourites: list them (FV:2) at the start, and again whenever they change",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("it lists them within 45 s of each change", _keeps_up),
        Statement("it does not list them for ever", _reads_sparingly),
    ),
)
