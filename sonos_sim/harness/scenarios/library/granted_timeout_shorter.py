"""Players grant less time than was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import is_listened_to, subscribes_sparingly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household


def _prepare(household: Household) -> None:
    household.override(max_timeout=120)


def _steps(stage: Stage) -> Iterator[float]:
    yield 1200


SCENARIO = Scenario(
    name="granted-timeout-shorter",
    group="eventing-gena",
    title="Less time is granted than asked for",
    imitates="The answer to SUBSCRIBE says Second-300 whatever was asked; who renews later has lost the subscription.",
    sources=("https://github.com/janbar/noson-app/issues/74",),
    severity="medium",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        is_listened_to(),
        subscribes_sparingly(1),
    ),
)
