"""The television is switched on, and its room leaves the group that it led."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent, plays
from sonos_sim.household.device import Autoplay
from sonos_sim.household.inputs import switch_tv_on, tv_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _bar(stage: Stage) -> Player:
    return stage.able("home-theatre")


def _other(stage: Stage) -> Player:
    return next(player for player in stage.rooms if player is not _bar(stage))


def _steps(stage: Stage) -> Iterator[float]:
    bar = _bar(stage)
    bar.device.set_autoplay("TV", lambda before: Autoplay(bar.uuid))
    play_queue(bar)
    stage.household.groups.join(_other(stage), bar.uuid)
    yield 60
    switch_tv_on(bar)
    yield 30
    stage.mark("watching")
    yield 60


SCENARIO = Scenario(
    name="tv-autoplay-takeover",
    group="playback",
    title="The television takes its room",
    imitates=(
        "With autoplay the soundbar goes over to x-sonos-htastream: when the television sounds, and leaves its group "
        "if that is set so; what it led plays on without it (inferred)."
    ),
    sources=(
        "ebaauw/homebridge-zp lib/ZpService/Sonos.js",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/2",
        "https://github.com/pascalopitz/unoffical-sonos-controller-for-linux/issues/52",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/69",
    ),
    severity="medium",
    models={"home-theatre": "S9"},
    task="90 s after the start: pause the music of the room that was grouped with the television's",
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(_other),
        plays("the television plays on", _bar, lambda stage: tv_source(_bar(stage)).uri),
    ),
)
