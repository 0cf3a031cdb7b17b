"""One service of one player refuses subscriptions for minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import RefuseSubscription
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("SUBSCRIBE RenderingControl", RefuseSubscription(412), player=stage.rooms[0], lasting=300)
    yield 300
    stage.mark("granted")
    yield 180


def _asks(stage: Stage) -> str:
    return "" if stage.live("RenderingControl", player=stage.rooms[0]) else "nothing is subscribed there"


SCENARIO = Scenario(
    name="subscribe-412-storm",
    group="eventing-gena",
    title="New subscriptions are refused",
    imitates=(
        "After a restart of the client one service of one player answers 412 even to first SUBSCRIBEs, for minutes."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/88341",
        "https://github.com/ebaauw/homebridge-zp/issues/187",
        "https://github.com/ebaauw/homebridge-zp/issues/217",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        Statement("it comes to its subscription in the end", _asks),
        is_calm(90, player=lambda stage: stage.rooms[0]),
    ),
)
