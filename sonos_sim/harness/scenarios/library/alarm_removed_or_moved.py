"""One alarm is removed with the app, another moves to another room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    alarms, (one, other) = stage.household.alarms, stage.rooms[:2]
    removed = alarms.create(one, Alarm(start="07:00:00", room_uuid=one.uuid))
    moved = alarms.create(one, Alarm(start="08:00:00", room_uuid=one.uuid))
    stage.notes["moved"] = str(moved)
    yield 60
    alarms.destroy(one, removed)
    alarms.update(one, moved, replace(alarms.get(moved), room_uuid=other.uuid))
    stage.mark("changed")
    yield 60


def _is_right(stage: Stage) -> str:
    alarms = stage.household.alarms.by_id
    moved = int(stage.notes["moved"])
    if set(alarms) != {moved}:
        return f"there are the alarms {sorted(alarms)}, not {moved} alone"
    if alarms[moved].room_uuid != stage.rooms[1].uuid:
        return "the alarm is back in its old room"
    return "the alarm is still on" if alarms[moved].enabled else ""


def _knows(stage: Stage) -> str:
    failed = [c for c in stage.journal.calls("AlarmClock.*") if c.record.fault and stage.after("changed")(c)]
    return str(failed[0]) if failed else ""


SCENARIO = Scenario(
    name="alarm-removed-or-moved",
    group="alarms",
    title="Alarms are edited with the app",
    imitates=("Somebody removes an alarm with the app, and gives another one to another room, which keeps its ID."),
    sources=(
        "https://github.com/AaronDavidSchneider/SonosAlarm/issues/12",
        "https://github.com/AaronDavidSchneider/SonosAlarm/issues/21",
    ),
    severity="low",
    task="list the alarms; 60 s after the start: switch all alarms off",
    steps=_steps,
    oracle=(
        Statement("the alarm is off in the room where it is now", _is_right),
        Statement("it edits no alarm that is gone", _knows),
    ),
)
