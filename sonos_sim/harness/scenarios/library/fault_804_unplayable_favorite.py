"""One favourite leads nowhere any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import CONTAINER, SERVICE, keep_favourite
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_GOOD = tuple(SERVICE.format(f"-{name}") for name in ("morning", "noon", "evening", "night"))
_GONE = "x-rincon-playlist:RINCON_949F3EC13B9901400#A:ALBUM/Gone"


def _prepare(household: Household) -> None:
    for number, uri in enumerate(_GOOD):
        if number == 2:
            keep_favourite(household, "Gone", _GONE, CONTAINER)
        keep_favourite(household, f"Song {number}", uri, account="SA_RINCON52231_X_#Svc52231-0-Token")


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("wanted")
    yield 120


def _holds_the_others(stage: Stage) -> str:
    held = tuple(track.uri for track in stage.rooms[0].queue.tracks if track.uri in _GOOD)
    return "" if held == _GOOD else f"in the queue are {', '.join(held) or 'none'} of {', '.join(_GOOD)}"


SCENARIO = Scenario(
    name="804-unplayable-favorite",
    group="soap-faults",
    title="A favourite that leads nowhere",
    imitates="What a favourite names is gone, or its metadata or URL is bad: no queue takes it, the answer is 804.",
    sources=(
        "https://github.com/punxaphil/custom-sonos-card/issues/604",
        "https://github.com/home-assistant/core/issues/132488",
        "https://github.com/SoCo/SoCo/issues/137",
    ),
    severity="low",
    task="60 s after the start: add all favourites to the queue of the first room, one after the other",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("the other favourites are in the queue, in their order", _holds_the_others),
        takes_no_for_an_answer("AVTransport.Add*"),
    ),
)
