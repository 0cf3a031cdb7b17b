"""A file begins to play, and the player gives up after seconds; nobody says why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import plays, tries_to_load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household, Player
    from sonos_sim.server.junctions import ActionCall, Outputs

_SONG = "http://clips.example/song.flac"
_SECONDS = 3.0


class _NoDecoder(Fault):
    """What plays of that file ends after seconds, with TransportStatus OK."""

    def on_action(self, call: ActionCall) -> Outputs:
        """Play it first."""
        outputs = call.proceed()
        self.stage.clock.call_later(_SECONDS, partial(_give_up, call.player))
        return outputs


def _give_up(player: Player) -> None:
    if player.transport.source.uri == _SONG:
        player.transport.halt()


def _prepare(household: Household) -> None:
    household.override(fetch_media=False)


def _steps(stage: Stage) -> Iterator[float]:
    play_queue(stage.rooms[0])
    stage.faults.add("AVTransport.Play", _NoDecoder())
    yield 60
    stage.mark("wanted")
    yield 120


SCENARIO = Scenario(
    name="codec-unsupported-silent",
    group="playback",
    title="A format that the player cannot play",
    imitates=(
        "A 24/96 FLAC on S1, or a wrong MIME type: the actions succeed, the player gets the file, and stops after "
        "seconds without a fault."
    ),
    sources=(
        "https://github.com/janbar/noson-app/issues/148",
        "https://github.com/philippe44/AirConnect/issues/460",
        "https://github.com/music-assistant/support/issues/1823",
    ),
    severity="medium",
    task=(
        f"60 s after the start: play {_SONG} in the first room, in place of its queue; if it does not play 20 s later: "
        "the queue again"
    ),
    prepare=_prepare,
    steps=_steps,
    oracle=(
        tries_to_load(_SONG, "it tries the song"),
        plays("the queue plays again", lambda stage: stage.rooms[0], lambda stage: "x-file-cifs://nas/music/"),
    ),
)
