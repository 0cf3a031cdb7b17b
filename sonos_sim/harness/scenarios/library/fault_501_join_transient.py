"""Several rooms are to join, and one is busy for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.music import play_queue
from sonos_sim.harness.scenarios.patterns import is_join
from sonos_sim.harness.scenarios.statements import takes_no_for_an_answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_JOIN = "AVTransport.SetAVTransportURI"


def _steps(stage: Stage) -> Iterator[float]:
    leader, _, busy = stage.rooms[:3]
    play_queue(leader)
    first = stage.faults.add(_JOIN, upnp_error=501, player=busy, arguments=is_join, times=1)
    # It takes a moment, so another try at once is refused as well.
    stage.faults.add(_JOIN, upnp_error=501, player=busy, arguments=is_join, following=first, lasting=2)
    yield 60
    stage.mark("wanted")
    yield 120


def _is_complete(stage: Stage) -> str:
    leader = stage.rooms[0]
    missing = [room.name for room in stage.rooms if room.group is not leader.group]
    return f"not in the group: {', '.join(missing)}" if missing else ""


SCENARIO = Scenario(
    name="501-join-transient",
    group="soap-faults",
    title="A join is refused for a moment",
    imitates=(
        "When several rooms join at once, one answers 501, as it or the other side is still regrouping (inferred), "
        "and is missing in the group."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/issues/643",
        "https://github.com/punxaphil/custom-sonos-card/issues/296",
        "https://github.com/home-assistant/core/issues/43190",
        "https://github.com/jishi/node-sonos-http-api/issues/727",
    ),
    severity="high",
    bundles=("week-in-the-life",),
    rooms=4,
    task="60 s after the start: join all rooms to the first",
    steps=_steps,
    oracle=(
        Statement("all rooms play together in the end", _is_complete),
        takes_no_for_an_answer(_JOIN, 4),
    ),
)
