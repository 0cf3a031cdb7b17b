"""The page that once told the topology is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.server.http import file_answer
from sonos_sim.wire.status import support_info

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.http import Answer
    from sonos_sim.server.junctions import Exchange


class _EmptyPage(Fault):
    """The page is there, and there is nothing on it; on newer builds it is 404, which is inferred."""

    async def on_request(self, exchange: Exchange) -> Answer | None:
        """Answer with the frame alone."""
        answer = file_answer("text/xml", support_info("").encode(), exchange.server.server_header)
        answer.note = "fault: empty page"
        return answer


def _steps(stage: Stage) -> Iterator[float]:
    leader, follower = stage.rooms[:2]
    stage.faults.add("GET /status/topology", _EmptyPage())
    stage.faults.add("* /customsd*", status=403)
    stage.household.groups.join(follower, leader.uuid)
    yield 60
    stage.mark("asked")
    yield 120


def _joins(stage: Stage) -> str:
    leader, other = stage.rooms[0], stage.rooms[2]
    return "" if other.coordinator is leader else f"{other.name} is led by {other.coordinator.name}"


SCENARIO = Scenario(
    name="status-endpoint-removed",
    group="http-soap-transport",
    title="A page of the status is gone",
    imitates=(
        "Since 9.1 /status/topology is an empty document, and /customsd is 403: whoever built on them lost grouping "
        "overnight."
    ),
    sources=(
        "https://github.com/bencevans/node-sonos/issues/332",
        "https://github.com/bencevans/node-sonos/issues/344",
        "https://github.com/ebaauw/homebridge-zp/issues/46",
        "https://github.com/simojenki/bonob/issues/224",
        "https://github.com/jmt-gh/audiobookshelf-sonos/issues/10",
        "https://github.com/bencevans/sonos-cli/issues/6",
    ),
    severity="high",
    rooms=3,
    task="60 s after the start: have the third room join the group that the second is in",
    steps=_steps,
    oracle=(Statement("the third room plays along", _joins),),
)
