"""A stereo pair becomes two rooms, and a pair again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.bonds import hidden, make_pair, pair_of
from sonos_sim.harness.scenarios.room_statements import commands_rooms, turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    left, groups = pair_of(stage), stage.household.groups
    pair = left.bond
    yield 60
    groups.dissolve(left)
    yield 30
    stage.mark("split")
    yield 60
    stage.notes["loud"] = str(hidden(stage)[0].rendering.volume)
    if pair is not None:
        groups.bond(pair)
    yield 30
    stage.mark("paired")
    yield 60


def _was_turned(stage: Stage) -> str:
    volume = stage.notes.get("loud", "nothing")
    return "" if volume == "30" else f"the second player was at {volume}"


SCENARIO = Scenario(
    name="pair-split-runtime",
    group="topology",
    title="A stereo pair is separated and made again",
    imitates=(
        "Separated in the app, the hidden half is a room of its own with a name and a group; made a pair again, it is "
        "gone (what they are called meanwhile is inferred)."
    ),
    sources=(
        "https://github.com/hklages/node-red-contrib-sonos-plus/issues/32",
        "https://github.com/SoCo/SoCo/issues/612",
        "SoCo/SoCo soco/core.py",
    ),
    severity="medium",
    task="90 s after the start, when the pair is separated: turn every room to 30; at 180 s, when it is one: to 40",
    prepare=make_pair,
    steps=_steps,
    oracle=(
        Statement("it turns the room to 30 that appeared", _was_turned),
        turns_rooms_to(40),
        commands_rooms("paired"),
    ),
)
