"""DeviceProperties: the room's name, LED, buttons, autoplay, and bonding of players to one room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import INVALID_ARGS, UPnPError
from sonos_sim.household import bonding_actions
from sonos_sim.household.observed import Aspect
from sonos_sim.household.rendering import checked_volume
from sonos_sim.household.shared import NEVER_CHANGED
from sonos_sim.household.topology import member_attributes
from sonos_sim.services.base import Outputs, Service, Value
from sonos_sim.services.evidence import captured, client_derived, inferred

if TYPE_CHECKING:
    from sonos_sim.household.device import DeviceState

EVENT_ORDER = (
    "ZoneName", "Icon", "Configuration", "Invisible", "IsZoneBridge",
    "TVConfigurationError", "HdmiCecAvailable",  # place inferred
    "WirelessMode", "WirelessLeafOnly",
    "ConnectionType",  # place inferred: that of its predecessor
    "HasConfiguredSSID", "ChannelFreq", "BehindWifiExtender", "WifiEnabled",
    "EthLink",  # place inferred
    "SettingsReplicationState", "SecureRegState", "IsIdle", "MoreInfo",
    "ChannelMapSet", "ActiveZoneID", "HTSatChanMapSet",
    "HTFreq",  # place inferred
    "HTBondedZoneCommitState", "Orientation", "LastChangedPlayState", "AvailableRoomCalibration",
    "RoomCalibrationState", "ConfigMode", "AirPlayEnabled", "SupportsAudioIn", "SupportsAudioClip",
    "VoiceConfigState", "MicEnabled", "SvcActive", "HeadphoneId", "AvailableHeadphoneSessions",  # place inferred
)  # fmt: skip
"""Order of the first event: recorded at 56 and, from SecureRegState to SupportsAudioClip, at 80.1."""

REPLICATION_SLOTS = 16
"""Pairs of writer and count in SettingsReplicationState (recorded at 56); what each counts is unknown."""

_NEVER_SEEN: dict[str, Value] = {
    # Values are inferred: nobody has recorded these variables.
    "SvcActive": False,
    "HeadphoneId": "",
    "AvailableHeadphoneSessions": 0,
}
_WHEN_ABSENT: dict[str, Value] = {
    # What an event says where the topology leaves an attribute out (recorded).
    "Invisible": False,
    "IsZoneBridge": False,
    "ChannelMapSet": "",
    "HTSatChanMapSet": "",
    "ActiveZoneID": "",
}


class DeviceProperties(Service):
    """Properties of one player; bonding actions are checked at once and carried out after ``bond_delay``."""

    name = "DeviceProperties"
    own_aspects: ClassVar = frozenset({Aspect.DEVICE, Aspect.RENDERING})
    household_aspects: ClassVar = frozenset({Aspect.TOPOLOGY, Aspect.DEVICE, Aspect.TRANSPORT})

    @property
    def state(self) -> DeviceState:
        """The settings of the player itself."""
        return self.player.device

    def evented(self) -> dict[str, Value]:
        """The declared evented variables, and ActiveZoneID from build 80 on, which is declared nowhere (recorded)."""
        player = self.player
        declared = set(player.profile.service(self.name).evented)
        if player.profile.firmware.has_active_zone_id:
            declared.add("ActiveZoneID")
        values: dict[str, Value] = {
            **_NEVER_SEEN,
            **_WHEN_ABSENT,
            **member_attributes(player),
            "SettingsReplicationState": ",".join([NEVER_CHANGED] * REPLICATION_SLOTS),
            "IsIdle": player.is_idle,
            "HTFreq": self.state.ht_freq,
            "HTBondedZoneCommitState": self.state.bonded_zone_commit_state,
            "LastChangedPlayState": f"{player.coordinator.transport.state},,,",
            "AvailableRoomCalibration": player.rendering.calibration[0],
            "ConfigMode": self.state.config_mode,
            "SupportsAudioIn": player.profile.can("line-in"),
            "SupportsAudioClip": player.profile.can("airplay"),
        }
        return {name: values[name] for name in EVENT_ORDER if name in declared}

    # Light and buttons

    @client_derived("SoCo core.py status_light")
    def set_led_state(self, desired_led_state: str) -> None:
        """Switch the white status light ``On`` or ``Off``."""
        self.state.led = desired_led_state

    @captured("recording sonosts GetLEDState")
    def get_led_state(self) -> Outputs:
        """Whether the status light is ``On`` or ``Off``."""
        return {"CurrentLEDState": self.state.led}

    @client_derived("SoCo core.py buttons_enabled")
    def set_button_lock_state(self, desired_button_lock_state: str) -> None:
        """Lock the buttons: ``On`` switches the touch controls off."""
        self.state.button_lock = desired_button_lock_state

    @captured("recording sonosts GetButtonLockState")
    def get_button_lock_state(self) -> Outputs:
        """Whether the buttons are locked, ``On``, or not, ``Off``."""
        return {"CurrentButtonLockState": self.state.button_lock}

    @inferred("the name of the action; an empty State is our choice")
    def get_button_state(self) -> Outputs:
        """What the buttons do right now; empty: nothing."""
        return {"State": self.state.button_state}

    # Room and identity

    @client_derived(
        "SoCo core.py player_name sends an empty icon and configuration and no target room",
        inferred="what is empty stays as it was, an empty name faults 402, a bonded player renames its room",
    )
    def set_zone_attributes(
        self,
        desired_zone_name: str,
        desired_icon: str,
        desired_configuration: str,
        desired_target_room_name: str = "",
    ) -> None:
        """Rename the room; empty icon, configuration and target room keep the old values."""
        if not desired_zone_name:
            raise UPnPError(self.behaviour.range_code, "a room needs a name")
        state = self.state
        self.player.primary.device.name = desired_zone_name
        state.icon = desired_icon or state.icon
        state.configuration = desired_configuration or state.configuration
        state.target_room_name = desired_target_room_name or state.target_room_name

    @captured("recording sonosts GetZoneAttributes", inferred="CurrentTargetRoomName")
    def get_zone_attributes(self) -> Outputs:
        """Room name, icon, configuration and, on S2, the target room."""
        return {
            "CurrentZoneName": self.player.name,
            "CurrentIcon": self.state.icon,
            "CurrentConfiguration": self.state.configuration,
            "CurrentTargetRoomName": self.state.target_room_name,
        }

    @client_derived("SoCo core.py household_id; the form: recorded SSDP datagrams")
    def get_household_id(self) -> Outputs:
        """The short household id."""
        return {"CurrentHouseholdID": self.household.id}

    @captured("recordings sonosts GetZoneInfo (56.0) and sonosnet GetZoneInfo (70.1)", inferred="other copyright years")
    def get_zone_info(self) -> Outputs:
        """Serial number, software, hardware and addresses."""
        profile, identity = self.player.profile, self.player.identity
        return {
            "SerialNumber": identity.serial,
            "SoftwareVersion": profile.software,
            "DisplaySoftwareVersion": profile.firmware.release.display,
            "HardwareVersion": profile.hardware.hardware_version,
            "IPAddress": self.player.address,
            "MACAddress": identity.mac_address,
            "CopyrightInfo": f"© 2003-{profile.firmware.copyright_year}, Sonos, Inc. All rights reserved.",
            "ExtraInfo": profile.hardware.extra_version,
            "HTAudioIn": self.state.ht_audio_in,
            "Flags": self.state.flags,
        }

    # Autoplay, by source: empty for line-in, TV (inferred)

    @inferred("the name of the action; Source may be missing: noson")
    def set_autoplay_linked_zones(self, include_linked_zones: bool, source: str = "") -> None:
        """Whether the group of the autoplay room plays too; 402 for an unknown source."""
        self.state.set_autoplay(source, lambda old: replace(old, linked_zones=include_linked_zones))

    @client_derived("Home Assistant asks it at start, noson without Source")
    def get_autoplay_linked_zones(self, source: str = "") -> Outputs:
        """Whether the group of the autoplay room plays too."""
        return {"IncludeLinkedZones": self.state.autoplay_for(source).linked_zones}

    @inferred("own UUID on, empty off; that another player may be named is our choice")
    def set_autoplay_room_uuid(self, room_uuid: str, source: str = "") -> None:
        """Where the source plays by itself; empty: nowhere. 402 for a player of another household."""
        if room_uuid and room_uuid not in self.household.players:
            raise UPnPError(INVALID_ARGS, f"{room_uuid!r} is no player of this household")
        self.state.set_autoplay(source, lambda old: replace(old, room_uuid=room_uuid))

    @client_derived("Home Assistant asks it at start, noson without Source")
    def get_autoplay_room_uuid(self, source: str = "") -> Outputs:
        """Where the source plays by itself; empty: nowhere."""
        return {"RoomUUID": self.state.autoplay_for(source).room_uuid}

    @inferred("declared range 0..100; out of it as SetVolume, rahims/SoCo#18")
    def set_autoplay_volume(self, volume: int, source: str = "") -> None:
        """The volume with which autoplay begins, 0..100."""
        volume = checked_volume(volume, self.behaviour)
        self.state.set_autoplay(source, lambda old: replace(old, volume=volume))

    @inferred("the name of the action; the default is our choice")
    def get_autoplay_volume(self, source: str = "") -> Outputs:
        """The volume with which autoplay begins, 0..100."""
        return {"CurrentVolume": self.state.autoplay_for(source).volume}

    @inferred("the name of the action")
    def set_use_autoplay_volume(self, use_volume: bool, source: str = "") -> None:
        """Whether autoplay sets the volume at all."""
        self.state.set_autoplay(source, lambda old: replace(old, use_volume=use_volume))

    @inferred("the name of the action; off by default is our choice")
    def get_use_autoplay_volume(self, source: str = "") -> Outputs:
        """Whether autoplay sets the volume at all."""
        return {"UseVolume": self.state.autoplay_for(source).use_volume}

    # Bonding

    @client_derived(
        "SoCo/SoCo#612 and pair-sonos; the map's form: recorded topologies",
        inferred="which pairs are refused, and that the code is 402",
    )
    def create_stereo_pair(self, channel_map_set: str) -> None:
        """Make a stereo pair; called on the player that becomes the left one, named first in the map."""
        bonding_actions.add_zones(self.player, channel_map_set)

    @client_derived("SoCo/SoCo#612", inferred="the name of the right player afterwards; 402 for an empty map")
    def separate_stereo_pair(self, channel_map_set: str) -> None:
        """Take a stereo pair apart, on either player: the right one becomes a room of its own."""
        if not channel_map_set:
            raise UPnPError(self.behaviour.range_code, "SeparateStereoPair needs the map of the pair")
        bonding_actions.remove_zones(self.player, channel_map_set, keep_grouped=False)

    @client_derived("SoCo core.py create_stereo_pair", inferred="the code of a refusal")
    def add_bonded_zones(self, channel_map_set: str) -> None:
        """Bond a right player, Subs or both to this one; refused if one is bonded already."""
        bonding_actions.add_zones(self.player, channel_map_set)

    @client_derived("SoCo core.py separate_stereo_pair: either player, an empty map", inferred="maps with players")
    def remove_bonded_zones(self, channel_map_set: str, keep_grouped: bool) -> None:
        """Release the players of the map, or all, from the set this player is in; refused if it is in none."""
        bonding_actions.remove_zones(self.player, channel_map_set, keep_grouped=keep_grouped)

    @client_derived("SoCo core.py add_satellite_speakers; recorded topologies", inferred="the code of a refusal")
    def add_ht_satellite(self, ht_sat_chan_map_set: str) -> None:
        """Give this TV speaker satellites and Subs."""
        bonding_actions.add_satellites(self.player, ht_sat_chan_map_set)

    @client_derived("SoCo core.py separate_satellite_speakers", inferred="402 for a player that is no satellite of it")
    def remove_ht_satellite(self, sat_room_uuid: str) -> None:
        """Release one satellite or Sub of this TV speaker."""
        bonding_actions.remove_satellite(self.player, sat_room_uuid)

    # Set-up

    @inferred("the evented variable ConfigMode; 402 for an empty mode, State as config_mode_state says: our choice")
    def enter_config_mode(self, mode: str, options: str) -> Outputs:
        """Enter the configuration mode ``mode``."""
        if not mode:
            raise UPnPError(self.behaviour.range_code, "there is no configuration mode without a name")
        self.state.config_mode = mode
        return {"State": self.behaviour.config_mode_state}

    @inferred("the evented variable ConfigMode")
    def exit_config_mode(self, options: str) -> None:
        """Leave the configuration mode."""
        self.state.config_mode = ""

    @inferred("service descriptions; that a chirp ends by itself after its duration is our choice")
    def room_detection_start_chirping(
        self, channel: int, duration_milliseconds: int, chirp_if_playing_swappable_audio: bool = False
    ) -> Outputs:
        """Chirp, unheard, for ``duration_milliseconds``; up to build 66 the last argument goes out (recorded)."""
        play_id = self.state.start_chirp(duration_milliseconds, self.household.clock)
        return {"PlayId": play_id, "ChirpIfPlayingSwappableAudio": chirp_if_playing_swappable_audio}

    @inferred("service descriptions; 402 for an id that does not chirp is our choice")
    def room_detection_stop_chirping(self, play_id: int) -> None:
        """End a chirp."""
        if not self.state.stop_chirp(play_id):
            raise UPnPError(INVALID_ARGS, f"nothing chirps with PlayId {play_id}")

    @inferred("the name of the action; declared by the Arc alone (recorded)")
    def get_ht_forward_state(self) -> Outputs:
        """Whether the TV sound is forwarded."""
        return {"IsHTForwardEnabled": self.state.ht_forward}
