"""What a group plays and how loud, and how to get back to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonos_client.didl import metadata
from sonos_client.errors import SonosError, UPnPError
from sonos_client.services import AVTransportChange
from sonos_client.services.enums import PlayMode, TransportState
from sonos_client.timers import first_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from sonos_client.group import Group
    from sonos_client.player import Player
    from sonos_client.watch import Watch

RUNNING = (TransportState.PLAYING, TransportState.TRANSITIONING)
"""States of a transport that sounds, or is about to."""
_LOOK = 2.0
"""Seconds after which the state is asked for, should an event be missing."""

_FIXED = 501
"""UPnP error of SetVolume where the output is fixed (three reports of real players)."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """State of a group at one moment.

    Attributes:
        group: that it is of.
        uri: the source.
        uri_metadata: DIDL-Lite of it.
        state: whether it played.
        number: position in the queue, 0 for none.
        position: in the track, None where the source has none.
        play_mode: order and repetition.
        crossfade: whether tracks faded into each other.
        volumes: of the members.
        mutes: of the members.

    """

    group: Group
    uri: str
    uri_metadata: str
    state: TransportState
    number: int
    position: timedelta | None
    play_mode: PlayMode
    crossfade: bool
    volumes: Mapping[Player, int]
    mutes: Mapping[Player, bool]

    @property
    def is_queue(self) -> bool:
        """Whether the queue was the source."""
        return self.uri.startswith("x-rincon-queue:")

    @property
    def is_restorable(self) -> bool:
        """Whether the source can be set by a program; AirPlay and Spotify Connect cannot (SoCo)."""
        return not self.uri.startswith("x-sonos-vli:")

    async def restore(self, *, play: bool = True) -> None:
        """Put everything back; what cannot be set any more, such as AirPlay, is left stopped.

        Args:
            play: whether to go on playing where it did.

        """
        await self.restore_sound()
        if not self.uri or not self.is_restorable:
            return
        group = self.group
        # The form with :0 that players tell for a line-in is refused when set (home-assistant/core#169531).
        uri = self.uri.removesuffix(":0") if self.uri.startswith("x-rincon-stream:") else self.uri
        await group.select(uri, self.uri_metadata)
        if self.is_queue and self.number:
            await group.seek_track(self.number)
            if self.position:
                await group.seek(self.position)
            await group.set_play_mode(self.play_mode)
            await group.set_crossfade(self.crossfade)
        if play and self.state in RUNNING:
            await group.play()
            if self.position and not self.is_queue:
                await _try_seek(group, self.position)

    async def restore_sound(self) -> None:
        """Put volumes and mutes back; members that are gone or have a fixed volume are left out."""
        for player, volume in self.volumes.items():
            try:
                if await player.volume() != volume:
                    await player.set_volume(volume)
                await player.set_mute(self.mutes[player])
            except SonosError:
                continue

    async def interrupt(self, uri: str, title: str, volume: int | None, patience: float) -> bool:
        """Play a clip to its end and restore; whether it came to its end. See :meth:`Group.announce`."""
        group = self.group
        complete = False
        async with group.watch(AVTransportChange) as changes:
            try:
                if volume is not None:
                    for player in self.volumes:
                        await _turn(player, volume)
                await group.select(uri, metadata(title) if title else "")
                await group.play()
                patient = group.household.hub.timers.sleep(patience)
                complete = await first_of(_until_over(group, uri, changes), patient) == 0 and await _is_well(group)
            finally:
                ours = await _plays(group, uri)
                await (self.restore() if ours else self.restore_sound())
        return complete and ours


async def take_snapshot(group: Group) -> Snapshot:
    """The present state of ``group``."""
    transport = group.coordinator.services.av_transport
    media = await transport.get_media_info()
    position = await transport.get_position_info()
    return Snapshot(
        group=group,
        uri=media.current_uri,
        uri_metadata=media.current_uri_meta_data,
        state=await group.state(),
        number=position.track,
        position=position.rel_time,
        play_mode=await group.play_mode(),
        crossfade=await group.crossfade(),
        volumes={member: await member.volume() for member in group.members},
        mutes={member: await member.mute() for member in group.members},
    )


async def _turn(player: Player, volume: int) -> None:
    """Set the volume for a clip; a player whose output is fixed stays as loud as it is."""
    try:
        await player.set_volume(volume)
    except UPnPError as error:
        if error.code != _FIXED:
            raise
    await player.set_mute(False)


async def _until_over(group: Group, uri: str, changes: Watch[AVTransportChange]) -> None:
    """Wait until the clip has ended or something else was loaded."""
    while True:
        await first_of(anext(changes), group.household.hub.timers.sleep(_LOOK))
        if await group.state() not in RUNNING or not await _plays(group, uri):
            return


async def _plays(group: Group, uri: str) -> bool:
    """Whether ``uri`` is still what is loaded: if not, somebody else has taken over."""
    media = await group.coordinator.services.av_transport.get_media_info()
    return media.current_uri == uri


async def _is_well(group: Group) -> bool:
    """Whether the clip could be played: a server that fails shows in the status only."""
    return (await group.coordinator.services.av_transport.get_transport_info()).current_transport_status == "OK"


async def _try_seek(group: Group, position: timedelta) -> None:
    try:
        await group.seek(position)
    except UPnPError:
        return  # Streams have no position to go to.
