"""LastChange is no XML: an ampersand that nobody escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, bare_ampersand
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    player = stage.rooms[0]
    stage.faults.add("NOTIFY RenderingControl", MutateBody(bare_ampersand), player=player, lasting=10)
    stage.mark("odd")
    player.rendering.set_volume(41, player.behaviour)
    yield 60
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="lastchange-bare-ampersand",
    group="eventing-gena",
    title="An event is broken inside",
    imitates=(
        "The name of a line-in or an address of a picture comes with a bare & in it: the inner document "
        "cannot be parsed."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/121638",
        "https://github.com/SoCo/SoCo/pull/965",
        "https://github.com/svrooij/node-sonos-ts/pull/220",
    ),
    severity="critical",
    bundles=("smoke",),
    steps=_steps,
    oracle=(
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
