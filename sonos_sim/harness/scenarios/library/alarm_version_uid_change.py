"""The version of the alarm list names another player all of a sudden, and counts lower."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    alarms, rooms = stage.household.alarms, stage.rooms
    first = alarms.create(rooms[0], Alarm(start="07:00:00", room_uuid=rooms[0].uuid))
    alarms.number += 40
    yield 60
    stage.mark("changed")
    alarms.number = first
    alarms.update(rooms[1], first, replace(alarms.get(first), start="07:30:00"))
    yield 60


def _lists_again(stage: Stage) -> str:
    listed = stage.journal.calls("AlarmClock.ListAlarms")
    if not any(not stage.after("changed")(call) for call in listed):
        return "the alarms were not listed before"
    return "" if any(map(stage.after("changed"), listed)) else "the alarms were not listed again"


SCENARIO = Scenario(
    name="alarm-version-uid-change",
    group="alarms",
    title="The version of the alarms names another player",
    imitates=(
        "CurrentAlarmListVersion is a UUID and a number: after a reboot the UUID is another player's, and the "
        "number lower."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/84823",
        "https://github.com/home-assistant/core/pull/161024",
        "https://github.com/home-assistant/core/pull/150518",
    ),
    severity="critical",
    task="list the alarms, and again when they change",
    steps=_steps,
    oracle=(Statement("it lists the alarms again when their version changes", _lists_again),),
)
