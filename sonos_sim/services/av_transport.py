"""AVTransport: what a player plays, and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, NOT_COORDINATOR, UPnPError
from sonos_sim.household.loading import set_uri
from sonos_sim.household.observed import Aspect
from sonos_sim.household.sources import TRAITS, SourceKind
from sonos_sim.services.av_transport_events import (
    NOT_IMPLEMENTED,
    STORAGE_MEDIA,
    last_change,
    storage_medium,
    transport_variables,
)
from sonos_sim.services.av_transport_track import NO_TIME, current_track
from sonos_sim.services.base import Service
from sonos_sim.services.evidence import captured, client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household import Player
    from sonos_sim.household.transport import Transport
    from sonos_sim.services.base import Outputs, Value

NO_COUNTER = 2147483647
"""RelCount and AbsCount of every recorded answer."""


class AVTransport(Service):
    """Handlers of AVTransport; the queue and the playback verbs are still to come."""

    name = "AVTransport"
    pending = frozenset(
        {
            "SetNextAVTransportURI", "AddURIToQueue", "AddMultipleURIsToQueue", "ReorderTracksInQueue",
            "RemoveTrackFromQueue", "RemoveTrackRangeFromQueue", "RemoveAllTracksFromQueue", "SaveQueue", "BackupQueue",
            "CreateSavedQueue", "AddURIToSavedQueue", "ReorderTracksInSavedQueue", "Stop", "Play", "Pause", "Seek",
            "Next", "Previous", "SetPlayMode", "SetCrossfadeMode", "NotifyDeletedURI", "ConfigureSleepTimer",
            "RunAlarm", "StartAutoplay", "SnoozeAlarm", "EndDirectControlSession",
        }
    )  # fmt: skip
    own_aspects = frozenset({Aspect.TRANSPORT, Aspect.QUEUE})
    household_aspects = frozenset({Aspect.LINE_IN})  # the name of another player's line-in is a title

    def evented(self) -> dict[str, Value]:
        """The variables of LastChange."""
        return transport_variables(self.player)

    def properties(self, now: dict[str, Value], before: dict[str, Value] | None) -> dict[str, Value]:
        """LastChange, by the block rules."""
        document = last_change(now, before, always_full=self.behaviour.avtransport_events == "full")
        return {"LastChange": document} if document else {}

    # Sources

    @client_derived(
        "SoCo core.py join and switch_to_line_in; nrs notifications; sonos-api-docs#42 (714)",
        errors=(402, 714, 800, 1001),
        inferred="800, the answer for sources of other players, an empty URI",
    )
    def set_av_transport_uri(self, current_uri: str, current_uri_meta_data: str) -> None:
        """Load a source, or join a group with ``x-rincon:``."""
        set_uri(self.player, current_uri, current_uri_meta_data)

    @captured("recordings sonosts GetMediaInfo, bencevans/node-sonos#466 (nothing loaded)")
    def get_media_info(self) -> Outputs:
        """What is loaded; the client's metadata comes back byte for byte."""
        source, upcoming = self._transport.source, self._transport.upcoming
        return {
            "NrTracks": current_track(self.player).count,
            "MediaDuration": NOT_IMPLEMENTED,
            "CurrentURI": source.uri,
            "CurrentURIMetaData": source.metadata,
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
            "CurrentTransportState": self._transport.state,
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
            "RelTime": NO_TIME if has_time else NOT_IMPLEMENTED,
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
        return {"Actions": TRAITS[self._transport.source.kind].actions}

    # Timers

    @captured("recording sonosts GetRemainingSleepTimerDuration; a member: sonos-api-docs remark", errors=(800,))
    def get_remaining_sleep_timer_duration(self) -> Outputs:
        """The rest of the sleep timer as ``HH:MM:SS``; empty if none is set."""
        self._refuse_member()
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
        self._refuse_member()
        alarm = self._transport.alarm
        if alarm is None:
            raise UPnPError(NOT_COORDINATOR, f"no alarm rings on {self.player.name}")
        return {"AlarmID": alarm.id, "GroupID": self.player.group.id, "LoggedStartTime": alarm.logged_start}

    # Groups

    @client_derived("SoCo core.py unjoin; home-assistant speaker.unjoin", errors=(800,), inferred="both out arguments")
    def become_coordinator_of_standalone_group(self) -> Outputs:
        """Leave the group; the out arguments name the heir of a coordinator and the player's group."""
        heir = self.household.groups.separate(self.player)
        return {"DelegatedGroupCoordinatorID": heir.uuid if heir else "", "NewGroupID": self.player.group.id}

    @client_derived("sonos-api-docs remark", errors=(402, 701, 1001), inferred="all codes")
    def delegate_group_coordination_to(self, new_coordinator: str, rejoin_group: bool) -> None:
        """Hand the group over to a member; on a player that coordinates nothing it has no effect."""
        self.household.groups.delegate(self.player, new_coordinator, rejoin=rejoin_group)

    # Among players: arguments are checked, then refused unless ``internal_actions`` lets them act. What a real
    # coordinator hands over in these texts is here already, since players share one household.

    @inferred("our choice", errors=(402, 701, 800, 1001))
    def become_group_coordinator(
        self,
        current_coordinator: str,
        current_group_id: str,
        other_members: str,
        transport_settings: str,
        current_uri: str,
        current_uri_meta_data: str,
        sleep_timer_state: str,
        alarm_state: str,
        stream_restart_state: str,
        current_queue_track_list: str,
        current_vli_state: str,
    ) -> None:
        """Take over the group that ``current_coordinator`` coordinates."""
        self._take_over(current_coordinator, current_group_id)

    @inferred("our choice", errors=(402, 701, 800, 1001))
    def become_group_coordinator_and_source(
        self,
        current_coordinator: str,
        current_group_id: str,
        other_members: str,
        current_uri: str,
        current_uri_meta_data: str,
        sleep_timer_state: str,
        alarm_state: str,
        stream_restart_state: str,
        current_avt_track_list: str,
        current_queue_track_list: str,
        current_source_state: str,
        resume_playback: bool,
    ) -> None:
        """Take over the group that ``current_coordinator`` coordinates."""
        self._take_over(current_coordinator, current_group_id)

    @inferred("our choice", errors=(402, 701, 800, 1001))
    def change_coordinator(
        self,
        current_coordinator: str,
        new_coordinator: str,
        new_transport_settings: str,
        current_av_transport_uri: str,
        restart_sink: bool = False,
    ) -> None:
        """Learn that ``new_coordinator`` has taken over from ``current_coordinator``."""
        current = self._player(current_coordinator)
        self._player(new_coordinator)
        self._refuse_from_outside()
        self.household.groups.delegate(current, new_coordinator, rejoin=True)

    @inferred("our choice", errors=(800,))
    def change_transport_settings(self, new_transport_settings: str, current_av_transport_uri: str) -> None:
        """Learn what the coordinator plays: members here know it, so there is nothing to do."""
        self._refuse_from_outside()

    def _take_over(self, coordinator_uuid: str, group_id: str) -> None:
        coordinator = self._player(coordinator_uuid)
        if coordinator.group.id != group_id:
            raise UPnPError(INVALID_ARGS, f"{coordinator.name} is not in the group {group_id!r}")
        self._refuse_from_outside()
        self.household.groups.delegate(coordinator, self.player.uuid, rejoin=True)

    # Common to handlers

    @property
    def _transport(self) -> Transport:
        return self.player.transport

    def _player(self, uuid: str) -> Player:
        player = self.household.players.get(uuid)
        if player is None:
            raise UPnPError(INVALID_ARGS, f"{uuid!r} is no player of this household")
        return player

    def _refuse_member(self) -> None:
        if self._transport.source.kind is SourceKind.MEMBER:
            raise UPnPError(NOT_COORDINATOR, f"{self.player.name} follows {self.player.coordinator.name}")

    def _refuse_from_outside(self) -> None:
        if not self.behaviour.internal_actions:
            raise UPnPError(NOT_COORDINATOR, "players call this action among themselves")
