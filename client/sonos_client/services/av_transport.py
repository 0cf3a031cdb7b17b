"""AVTransport: Playback of a group."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.enums import PlayMode, SeekMode, TransportState
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta


@dataclass(frozen=True, slots=True)
class AddURIToQueueResult:
    """What AddURIToQueue answers."""

    first_track_number_enqueued: int
    """Position of the first new track."""
    num_tracks_added: int
    """How many were added."""
    new_queue_length: int
    """Tracks in the queue afterwards."""


@dataclass(frozen=True, slots=True)
class AddMultipleURIsToQueueResult:
    """What AddMultipleURIsToQueue answers."""

    first_track_number_enqueued: int
    """Position of the first new track."""
    num_tracks_added: int
    """How many were added."""
    new_queue_length: int
    """Tracks in the queue afterwards."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True)
class CreateSavedQueueResult:
    """What CreateSavedQueue answers."""

    num_tracks_added: int
    """How many were added."""
    new_queue_length: int
    """Tracks in the queue afterwards."""
    assigned_object_id: str
    """Id of the Sonos playlist, ``SQ:n``."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True)
class AddURIToSavedQueueResult:
    """What AddURIToSavedQueue answers."""

    num_tracks_added: int
    """How many were added."""
    new_queue_length: int
    """Tracks in the queue afterwards."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True)
class ReorderTracksInSavedQueueResult:
    """What ReorderTracksInSavedQueue answers."""

    queue_length_change: int
    """How many tracks it is longer, negative when shorter."""
    new_queue_length: int
    """Tracks in the queue afterwards."""
    new_update_id: int
    """Update id afterwards."""


@dataclass(frozen=True, slots=True)
class MediaInfoResult:
    """What GetMediaInfo answers."""

    nr_tracks: int
    """Tracks of the source, 0 to 65535."""
    media_duration: timedelta | None
    """Never told by Sonos players."""
    current_uri: str
    """The source."""
    current_uri_meta_data: str
    """DIDL-Lite of the source."""
    next_uri: str
    """Next source."""
    next_uri_meta_data: str
    """DIDL-Lite of it."""
    play_medium: str
    """``NETWORK`` or ``NONE``."""
    record_medium: str | None
    """Never told by Sonos players."""
    write_status: str | None
    """Never told by Sonos players."""


@dataclass(frozen=True, slots=True)
class TransportInfoResult:
    """What GetTransportInfo answers."""

    current_transport_state: TransportState
    """Whether something plays."""
    current_transport_status: str
    """``OK`` or that playing failed."""
    current_speed: str
    """Always 1."""


@dataclass(frozen=True, slots=True)
class PositionInfoResult:
    """What GetPositionInfo answers."""

    track: int
    """Position in the queue from 1, 0 for none, 0 to 65535."""
    track_duration: timedelta | None
    """Length; None where the source has none."""
    track_meta_data: str
    """DIDL-Lite of the track, or ``NOT_IMPLEMENTED``."""
    track_uri: str
    """What plays."""
    rel_time: timedelta | None
    """Position in the track; None where the source has none."""
    abs_time: timedelta | None
    """Never told by Sonos players."""
    rel_count: int | None
    """Never told by Sonos players."""
    abs_count: int | None
    """Never told by Sonos players."""


@dataclass(frozen=True, slots=True)
class DeviceCapabilitiesResult:
    """What GetDeviceCapabilities answers."""

    play_media: str
    """Media separated by comma and space."""
    rec_media: str | None
    """Never told by Sonos players."""
    rec_quality_modes: str | None
    """Never told by Sonos players."""


@dataclass(frozen=True, slots=True)
class TransportSettingsResult:
    """What GetTransportSettings answers."""

    play_mode: PlayMode
    """Order and repetition."""
    rec_quality_mode: str | None
    """Never told by Sonos players."""


@dataclass(frozen=True, slots=True)
class BecomeCoordinatorOfStandaloneGroupResult:
    """What BecomeCoordinatorOfStandaloneGroup answers."""

    delegated_group_coordinator_id: str
    """UUID of who coordinates the rest now, empty for nobody."""
    new_group_id: str
    """Id of the new group."""


@dataclass(frozen=True, slots=True)
class RemainingSleepTimerDurationResult:
    """What GetRemainingSleepTimerDuration answers."""

    remaining_sleep_timer_duration: timedelta | None
    """Time left, None when it does not run."""
    current_sleep_timer_generation: int
    """Rises when the timer is set or ends."""


