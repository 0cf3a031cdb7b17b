"""All slots of the players are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_calm, polls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(peer_slots=household.behaviour.subscription_slots)


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("knob")
    player = stage.rooms[0]
    player.rendering.set_volume(42, player.behaviour)
    yield 180


SCENARIO = Scenario(
    name="subscription-slots-full",
    group="eventing-gena",
    title="No slot for a subscription is left",
    imitates="A player has 32 slots a service; other players and clients that crashed hold them.",
    sources=(
        "https://github.com/ebaauw/homebridge-zp/issues/5",
        "https://github.com/ebaauw/homebridge-zp/issues/180",
        "https://github.com/ebaauw/homebridge-zp/issues/172",
    ),
    severity="medium",
    bundles=("big-house",),
    prepare=_prepare,
    steps=_steps,
    oracle=(
        polls("RenderingControl.Get*", 90, "knob"),
        is_calm(120, player=lambda stage: stage.rooms[0]),
    ),
)
