"""An event is larger than anything real."""

from __future__ import annotations

from sonos_sim.harness.gena_faults import MutateBody
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_sound
from sonos_sim.harness.scenarios.statements import catches_up, hears, turns_away

_SIZE = 8 * 1024 * 1024
"""Bytes; real events have some 50 kB at most."""


def _blown_up(body: bytes) -> bytes:
    return body.replace(
        b"<e:property>", b"<e:property><ShineOn>" + b"1" * _SIZE + b"</ShineOn></e:property><e:property>", 1
    )


SCENARIO = Scenario(
    name="oversize-body",
    group="security",
    title="An event of many megabytes",
    imitates="A hostile host, or a defect, sends a body that no client should keep in memory.",
    sources=("https://github.com/ebaauw/homebridge-zp/issues/235",),
    severity="medium",
    bundles=("hostile-lan",),
    steps=odd_sound(lambda: MutateBody(_blown_up)),
    oracle=(
        turns_away("it does not take the whole of it", "odd", "knob"),
        catches_up("RenderingControl", "knob"),
        hears("RenderingControl", "knob", lambda stage: stage.rooms[0]),
    ),
)
