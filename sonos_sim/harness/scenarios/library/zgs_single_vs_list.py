"""A household of one player: one group, one member, nothing that vanished."""

from __future__ import annotations

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import plays_on
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent

SCENARIO = Scenario(
    name="zgs-single-vs-list",
    group="topology",
    title="A household of one player",
    imitates=(
        "With one group of one member, libraries that make objects of XML yield an object where programs expect a list."
    ),
    sources=("bencevans/node-sonos commits 2f43be3 and 73d548d",),
    severity="medium",
    rooms=1,
    task="60 s after the start: pause the music of the room",
    steps=plays_on,
    oracle=(
        commands_coordinators(),
        is_silent(lambda stage: stage.rooms[0]),
    ),
)
