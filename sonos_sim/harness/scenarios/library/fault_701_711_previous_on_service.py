"""Services that do not let anybody go back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import SERVICE, play_queue
from sonos_sim.harness.scenarios.patterns import begins_anew
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_TRACK = 3


def _steps(stage: Stage) -> Iterator[float]:
    for room, code in zip(stage.rooms, (701, 711), strict=False):
        play_queue(room, uri=SERVICE)
        room.transport.go_to(_TRACK)
        stage.faults.add("AVTransport.Previous", upnp_error=code, player=room)
    yield 60
    stage.mark("pressed")
    yield 60


SCENARIO = Scenario(
    name="701-711-previous-on-service",
    group="soap-faults",
    title="A service that does not go back",
    imitates="With some streaming sources Previous is refused with 701 or 711, where the app begins the track again.",
    sources=("https://github.com/steipete/sonoscli/tree/main/internal/sonos",),
    severity="low",
    task="60 s after the start: go to the previous track in the first and in the second room",
    steps=_steps,
    oracle=(
        begins_anew("pressed", lambda stage: stage.rooms[:2], _TRACK),
        takes_no_for_an_answer("AVTransport.Previous"),
    ),
)
