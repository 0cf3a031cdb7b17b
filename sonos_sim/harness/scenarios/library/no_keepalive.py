"""Every connection is closed after one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.statements import sets_volumes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_VOLUMES = range(1, 101)


def _prepare(household: Household) -> None:
    household.override(keep_alive=False)


def _steps(_stage: Stage) -> Iterator[float]:
    yield 120


SCENARIO = Scenario(
    name="no-keepalive",
    group="http-soap-transport",
    title="One answer a connection",
    imitates=(
        "Every answer says Connection: close and is the last of its connection; a client that sends another request on "
        "it loses some, now and then."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-http-api/issues/907",
        "jishi/node-sonos-discovery commit-333304f",
        "https://github.com/home-assistant/core/issues/89128",
    ),
    severity="high",
    task=f"turn the first room to {_VOLUMES[0]}, {_VOLUMES[1]}, {_VOLUMES[2]} ... {_VOLUMES[-1]}, one after the other",
    prepare=_prepare,
    steps=_steps,
    oracle=(sets_volumes(_VOLUMES, lambda stage: stage.rooms[0]),),
)
