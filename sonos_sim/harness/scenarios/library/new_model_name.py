"""A room has a model that no list knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, listens_everywhere
from sonos_sim.harness.transport_faults import Rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


_NAMES = re.compile(rb"<(modelName|modelNumber|displayName)>[^<]*<")


def _unheard_of(description: bytes) -> bytes:
    """A product of next year."""
    return _NAMES.sub(rb"<\1>Sonos Nova<", description)


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("GET /xml/device_description.xml", Rewrite(_unheard_of), player=stage.rooms[1])
    yield 60
    stage.mark("knob")
    stage.rooms[1].rendering.set_volume(43, stage.rooms[1].behaviour)
    yield 30


SCENARIO = Scenario(
    name="new-model-name",
    group="firmware-model-drift",
    title="A model that no list knows",
    imitates="A new product answers as all the others do, under a name and a number that clients have no entry for.",
    sources=(
        "https://github.com/SoCo/SoCo/issues/1004",
        "https://github.com/SoCo/SoCo/pull/967",
        "https://github.com/SoCo/SoCo/pull/1015",
    ),
    severity="high",
    bundles=("firmware-night",),
    steps=_steps,
    oracle=(
        listens_everywhere("RenderingControl"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[1]),
    ),
)
