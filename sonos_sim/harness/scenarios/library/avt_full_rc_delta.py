"""Events of AVTransport repeat everything, those of RenderingControl tell the change alone."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.household.playback import pause, play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_VOLUME = 35


def _prepare(household: Household) -> None:
    household.override(avtransport_events="full", rendering_events="group")


def _steps(stage: Stage) -> Iterator[float]:
    player, other = stage.rooms[:2]
    play_queue(player)
    pause(player)
    player.rendering.set_volume(_VOLUME, player.behaviour)
    yield 60
    for number, mark in enumerate(("first", "second"), 1):
        player.rendering.bass = number
        yield 10
        stage.mark(mark)
        play(player)
        for _ in range(3):
            yield 10
            # Other variables change, and the event says PLAYING again.
            player.transport.fade_over(not player.transport.crossfade)
        other.rendering.set_volume(10, other.behaviour)
        if player.transport.is_active:
            pause(player)
        yield 10
    stage.mark("over")


def _turns_once_each(stage: Stage) -> str:
    calls = [c for c in stage.journal.calls("RenderingControl.SetVolume") if c.record.player == stage.rooms[1].uuid]
    marks = [stage.marks.get(mark, float("inf")) for mark in ("start", "first", "second", "over")]
    counts = [sum(begin <= call.at < end for call in calls) for begin, end in pairwise(marks)]
    if counts != [0, 1, 1]:
        return f"it was told {counts[1]} and {counts[2]} times, and {counts[0]} times before"
    volumes = [int(call.record.arguments["DesiredVolume"]) for call in calls]
    return "" if volumes == [_VOLUME] * 2 else f"it was turned to {volumes}"


SCENARIO = Scenario(
    name="avt-full-rc-delta",
    group="eventing-gena",
    title="Some events tell everything, others the change",
    imitates=(
        "After the first event, AVTransport repeats all its variables whatever changed, while RenderingControl leaves "
        "out what did not; treated alike, the one seems to change all the time or the other loses the volume."
    ),
    sources=("https://github.com/svrooij/node-sonos-ts/issues/77",),
    severity="medium",
    task="from the start: whenever the first room begins to play, turn the second room to the volume of the first",
    prepare=_prepare,
    steps=_steps,
    oracle=(Statement(f"it turns the second room to {_VOLUME}, once each time", _turns_once_each),),
)
