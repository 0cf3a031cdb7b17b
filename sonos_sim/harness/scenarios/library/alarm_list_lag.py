"""An event tells of an alarm that the list of the same player does not have yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_calm
from sonos_sim.harness.soap_faults import Frozen
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_LAG = 8.0


def _steps(stage: Stage) -> Iterator[float]:
    changer = stage.rooms[1]
    others = [player for player in stage.household.players.values() if player is not changer]
    late = stage.faults.add("AlarmClock.ListAlarms", Frozen(), player=others)
    yield 60
    stage.mark("made")
    stage.household.alarms.create(changer, Alarm(start="07:00:00", room_uuid=changer.uuid))
    yield _LAG
    late.remove()
    yield 120


def _listed_before(stage: Stage) -> str:
    listed = stage.journal.calls("AlarmClock.ListAlarms")
    return "" if any(not stage.after("made")(call) for call in listed) else "the alarms were not listed before"


def _is_off(stage: Stage) -> str:
    alarms = stage.household.alarms.by_id.values()
    if not any(alarm.room_uuid == stage.rooms[1].uuid for alarm in alarms):
        return "the alarm has been lost"
    return "the alarm is still on" if any(alarm.enabled for alarm in alarms) else ""


SCENARIO = Scenario(
    name="alarm-list-lag",
    group="alarms",
    title="The list of alarms is behind the event",
    imitates="An event tells a new version of the alarms, and for seconds most players still list the old ones.",
    sources=("home-assistant/core homeassistant/components/sonos/alarms.py",),
    severity="low",
    task="list the alarms, and whenever they change: switch all of them off",
    steps=_steps,
    oracle=(
        Statement("it had listed the alarms", _listed_before),
        Statement("the new alarm is off in the end", _is_off),
        is_calm(60, "made"),
    ),
)
