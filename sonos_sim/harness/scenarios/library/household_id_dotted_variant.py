"""A household is given by its long id, while players announce the short one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import stays_in_the_household
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage


def _steps(_stage: Stage) -> Iterator[float]:
    yield 60


SCENARIO = Scenario(
    name="household-id-dotted-variant",
    group="discovery-network",
    title="A household by its long id",
    imitates=(
        "X-RINCON-HOUSEHOLD and GetHouseholdID tell Sonos_x; mhhid in mDNS, HOUSEHOLD.SMARTSPEAKER.AUDIO in SSDP and "
        "MuseHouseholdId in events tell Sonos_x.y of the same household, and somebody copies that one."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-http-api/issues/783",
        "https://github.com/jishi/node-sonos-http-api/issues/396",
        "https://github.com/home-assistant/core/issues/42633",
        "https://github.com/home-assistant/core/issues/52716",
    ),
    severity="medium",
    beside=1,
    discovery=True,
    task="connect to the household by its long id, as mhhid tells it, and set the volume of all its rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31), stays_in_the_household()),
)