@dataclass(frozen=True, slots=True)
class RunningAlarmPropertiesResult:
    """What GetRunningAlarmProperties answers."""

    alarm_id: int
    """The alarm."""
    group_id: str
    """Id of the group."""
    logged_start_time: str
    """When it started."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AVTransportChange(Change):
    """What an event of AVTransport says; None where it does not mention a variable."""

    transport_state: TransportState | None = None
    """Whether something plays."""
    current_play_mode: PlayMode | None = None
    """Order and repetition of the queue."""
    current_crossfade_mode: bool | None = None
    """Whether tracks fade into each other."""
    number_of_tracks: int | None = None
    """Length of the queue, 1 for other sources."""
    current_track: int | None = None
    """Queue position of the present track from 1, 0 for none."""
    current_section: int | None = None
    """Always 0."""
    current_track_uri: str | None = None
    """What plays; ``x-rincon:UUID`` on a member."""
    current_track_duration: timedelta | None = None
    """Length of the track."""
    current_track_meta_data: str | None = None
    """DIDL-Lite of the track; see :func:`sonos_client.didl.read_didl`."""
    next_track_uri: str | None = None
    """What plays next."""
    next_track_meta_data: str | None = None
    """DIDL-Lite of the next track."""
    enqueued_transport_uri: str | None = None
    """Container or station that the music comes from."""
    enqueued_transport_uri_meta_data: str | None = None
    """DIDL-Lite of it."""
    playback_storage_medium: str | None = None
    """``NETWORK`` or ``NONE``."""
    av_transport_uri: str | None = None
    """The source."""
    av_transport_uri_meta_data: str | None = None
    """DIDL-Lite of the source, as it was given."""
    next_av_transport_uri: str | None = None
    """The source that follows."""
    next_av_transport_uri_meta_data: str | None = None
    """DIDL-Lite of it."""
    current_transport_actions: str | None = None
    """What can be done with the source."""
    current_valid_play_modes: str | None = None
    """What play modes the source offers."""
    transport_status: str | None = None
    """``OK``, or that playing failed."""
    transport_error_description: str | None = None
    """Why it failed."""
    transport_error_uri: str | None = None
    """What could not be played."""
    transport_error_http_code: str | None = None
    """HTTP status of the server."""
    sleep_timer_generation: int | None = None
    """Rises when the sleep timer is set or ends."""
    alarm_running: bool | None = None
    """Whether an alarm rings."""
    snooze_running: bool | None = None
    """Whether an alarm is snoozed."""
    restart_pending: bool | None = None
    """Whether the stream is about to be restarted."""
    alarm_id_running: int | None = None
    """The ringing alarm."""
    direct_control_client_id: str | None = None
    """The app that controls directly."""
    direct_control_is_suspended: bool | None = None
    """Whether it pauses."""
    service: ClassVar[str] = "AVTransport"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "TransportState": ("transport_state", TransportState),
        "CurrentPlayMode": ("current_play_mode", PlayMode),
        "CurrentCrossfadeMode": ("current_crossfade_mode", values.boolean),
        "NumberOfTracks": ("number_of_tracks", values.integer),
        "CurrentTrack": ("current_track", values.integer),
        "CurrentSection": ("current_section", values.integer),
        "CurrentTrackURI": ("current_track_uri", values.string),
        "CurrentTrackDuration": ("current_track_duration", values.duration),
        "CurrentTrackMetaData": ("current_track_meta_data", values.string),
        "NextTrackURI": ("next_track_uri", values.string),
        "NextTrackMetaData": ("next_track_meta_data", values.string),
        "EnqueuedTransportURI": ("enqueued_transport_uri", values.string),
        "EnqueuedTransportURIMetaData": ("enqueued_transport_uri_meta_data", values.string),
        "PlaybackStorageMedium": ("playback_storage_medium", values.string),
        "AVTransportURI": ("av_transport_uri", values.string),
        "AVTransportURIMetaData": ("av_transport_uri_meta_data", values.string),
        "NextAVTransportURI": ("next_av_transport_uri", values.string),
        "NextAVTransportURIMetaData": ("next_av_transport_uri_meta_data", values.string),
        "CurrentTransportActions": ("current_transport_actions", values.string),
        "CurrentValidPlayModes": ("current_valid_play_modes", values.string),
        "TransportStatus": ("transport_status", values.string),
        "TransportErrorDescription": ("transport_error_description", values.string),
        "TransportErrorURI": ("transport_error_uri", values.string),
        "TransportErrorHttpCode": ("transport_error_http_code", values.string),
        "SleepTimerGeneration": ("sleep_timer_generation", values.integer),
        "AlarmRunning": ("alarm_running", values.boolean),
        "SnoozeRunning": ("snooze_running", values.boolean),
        "RestartPending": ("restart_pending", values.boolean),
        "AlarmIDRunning": ("alarm_id_running", values.integer),
        "DirectControlClientID": ("direct_control_client_id", values.string),
        "DirectControlIsSuspended": ("direct_control_is_suspended", values.boolean),
    }


class AVTransport(Service):
    """Playback of a group.

    Source, play and pause, position, queue 0, sleep timer, running alarm, group membership. Send transport
    verbs to the coordinator; members refuse most of them.
    """

    name: ClassVar[str] = "AVTransport"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:AVTransport:1"
    path: ClassVar[str] = "/MediaRenderer/AVTransport"
    change: ClassVar[type[Change]] = AVTransportChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        701: ErrorMeaning(
            "TRANSITION_NOT_AVAILABLE",
            (
                "Not possible in this state: nothing loaded, already paused, not offered by the source, or "
                "too soon after a change of the group."
            ),
        ),
        702: ErrorMeaning("NO_CONTENTS", "The medium has no contents."),
        710: ErrorMeaning("SEEK_MODE_NOT_SUPPORTED", "The unit of the seek is unknown."),
        711: ErrorMeaning(
            "ILLEGAL_SEEK_TARGET", "There is no such position; also Next on the last track and Previous on the first."
        ),
        712: ErrorMeaning("PLAY_MODE_NOT_SUPPORTED", "The play mode is unknown, or the source is not the queue."),
        714: ErrorMeaning(
            "ILLEGAL_MIME_TYPE",
            "The URI cannot be played: a container, an unknown scheme, or no known audio file ending.",
        ),
        717: ErrorMeaning("PLAY_SPEED_NOT_SUPPORTED", "The speed is not 1."),
        718: ErrorMeaning("INVALID_INSTANCE_ID", "The instance is not 0."),
        737: ErrorMeaning("NO_DNS_SERVER", "The address of a stream could not be looked up."),
        738: ErrorMeaning("BAD_DOMAIN_NAME", "The domain of a stream does not exist."),
        739: ErrorMeaning("SERVER_ERROR", "The server of a stream failed."),
        800: ErrorMeaning(
            "NOT_COORDINATOR",
            "Only a coordinator can do this; for service items: the service is unknown or not linked.",
        ),
        802: ErrorMeaning("BACKUP_FAILED", "The queue could not be stored."),
        803: ErrorMeaning("NOT_SAVED", "The queue could not be saved or handed over."),
        804: ErrorMeaning("NOT_ENQUEUEABLE", "The queue is empty (clear, save), or the item cannot be put in a queue."),
        1001: ErrorMeaning("JOIN_FAILED", "The other player could not be reached."),
        1023: ErrorMeaning("COORDINATOR_UNREACHABLE", "The group's coordinator does not answer."),
        1024: ErrorMeaning("COORDINATOR_LOST", "The group's coordinator is off."),
        1028: ErrorMeaning("STALE_UPDATE_ID", "The queue has changed since that update id."),
    }

    async def set_av_transport_uri(self, current_uri: str, current_uri_meta_data: str = "") -> None:
        """Set what the group plays; nothing starts before Play.

        ``x-rincon:UUID`` joins that player's group, ``x-rincon-queue:UUID#0`` selects the own queue. A member
        leaves its group for anything else.

        Args:
            current_uri: The source.
            current_uri_meta_data: DIDL-Lite of the source.

        Raises:
            UPnPError: 402 INVALID_ARGS, 714 ILLEGAL_MIME_TYPE, 800 NOT_COORDINATOR, 1001 JOIN_FAILED.

        """
        await self._call(
            "SetAVTransportURI",
            {"InstanceID": 0, "CurrentURI": current_uri, "CurrentURIMetaData": current_uri_meta_data},
        )

    async def set_next_av_transport_uri(self, next_uri: str, next_uri_meta_data: str = "") -> None:
        """Set what plays after the present source.

        Args:
            next_uri: Next source.
            next_uri_meta_data: DIDL-Lite of it.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE, 800 NOT_COORDINATOR.

        """
        await self._call(
            "SetNextAVTransportURI", {"InstanceID": 0, "NextURI": next_uri, "NextURIMetaData": next_uri_meta_data}
        )

    async def add_uri_to_queue(
        self,
        enqueued_uri: str,
        enqueued_uri_meta_data: str = "",
        desired_first_track_number_enqueued: int = 0,
        enqueue_as_next: bool = False,
    ) -> AddURIToQueueResult:
        """Add a track, or all tracks of a container, to queue 0.

        Args:
            enqueued_uri: Track or container.
            enqueued_uri_meta_data: DIDL-Lite of it, may be empty.
            desired_first_track_number_enqueued: Position from 1 of the first new track, 0 to append.
            enqueue_as_next: Whether it plays next in a shuffle mode; it does not move the track in the list.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR, 804 NOT_ENQUEUEABLE.

        """
        answer = await self._call(
            "AddURIToQueue",
            {
                "InstanceID": 0,
                "EnqueuedURI": enqueued_uri,
                "EnqueuedURIMetaData": enqueued_uri_meta_data,
                "DesiredFirstTrackNumberEnqueued": values.checked(
                    "desired_first_track_number_enqueued", desired_first_track_number_enqueued, 0, 4294967295
                ),
                "EnqueueAsNext": enqueue_as_next,
            },
        )
        return AddURIToQueueResult(
            answer.read("FirstTrackNumberEnqueued", values.integer),
            answer.read("NumTracksAdded", values.integer),
            answer.read("NewQueueLength", values.integer),
        )

    async def add_multiple_uris_to_queue(
        self,
        update_id: int,
        number_of_uris: int,
        enqueued_uris: str,
        enqueued_uris_meta_data: str,
        container_uri: str,
        container_meta_data: str,
        desired_first_track_number_enqueued: int = 0,
        enqueue_as_next: bool = False,
    ) -> AddMultipleURIsToQueueResult:
        """Add up to 16 tracks to queue 0; URIs and metadata are lists separated by one space.

        Args:
            update_id: Update id the caller knows, 0 to not check.
            number_of_uris: How many, up to 16, 1 to 16.
            enqueued_uris: URIs separated by one space.
            enqueued_uris_meta_data: DIDL-Lite documents separated by one space.
            container_uri: Container that the tracks come from, may be empty.
            container_meta_data: DIDL-Lite of the container.
            desired_first_track_number_enqueued: Position from 1 of the first new track, 0 to append.
            enqueue_as_next: Whether it plays next in a shuffle mode; it does not move the track in the list.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR, 804 NOT_ENQUEUEABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "AddMultipleURIsToQueue",
            {
                "InstanceID": 0,
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "NumberOfURIs": values.checked("number_of_uris", number_of_uris, 1, 16),
                "EnqueuedURIs": enqueued_uris,
                "EnqueuedURIsMetaData": enqueued_uris_meta_data,
                "ContainerURI": container_uri,
                "ContainerMetaData": container_meta_data,
                "DesiredFirstTrackNumberEnqueued": values.checked(
                    "desired_first_track_number_enqueued", desired_first_track_number_enqueued, 0, 4294967295
                ),
                "EnqueueAsNext": enqueue_as_next,
            },
        )
        return AddMultipleURIsToQueueResult(
            answer.read("FirstTrackNumberEnqueued", values.integer),
            answer.read("NumTracksAdded", values.integer),
            answer.read("NewQueueLength", values.integer),
            answer.read("NewUpdateID", values.integer),
        )

    async def reorder_tracks_in_queue(
        self, starting_index: int, number_of_tracks: int, insert_before: int, update_id: int
    ) -> None:
        """Move a range of queue 0.

        Args:
            starting_index: Position of the first track, from 1.
            number_of_tracks: How many.
            insert_before: Position from 1 to move to; length + 1 for the end.
            update_id: Update id the caller knows, 0 to not check.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR, 1028 STALE_UPDATE_ID.

        """
        await self._call(
            "ReorderTracksInQueue",
            {
                "InstanceID": 0,
                "StartingIndex": values.checked("starting_index", starting_index, 0, 4294967295),
                "NumberOfTracks": values.checked("number_of_tracks", number_of_tracks, 0, 4294967295),
                "InsertBefore": values.checked("insert_before", insert_before, 0, 4294967295),
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
            },
        )

    async def remove_track_from_queue(self, object_id: str, update_id: int) -> None:
        """Remove one track of queue 0.

        Args:
            object_id: The track, ``Q:0/n``.
            update_id: Update id the caller knows, 0 to not check.

        Raises:
            UPnPError: 402 INVALID_ARGS, 701 TRANSITION_NOT_AVAILABLE, 800 NOT_COORDINATOR, 1028 STALE_UPDATE_ID.

        """
        await self._call(
            "RemoveTrackFromQueue",
            {"InstanceID": 0, "ObjectID": object_id, "UpdateID": values.checked("update_id", update_id, 0, 4294967295)},
        )

    async def remove_track_range_from_queue(self, update_id: int, starting_index: int, number_of_tracks: int) -> int:
        """Remove a range of queue 0.

        Args:
            update_id: Update id the caller knows, 0 to not check.
            starting_index: Position of the first track, from 1.
            number_of_tracks: How many.

        Returns:
            Update id afterwards.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "RemoveTrackRangeFromQueue",
            {
                "InstanceID": 0,
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "StartingIndex": values.checked("starting_index", starting_index, 0, 4294967295),
                "NumberOfTracks": values.checked("number_of_tracks", number_of_tracks, 0, 4294967295),
            },
        )
        return answer.read("NewUpdateID", values.integer)

    async def remove_all_tracks_from_queue(self) -> None:
        """Empty queue 0; what plays from it stops.

        Raises:
            UPnPError: 800 NOT_COORDINATOR, 804 NOT_ENQUEUEABLE.

        """
        await self._call("RemoveAllTracksFromQueue", {"InstanceID": 0})

    async def save_queue(self, title: str, object_id: str = "") -> str:
        """Save queue 0 as a Sonos playlist.

        Args:
            title: Name of the Sonos playlist.
            object_id: Playlist to replace, empty for a new one.

        Returns:
            Id of the Sonos playlist, ``SQ:n``.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR, 804 NOT_ENQUEUEABLE.

        """
        answer = await self._call("SaveQueue", {"InstanceID": 0, "Title": title, "ObjectID": object_id})
        return answer.read("AssignedObjectID", values.string)

    async def backup_queue(self) -> None:
        """Have the player store its queue; for players among themselves.

        Raises:
            UPnPError: 802 BACKUP_FAILED.

        """
        await self._call("BackupQueue", {"InstanceID": 0})

    async def create_saved_queue(
        self, title: str, enqueued_uri: str, enqueued_uri_meta_data: str = ""
    ) -> CreateSavedQueueResult:
        """Create a Sonos playlist, empty when no URI is given.

        Args:
            title: Name of the Sonos playlist.
            enqueued_uri: Track or container.
            enqueued_uri_meta_data: DIDL-Lite of it, may be empty.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call(
            "CreateSavedQueue",
            {
                "InstanceID": 0,
                "Title": title,
                "EnqueuedURI": enqueued_uri,
                "EnqueuedURIMetaData": enqueued_uri_meta_data,
            },
        )
        return CreateSavedQueueResult(
            answer.read("NumTracksAdded", values.integer),
            answer.read("NewQueueLength", values.integer),
            answer.read("AssignedObjectID", values.string),
            answer.read("NewUpdateID", values.integer),
        )

    async def add_uri_to_saved_queue(
        self,
        object_id: str,
        update_id: int,
        enqueued_uri: str,
        enqueued_uri_meta_data: str = "",
        add_at_index: int = 4294967295,
    ) -> AddURIToSavedQueueResult:
        """Add a track or container to a Sonos playlist.

        Args:
            object_id: The object.
            update_id: Update id the caller knows, 0 to not check.
            enqueued_uri: Track or container.
            enqueued_uri_meta_data: DIDL-Lite of it, may be empty.
            add_at_index: Where to add; 4294967295 appends, others are known to fail.

        Raises:
            UPnPError: 402 INVALID_ARGS, 701 TRANSITION_NOT_AVAILABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "AddURIToSavedQueue",
            {
                "InstanceID": 0,
                "ObjectID": object_id,
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "EnqueuedURI": enqueued_uri,
                "EnqueuedURIMetaData": enqueued_uri_meta_data,
                "AddAtIndex": values.checked("add_at_index", add_at_index, 0, 4294967295),
            },
        )
        return AddURIToSavedQueueResult(
            answer.read("NumTracksAdded", values.integer),
            answer.read("NewQueueLength", values.integer),
            answer.read("NewUpdateID", values.integer),
        )

    async def reorder_tracks_in_saved_queue(
        self, object_id: str, update_id: int, track_list: str, new_position_list: str
    ) -> ReorderTracksInSavedQueueResult:
        """Move and remove tracks of a Sonos playlist.

        Each position goes to the one at the same place of the other list, an empty one removes the track.

        Args:
            object_id: The object.
            update_id: Update id the caller knows, 0 to not check.
            track_list: Positions from 0, separated by commas.
            new_position_list: Positions separated by commas.

        Raises:
            UPnPError: 402 INVALID_ARGS, 701 TRANSITION_NOT_AVAILABLE, 1028 STALE_UPDATE_ID.

        """
        answer = await self._call(
            "ReorderTracksInSavedQueue",
            {
                "InstanceID": 0,
                "ObjectID": object_id,
                "UpdateID": values.checked("update_id", update_id, 0, 4294967295),
                "TrackList": track_list,
                "NewPositionList": new_position_list,
            },
        )
        return ReorderTracksInSavedQueueResult(
            answer.read("QueueLengthChange", values.integer),
            answer.read("NewQueueLength", values.integer),
            answer.read("NewUpdateID", values.integer),
        )

    async def get_media_info(self) -> MediaInfoResult:
        """What is loaded: source, its metadata, number of tracks."""
        answer = await self._call("GetMediaInfo", {"InstanceID": 0})
        return MediaInfoResult(
            answer.read("NrTracks", values.integer),
            answer.read("MediaDuration", values.duration),
            answer.read("CurrentURI", values.string),
            answer.read("CurrentURIMetaData", values.string),
            answer.read("NextURI", values.string),
            answer.read("NextURIMetaData", values.string),
            answer.read("PlayMedium", values.string),
            answer.read("RecordMedium", values.optional_string),
            answer.read("WriteStatus", values.optional_string),
        )

    async def get_transport_info(self) -> TransportInfoResult:
        """Whether something plays.

        A member always says PLAYING; ask its coordinator.

        """
        answer = await self._call("GetTransportInfo", {"InstanceID": 0})
        return TransportInfoResult(
            answer.read("CurrentTransportState", TransportState),
            answer.read("CurrentTransportStatus", values.string),
            answer.read("CurrentSpeed", values.string),
        )

    async def get_position_info(self) -> PositionInfoResult:
        """The present track, its metadata, and the position in it, which is never evented."""
        answer = await self._call("GetPositionInfo", {"InstanceID": 0})
        return PositionInfoResult(
            answer.read("Track", values.integer),
            answer.read("TrackDuration", values.duration),
            answer.read("TrackMetaData", values.string),
            answer.read("TrackURI", values.string),
            answer.read("RelTime", values.duration),
            answer.read("AbsTime", values.duration),
            answer.read("RelCount", values.counter),
            answer.read("AbsCount", values.counter),
        )

    async def get_device_capabilities(self) -> DeviceCapabilitiesResult:
        """What media the player can play and record."""
        answer = await self._call("GetDeviceCapabilities", {"InstanceID": 0})
        return DeviceCapabilitiesResult(
            answer.read("PlayMedia", values.string),
            answer.read("RecMedia", values.optional_string),
            answer.read("RecQualityModes", values.optional_string),
        )

    async def get_transport_settings(self) -> TransportSettingsResult:
        """The play mode; a member answers with that of its own queue."""
        answer = await self._call("GetTransportSettings", {"InstanceID": 0})
        return TransportSettingsResult(
            answer.read("PlayMode", PlayMode), answer.read("RecQualityMode", values.optional_string)
        )

    async def get_crossfade_mode(self) -> bool:
        """Whether tracks fade into each other.

        Returns:
            Whether tracks fade into each other.

        """
        answer = await self._call("GetCrossfadeMode", {"InstanceID": 0})
        return answer.read("CrossfadeMode", values.boolean)

    async def stop(self) -> None:
        """Stop playing and go to the start of the track.

        A member falls silent alone.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE.

        """
        await self._call("Stop", {"InstanceID": 0})

    async def play(self, speed: str = "1") -> None:
        """Start or resume playing.

        Args:
            speed: Always 1.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE, 714 ILLEGAL_MIME_TYPE, 717 PLAY_SPEED_NOT_SUPPORTED, 737
                NO_DNS_SERVER, 738 BAD_DOMAIN_NAME, 739 SERVER_ERROR, 800 NOT_COORDINATOR.

        """
        await self._call("Play", {"InstanceID": 0, "Speed": speed})

    async def pause(self) -> None:
        """Pause; a radio stream or line-in stops.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE.

        """
        await self._call("Pause", {"InstanceID": 0})

    async def seek(self, unit: SeekMode, target: str) -> None:
        """Go to a track or a time.

        Args:
            unit: What the target counts.
            target: Position from 1, or time as ``H:MM:SS``.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE, 710 SEEK_MODE_NOT_SUPPORTED, 711 ILLEGAL_SEEK_TARGET.

        """
        await self._call("Seek", {"InstanceID": 0, "Unit": unit, "Target": target})

    async def next(self) -> None:
        """Go to the next track.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE, 711 ILLEGAL_SEEK_TARGET.

        """
        await self._call("Next", {"InstanceID": 0})

    async def previous(self) -> None:
        """Go to the previous track, never to the start of this one.

        Raises:
            UPnPError: 701 TRANSITION_NOT_AVAILABLE, 711 ILLEGAL_SEEK_TARGET.

        """
        await self._call("Previous", {"InstanceID": 0})

    async def set_play_mode(self, new_play_mode: PlayMode) -> None:
        """Set order and repetition of the queue.

        Args:
            new_play_mode: Order and repetition.

        Raises:
            UPnPError: 712 PLAY_MODE_NOT_SUPPORTED.

        """
        await self._call("SetPlayMode", {"InstanceID": 0, "NewPlayMode": new_play_mode})

    async def set_crossfade_mode(self, crossfade_mode: bool) -> None:
        """Switch crossfading on or off.

        Args:
            crossfade_mode: Whether tracks fade into each other.

        Raises:
            UPnPError: 800 NOT_COORDINATOR.

        """
        await self._call("SetCrossfadeMode", {"InstanceID": 0, "CrossfadeMode": crossfade_mode})

    async def notify_deleted_uri(self, deleted_uri: str) -> None:
        """Tell the player that a file is gone.

        Args:
            deleted_uri: The file.

        """
        await self._call("NotifyDeletedURI", {"InstanceID": 0, "DeletedURI": deleted_uri})

    async def get_current_transport_actions(self) -> str:
        """What can be done with the source now: ``Set, Stop, Pause, Play, X_DLNA_SeekTime, Next, ...``.

        Returns:
            Names separated by comma and space.

        """
        answer = await self._call("GetCurrentTransportActions", {"InstanceID": 0})
        return answer.read("Actions", values.string)

    async def become_coordinator_of_standalone_group(self) -> BecomeCoordinatorOfStandaloneGroupResult:
        """Leave the group; when a coordinator leaves, another member takes over queue and music.

        Raises:
            UPnPError: 1023 COORDINATOR_UNREACHABLE.

        """
        answer = await self._call("BecomeCoordinatorOfStandaloneGroup", {"InstanceID": 0})
        return BecomeCoordinatorOfStandaloneGroupResult(
            answer.read("DelegatedGroupCoordinatorID", values.string), answer.read("NewGroupID", values.string)
        )

    async def delegate_group_coordination_to(self, new_coordinator: str, rejoin_group: bool) -> None:
        """Hand the group with its music over to another member.

        Args:
            new_coordinator: UUID of the new coordinator.
            rejoin_group: Whether the old coordinator stays in the group.

        Raises:
            UPnPError: 402 INVALID_ARGS, 701 TRANSITION_NOT_AVAILABLE, 803 NOT_SAVED.

        """
        await self._call(
            "DelegateGroupCoordinationTo",
            {"InstanceID": 0, "NewCoordinator": new_coordinator, "RejoinGroup": rejoin_group},
        )

    async def become_group_coordinator(
        self,
        current_coordinator: str,
        current_group_id: str,
        other_members: str,
        transport_settings: str,
        current_uri: str,
        sleep_timer_state: str,
        alarm_state: str,
        stream_restart_state: str,
        current_queue_track_list: str,
        current_vli_state: str,
        current_uri_meta_data: str = "",
    ) -> None:
        """Take over a group; for players among themselves.

        Args:
            current_coordinator: UUID of the present coordinator.
            current_group_id: Id of the group.
            other_members: UUIDs of the others.
            transport_settings: Settings.
            current_uri: The source.
            sleep_timer_state: State of the sleep timer.
            alarm_state: State of the alarm.
            stream_restart_state: State of the stream.
            current_queue_track_list: Queue 0.
            current_vli_state: State of AirPlay or Spotify Connect.
            current_uri_meta_data: DIDL-Lite of the source.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR.

        """
        await self._call(
            "BecomeGroupCoordinator",
            {
                "InstanceID": 0,
                "CurrentCoordinator": current_coordinator,
                "CurrentGroupID": current_group_id,
                "OtherMembers": other_members,
                "TransportSettings": transport_settings,
                "CurrentURI": current_uri,
                "CurrentURIMetaData": current_uri_meta_data,
                "SleepTimerState": sleep_timer_state,
                "AlarmState": alarm_state,
                "StreamRestartState": stream_restart_state,
                "CurrentQueueTrackList": current_queue_track_list,
                "CurrentVLIState": current_vli_state,
            },
        )

    async def become_group_coordinator_and_source(
        self,
        current_coordinator: str,
        current_group_id: str,
        other_members: str,
        current_uri: str,
        sleep_timer_state: str,
        alarm_state: str,
        stream_restart_state: str,
        current_avt_track_list: str,
        current_queue_track_list: str,
        current_source_state: str,
        resume_playback: bool,
        current_uri_meta_data: str = "",
    ) -> None:
        """Take over a group and its source; for players among themselves.

        Args:
            current_coordinator: UUID of the present coordinator.
            current_group_id: Id of the group.
            other_members: UUIDs of the others.
            current_uri: The source.
            sleep_timer_state: State of the sleep timer.
            alarm_state: State of the alarm.
            stream_restart_state: State of the stream.
            current_avt_track_list: The queue being played.
            current_queue_track_list: Queue 0.
            current_source_state: State of the source.
            resume_playback: Whether to go on playing.
            current_uri_meta_data: DIDL-Lite of the source.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR.

        """
        await self._call(
            "BecomeGroupCoordinatorAndSource",
            {
                "InstanceID": 0,
                "CurrentCoordinator": current_coordinator,
                "CurrentGroupID": current_group_id,
                "OtherMembers": other_members,
                "CurrentURI": current_uri,
                "CurrentURIMetaData": current_uri_meta_data,
                "SleepTimerState": sleep_timer_state,
                "AlarmState": alarm_state,
                "StreamRestartState": stream_restart_state,
                "CurrentAVTTrackList": current_avt_track_list,
                "CurrentQueueTrackList": current_queue_track_list,
                "CurrentSourceState": current_source_state,
                "ResumePlayback": resume_playback,
            },
        )

    async def change_coordinator(
        self,
        current_coordinator: str,
        new_coordinator: str,
        new_transport_settings: str,
        current_av_transport_uri: str,
        restart_sink: bool | None = None,
    ) -> None:
        """Follow another coordinator; for players among themselves.

        Args:
            current_coordinator: UUID of the present coordinator.
            new_coordinator: UUID of the new coordinator.
            new_transport_settings: Settings, for players among themselves.
            current_av_transport_uri: The source.
            restart_sink: Whether to restart; builds from 86.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR.

        """
        arguments: dict[str, values.Value] = {
            "InstanceID": 0,
            "CurrentCoordinator": current_coordinator,
            "NewCoordinator": new_coordinator,
            "NewTransportSettings": new_transport_settings,
            "CurrentAVTransportURI": current_av_transport_uri,
        }
        if restart_sink is not None:
            arguments["RestartSink"] = restart_sink
        await self._call("ChangeCoordinator", arguments)

    async def change_transport_settings(self, new_transport_settings: str, current_av_transport_uri: str) -> None:
        """Follow the coordinator's settings; for players among themselves.

        Args:
            new_transport_settings: Settings, for players among themselves.
            current_av_transport_uri: The source.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR.

        """
        await self._call(
            "ChangeTransportSettings",
            {
                "InstanceID": 0,
                "NewTransportSettings": new_transport_settings,
                "CurrentAVTransportURI": current_av_transport_uri,
            },
        )

    async def configure_sleep_timer(self, new_sleep_timer_duration: timedelta | None) -> None:
        """Start the sleep timer, up to 23:59:59, or cancel it.

        Args:
            new_sleep_timer_duration: Time until playback ends, None to cancel.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR.

        """
        await self._call(
            "ConfigureSleepTimer",
            {"InstanceID": 0, "NewSleepTimerDuration": values.optional_duration_text(new_sleep_timer_duration)},
        )

    async def get_remaining_sleep_timer_duration(self) -> RemainingSleepTimerDurationResult:
        """Time until the sleep timer ends playback.

        Raises:
            UPnPError: 800 NOT_COORDINATOR.

        """
        answer = await self._call("GetRemainingSleepTimerDuration", {"InstanceID": 0})
        return RemainingSleepTimerDurationResult(
            answer.read("RemainingSleepTimerDuration", values.duration),
            answer.read("CurrentSleepTimerGeneration", values.integer),
        )

    async def run_alarm(
        self,
        alarm_id: int,
        logged_start_time: str,
        duration: timedelta | None,
        program_uri: str,
        program_meta_data: str,
        play_mode: PlayMode,
        volume: int,
        include_linked_zones: bool,
    ) -> None:
        """Ring an alarm now; for players among themselves.

        Args:
            alarm_id: The alarm.
            logged_start_time: When it started.
            duration: How long it rings; None for no end.
            program_uri: What plays; ``x-rincon-buzzer:0`` is the chime.
            program_meta_data: DIDL-Lite of what plays.
            play_mode: Order and repetition.
            volume: Volume, 0 to 100.
            include_linked_zones: Whether the group is kept and plays along.

        Raises:
            UPnPError: 402 INVALID_ARGS, 800 NOT_COORDINATOR.

        """
        await self._call(
            "RunAlarm",
            {
                "InstanceID": 0,
                "AlarmID": values.checked("alarm_id", alarm_id, 0, 4294967295),
                "LoggedStartTime": logged_start_time,
                "Duration": values.optional_duration_text(duration),
                "ProgramURI": program_uri,
                "ProgramMetaData": program_meta_data,
                "PlayMode": play_mode,
                "Volume": values.checked("volume", volume, 0, 100),
                "IncludeLinkedZones": include_linked_zones,
            },
        )

    async def start_autoplay(
        self,
        program_uri: str,
        program_meta_data: str,
        volume: int,
        include_linked_zones: bool,
        reset_volume_after: bool,
    ) -> None:
        """Start what autoplay is set to; for players among themselves.

        Args:
            program_uri: What plays; ``x-rincon-buzzer:0`` is the chime.
            program_meta_data: DIDL-Lite of what plays.
            volume: Volume, 0 to 100.
            include_linked_zones: Whether the group is kept and plays along.
            reset_volume_after: Whether the volume goes back afterwards.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "StartAutoplay",
            {
                "InstanceID": 0,
                "ProgramURI": program_uri,
                "ProgramMetaData": program_meta_data,
                "Volume": values.checked("volume", volume, 0, 100),
                "IncludeLinkedZones": include_linked_zones,
                "ResetVolumeAfter": reset_volume_after,
            },
        )

    async def get_running_alarm_properties(self) -> RunningAlarmPropertiesResult:
        """The alarm that rings.

        Raises:
            UPnPError: 800 NOT_COORDINATOR.

        """
        answer = await self._call("GetRunningAlarmProperties", {"InstanceID": 0})
        return RunningAlarmPropertiesResult(
            answer.read("AlarmID", values.integer),
            answer.read("GroupID", values.string),
            answer.read("LoggedStartTime", values.string),
        )

    async def snooze_alarm(self, duration: timedelta) -> None:
        """Silence the ringing alarm for a while.

        Args:
            duration: How long it is silent.

        Raises:
            UPnPError: 402 INVALID_ARGS, 701 TRANSITION_NOT_AVAILABLE, 800 NOT_COORDINATOR.

        """
        await self._call("SnoozeAlarm", {"InstanceID": 0, "Duration": duration})

    async def end_direct_control_session(self) -> None:
        """End the session of another app, such as Spotify Connect."""
        await self._call("EndDirectControlSession", {"InstanceID": 0})
