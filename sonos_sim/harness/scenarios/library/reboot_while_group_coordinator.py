"""The coordinator of a group reboots; the others go on without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import (
    commands_coordinators,
    hears,
    is_silent,
    subscribes_again,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _rebooted(stage: Stage) -> Player:
    return stage.rooms[0]


def _steps(stage: Stage) -> Iterator[float]:
    leader, *others = stage.rooms
    play_queue(leader)
    for room in others:
        stage.household.groups.join(room, leader.uuid)
    yield 60
    stage.mark("gone")
    stage.household.power_off(leader)
    yield 40
    stage.mark("back")
    stage.household.power_on(leader)
    yield 60
    # Somebody has the others play again.
    stage.mark("again")
    play_queue(stage.rooms[2].coordinator)
    yield 40
    stage.mark("settled")
    yield 60


SCENARIO = Scenario(
    name="reboot-while-group-coordinator",
    group="topology",
    title="The coordinator reboots",
    imitates=(
        "The music ends, the members have lost their coordinator and answer 1024, and then one of them leads; the "
        "rebooted player comes back alone (who leads, and when, is inferred)."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/56724",
        "https://github.com/ebaauw/homebridge-zp/issues/53",
    ),
    severity="high",
    rooms=3,
    task="listen to AVTransport of all rooms; 200 s after the start: pause the music of the third room",
    steps=_steps,
    oracle=(
        subscribes_again(90, "back", "AVTransport", before="gone", of=_rebooted),
        hears("AVTransport", "again", lambda stage: stage.rooms[2].coordinator),
        commands_coordinators("settled"),
        is_silent(lambda stage: stage.rooms[2]),
    ),
)
