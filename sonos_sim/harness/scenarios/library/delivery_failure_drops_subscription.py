"""A player ends a subscription whose callback answers with errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, control_character
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import answers_events, hears, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_PATIENCE = 2


def _prepare(household: Household) -> None:
    household.override(delivery_failures=_PATIENCE)


def _steps(stage: Stage) -> Iterator[float]:
    player = stage.rooms[0]
    yield 60
    stage.faults.add("NOTIFY RenderingControl", MutateBody(control_character), player=player, lasting=10)
    stage.mark("odd")
    for volume in range(31, 36):
        player.rendering.set_volume(volume, player.behaviour)
        yield 1
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 10
    player.rendering.set_volume(43, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="delivery-failure-drops-subscription",
    group="eventing-gena",
    title="Errors of a handler end the subscription",
    imitates=(
        "A handler that fails lets its HTTP server answer 500; after a few of those the player ends the subscription, "
        "and an occasional mistake has become silence (inferred from a maintainer's remark)."
    ),
    sources=("https://github.com/jishi/node-sonos-http-api/issues/393",),
    severity="medium",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        answers_events("odd"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_listened_to("RenderingControl"),
    ),
)
