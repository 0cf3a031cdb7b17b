"""The clocks are changed."""

from __future__ import annotations

from calendar import timegm
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.time_settings import clock_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_EVE = timegm((2026, 10, 25, 2, 59, 30))
"""Half a minute before clocks go back from 3 to 2 in Central Europe, by local time."""
_ZONE = 27


def _prepare(household: Household) -> None:
    household.time.set_zone(_ZONE, adjust_dst=True)
    household.time.set_now(_EVE, household.time.rule)


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("changed")
    yield 60


def _is_right(stage: Stage) -> str:
    made = [c for c in stage.journal.calls("AlarmClock.CreateAlarm") if stage.after("changed")(c)]
    if not made:
        return "no alarm was made"
    time = stage.household.time
    wanted = time.rule.wall(made[0].at + time.ahead) + 3600
    off = abs(clock_seconds(made[0].record.arguments["StartLocalTime"]) - wanted % 86400)
    return f"the alarm is {off:.0f} s off" if off > 120 else ""


SCENARIO = Scenario(
    name="speaker-dst-change",
    group="clock-suspend",
    title="The clocks are changed",
    imitates=(
        "On the night when clocks go back, the local time of players jumps, and what a client reckoned before is wrong."
    ),
    sources=(
        "svrooij/sonos-api-docs docs/documentation.json (AlarmClockService)",
        "SoCo/SoCo soco/alarms.py",
    ),
    severity="low",
    task="60 s after the start: make an alarm that rings in an hour",
    prepare=_prepare,
    steps=_steps,
    oracle=(Statement("the alarm rings in an hour", _is_right),),
)
