"""Players vanish for a reason that is known, and for one that nobody has heard of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import hears, is_calm, is_listened_to, subscribes_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Player

_KNOWN, _UNHEARD_OF = "powered off", "gone for reasons of tomorrow"


def _strange(stage: Stage) -> Player:
    return stage.rooms[2]


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("gone")
    for player, reason in zip(stage.rooms[1:3], (_KNOWN, _UNHEARD_OF), strict=True):
        stage.household.power_off(player, reason)
    yield 600
    stage.mark("back")
    for player in stage.rooms[1:3]:
        stage.household.power_on(player)
    yield 150
    stage.mark("knob")
    _strange(stage).rendering.set_volume(43, _strange(stage).behaviour)
    yield 30


SCENARIO = Scenario(
    name="vanished-device-reasons",
    group="topology",
    title="Players vanish, for whatever reason",
    imitates=(
        "VanishedDevices lists who is gone and why: powered off, sleeping, switch to bluetooth, upgrade, and other "
        "words; whoever returns is the same room as before."
    ),
    sources=(
        "https://github.com/home-assistant/core/pull/73519",
        "https://github.com/home-assistant/core/pull/65382",
        "https://github.com/home-assistant/core/pull/87606",
        "https://github.com/home-assistant/core/pull/65686",
        "home-assistant/core homeassistant/components/sonos/speaker.py",
        "ebaauw/homebridge-zp lib/ZpHousehold.js",
    ),
    severity="high",
    rooms=3,
    steps=_steps,
    oracle=(
        hears("ZoneGroupTopology", "gone"),
        is_calm(60, "gone", "back"),
        subscribes_again(120, "back", "RenderingControl", before="gone", of=_strange),
        hears("RenderingControl", "knob", _strange),
        is_listened_to("RenderingControl"),
    ),
)
