"""The first event has the Master channel alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_SIDES = re.compile(rb"&lt;(?:Volume|Mute) channel=&quot;[LR]F&quot; val=&quot;\d+&quot;/&gt;")


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("NOTIFY RenderingControl", MutateBody(lambda body: _SIDES.sub(b"", body)))
    yield 60
    player = stage.rooms[0]
    stage.mark("knob")
    player.rendering.set_volume(42, player.behaviour)
    yield 30


SCENARIO = Scenario(
    name="volume-channels-vary",
    group="volume",
    title="Channels are missing",
    imitates=(
        "Volume and Mute come for Master alone, or for the left and right channel too, depending on model and pairing."
    ),
    sources=(
        "https://github.com/svrooij/node-sonos-ts/pull/195",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
    ),
    severity="low",
    steps=_steps,
    oracle=(hears("RenderingControl", "knob", lambda stage: stage.rooms[0]), is_calm(60)),
)
