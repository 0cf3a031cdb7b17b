"""A player comes and goes for five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Flap
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_calm, is_listened_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.faults.add(Flap(down=15, up=25), player=stage.rooms[1], lasting=300)
    yield 480


SCENARIO = Scenario(
    name="vanish-flap",
    group="topology",
    title="A player comes and goes",
    imitates="A weak network or a bad plug: one player leaves and returns again and again, the others stay.",
    sources=(
        "https://github.com/music-assistant/support/issues/2257",
        "https://github.com/home-assistant/core/issues/57884",
        "https://github.com/home-assistant/core/issues/55375",
    ),
    severity="high",
    steps=_steps,
    oracle=(
        is_listened_to("RenderingControl"),
        is_calm(60, player=lambda stage: stage.rooms[0]),
    ),
)
