"""The device description is no XML, while everything else works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to
from sonos_sim.harness.transport_faults import Rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sonos_sim.harness.scenarios.stage import Stage

_TOKENS = b"\n    #DEACTIVATION_STATE_TAG_AND_VALUE#\n    #DEACTIVATION_TTL_TAG_AND_VALUE#"


def _left_unfinished(description: bytes) -> bytes:
    return description.replace(b"<device>", b"<device>" + _TOKENS, 1).replace(b"</roomName>", b" & more</roomName>", 1)


def _steps(stage: Stage) -> Iterator[float]:
    stage.faults.add("GET /xml/device_description.xml", Rewrite(_left_unfinished))
    yield 60


SCENARIO = Scenario(
    name="device-description-malformed",
    group="discovery-network",
    title="A device description that no parser takes",
    imitates=(
        "Builds 57 of S1 left tokens of a template in the device description (captured); here a bare & in the room "
        "name makes it no XML at all (inferred)."
    ),
    sources=(
        "https://github.com/bencevans/node-sonos/issues/465",
        "https://github.com/masmu/pulseaudio-dlna/pull/33",
        "bencevans/node-sonos lib/helpers.js",
    ),
    severity="medium",
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(turns_rooms_to(31),),
)
