"""The television's sound has a format that no list knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.household.eq import get_eq
from sonos_sim.household.inputs import switch_tv_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_DOLBY_DIGITAL_PLUS_7_1 = 118489146


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    switch_tv_on(stage.able("home-theatre"), _DOLBY_DIGITAL_PLUS_7_1)
    stage.mark("sounds")
    yield 120


def _night_mode(stage: Stage) -> str:
    player = stage.able("home-theatre")
    calls = stage.journal.calls("RenderingControl.SetEQ", player=player.uuid, EQType="NightMode")
    if early := [call for call in calls if not stage.after("sounds")(call)]:
        return f"there was no sound yet: {early[0]}"
    return "" if calls and get_eq(player, "NightMode") else "night mode is off"


SCENARIO = Scenario(
    name="unknown-audio-format",
    group="firmware-model-drift",
    title="A format of sound that no list knows",
    imitates=(
        "HTAudioIn is a number for the format of the television's sound, and new formats get new numbers, such as "
        "118489146 for Dolby Digital Plus 7.1."
    ),
    sources=("https://github.com/SoCo/SoCo/pull/981",),
    severity="low",
    bundles=("firmware-night",),
    models={"home-theatre": "S9"},
    task="60 s after the start: if sound comes from the television, switch night mode on",
    steps=_steps,
    oracle=(Statement("it switches night mode on", _night_mode),),
)
