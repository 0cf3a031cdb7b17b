"""Two rooms are off, and connecting to them takes for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.player_faults import Partition
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import knocks_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_VOLUME = 31
_PATIENCE = 30.0


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.faults.add(Partition(), player=stage.rooms[1:3])
    stage.mark("gone")
    yield 60
    stage.mark("asked")
    yield 180


def _reaches_the_others(stage: Stage) -> str:
    for player in (stage.rooms[0], *stage.rooms[3:]):
        calls = stage.journal.calls("RenderingControl.SetVolume", player=player.uuid, DesiredVolume=_VOLUME)
        told = [call.at - stage.marks["asked"] for call in calls if stage.after("gone")(call)]
        if not told:
            return f"{player.name} was never told"
        if told[0] > _PATIENCE:
            return f"{player.name} was told only after {told[0]:.0f} s"
    return ""


SCENARIO = Scenario(
    name="connect-blackhole",
    group="http-soap-transport",
    title="Connecting takes for ever",
    imitates=(
        "Packets to a player that sleeps or is off vanish while the others still list it, and a client waits until its "
        "own patience ends."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/65184",
        "https://github.com/home-assistant/core/issues/18579",
        "https://github.com/home-assistant/core/issues/17088",
        "https://github.com/home-assistant/core/issues/42633",
    ),
    severity="high",
    rooms=4,
    task=f"120 s after the start: turn all rooms to {_VOLUME}",
    steps=_steps,
    oracle=(
        Statement(f"the other rooms are told within {_PATIENCE:.0f} s", _reaches_the_others),
        knocks_sparingly(100, lambda stage: stage.rooms[1]),
    ),
)
