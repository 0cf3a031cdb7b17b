"""What was to be played cannot be had, and no command says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.music import keep_favourite
from sonos_sim.harness.scenarios.statements import plays, tries_to_load
from sonos_sim.harness.state_faults import MediaFail
from sonos_sim.household.fetching import FetchError
from sonos_sim.household.media import BROADCAST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.household import Household

_HOST = "radio.example"
_GONE = f"x-rincon-mp3radio://{_HOST}/gone"
_OTHER = "x-sonosapi-stream:s404?sid=254&flags=8224&sn=0"
_LOADS = "AVTransport.SetAVTransportURI"


def _prepare(household: Household) -> None:
    household.override(fetch_media=True, fetch_hosts=frozenset({_HOST}))
    keep_favourite(household, "Old station", _GONE, BROADCAST)
    keep_favourite(household, "Other station", _OTHER, BROADCAST, "SA_RINCON65031_")


def _steps(stage: Stage) -> Iterator[float]:
    # It stands in front of whatever asks the network, so nobody ever does.
    stage.faults.add(MediaFail(FetchError.HTTP, 404))
    yield 60
    stage.mark("wanted")
    yield 120


SCENARIO = Scenario(
    name="transport-status-error",
    group="soap-faults",
    title="Nothing plays, and every command succeeded",
    imitates=(
        "SetAVTransportURI and Play succeed; then TransportStatus becomes an error, TransportErrorDescription says "
        "which, and the room is stopped."
    ),
    sources=(
        "https://github.com/janbar/noson-app/issues/78",
        "https://github.com/janbar/noson-app/issues/148",
    ),
    severity="medium",
    task=(
        "60 s after the start: play the favourite Old station in the first room; if it turns out not to play, the "
        "favourite Other station"
    ),
    prepare=_prepare,
    steps=_steps,
    oracle=(
        tries_to_load(_GONE, "it tries the old station"),
        plays("the other station plays", lambda stage: stage.rooms[0], lambda stage: _OTHER),
    ),
)
