"""Searches are lost, answers come several times, and one room is never heard of."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sonos_sim.harness.discovery_faults import ANSWER, DoubleDatagram, LoseDatagram
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.reaching import does_not_repeat
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.junctions import Subject

_HEARD = 3
"""Of so many searches the last one is heard."""


class _LoseSearches(LoseDatagram):
    """Whoever searches from one socket is heard at every third try; so many others search does not matter."""

    def __init__(self) -> None:
        self._tried: Counter[tuple[str, int]] = Counter()

    def matches(self, subject: Subject) -> bool:
        """The first two of three."""
        if subject.name != "SSDP search":
            return False
        searcher: tuple[str, int] = subject.other  # type: ignore[attr-defined]
        self._tried[searcher] += 1
        return self._tried[searcher] % _HEARD != 0


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add(_LoseSearches())
    stage.faults.add(ANSWER, LoseDatagram(), player=stage.rooms[1])
    stage.faults.add(ANSWER, DoubleDatagram(3))
    yield 60


SCENARIO = Scenario(
    name="ssdp-lossy",
    group="discovery-network",
    title="Searches are lost, answers are doubled",
    imitates=(
        "On a poor network most searches go unheard, some players' answers never arrive, and those of others come "
        "several times (that they are doubled on the way is inferred from lists with the same player twice)."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/615",
        "https://github.com/bencevans/node-sonos/issues/136",
        "https://github.com/stephen/airsonos/issues/114",
        "https://github.com/stephen/airsonos/pull/129",
    ),
    severity="medium",
    rooms=3,
    discovery=True,
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31), does_not_repeat("RenderingControl.SetVolume")),
)
