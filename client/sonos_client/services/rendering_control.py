"""RenderingControl: Sound of one player."""

# Written by client/generate.py from the catalogue and client/facts.toml; change those, not this file.

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client import values
from sonos_client.changes import Change
from sonos_client.errors import ErrorMeaning
from sonos_client.service import Service
from sonos_client.services.enums import Channel, MuteChannel, RampType
from sonos_client.services.errors import COMMON_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class ResetBasicEQResult:
    """What ResetBasicEQ answers."""

    bass: int
    """Bass, -10 to 10."""
    treble: int
    """Treble, -10 to 10."""
    loudness: bool
    """Whether loudness is on."""
    left_volume: int
    """Volume of the left channel, 0 to 100."""
    right_volume: int
    """Volume of the right channel, 0 to 100."""


@dataclass(frozen=True, slots=True)
class VolumeDBRangeResult:
    """What GetVolumeDBRange answers."""

    min_value: int
    """Lowest, in 1/256 dB."""
    max_value: int
    """Highest, in 1/256 dB."""


@dataclass(frozen=True, slots=True)
class RoomCalibrationStatusResult:
    """What GetRoomCalibrationStatus answers."""

    room_calibration_enabled: bool
    """Whether it is on."""
    room_calibration_available: bool
    """Whether a calibration exists."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class RenderingControlChange(Change):
    """What an event of RenderingControl says; None where it does not mention a variable."""

    volume: Mapping[str, int] | None = None
    """Volume by channel (Master, LF, RF), 0 to 100."""
    mute: Mapping[str, bool] | None = None
    """Mute by channel."""
    loudness: Mapping[str, bool] | None = None
    """Loudness by channel, Master only."""
    bass: int | None = None
    """Bass, -10 to 10."""
    treble: int | None = None
    """Treble, -10 to 10."""
    output_fixed: bool | None = None
    """Whether the line-out has a fixed volume."""
    headphone_connected: bool | None = None
    """Whether headphones are plugged in."""
    speaker_size: int | None = None
    """Size class of the player, -1 for boxes without speakers."""
    sub_gain: int | None = None
    """Level of the subwoofer, -15 to 15."""
    sub_crossover: int | None = None
    """Crossover of the subwoofer in Hz."""
    sub_polarity: bool | None = None
    """Whether the phase of the subwoofer is turned."""
    sub_enabled: bool | None = None
    """Whether the subwoofer plays."""
    dialog_level: int | None = None
    """Speech enhancement, 0 off; up to 4 on newer theatre models."""
    speech_enhance_enabled: bool | None = None
    """Whether speech enhancement is on."""
    night_mode: bool | None = None
    """Whether loud sounds are softened."""
    audio_delay: int | None = None
    """Delay of the sound behind the picture, 0 to 5."""
    audio_delay_left_rear: int | None = None
    """Distance class of the left rear speaker."""
    audio_delay_right_rear: int | None = None
    """Distance class of the right rear speaker."""
    surround_level: int | None = None
    """Level of the rear speakers for television, -15 to 15."""
    music_surround_level: int | None = None
    """Level of the rear speakers for music, -15 to 15."""
    surround_enabled: bool | None = None
    """Whether the rear speakers play."""
    surround_mode: int | None = None
    """Rear speakers for music: 0 ambient, 1 full."""
    height_channel_level: int | None = None
    """Level of the height channels, -10 to 10."""
    sonar_enabled: bool | None = None
    """Whether Trueplay is on."""
    sonar_calibration_available: bool | None = None
    """Whether a Trueplay calibration exists."""
    preset_name_list: str | None = None
    """Names of sound presets."""
    service: ClassVar[str] = "RenderingControl"
    readers: ClassVar[Mapping[str, tuple[str, Callable[[str], Any]]]] = {
        "Volume": ("volume", values.integer),
        "Mute": ("mute", values.boolean),
        "Loudness": ("loudness", values.boolean),
        "Bass": ("bass", values.integer),
        "Treble": ("treble", values.integer),
        "OutputFixed": ("output_fixed", values.boolean),
        "HeadphoneConnected": ("headphone_connected", values.boolean),
        "SpeakerSize": ("speaker_size", values.integer),
        "SubGain": ("sub_gain", values.integer),
        "SubCrossover": ("sub_crossover", values.integer),
        "SubPolarity": ("sub_polarity", values.boolean),
        "SubEnabled": ("sub_enabled", values.boolean),
        "DialogLevel": ("dialog_level", values.integer),
        "SpeechEnhanceEnabled": ("speech_enhance_enabled", values.boolean),
        "NightMode": ("night_mode", values.boolean),
        "AudioDelay": ("audio_delay", values.integer),
        "AudioDelayLeftRear": ("audio_delay_left_rear", values.integer),
        "AudioDelayRightRear": ("audio_delay_right_rear", values.integer),
        "SurroundLevel": ("surround_level", values.integer),
        "MusicSurroundLevel": ("music_surround_level", values.integer),
        "SurroundEnabled": ("surround_enabled", values.boolean),
        "SurroundMode": ("surround_mode", values.integer),
        "HeightChannelLevel": ("height_channel_level", values.integer),
        "SonarEnabled": ("sonar_enabled", values.boolean),
        "SonarCalibrationAvailable": ("sonar_calibration_available", values.boolean),
        "PresetNameList": ("preset_name_list", values.string),
    }
    channelled: ClassVar[frozenset[str]] = frozenset({"Volume", "Mute", "Loudness"})


class RenderingControl(Service):
    """Sound of one player: volume, mute, tone, and what home theatre, subwoofer and surround speakers add."""

    name: ClassVar[str] = "RenderingControl"
    urn: ClassVar[str] = "urn:schemas-upnp-org:service:RenderingControl:1"
    path: ClassVar[str] = "/MediaRenderer/RenderingControl"
    change: ClassVar[type[Change]] = RenderingControlChange
    errors: ClassVar[Mapping[int, ErrorMeaning]] = {
        **COMMON_ERRORS,
        501: ErrorMeaning("ACTION_FAILED", "The volume is fixed."),
        702: ErrorMeaning("INVALID_INSTANCE_ID", "The instance is not 0."),
    }

    async def get_mute(self, channel: MuteChannel = MuteChannel.MASTER) -> bool:
        """Whether the player is muted.

        Args:
            channel: Which channel.

        Returns:
            Whether it is muted.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call("GetMute", {"InstanceID": 0, "Channel": channel})
        return answer.read("CurrentMute", values.boolean)

    async def set_mute(self, desired_mute: bool, channel: MuteChannel = MuteChannel.MASTER) -> None:
        """Mute or unmute.

        Args:
            desired_mute: Whether to mute.
            channel: Which channel.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetMute", {"InstanceID": 0, "Channel": channel, "DesiredMute": desired_mute})

    async def reset_basic_eq(self) -> ResetBasicEQResult:
        """Set bass, treble, loudness and balance back."""
        answer = await self._call("ResetBasicEQ", {"InstanceID": 0})
        return ResetBasicEQResult(
            answer.read("Bass", values.integer),
            answer.read("Treble", values.integer),
            answer.read("Loudness", values.boolean),
            answer.read("LeftVolume", values.integer),
            answer.read("RightVolume", values.integer),
        )

    async def reset_ext_eq(self, eq_type: str) -> None:
        """Set one sound setting back.

        Args:
            eq_type: ``NightMode``, ``DialogLevel``, ``SubGain``, ``SubEnable``, ``SurroundEnable``,
                ``SurroundLevel``, ``AudioDelay`` and others.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("ResetExtEQ", {"InstanceID": 0, "EQType": eq_type})

    async def get_volume(self, channel: Channel = Channel.MASTER) -> int:
        """The volume of a channel.

        Args:
            channel: Which channel.

        Returns:
            The volume, 0 to 100.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call("GetVolume", {"InstanceID": 0, "Channel": channel})
        return answer.read("CurrentVolume", values.integer)

    async def set_volume(self, desired_volume: int, channel: Channel = Channel.MASTER) -> None:
        """Set the volume of a channel; mute stays as it is.

        Args:
            desired_volume: The volume, 0 to 100.
            channel: Which channel.

        Raises:
            UPnPError: 402 INVALID_ARGS, 501 ACTION_FAILED.

        """
        await self._call(
            "SetVolume",
            {
                "InstanceID": 0,
                "Channel": channel,
                "DesiredVolume": values.checked("desired_volume", desired_volume, 0, 100),
            },
        )

    async def set_relative_volume(self, adjustment: int, channel: Channel = Channel.MASTER) -> int:
        """Change the volume; the result is clamped to 0 to 100.

        Args:
            adjustment: Steps up or down, -100 to 100.
            channel: Which channel.

        Returns:
            The volume afterwards, 0 to 100.

        Raises:
            UPnPError: 402 INVALID_ARGS, 501 ACTION_FAILED.

        """
        answer = await self._call(
            "SetRelativeVolume",
            {"InstanceID": 0, "Channel": channel, "Adjustment": values.checked("adjustment", adjustment, -100, 100)},
        )
        return answer.read("NewVolume", values.integer)

    async def get_volume_db(self, channel: Channel = Channel.MASTER) -> int:
        """The volume in 1/256 dB.

        Args:
            channel: Which channel.

        Returns:
            Volume in 1/256 dB.

        """
        answer = await self._call("GetVolumeDB", {"InstanceID": 0, "Channel": channel})
        return answer.read("CurrentVolume", values.integer)

    async def set_volume_db(self, desired_volume: int, channel: Channel = Channel.MASTER) -> None:
        """Set the volume in 1/256 dB.

        Args:
            desired_volume: Volume in 1/256 dB.
            channel: Which channel.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetVolumeDB",
            {
                "InstanceID": 0,
                "Channel": channel,
                "DesiredVolume": values.checked("desired_volume", desired_volume, -32768, 32767),
            },
        )

    async def get_volume_db_range(self, channel: Channel = Channel.MASTER) -> VolumeDBRangeResult:
        """Lowest and highest volume in 1/256 dB.

        Args:
            channel: Which channel.

        """
        answer = await self._call("GetVolumeDBRange", {"InstanceID": 0, "Channel": channel})
        return VolumeDBRangeResult(answer.read("MinValue", values.integer), answer.read("MaxValue", values.integer))

    async def get_bass(self) -> int:
        """The bass.

        Returns:
            Bass, -10 to 10.

        """
        answer = await self._call("GetBass", {"InstanceID": 0})
        return answer.read("CurrentBass", values.integer)

    async def set_bass(self, desired_bass: int) -> None:
        """Set the bass.

        Args:
            desired_bass: Bass, -10 to 10.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetBass", {"InstanceID": 0, "DesiredBass": values.checked("desired_bass", desired_bass, -10, 10)}
        )

    async def get_treble(self) -> int:
        """The treble.

        Returns:
            Treble, -10 to 10.

        """
        answer = await self._call("GetTreble", {"InstanceID": 0})
        return answer.read("CurrentTreble", values.integer)

    async def set_treble(self, desired_treble: int) -> None:
        """Set the treble.

        Args:
            desired_treble: Treble, -10 to 10.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetTreble", {"InstanceID": 0, "DesiredTreble": values.checked("desired_treble", desired_treble, -10, 10)}
        )

    async def get_eq(self, eq_type: str) -> int:
        """A sound setting by name.

        Args:
            eq_type: ``NightMode``, ``DialogLevel``, ``SubGain``, ``SubEnable``, ``SurroundEnable``,
                ``SurroundLevel``, ``AudioDelay`` and others.

        Returns:
            The setting; its range depends on the type.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call("GetEQ", {"InstanceID": 0, "EQType": eq_type})
        return answer.read("CurrentValue", values.integer)

    async def set_eq(self, eq_type: str, desired_value: int) -> None:
        """Set a sound setting by name.

        Args:
            eq_type: ``NightMode``, ``DialogLevel``, ``SubGain``, ``SubEnable``, ``SurroundEnable``,
                ``SurroundLevel``, ``AudioDelay`` and others.
            desired_value: The setting; its range depends on the type.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetEQ",
            {
                "InstanceID": 0,
                "EQType": eq_type,
                "DesiredValue": values.checked("desired_value", desired_value, -32768, 32767),
            },
        )

    async def get_loudness(self, channel: Channel = Channel.MASTER) -> bool:
        """Whether loudness is on.

        Args:
            channel: Which channel.

        Returns:
            Whether loudness is on.

        """
        answer = await self._call("GetLoudness", {"InstanceID": 0, "Channel": channel})
        return answer.read("CurrentLoudness", values.boolean)

    async def set_loudness(self, desired_loudness: bool, channel: Channel = Channel.MASTER) -> None:
        """Switch loudness.

        Args:
            desired_loudness: Whether loudness is on.
            channel: Which channel.

        """
        await self._call("SetLoudness", {"InstanceID": 0, "Channel": channel, "DesiredLoudness": desired_loudness})

    async def get_supports_output_fixed(self) -> bool:
        """Whether the line-out can have a fixed volume.

        Returns:
            Whether the volume can be fixed.

        """
        answer = await self._call("GetSupportsOutputFixed", {"InstanceID": 0})
        return answer.read("CurrentSupportsFixed", values.boolean)

    async def get_output_fixed(self) -> bool:
        """Whether the line-out has a fixed volume.

        Returns:
            Whether the volume is fixed.

        """
        answer = await self._call("GetOutputFixed", {"InstanceID": 0})
        return answer.read("CurrentFixed", values.boolean)

    async def set_output_fixed(self, desired_fixed: bool) -> None:
        """Fix the volume of the line-out, or make it variable.

        Args:
            desired_fixed: Whether to fix it.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call("SetOutputFixed", {"InstanceID": 0, "DesiredFixed": desired_fixed})

    async def get_headphone_connected(self) -> bool:
        """Whether headphones are plugged in.

        Returns:
            Whether headphones are plugged in.

        """
        answer = await self._call("GetHeadphoneConnected", {"InstanceID": 0})
        return answer.read("CurrentHeadphoneConnected", values.boolean)

    async def ramp_to_volume(
        self,
        ramp_type: RampType,
        desired_volume: int,
        reset_volume_after: bool,
        program_uri: str,
        channel: Channel = Channel.MASTER,
    ) -> int:
        """Change the volume gradually.

        Args:
            ramp_type: How fast it goes.
            desired_volume: The volume, 0 to 100.
            reset_volume_after: Whether the volume goes back afterwards.
            program_uri: What plays; ``x-rincon-buzzer:0`` is the chime.
            channel: Which channel.

        Returns:
            Seconds the ramp takes.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        answer = await self._call(
            "RampToVolume",
            {
                "InstanceID": 0,
                "Channel": channel,
                "RampType": ramp_type,
                "DesiredVolume": values.checked("desired_volume", desired_volume, 0, 100),
                "ResetVolumeAfter": reset_volume_after,
                "ProgramURI": program_uri,
            },
        )
        return answer.read("RampTime", values.integer)

    async def restore_volume_prior_to_ramp(self, channel: Channel = Channel.MASTER) -> None:
        """Go back to the volume before the ramp.

        Args:
            channel: Which channel.

        """
        await self._call("RestoreVolumePriorToRamp", {"InstanceID": 0, "Channel": channel})

    async def set_channel_map(self, channel_map: str) -> None:
        """Set which channels the player plays; for players among themselves.

        Args:
            channel_map: Channels.

        """
        await self._call("SetChannelMap", {"InstanceID": 0, "ChannelMap": channel_map})

    async def set_room_calibration_x(self, calibration_id: str, coefficients: str, calibration_mode: str) -> None:
        """Store a Trueplay calibration; builds up to 66.

        Args:
            calibration_id: Id of the calibration.
            coefficients: The calibration itself.
            calibration_mode: Mode of the calibration.

        """
        await self._call(
            "SetRoomCalibrationX",
            {
                "InstanceID": 0,
                "CalibrationID": calibration_id,
                "Coefficients": coefficients,
                "CalibrationMode": calibration_mode,
            },
        )

    async def get_room_calibration_status(self) -> RoomCalibrationStatusResult:
        """Whether Trueplay is available and on."""
        answer = await self._call("GetRoomCalibrationStatus", {"InstanceID": 0})
        return RoomCalibrationStatusResult(
            answer.read("RoomCalibrationEnabled", values.boolean),
            answer.read("RoomCalibrationAvailable", values.boolean),
        )

    async def set_room_calibration_status(self, room_calibration_enabled: bool) -> None:
        """Switch Trueplay.

        Args:
            room_calibration_enabled: Whether it is on.

        Raises:
            UPnPError: 402 INVALID_ARGS.

        """
        await self._call(
            "SetRoomCalibrationStatus", {"InstanceID": 0, "RoomCalibrationEnabled": room_calibration_enabled}
        )
