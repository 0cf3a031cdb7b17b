"""Events say nothing of the next track, of the number of tracks, and of what was enqueued."""

from __future__ import annotations

from sonos_sim.harness.gena_faults import MutateBody, without_variable
from sonos_sim.harness.scenarios.base import Scenario
from sonos_sim.harness.scenarios.patterns import odd_track
from sonos_sim.harness.scenarios.statements import answers_events, hears, is_calm

_ABSENT = (
    "NumberOfTracks",
    "r:NextTrackURI",
    "r:NextTrackMetaData",
    "r:EnqueuedTransportURI",
    "r:EnqueuedTransportURIMetaData",
)


def _cut(body: bytes) -> bytes:
    for name in _ABSENT:
        body = without_variable(name)(body)
    return body


SCENARIO = Scenario(
    name="next-track-metadata-absent",
    group="playback",
    title="Nothing is known of the next track",
    imitates=(
        "With Spotify Connect and AirPlay, events have no next track and no number of tracks, and nothing was enqueued."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-http-api/issues/764",
        "jishi/node-sonos-discovery commit 1f653d6",
    ),
    severity="medium",
    steps=odd_track(lambda: MutateBody(_cut)),
    oracle=(
        answers_events("odd"),
        hears("AVTransport", "next", lambda stage: stage.rooms[0]),
        is_calm(60),
    ),
)
