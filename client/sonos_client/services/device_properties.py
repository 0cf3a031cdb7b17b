"""DeviceProperties: The player as a thing."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.service import Service
from sonos_client.services.enums import ButtonLockState, LEDState
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sonos_client.errors import ErrorMeaning


@dataclass(frozen=True, slots=True)
class ZoneAttributesResult:
    """What GetZoneAttributes answers."""

    current_zone_name: str
    """Name of the room."""
    current_icon: str
    """Icon, empty on newer players."""
    current_configuration: str
    """Always 1."""
    current_target_room_name: str | None
    """Room a portable player belongs to; not on S1."""


@dataclass(frozen=True, slots=True)
class ZoneInfoResult:
    """What GetZoneInfo answers."""

    serial_number: str
    """MAC address with dashes and a check character."""
    software_version: str
    """Build, such as ``85.0-65270``."""
    display_software_version: str
    """Version as apps show it, such as ``16.4``."""
    hardware_version: str
    """Version of the hardware."""
    ip_address: str
    """Address of the player."""
    mac_address: str
    """With colons."""
    copyright_info: str
    """Copyright."""
    extra_info: str
    """Further versions."""
    ht_audio_in: int
    """Format of the television's sound as a number, 0 for none."""
    flags: int
    """Flags."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class DevicePropertiesChange(Change):
    """What an event of DeviceProperties says; None where it does not mention a variable."""

    settings_replication_state: str | None = None
    """Who changed which settings last."""
    zone_name: str | None = None
    """Name of the room."""
    icon: str | None = None
    """Icon of the room."""
    configuration: str | None = None
    """Always 1."""
    invisible: bool | None = None
    """Whether the player hides behind another of its bonded set."""
    is_zone_bridge: bool | None = None
    """Whether it is a bridge without sound."""
    air_play_enabled: bool | None = None
    """Whether it takes AirPlay."""
    supports_audio_in: bool | None = None
    """Whether it has a line-in."""
    supports_audio_clip: bool | None = None
    """Whether it can play short clips over the music."""
    is_idle: bool | None = None
    """Whether nothing plays."""
    more_info: str | None = None
    """Further properties, such as battery state, as ``name:value,name:value``."""
    channel_map_set: str | None = None
    """Channels of a bonded pair."""
    ht_sat_chan_map_set: str | None = None
    """Channels of a home theatre."""
    ht_freq: int | None = None
    """Radio frequency of the home theatre."""
    ht_bonded_zone_commit_state: int | None = None
    """Progress of bonding."""
    orientation: int | None = None
    """Orientation of the player."""
    last_changed_play_state: str | None = None
    """Play state with what caused it."""
    room_calibration_state: int | None = None
    """State of Trueplay."""
    available_room_calibration: str | None = None
    """Name of the Trueplay calibration."""
    tv_configuration_error: bool | None = None
    """Whether the television is set up wrongly."""
    hdmi_cec_available: bool | None = None
    """Whether HDMI-CEC works."""
    wireless_mode: int | None = None
    """0 wired, 1 Wi-Fi."""
    connection_type: int | None = None
    """Kind of network connection."""
    wireless_leaf_only: bool | None = None
    """Whether it does not relay; builds up to 85."""
    has_configured_ssid: bool | None = None
    """Whether Wi-Fi is set up."""
    channel_freq: int | None = None
    """Wi-Fi frequency in MHz."""
    behind_wifi_extender: int | None = None
    """Whether it is behind an extender."""
    wifi_enabled: bool | None = None
    """Whether Wi-Fi is on."""
    eth_link: bool | None = None
    """Whether a network cable is plugged in."""
    config_mode: str | None = None
    """Pairing mode."""
    secure_reg_state: int | None = None
    """State of registration."""
    voice_config_state: int | None = None
    """Whether a voice assistant is set up."""
    mic_enabled: int | None = None
    """Whether the microphone is on."""
    svc_active: bool | None = None
    """Whether Sonos voice control is active."""
    headphone_id: str | None = None
    """Headphones in use."""
    available_headphone_sessions: int | None = None
    """Headphone sessions left."""
    service: ClassVar[str] = "DeviceProperties"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "SettingsReplicationState": ("settings_replication_state", values.string),
        "ZoneName": ("zone_name", values.string),
        "Icon": ("icon", values.string),
        "Configuration": ("configuration", values.string),
        "Invisible": ("invisible", values.boolean),
        "IsZoneBridge": ("is_zone_bridge", values.boolean),
        "AirPlayEnabled": ("air_play_enabled", values.boolean),
        "SupportsAudioIn": ("supports_audio_in", values.boolean),
        "SupportsAudioClip": ("supports_audio_clip", values.boolean),
        "IsIdle": ("is_idle", values.boolean),
        "MoreInfo": ("more_info", values.string),
        "ChannelMapSet": ("channel_map_set", values.string),
        "HTSatChanMapSet": ("ht_sat_chan_map_set", values.string),
        "HTFreq": ("ht_freq", values.integer),
        "HTBondedZoneCommitState": ("ht_bonded_zone_commit_state", values.integer),
        "Orientation": ("orientation", values.integer),
        "LastChangedPlayState": ("last_changed_play_state", values.string),
        "RoomCalibrationState": ("room_calibration_state", values.integer),
        "AvailableRoomCalibration": ("available_room_calibration", values.string),
        "TVConfigurationError": ("tv_configuration_error", values.boolean),
        "HdmiCecAvailable": ("hdmi_cec_available", values.boolean),
        "WirelessMode": ("wireless_mode", values.integer),
        "ConnectionType": ("connection_type", values.integer),
        "WirelessLeafOnly": ("wireless_leaf_only", values.boolean),
        "HasConfiguredSSID": ("has_configured_ssid", values.boolean),
        "ChannelFreq": ("channel_freq", values.integer),
        "BehindWifiExtender": ("behind_wifi_extender", values.integer),
        "WifiEnabled": ("wifi_enabled", values.boolean),
        "EthLink": ("eth_link", values.boolean),
        "ConfigMode": ("config_mode", values.string),
        "SecureRegState": ("secure_reg_state", values.integer),
        "VoiceConfigState": ("voice_config_state", values.integer),
        "MicEnabled": ("mic_enabled", values.integer),
        "SvcActive": ("svc_active", values.boolean),
        "HeadphoneId": ("headphone_id", values.string),
        "AvailableHeadphoneSessions": ("available_headphone_sessions", values.integer),
    }


class DeviceProperties(Service):
    """The player as a thing: name, light, buttons, bonding to pairs and home theatres, autoplay."""

    name: ClassVar[str] = "DeviceProperties"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:DeviceProperties:1"
    path: ClassVar[str] = "/DeviceProperties"
    change: ClassVar[type[Change]] = DevicePropertiesChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {**COMMON_ERRORS}

    async def set_led_state(self, desired_led_state: LEDState) -> None:
        """Switch the white status light.

        Args:
            desired_led_state: On or Off.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetLEDState", {"DesiredLEDState": desired_led_state})

    async def get_led_state(self) -> LEDState:
        """The white status light.

        Returns:
            The light.

        """
        answer = await self._call("GetLEDState", {})
        return answer.read("CurrentLEDState", LEDState)

    async def add_bonded_zones(self, channel_map_set: str) -> None:
        """Bond players: a stereo pair, or a subwoofer to a player.

        Args:
            channel_map_set: Players and their channels, such as ``UUID:LF,LF;UUID:RF,RF``.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("AddBondedZones", {"ChannelMapSet": channel_map_set})

    async def remove_bonded_zones(self, channel_map_set: str, keep_grouped: bool) -> None:
        """Undo a bond.

        Args:
            channel_map_set: Players and their channels, such as ``UUID:LF,LF;UUID:RF,RF``.
            keep_grouped: Whether the players stay in one group.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("RemoveBondedZones", {"ChannelMapSet": channel_map_set, "KeepGrouped": keep_grouped})

    async def create_stereo_pair(self, channel_map_set: str) -> None:
        """Make a stereo pair; the left player becomes its primary.

        Args:
            channel_map_set: Players and their channels, such as ``UUID:LF,LF;UUID:RF,RF``.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("CreateStereoPair", {"ChannelMapSet": channel_map_set})

    async def separate_stereo_pair(self, channel_map_set: str) -> None:
        """Separate a stereo pair.

        Args:
            channel_map_set: Players and their channels, such as ``UUID:LF,LF;UUID:RF,RF``.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SeparateStereoPair", {"ChannelMapSet": channel_map_set})

    async def set_zone_attributes(
        self,
        desired_zone_name: str,
        desired_icon: str,
        desired_configuration: str,
        desired_target_room_name: str | None = None,
    ) -> None:
        """Rename the room; an empty icon or configuration keeps the old one.

        Args:
            desired_zone_name: Name of the room.
            desired_icon: Icon, may be empty.
            desired_configuration: Empty or 1.
            desired_target_room_name: Room a portable player belongs to; not on S1.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        arguments: dict[str, values.Value] = {
            "DesiredZoneName": desired_zone_name,
            "DesiredIcon": desired_icon,
            "DesiredConfiguration": desired_configuration,
        }
        if desired_target_room_name is not None:
            arguments["DesiredTargetRoomName"] = desired_target_room_name
        await self._call("SetZoneAttributes", arguments)

    async def get_zone_attributes(self) -> ZoneAttributesResult:
        """Name, icon and configuration of the room."""
        answer = await self._call("GetZoneAttributes", {})
        return ZoneAttributesResult(
            answer.read("CurrentZoneName", values.string),
            answer.read("CurrentIcon", values.string),
            answer.read("CurrentConfiguration", values.string),
            answer.read_optional("CurrentTargetRoomName", values.string),
        )

    async def get_household_id(self) -> str:
        """Id of the household.

        Returns:
            ``Sonos_...``.

        """
        answer = await self._call("GetHouseholdID", {})
        return answer.read("CurrentHouseholdID", values.string)

    async def get_zone_info(self) -> ZoneInfoResult:
        """Serial number, versions and addresses."""
        answer = await self._call("GetZoneInfo", {})
        return ZoneInfoResult(
            answer.read("SerialNumber", values.string),
            answer.read("SoftwareVersion", values.string),
            answer.read("DisplaySoftwareVersion", values.string),
            answer.read("HardwareVersion", values.string),
            answer.read("IPAddress", values.string),
            answer.read("MACAddress", values.string),
            answer.read("CopyrightInfo", values.string),
            answer.read("ExtraInfo", values.string),
            answer.read("HTAudioIn", values.integer),
            answer.read("Flags", values.integer),
        )

    async def set_autoplay_linked_zones(self, include_linked_zones: bool, source: str = "") -> None:
        """Set whether autoplay keeps the group.

        Args:
            include_linked_zones: Whether the group is kept and plays along.
            source: ``TV``, or empty for line-in.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetAutoplayLinkedZones", {"IncludeLinkedZones": include_linked_zones, "Source": source})

    async def get_autoplay_linked_zones(self, source: str = "") -> bool:
        """Whether autoplay keeps the group.

        Args:
            source: ``TV``, or empty for line-in.

        Returns:
            Whether the group is kept and plays along.

        """
        answer = await self._call("GetAutoplayLinkedZones", {"Source": source})
        return answer.read("IncludeLinkedZones", values.boolean)

    async def set_autoplay_room_uuid(self, room_uuid: str, source: str = "") -> None:
        """Set which room plays a line-in or television that starts, empty for none.

        Args:
            room_uuid: UUID of the room's player.
            source: ``TV``, or empty for line-in.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetAutoplayRoomUUID", {"RoomUUID": room_uuid, "Source": source})

    async def get_autoplay_room_uuid(self, source: str = "") -> str:
        """Which room plays a line-in or television that starts.

        Args:
            source: ``TV``, or empty for line-in.

        Returns:
            UUID of the room's player.

        """
        answer = await self._call("GetAutoplayRoomUUID", {"Source": source})
        return answer.read("RoomUUID", values.string)

    async def set_autoplay_volume(self, volume: int, source: str = "") -> None:
        """Set the volume of autoplay.

        Args:
            volume: Volume, 0 to 100.
            source: ``TV``, or empty for line-in.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetAutoplayVolume", {"Volume": values.checked("volume", volume, 0, 100), "Source": source})

    async def get_autoplay_volume(self, source: str = "") -> int:
        """The volume of autoplay.

        Args:
            source: ``TV``, or empty for line-in.

        Returns:
            The volume, 0 to 100.

        """
        answer = await self._call("GetAutoplayVolume", {"Source": source})
        return answer.read("CurrentVolume", values.integer)

    async def set_use_autoplay_volume(self, use_volume: bool, source: str = "") -> None:
        """Set whether autoplay has a volume of its own.

        Args:
            use_volume: Whether it has a volume of its own.
            source: ``TV``, or empty for line-in.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetUseAutoplayVolume", {"UseVolume": use_volume, "Source": source})

    async def get_use_autoplay_volume(self, source: str = "") -> bool:
        """Whether autoplay has a volume of its own.

        Args:
            source: ``TV``, or empty for line-in.

        Returns:
            Whether it has a volume of its own.

        """
        answer = await self._call("GetUseAutoplayVolume", {"Source": source})
        return answer.read("UseVolume", values.boolean)

    async def add_ht_satellite(self, ht_sat_chan_map_set: str) -> None:
        """Bond rear speakers or a subwoofer to a home theatre.

        Args:
            ht_sat_chan_map_set: Players and their channels, such as ``UUID:LF,RF;UUID:SW``.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("AddHTSatellite", {"HTSatChanMapSet": ht_sat_chan_map_set})

    async def remove_ht_satellite(self, sat_room_uuid: str) -> None:
        """Release a player from a home theatre.

        Args:
            sat_room_uuid: UUID of the satellite.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("RemoveHTSatellite", {"SatRoomUUID": sat_room_uuid})

    async def enter_config_mode(self, mode: str, options: str) -> str:
        """Start pairing; for apps that set players up.

        Args:
            mode: The mode.
            options: Options.

        Returns:
            The state.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call("EnterConfigMode", {"Mode": mode, "Options": options})
        return answer.read("State", values.string)

    async def exit_config_mode(self, options: str) -> None:
        """End pairing.

        Args:
            options: Options.

        """
        await self._call("ExitConfigMode", {"Options": options})

    async def get_button_state(self) -> str:
        """State of the buttons while pairing.

        Returns:
            The state.

        """
        answer = await self._call("GetButtonState", {})
        return answer.read("State", values.string)

    async def get_ht_forward_state(self) -> bool:
        """Whether sound is forwarded; Arc (S19) only.

        Returns:
            Whether sound is forwarded.

        Raises:
            UPnPError: 401 INVALID_ACTION.

        """
        answer = await self._call("GetHTForwardState", {})
        return answer.read("IsHTForwardEnabled", values.boolean)

    async def set_button_lock_state(self, desired_button_lock_state: ButtonLockState) -> None:
        """Lock the buttons of the player.

        Args:
            desired_button_lock_state: Whether to lock them.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetButtonLockState", {"DesiredButtonLockState": desired_button_lock_state})

    async def get_button_lock_state(self) -> ButtonLockState:
        """Whether the buttons of the player are locked.

        Returns:
            Whether the buttons are locked.

        """
        answer = await self._call("GetButtonLockState", {})
        return answer.read("CurrentButtonLockState", ButtonLockState)

    async def room_detection_start_chirping(
        self, channel: int, duration_milliseconds: int, chirp_if_playing_swappable_audio: bool | None = None
    ) -> int:
        """Make the player chirp, so that an app can find the room; not on S1.

        Args:
            channel: Sound channel of the chirp.
            duration_milliseconds: Length in milliseconds.
            chirp_if_playing_swappable_audio: Whether to chirp over music; builds from 67.

        Returns:
            Number of the chirp.

        Raises:
            UPnPError: 401 INVALID_ACTION, 402 INVALID_ARGS.

        """
        arguments: dict[str, values.Value] = {
            "Channel": values.checked("channel", channel, 0, 65535),
            "DurationMilliseconds": values.checked("duration_milliseconds", duration_milliseconds, 0, 4294967295),
        }
        if chirp_if_playing_swappable_audio is not None:
            arguments["ChirpIfPlayingSwappableAudio"] = chirp_if_playing_swappable_audio
        answer = await self._call("RoomDetectionStartChirping", arguments)
        return answer.read("PlayId", values.integer)

    async def room_detection_stop_chirping(self, play_id: int) -> None:
        """Stop chirping; not on S1.

        Args:
            play_id: Number of the chirp.

        Raises:
            UPnPError: 401 INVALID_ACTION.

        """
        await self._call("RoomDetectionStopChirping", {"PlayId": values.checked("play_id", play_id, 0, 4294967295)})
