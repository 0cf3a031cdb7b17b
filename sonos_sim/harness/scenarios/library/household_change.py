"""A player is reset, and set up again in another household on the same network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to
from sonos_sim.harness.scenarios.statements import does_not_call, is_calm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    leaver, elsewhere = stage.rooms[-1], stage.network.households[1]
    yield 60
    stage.household.power_off(leaver)
    yield 60
    stage.household.remove(leaver)
    newcomer = elsewhere.add(leaver.name, leaver.profile, uuid=leaver.uuid)
    newcomer.place(leaver.address, leaver.port)
    stage.run(stage.network.refresh())
    yield 60
    stage.mark("moved")
    yield 60


def _is_elsewhere(stage: Stage, player: str, arguments: dict[str, str]) -> bool:
    return player not in stage.household.players


SCENARIO = Scenario(
    name="household-change",
    group="topology",
    title="A player moves to another household",
    imitates=(
        "After a factory reset, or a way back to S1, a player belongs to another household on the same network, with "
        "the same UUID and here the same address (inferred)."
    ),
    sources=(
        "https://github.com/music-assistant/support/issues/3170",
        "https://github.com/home-assistant/core/pull/161024",
    ),
    severity="low",
    rooms=3,
    beside=1,
    task="stay in the household that had three rooms; 3 min after the start: turn its rooms to 30",
    steps=_steps,
    oracle=(
        turns_rooms_to(30),
        does_not_call("RenderingControl.Set*", "it leaves the other household alone", _is_elsewhere),
        is_calm(60, "moved"),
    ),
)
