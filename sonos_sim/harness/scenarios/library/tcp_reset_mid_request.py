"""Connections break after the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.transport_faults import Reset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("RenderingControl.GetVolume", Reset(), player=stage.rooms[0], times=1)
    stage.faults.add("RenderingControl.SetRelativeVolume", Reset(after=True), player=stage.rooms[0], times=1)
    yield 120


def _reads_again(stage: Stage) -> str:
    return "" if stage.journal.calls("RenderingControl.GetVolume") else "the volume was not asked for again"


def _acts_once(stage: Stage) -> str:
    sent = stage.journal.calls("RenderingControl.SetRelativeVolume")
    return "" if len(sent) == 1 else f"SetRelativeVolume was carried out {len(sent)} times"


SCENARIO = Scenario(
    name="tcp-reset-mid-request",
    group="http-soap-transport",
    title="Connections break after the request",
    imitates=(
        "The player takes the request, perhaps even acts, and resets the connection before a byte of its answer."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/9570",
        "https://github.com/SoCo/SoCo/issues/966",
        "https://github.com/home-assistant/core/issues/151258",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    task="ask for the volume of the first room, and turn it up by 5",
    steps=_steps,
    oracle=(
        Statement("it reads again what can be read", _reads_again),
        Statement("it does not repeat what may have happened", _acts_once),
    ),
)
