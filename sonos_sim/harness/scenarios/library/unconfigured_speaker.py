"""A speaker that nobody has set up yet is on the network too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import stays_in_the_household
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(stage: Stage) -> Iterator[float]:
    fresh = stage.network.households[1]
    fresh.id = ""
    for player in fresh.players.values():
        player.device.name = ""
    yield 60


SCENARIO = Scenario(
    name="unconfigured-speaker",
    group="discovery-network",
    title="A speaker that nobody has set up",
    imitates=(
        "A speaker fresh from its box is found like any other, but has no household and no room name, and the others "
        "know nothing of it (that X-RINCON-HOUSEHOLD is missing, and not empty, is inferred)."
    ),
    sources=(
        "https://github.com/avantrec/soco-cli/issues/43",
        "https://github.com/jishi/node-sonos-http-api/issues/763",
        "https://github.com/home-assistant/core/issues/68167",
    ),
    severity="medium",
    beside=1,
    discovery=True,
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31), stays_in_the_household()),
)
