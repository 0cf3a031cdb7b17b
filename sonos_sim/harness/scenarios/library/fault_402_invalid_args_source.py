"""A room is told to play an input that its model does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.statements import does_not_call, takes_no_for_an_answer
from sonos_sim.household.inputs import tv_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_INPUTS = {"x-sonos-htastream": "home-theatre", "x-rincon-stream": "line-in"}
"""Schemes, and what a model needs for them."""


def _prepare(household: Household) -> None:
    household.override(unavailable_source_code=402)


def _steps(stage: Stage) -> Iterator[float]:
    yield 60
    stage.mark("wanted")
    yield 60


def _plays_tv(stage: Stage) -> str:
    rooms = [room for room in stage.rooms if room.profile.can("home-theatre")]
    wrong = [room.name for room in rooms if room.transport.source.uri != tv_source(room).uri]
    return f"no television in: {', '.join(wrong)}" if wrong else ""


def _is_impossible(stage: Stage, player: str, arguments: dict[str, str]) -> bool:
    """Whether the input belongs to a player that is not there, or whose model lacks it."""
    scheme, _, rest = arguments.get("CurrentURI", "").partition(":")
    if scheme not in _INPUTS:
        return False
    owner = stage.household.players.get(rest.partition(":")[0])
    return owner is None or not owner.profile.can(_INPUTS[scheme])


SCENARIO = Scenario(
    name="402-invalid-args-source",
    group="soap-faults",
    title="An input that the model does not have",
    imitates=(
        "Programs that know inputs by lists of models take a new soundbar for something else, and get 402 for the "
        "source they then choose."
    ),
    sources=(
        "https://github.com/home-assistant/core/issues/117703",
        "https://github.com/home-assistant/core/issues/95034",
        "https://github.com/SoCo/SoCo/issues/1004",
        "https://github.com/home-assistant/core/issues/138500",
    ),
    severity="medium",
    models={"home-theatre": "S45"},
    task="60 s after the start: play the television in every room that has one",
    prepare=_prepare,
    steps=_steps,
    oracle=(
        Statement("rooms with a television play it", _plays_tv),
        does_not_call("AVTransport.SetAVTransportURI", "it chooses only inputs that there are", _is_impossible),
        takes_no_for_an_answer("AVTransport.*"),
    ),
)
