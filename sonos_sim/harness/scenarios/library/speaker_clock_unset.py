"""Players say that it is 1970, until a time server tells them better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.time_settings import clock_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_HOUR, _DAY = 3600.0, 86400.0
_TOLERANCE = 120.0


def _steps(stage: Stage) -> Iterator[float]:
    time = stage.household.time
    was = time.ahead
    time.ahead = -stage.clock.now()
    yield 180
    time.ahead = was
    time.generation += 1
    stage.mark("set")
    yield 120


def _rings_in_an_hour(stage: Stage) -> str:
    time = stage.household.time
    written = [
        call
        for call in stage.journal.calls("AlarmClock.*")
        if call.record.action in {"CreateAlarm", "UpdateAlarm"} and call.record.fault is None
    ]
    if not written:
        return "no alarm was made"
    wanted = time.rule.wall(written[-1].at + time.ahead) + _HOUR
    away = abs(clock_seconds(written[-1].record.arguments["StartLocalTime"]) - wanted) % _DAY
    off = min(away, _DAY - away)
    return f"the alarm is {off:.0f} s off" if off > _TOLERANCE else ""


SCENARIO = Scenario(
    name="speaker-clock-unset",
    group="clock-suspend",
    title="The clock of the players is not set",
    imitates=(
        "After a power failure, while the internet is away, players believe that 1970 has just begun (inferred), and a "
        "client that goes by their time is wrong."
    ),
    sources=("https://github.com/ebaauw/homebridge-zp/issues/53",),
    severity="low",
    task="as soon as players know what time it is: make an alarm in the first room that rings in an hour by their time",
    steps=_steps,
    oracle=(Statement("the alarm rings in an hour", _rings_in_an_hour),),
)
