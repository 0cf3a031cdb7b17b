"""A group of players that play the same: transport, source, volume."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sonos_client.didl import MediaKind, metadata, read_didl
from sonos_client.errors import NotFoundError, SonosError, UnsupportedError, UPnPError
from sonos_client.now_playing import NowPlaying, read_now_playing
from sonos_client.play_queue import PlayQueue
from sonos_client.services.enums import PlayMode, SeekMode, TransportState
from sonos_client.snapshot import RUNNING, Snapshot, take_snapshot
from sonos_client.values import duration_text
from sonos_client.watch import ChangeT, Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from sonos_client.didl import MediaObject
    from sonos_client.household import Household
    from sonos_client.player import Player
    from sonos_client.services import Services

T = TypeVar("T")
_STATION = "object.item.audioItem.audioBroadcast"
_NOT_NOW = 701
_NO_SUCH_TRACK = 711
_OF_MEMBERS = frozenset({701, 712, 800})
"""UPnP errors with which a member refuses what is for its coordinator (reports; which action has which is inferred)."""


class Group:
    """A zone group: known by its id, which stays when members or even the coordinator change, or else by who is in it.

    Commands go to whoever coordinates at that moment. The methods raise what :class:`sonos_client.service.Service`
    lists.

    Attributes:
        id: ``UUID:number`` at this moment; players renew it, as after rooms went and came back.
        members: visible players, the coordinator first; empty when the group is no more.
        hidden: second players of pairs, subwoofers, rear speakers and bridges in it.

    """

    def __init__(self, household: Household, group_id: str) -> None:
        self.id = group_id
        self.household = household
        self.members: tuple[Player, ...] = ()
        self.hidden: tuple[Player, ...] = ()
        self.queue = PlayQueue(self)
        self._coordinator: Player | None = None

    def __repr__(self) -> str:
        return f"<Group {self.name!r} {self.id}>"

    @property
    def name(self) -> str:
        """The coordinator's room, with ``+ n`` for n further ones."""
        rooms = list(dict.fromkeys(member.room for member in self.members))
        return f"{rooms[0]} + {len(rooms) - 1}" if len(rooms) > 1 else "".join(rooms)

    @property
    def coordinator(self) -> Player:
        """Who leads; raises NotFoundError when the group is no more."""
        if self._coordinator is None:
            raise NotFoundError(f"the group {self.id} is no more")
        return self._coordinator

    def lives_on(self, coordinator: Player, members: Iterable[Player]) -> bool:
        """Whether a group of these would be this one with another id: the same coordinator, and nobody has left."""
        return self._coordinator is coordinator and set(self.members) <= set(members)

    def update(
        self, group_id: str, coordinator: Player | None, members: tuple[Player, ...], hidden: tuple[Player, ...]
    ) -> bool:
        """Take note of its id and of who is in it; whether the coordinator is another one."""
        changed = coordinator is not self._coordinator
        self.id = group_id
        self._coordinator, self.members, self.hidden = coordinator, members, hidden
        return changed

    def watch(self, *kinds: type[ChangeT], callback: Callable[[ChangeT], None] | None = None) -> Watch[ChangeT]:
        """Changes at whoever coordinates: it follows when that becomes another player."""
        return self.household.follow(self, Watch(self.household.hub, (self.coordinator,), kinds, callback))

    async def play(self) -> None:
        """Start or resume; UPnPError 701 when nothing is loaded."""
        await self._command(lambda at: at.av_transport.play())

    async def pause(self) -> None:
        """Pause; radio and line-in stop, and what is silent stays so. UPnPError 701 for television."""
        await self._command(_pause)

    async def stop(self) -> None:
        """Stop; UPnPError 701 for television."""
        await self._command(lambda at: at.av_transport.stop())

    async def next(self) -> bool:
        """Go to the next track; False on the last, which plays on. UPnPError 701 where the source has no tracks."""
        try:
            await self._command(lambda at: at.av_transport.next())
        except UPnPError as error:
            if error.code != _NO_SUCH_TRACK:
                raise
            return False
        return True

    async def previous(self) -> None:
        """Go to the previous track, or to the beginning of this one, as apps do where there is none.

        UPnPError 701 where that cannot be either, as with radio.
        """
        try:
            await self._command(lambda at: at.av_transport.previous())
        except UPnPError as error:
            # On the first track 711; services that let nobody go back answer either (sonoscli).
            if error.code not in {_NOT_NOW, _NO_SUCH_TRACK}:
                raise
            try:
                await self.seek(timedelta())
            except UPnPError:
                raise error from None

    async def seek(self, position: timedelta) -> None:
        """Go to a time in the track."""
        await self._command(lambda at: at.av_transport.seek(SeekMode.REL_TIME, duration_text(position)))

    async def seek_track(self, number: int) -> None:
        """Go to a track of the queue, from 1."""
        await self._command(lambda at: at.av_transport.seek(SeekMode.TRACK_NR, str(number)))

    async def state(self) -> TransportState:
        """Whether it plays."""
        answer = await self.coordinator.services.av_transport.get_transport_info()
        return answer.current_transport_state

    async def now_playing(self) -> NowPlaying:
        """What plays, and where in it."""
        return await read_now_playing(self.coordinator.services.av_transport)

    async def play_mode(self) -> PlayMode:
        """Order and repetition."""
        return (await self.coordinator.services.av_transport.get_transport_settings()).play_mode

    async def set_play_mode(self, mode: PlayMode) -> None:
        """Set order and repetition; UPnPError 712 where the source is not the queue."""
        await self._command(lambda at: at.av_transport.set_play_mode(mode))

    async def crossfade(self) -> bool:
        """Whether tracks fade into each other."""
        return await self.coordinator.services.av_transport.get_crossfade_mode()

    async def set_crossfade(self, on: bool) -> None:
        """Switch crossfading."""
        await self._command(lambda at: at.av_transport.set_crossfade_mode(on))

    async def sleep_timer(self) -> timedelta | None:
        """Time until playback ends, None when no timer runs."""
        answer = await self._command(lambda at: at.av_transport.get_remaining_sleep_timer_duration())
        return answer.remaining_sleep_timer_duration

    async def set_sleep_timer(self, duration: timedelta | None) -> None:
        """End playback in ``duration``, up to 23:59:59; None cancels."""
        await self._command(lambda at: at.av_transport.configure_sleep_timer(duration))

    async def volume(self) -> int:
        """Mean volume of the members, 0 to 100."""
        return await self._command(lambda at: at.group_rendering_control.get_group_volume())

    async def set_volume(self, volume: int) -> None:
        """Set the group's volume, 0 to 100; the members keep their present ratio."""
        # Without it the ratio of an earlier snapshot would undo what was changed at members since.
        await self._command(lambda at: at.group_rendering_control.snapshot_group_volume())
        await self._command(lambda at: at.group_rendering_control.set_group_volume(volume))

    async def adjust_volume(self, steps: int) -> int:
        """Change the group's volume; the volume it became."""
        await self._command(lambda at: at.group_rendering_control.snapshot_group_volume())
        return await self._command(lambda at: at.group_rendering_control.set_relative_group_volume(steps))

    async def mute(self) -> bool:
        """Whether all members are muted."""
        return await self._command(lambda at: at.group_rendering_control.get_group_mute())

    async def set_mute(self, muted: bool) -> None:
        """Mute or unmute all members."""
        await self._command(lambda at: at.group_rendering_control.set_group_mute(muted))

    async def select(self, uri: str, told: str = "") -> None:
        """Load a source without playing it; ``told`` is DIDL-Lite. UPnPError 714 for what cannot be played."""
        await self.coordinator.services.av_transport.set_av_transport_uri(uri, told)

    async def play_uri(self, uri: str, *, title: str = "", told: str = "", radio: bool = False) -> None:
        """Play one file or station.

        Args:
            uri: where it is.
            title: what apps show, unless ``told`` says.
            told: DIDL-Lite of it.
            radio: whether it is an endless stream; http streams need another scheme then (firmware 6.4.2 and later).

        """
        if radio and uri.startswith(("http://", "https://")):
            uri = "x-rincon-mp3radio://" + uri.partition("://")[2]
        if not told and title:
            told = metadata(title, _STATION) if radio else metadata(title)
        await self.select(uri, told)
        await self.play()

    async def play_favourite(self, favourite: MediaObject) -> None:
        """Play a Sonos favourite: a container replaces the queue, anything else becomes the source.

        Raises UnsupportedError for a shortcut, which names nothing that could be played.
        """
        if not favourite.uri:
            raise UnsupportedError(f"the favourite {favourite.title!r} is a shortcut to a service, not music")
        inner = next(iter(read_didl(favourite.metadata)), None)
        if inner is not None and (inner.is_container or inner.upnp_class.startswith("object.container")):
            await self.queue.clear()
            await self.queue.add(favourite)
            await self.queue.play()
        elif inner is not None and inner.kind is MediaKind.TRACK:
            await self.queue.play(await self.queue.add(favourite))
        else:
            await self.select(favourite.uri, favourite.metadata)
            await self.play()

    async def switch_to_line_in(self, player: Player) -> None:
        """Play the line-in of ``player``, which may be in any group."""
        await self.select(f"x-rincon-stream:{player.uuid}")
        await self.play()

    async def switch_to_tv(self) -> None:
        """Play the television that the coordinator is connected to."""
        await self.select(f"x-sonos-htastream:{self.coordinator.uuid}:spdif")
        await self.play()

    async def snapshot(self) -> Snapshot:
        """What plays and how loud, to be restored later."""
        return await take_snapshot(self)

    async def announce(self, uri: str, *, title: str = "", volume: int | None = None, patience: float = 60.0) -> bool:
        """Play a clip, wait until it is over, and put everything back.

        The queue is not touched. When somebody else starts something meanwhile, that is left alone.

        Args:
            uri: of the clip.
            title: what apps show.
            volume: of every member during the clip, None to leave it.
            patience: seconds after which the clip is cut off.

        Returns:
            Whether the clip played to its end.

        """
        snapshot = await self.snapshot()
        return await snapshot.interrupt(uri, title, volume, patience)

    async def _command(self, command: Callable[[Services], Awaitable[T]]) -> T:
        """Give ``command`` to the coordinator, or to whom that one follows by now.

        The topology tells of a join up to 8 seconds late, and more (home-assistant/core#71026). Until then it is the
        joiner that is asked, which refuses, so that nothing has happened, and knows whom it follows. Play and Stop
        a member does not refuse (node-red-contrib-sonos-plus#31): they are lost on it until the topology tells.
        """
        player = self.coordinator
        try:
            return await command(player.services)
        except UPnPError as refused:
            leader = None
            if refused.code in _OF_MEMBERS:
                with suppress(SonosError):
                    leader = await player.follows()
            if leader is None:
                raise
        return await command(leader.services)


async def _pause(at: Services) -> None:
    """Pause, where anything sounds; members refuse, and always say that they play (node-sonos#234)."""
    try:
        await at.av_transport.pause()
    except UPnPError as error:
        if error.code != _NOT_NOW:
            raise
        if (await at.av_transport.get_transport_info()).current_transport_state in RUNNING:
            raise
