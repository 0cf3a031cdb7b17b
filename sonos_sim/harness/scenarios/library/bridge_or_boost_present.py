"""There is a Bridge, which plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    if not any(player.profile.can("bridge") for player in household.players.values()):
        household.add("Bridge", "ZB100")


def _steps(_stage: Stage) -> Iterator[float]:
    yield 60


def _is_set(stage: Stage) -> str:
    wrong = [room.name for room in stage.rooms if room.rendering.volume != 31]
    return f"not at 31: {', '.join(wrong)}" if wrong else ""


SCENARIO = Scenario(
    name="bridge-or-boost-present",
    group="discovery-network",
    title="A Bridge among the players",
    imitates=(
        "A Bridge or Boost is found as players are, and answers their services with 405; the topology calls "
        "it invisible."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/pull/849",
        "https://github.com/home-assistant/core/issues/52716",
        "https://github.com/tbouron/MMM-Sonos/issues/5",
    ),
    severity="medium",
    task="set the volume of all rooms to 31",
    prepare=_prepare,
    steps=_steps,
    oracle=(Statement("all rooms are at 31", _is_set),),
)
