"""AVTransport's LastChange: its variables in recorded order, and which of them an event carries.

Order: two whole recorded events and three shortened ones that agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.sources import TRAITS, SourceKind
from sonos_sim.services.av_transport_track import current_track
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


def transport_variables(player: Player) -> dict[str, Value]:
    """All variables of the first event with their values now, in its order."""
    transport = player.transport
    source, upcoming, alarm = transport.source, transport.upcoming, transport.alarm
    traits, track = TRAITS[source.kind], current_track(player)
    is_member = source.kind is SourceKind.MEMBER
    variables: dict[str, Value] = {
        "TransportState": transport.state,
        # A member events NORMAL and 0 whatever its getters say (recorded).
        "CurrentPlayMode": "NORMAL" if is_member else transport.play_mode,
        "CurrentCrossfadeMode": transport.crossfade and not is_member,
        "NumberOfTracks": track.count,
        "CurrentTrack": track.number,
        "CurrentSection": 0,
        "CurrentTrackURI": track.uri,
        "CurrentTrackDuration": track.duration,
        "CurrentTrackMetaData": track.metadata,
        "r:NextTrackURI": "",
        "r:NextTrackMetaData": "",
        "r:EnqueuedTransportURI": source.uri if traits.is_enqueued else "",
        "r:EnqueuedTransportURIMetaData": source.metadata if traits.is_enqueued else "",
        "PlaybackStorageMedium": storage_medium(player),
        "AVTransportURI": source.uri,
        "AVTransportURIMetaData": source.metadata,
        "NextAVTransportURI": upcoming.uri,
        "NextAVTransportURIMetaData": upcoming.metadata,
        "CurrentTransportActions": traits.actions,
        "r:CurrentValidPlayModes": traits.play_modes,
    }
    if player.profile.firmware.is_s1:
        variables["r:MuseSessions"] = ""
    variables |= {
        "r:DirectControlClientID": "",
        "r:DirectControlIsSuspended": False,
        "r:DirectControlAccountID": "",
        "TransportStatus": transport.status,
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
