"""AVTransport: what a player plays, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import NOT_COORDINATOR, UPnPError
from sonos_sim.household.observed import Aspect
from sonos_sim.household.playback import refuse_member
from sonos_sim.services.av_transport_events import (
    NOT_IMPLEMENTED,
    STORAGE_MEDIA,
    last_change,
    shown_state,
    storage_medium,
    transport_actions,
    transport_variables,
)
from sonos_sim.services.av_transport_groups import GroupHandlers
from sonos_sim.services.av_transport_playback import PlaybackHandlers
from sonos_sim.services.av_transport_queue import QueueHandlers
from sonos_sim.services.av_transport_saved_queues import SavedQueueHandlers
from sonos_sim.services.av_transport_track import current_track, source_metadata
from sonos_sim.services.evidence import captured, client_derived, inferred
from sonos_sim.wire.duration import format_duration

if TYPE_CHECKING:
    from sonos_sim.household.transport import Transport
    from sonos_sim.services.base import Outputs, Value

NO_COUNTER = 2147483647
"""RelCount and AbsCount of every recorded answer."""


class AVTransport(PlaybackHandlers, QueueHandlers, SavedQueueHandlers, GroupHandlers):
    """The events and the getters of AVTransport; the other handlers are those of its bases."""

    name = "AVTransport"
    own_aspects = frozenset({Aspect.TRANSPORT, Aspect.QUEUE})
    # The name of another player's line-in is a title.
    household_aspects = frozenset({Aspect.LINE_IN})

    def evented(self) -> dict[str, Value]:
        """The variables of LastChange."""
        return transport_variables(self.player)

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """LastChange, by the block rules."""
        document = last_change(now, before, always_full=self.behaviour.avtransport_events == "full")
        return {"LastChange": document} if document else {}

    @captured("recordings sonosts GetMediaInfo, bencevans/node-sonos#466 (nothing loaded)")
    def get_media_info(self) -> Outputs:
        """What is loaded; the client's metadata comes back byte for byte."""
        source, upcoming = self._transport.source, self._transport.upcoming
        return {
            "NrTracks": current_track(self.player).count,
            "MediaDuration": NOT_IMPLEMENTED,
            "CurrentURI": source.uri,
            "CurrentURIMetaData": source_metadata(self.player),
            "NextURI": upcoming.uri,
            "NextURIMetaData": upcoming.metadata,
            "PlayMedium": storage_medium(self.player),
            "RecordMedium": NOT_IMPLEMENTED,
            "WriteStatus": NOT_IMPLEMENTED,
        }

    @captured("recording gotwalt#24 GetTransportInfo; a member: sonos-api-docs remark")
    def get_transport_info(self) -> Outputs:
        """The state; a group member says PLAYING."""
        return {
            "CurrentTransportState": shown_state(self.player),
            "CurrentTransportStatus": self._transport.status,
            "CurrentSpeed": "1",
        }

    @captured("recordings of GetPositionInfo (11)", inferred="values of line-in, TV and members")
    def get_position_info(self) -> Outputs:
        """The current track."""
        track = current_track(self.player)
        has_time = track.number > 0 and track.duration != ""
        return {
            "Track": track.number,
            "TrackDuration": track.duration if has_time else NOT_IMPLEMENTED,
            "TrackMetaData": track.metadata or NOT_IMPLEMENTED,
            "TrackURI": track.uri,
            "RelTime": format_duration(self._transport.position) if has_time else NOT_IMPLEMENTED,
            "AbsTime": NOT_IMPLEMENTED,
            "RelCount": NO_COUNTER,
            "AbsCount": NO_COUNTER,
        }

    @captured("recording sonosts GetDeviceCapabilities")
    def get_device_capabilities(self) -> Outputs:
        """Constants."""
        return {"PlayMedia": STORAGE_MEDIA, "RecMedia": NOT_IMPLEMENTED, "RecQualityModes": NOT_IMPLEMENTED}

    @client_derived("SoCo core.py play_mode; sonos-api-docs remarks")
    def get_transport_settings(self) -> Outputs:
        """The play mode; a member tells that of its own queue."""
        return {"PlayMode": self._transport.play_mode, "RecQualityMode": NOT_IMPLEMENTED}

    @captured("recording sonosts GetCrossfadeMode")
    def get_crossfade_mode(self) -> Outputs:
        """The crossfade switch; a member tells its own."""
        return {"CrossfadeMode": self._transport.crossfade}

    @captured("recorded CurrentTransportActions events; home-assistant/core tests (member, TV)")
    def get_current_transport_actions(self) -> Outputs:
        """The verbs that the source takes."""
        return {"Actions": transport_actions(self.player)}

    @captured("recording sonosts GetRemainingSleepTimerDuration; a member: sonos-api-docs remark", errors=(800,))
    def get_remaining_sleep_timer_duration(self) -> Outputs:
        """The rest of the sleep timer as ``HH:MM:SS``; empty if none is set."""
        refuse_member(self.player)
        remaining, ends = "", self._transport.sleep_until
        if ends is not None:
            minutes, seconds = divmod(max(0, round(ends - self.household.clock.now())), 60)
            remaining = f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        return {
            "RemainingSleepTimerDuration": remaining,
            "CurrentSleepTimerGeneration": self._transport.sleep_generation,
        }

    @inferred("our choice: the names of the out arguments", errors=(800,))
    def get_running_alarm_properties(self) -> Outputs:
        """The alarm that rings; 800 if none does."""
        refuse_member(self.player)
        alarm = self._transport.alarm
        if alarm is None:
            raise UPnPError(NOT_COORDINATOR, f"no alarm rings on {self.player.name}")
        return {"AlarmID": alarm.id, "GroupID": self.player.group.id, "LoggedStartTime": alarm.logged_start}

    @property
    def _transport(self) -> Transport:
        return self.player.transport
