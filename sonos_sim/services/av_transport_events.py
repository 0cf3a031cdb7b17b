"""AVTransport's LastChange: its variables in recorded order, and which of them an event carries.

Order: two whole recorded events and three shortened ones that agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.deck import TransportState
from sonos_sim.household.play_mode import PlayMode
from sonos_sim.household.sources import EMPTY_QUEUE_ACTIONS, TRAITS, SourceKind
from sonos_sim.services.av_transport_track import current_track, next_track, source_metadata
from sonos_sim.services.base import text
from sonos_sim.wire.events import TRANSPORT_NS, Change, render_last_change

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.services.base import Value

NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
STORAGE_MEDIA = "NONE, NETWORK"

BLOCK = (
    "TransportState", "CurrentPlayMode", "CurrentCrossfadeMode", "NumberOfTracks", "CurrentTrack", "CurrentSection",
    "CurrentTrackURI", "CurrentTrackDuration", "CurrentTrackMetaData", "r:NextTrackURI", "r:NextTrackMetaData",
    "r:EnqueuedTransportURI", "r:EnqueuedTransportURIMetaData",
)  # fmt: skip
"""Variables that travel together in every event about playback (recorded three times on 16.5 and newer)."""

APART = frozenset(
    {
        "NextAVTransportURI", "NextAVTransportURIMetaData", "r:SleepTimerGeneration", "r:AlarmRunning",
        "r:SnoozeRunning", "r:AlarmIDRunning", "r:AlarmLoggedStartTime",
    }
)  # fmt: skip
"""Variables whose change alone does not bring the block along (client-derived: jishi, SoCo)."""

_CONSTANT: dict[str, Value] = {
    "TransportPlaySpeed": NOT_IMPLEMENTED,
    "CurrentMediaDuration": NOT_IMPLEMENTED,
    "RecordStorageMedium": NOT_IMPLEMENTED,
    "PossiblePlaybackStorageMedia": STORAGE_MEDIA,
    "PossibleRecordStorageMedia": NOT_IMPLEMENTED,
    "RecordMediumWriteStatus": NOT_IMPLEMENTED,
    "CurrentRecordQualityMode": NOT_IMPLEMENTED,
    "PossibleRecordQualityModes": NOT_IMPLEMENTED,
}


def storage_medium(player: Player) -> str:
    """PlaybackStorageMedium: NONE when nothing is loaded (recorded), else NETWORK."""
    return "NONE" if player.transport.source.is_empty else "NETWORK"


def shown_state(player: Player) -> TransportState:
    """TransportState: a member says PLAYING whatever its group does (client-derived, sonos-api-docs)."""
    return TransportState.PLAYING if player.transport.is_member else player.transport.state


def transport_actions(player: Player) -> str:
    """CurrentTransportActions: those of the source, in a queue with Next and Previous where there is such a track.

    The recorded lists of queues do not depend on the state.
    """
    transport = player.transport
    queue = transport.queue
    if queue is None:
        return TRAITS[transport.source.kind].actions
    wraps = PlayMode(transport.play_mode).wraps
    steps = (("Next, ", 1), ("Previous, ", -1))
    skips = "".join(name for name, step in steps if queue.neighbour(step, wraps=wraps))
    before, last = EMPTY_QUEUE_ACTIONS.rsplit(" ", 1)
    return f"{before} {skips}{last}"


def transport_variables(player: Player) -> dict[str, Value]:
    """All variables of the first event with their values now, in its order."""
    transport = player.transport
    source, upcoming, alarm, queue = transport.source, transport.upcoming, transport.alarm, transport.queue
    traits, track, metadata = TRAITS[source.kind], current_track(player), source_metadata(player)
    next_uri, next_metadata = next_track(player)
    enqueued = (source.uri, metadata) if traits.is_enqueued else ("", "")
    if queue is not None:
        enqueued = queue.enqueued_uri, queue.enqueued_metadata
    elif source.kind is SourceKind.VIRTUAL:
        enqueued = "", track.evented_metadata  # recorded for AirPlay
    variables: dict[str, Value] = {
        "TransportState": shown_state(player),
        # A member events NORMAL and 0 whatever its getters say (recorded).
        "CurrentPlayMode": "NORMAL" if transport.is_member else transport.play_mode,
        "CurrentCrossfadeMode": transport.crossfade and not transport.is_member,
        "NumberOfTracks": track.count,
        "CurrentTrack": track.number,
        "CurrentSection": 0,
        "CurrentTrackURI": track.uri,
        "CurrentTrackDuration": track.duration,
        "CurrentTrackMetaData": track.evented_metadata,
        "r:NextTrackURI": next_uri,
        "r:NextTrackMetaData": next_metadata,
        "r:EnqueuedTransportURI": enqueued[0],
        "r:EnqueuedTransportURIMetaData": enqueued[1],
        "PlaybackStorageMedium": storage_medium(player),
        "AVTransportURI": source.uri,
        "AVTransportURIMetaData": metadata,
        "NextAVTransportURI": upcoming.uri,
        "NextAVTransportURIMetaData": upcoming.metadata,
        "CurrentTransportActions": transport_actions(player),
        "r:CurrentValidPlayModes": traits.play_modes,
    }
    if player.profile.firmware.is_s1:
        variables["r:MuseSessions"] = ""
    variables |= {
        "r:DirectControlClientID": "",
        "r:DirectControlIsSuspended": False,
        "r:DirectControlAccountID": "",
        "TransportStatus": transport.status,
    }
    if (problem := transport.problem) is not None:
        variables |= {
            "TransportErrorDescription": problem.description,
            "TransportErrorURI": problem.uri,
            "TransportErrorHttpCode": problem.http_code,
            "TransportErrorHttpHeaders": problem.http_headers,
        }
    variables |= {
        "r:SleepTimerGeneration": transport.sleep_generation,
        "r:AlarmRunning": alarm is not None,
        "r:SnoozeRunning": transport.snooze_running,
        "r:RestartPending": transport.restart_pending,
    }
    if alarm is not None:
        variables |= {"r:AlarmIDRunning": alarm.id, "r:AlarmLoggedStartTime": alarm.logged_start}
    return variables | _CONSTANT


def last_change(now: dict[str, Value], before: dict[str, Value] | None, *, always_full: bool) -> str:
    """The LastChange document that leads from ``before`` to ``now``; empty: nothing changed.

    Everything at first (``before`` is None) or with ``always_full``; later the whole block and what else changed,
    or without the block when only variables of :data:`APART` changed.
    """
    changed = {name for name, value in now.items() if before is None or before.get(name) != value}
    if not changed:
        return ""
    if always_full:
        changed = set(now)
    elif not changed <= APART:
        changed.update(BLOCK)
    changes = (Change(name, text(value)) for name, value in now.items() if name in changed)
    return render_last_change(TRANSPORT_NS, changes, rincon=True)
