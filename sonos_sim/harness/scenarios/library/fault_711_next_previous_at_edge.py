"""Back from the first track, and on from the last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.patterns import begins_anew
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    _, last, middle = stage.rooms[:3]
    for room in stage.rooms[:3]:
        play_queue(room, tracks=3)
    last.transport.go_to(3)
    middle.transport.go_to(2)
    yield 60
    stage.mark("pressed")
    yield 60


def _goes_on(stage: Stage) -> str:
    number = stage.rooms[2].queue.current
    return "" if number == 3 else f"{stage.rooms[2].name} is at track {number}, not 3"


SCENARIO = Scenario(
    name="711-next-previous-at-edge",
    group="soap-faults",
    title="The ends of the queue",
    imitates=(
        "Next is refused with 711 on the last track, and Previous on the first, where the app begins the track again."
    ),
    sources=(
        "https://github.com/SoCo/socos/issues/7",
        "https://github.com/SoCo/socos/issues/8",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/281",
        "https://github.com/KilianB/Java-Sonos-Controller/issues/9",
        "https://github.com/smartgic/skill-sonos-controller/issues/47",
        "https://github.com/duncan3dc/sonos/issues/21",
    ),
    severity="low",
    bundles=("week-in-the-life",),
    rooms=3,
    task="60 s after the start: go back in the first room, on in the second (its last track), and on in the third",
    steps=_steps,
    oracle=(
        begins_anew("pressed", lambda stage: stage.rooms[:1], 1),
        Statement("the third room is at its next track", _goes_on),
        takes_no_for_an_answer("AVTransport.*"),
    ),
)
