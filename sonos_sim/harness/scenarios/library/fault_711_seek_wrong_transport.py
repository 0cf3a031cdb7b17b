"""A track of the queue is wanted while the radio is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import now_playing, play_queue
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.household.media import BROADCAST, Track
from sonos_sim.household.playback import play
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_STATION = "x-sonosapi-stream:s1?sid=254&flags=8224&sn=0"


def _steps(stage: Stage) -> Iterator[float]:
    room = stage.rooms[0]
    play_queue(room)
    station = Track(_STATION, "Station", upnp_class=BROADCAST)
    room.transport.load(Source(SourceKind.RADIO, _STATION, track=station))
    play(room)
    yield 60
    stage.mark("wanted")
    yield 60


def _plays_it(stage: Stage) -> str:
    transport = stage.rooms[0].transport
    number = transport.queue.current if transport.queue is not None else 0
    return "" if number == 3 and transport.is_active else f"{now_playing(stage.rooms[0]) or 'nothing'} plays"


SCENARIO = Scenario(
    name="711-seek-wrong-transport",
    group="soap-faults",
    title="A track number without a queue",
    imitates=(
        "Seek to a track number is refused with 711 while a station or a file is loaded, in whatever order the "
        "commands were meant."
    ),
    sources=(
        "https://github.com/bencevans/node-sonos/issues/242",
        "https://github.com/SoCo/SoCo/issues/508",
        "https://github.com/bencevans/node-sonos/issues/433",
        "https://github.com/music-assistant/support/issues/1636",
    ),
    severity="medium",
    task="60 s after the start: play the third track of the queue in the first room, where the radio is on",
    steps=_steps,
    oracle=(
        Statement("the third track of the queue plays", _plays_it),
        takes_no_for_an_answer("AVTransport.Seek"),
    ),
)
