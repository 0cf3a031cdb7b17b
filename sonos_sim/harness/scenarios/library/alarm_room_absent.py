"""An alarm belongs to a room that is off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    absent, alarms = stage.rooms[1], stage.household.alarms
    number = alarms.create(absent, Alarm(start="07:00:00", room_uuid=absent.uuid))
    stage.notes["alarm"] = str(number)
    yield 30
    stage.household.power_off(absent, "powered off")
    yield 30
    stage.mark("gone")
    yield 120
    stage.household.power_on(absent)
    yield 60


def _is_off(stage: Stage) -> str:
    alarm = stage.household.alarms.by_id.get(int(stage.notes["alarm"]))
    if alarm is None or alarm.room_uuid != stage.rooms[1].uuid:
        return "the alarm has been lost"
    return "the alarm is still on" if alarm.enabled else ""


SCENARIO = Scenario(
    name="alarm-room-absent",
    group="alarms",
    title="The room of an alarm is not there",
    imitates=(
        "An alarm stays in the list while its room is unplugged or gone; the topology does not know the room then."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/pull/555",
        "https://github.com/SoCo/SoCo/pull/996",
        "https://github.com/home-assistant/core/issues/166446",
    ),
    severity="medium",
    task="60 s after the start: switch all alarms off",
    steps=_steps,
    oracle=(Statement("the alarm is off, and belongs to its room", _is_off),),
)
