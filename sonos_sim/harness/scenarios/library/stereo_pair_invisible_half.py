"""A room is a stereo pair: two players of one name, one of them hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.bonds import make_pair, pair_of
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.room_statements import commands_rooms, turns_rooms_to
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    play_queue(pair_of(stage))
    yield 60
    stage.mark("playing")
    yield 60


SCENARIO = Scenario(
    name="stereo-pair-invisible-half",
    group="topology",
    title="Half of a stereo pair is hidden",
    imitates=(
        "Both players of a pair have the room's name and answer searches and HTTP, one is marked Invisible; commands "
        "to it do nothing, or act on one side alone."
    ),
    sources=(
        "https://github.com/svrooij/sonos2mqtt/issues/137",
        "https://github.com/home-assistant/core/issues/82257",
        "https://github.com/OpenSurface/SonosESP/issues/30",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/107",
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/74",
        "https://github.com/stephen/airsonos/issues/8",
        "https://github.com/philippe44/AirConnect/issues/14",
        "https://github.com/sonn-audio/core/issues/128",
    ),
    severity="high",
    task=("60 s after the start: turn every room to 30, and pause the music of the stereo pair, by the room's name"),
    prepare=make_pair,
    steps=_steps,
    oracle=(
        turns_rooms_to(30),
        commands_rooms(),
        commands_coordinators(),
        is_silent(pair_of),
    ),
)
