"""An alarm is removed at the moment at which it is edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.junctions import ActionCall, Outputs

_TIMES = ("06:00:00", "07:00:00", "08:00:00")


class _Removal(Fault):
    """Somebody removes the alarm with the app just before it is edited; the player then knows none with that id."""

    def on_action(self, call: ActionCall) -> Outputs | None:
        alarms = self.stage.household.alarms
        edited = next((number for number in alarms.by_id if str(number) == call.arguments.get("ID")), None)
        if edited is not None:
            alarms.destroy(call.player, edited)
        return None


def _steps(stage: Stage) -> Iterator[float]:
    room, alarms = stage.rooms[0], stage.household.alarms
    for start in _TIMES:
        alarms.create(room, Alarm(start=start, room_uuid=room.uuid))
    stage.faults.add("AlarmClock.UpdateAlarm", _Removal(), times=1)
    yield 60
    stage.mark("wanted")
    yield 60


def _are_off(stage: Stage) -> str:
    on = [alarm.start for alarm in stage.household.alarms.by_id.values() if alarm.enabled]
    return f"still on: {', '.join(on)}" if on else ""


def _reads_again(stage: Stage) -> str:
    refused = [call.number for call in stage.journal.calls("AlarmClock.UpdateAlarm") if call.fault]
    if not refused:
        return "no alarm was edited"
    listed = [call.number for call in stage.journal.calls("AlarmClock.ListAlarms")]
    return "" if any(number > refused[0] for number in listed) else "the list was not read after the refusal"


SCENARIO = Scenario(
    name="stale-alarm-fault",
    group="soap-faults",
    title="The alarm is gone already",
    imitates="Somebody removes an alarm with the app while a program edits it: 800, as for any that is not there.",
    sources=(
        "https://github.com/AaronDavidSchneider/SonosAlarm/issues/12",
        "https://github.com/svrooij/sonos-api-docs/blob/main/docs/documentation.json",
    ),
    severity="low",
    task="60 s after the start: switch all alarms off",
    steps=_steps,
    oracle=(
        Statement("the other alarms are off", _are_off),
        Statement("it reads the list again", _reads_again),
        takes_no_for_an_answer("AlarmClock.*"),
    ),
)
