"""Tracks without a title, and with an empty res."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.gena_faults import MutateBody, empty_res
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_track
from sonos_sim.harness.scenarios.statements import hears, reads_all
from sonos_sim.harness.soap_faults import Fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_QUEUE = "Q:0"


def _prepare(household: Household) -> None:
    household.override(browse_cap=5)


def _cut(text: str, tag: str) -> str:
    """Without the first element of that name."""
    start, end = text.find(f"<{tag}"), text.find(f"</{tag}>")
    return text if -1 in (start, end) else text[:start] + text[end + len(tag) + 3 :]


def _blank(result: str) -> str:
    """The first track has no title, the second no res."""
    end = result.find("</item>") + len("</item>")
    return _cut(result[:end], "dc:title") + _cut(result[end:], "res")


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("ContentDirectory.Browse", Fields(Result=_blank), arguments={"ObjectID": _QUEUE})
    yield from odd_track(lambda: MutateBody(empty_res), tracks=12)(stage)


SCENARIO = Scenario(
    name="didl-missing-title-or-res",
    group="playback",
    title="Tracks without title or res",
    imitates=(
        "Items of a queue and of events lack dc:title, or their res is missing or empty, with radio, AirPlay and rows "
        "of the library."
    ),
    sources=(
        "https://github.com/SoCo/SoCo/pull/882",
        "https://github.com/jishi/node-sonos-http-api/issues/319",
        "https://github.com/jishi/node-sonos-http-api/issues/633",
        "https://github.com/ebaauw/homebridge-zp/pull/39",
    ),
    severity="high",
    task="listen to AVTransport of the first room, and list its queue (Q:0)",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        reads_all(_QUEUE),
        hears("AVTransport", "odd", lambda stage: stage.rooms[0]),
    ),
)
