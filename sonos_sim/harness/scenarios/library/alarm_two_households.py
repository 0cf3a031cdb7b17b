"""Two households have alarms, and the numbers of their lists are far apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.alarms import Alarm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_NUMBERS = (957, 92)


def _steps(stage: Stage) -> Iterator[float]:
    for household, number in zip(stage.network.households, _NUMBERS, strict=False):
        household.alarms.number += number - 1
        room = household.visible[0]
        household.alarms.create(room, Alarm(start="07:00:00", room_uuid=room.uuid))
    yield 60
    stage.mark("asked")
    yield 120


def _are_off(stage: Stage) -> str:
    for household in stage.network.households[: len(_NUMBERS)]:
        if not household.alarms.by_id:
            return f"the alarm in {household.visible[0].name} has been lost"
        if on := [alarm for alarm in household.alarms.by_id.values() if alarm.enabled]:
            return f"the alarm in {household.players[on[0].room_uuid].name} is still on"
    return ""


SCENARIO = Scenario(
    name="alarm-two-households",
    group="alarms",
    title="Alarms of two households",
    imitates=(
        "S1 and S2 side by side each count the versions of their alarms, here 957 and there 92; a client that compares "
        "the one with the other never shows some alarms."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/97856",
        "https://github.com/home-assistant/core/issues/89300",
    ),
    severity="medium",
    beside=1,
    discovery=True,
    task="60 s after the start: switch all alarms of both households off",
    steps=_steps,
    oracle=(Statement("the alarms of both households are off", _are_off),),
)
