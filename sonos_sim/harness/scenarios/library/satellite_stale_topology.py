"""Rear speakers of a home theatre tell a topology of the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.bonds import hidden, make_theatre, theatre_of
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.statements import commands_coordinators, is_silent
from sonos_sim.harness.state_faults import HoldView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player


def _other(stage: Stage) -> Player:
    return next(player for player in stage.rooms if player is not theatre_of(stage))


def _steps(stage: Stage) -> Iterator[float]:
    theatre = theatre_of(stage)
    play_queue(theatre)
    stage.faults.add(HoldView(), player=hidden(stage))
    yield 60
    stage.household.groups.join(_other(stage), theatre.uuid)
    yield 30
    stage.mark("joined")
    yield 60


SCENARIO = Scenario(
    name="satellite-stale-topology",
    group="topology",
    title="A satellite tells an old topology",
    imitates="Whoever asks a rear speaker or a Sub gets an outdated ZoneGroupState, while the soundbar has the truth.",
    sources=("SoCo/SoCo soco/zonegroupstate.py",),
    severity="medium",
    models={"home-theatre": "S9"},
    task="90 s after the start: pause the music of the room that has joined the home theatre",
    hidden_first=True,
    prepare=make_theatre,
    steps=_steps,
    oracle=(
        commands_coordinators(),
        is_silent(_other),
    ),
)
