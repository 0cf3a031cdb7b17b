"""There are no alarms, and the list is an empty text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.soap_faults import Fields
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    planned = stage.faults.add("AlarmClock.ListAlarms", Fields(CurrentAlarmList=""))
    yield 60
    planned.remove()
    stage.mark("made")
    room = stage.rooms[0]
    stage.household.alarms.create(room, Alarm(start="07:00:00", room_uuid=room.uuid))
    yield 60


def _lists(stage: Stage) -> str:
    listed = stage.journal.calls("AlarmClock.ListAlarms")
    if not any(not stage.after("made")(call) for call in listed):
        return "the alarms were not listed while there were none"
    return "" if any(map(stage.after("made"), listed)) else "the alarms were not listed again"


SCENARIO = Scenario(
    name="alarm-empty-list",
    group="alarms",
    title="No alarms at all",
    imitates="Where no alarm was ever made, CurrentAlarmList is an empty text or an empty element.",
    sources=("svrooij/node-sonos-ts commit-bf24614",),
    severity="low",
    task="list the alarms, and again when they change",
    steps=_steps,
    oracle=(Statement("it survives the empty list, and sees the first alarm", _lists),),
)
