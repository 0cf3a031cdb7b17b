"""What plays into a player from outside: AirPlay and Spotify Connect, as somebody with a phone uses them.

The phone decides what plays: tracks change when it says so, not on the player's clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from sonos_sim.catalogue.errors import ILLEGAL_SEEK_TARGET, UPnPError
from sonos_sim.household.deck import TransportState
from sonos_sim.household.media import Track
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from sonos_sim.household.player import Player

Service = Literal["airplay", "spotify"]
_NUMBERS: dict[Service, int] = {"airplay": 1, "spotify": 2}
"""The number before the service in the URI (recorded)."""
LIVE = "object.item.audioItem.audioBroadcast.live"
"""Class of what AirPlay plays (recorded)."""


@dataclass(frozen=True, slots=True)
class Session:
    """A phone that plays into a player."""

    service: Service
    uri: str
    tracks: tuple[Track, ...]
    index: int = 0

    @property
    def track(self) -> Track:
        """What plays."""
        return self.tracks[self.index]


@dataclass(eq=False)
class VirtualLineIn(Observed):
    """The virtual line-in of a player; the last session stays until the next one begins."""

    aspect: ClassVar[Aspect] = Aspect.LINE_IN

    session: Session | None = None


def session_of(player: Player) -> Session | None:
    """The session that ``player`` has loaded: its own, or that of the player it took the group over from."""
    source = player.transport.source
    if source.kind is not SourceKind.VIRTUAL:
        return None
    owner = player.household.players.get(source.uri.partition(":")[2].partition(":")[0])
    session = None if owner is None else owner.virtual_line_in.session
    return session if session is not None and session.uri == source.uri else None


# What somebody does with a phone


def take_over(player: Player, service: Service, *tracks: Track, volume: int | None = None) -> Session:
    """Somebody begins to play ``tracks`` into the room of ``player``; what played there is replaced.

    A member of a group leaves it first, a coordinator plays it with its whole group (inferred: as with
    SetAVTransportURI). Raises ValueError when the model has no AirPlay.
    """
    player = player.primary
    if service == "airplay" and not player.profile.can("airplay"):
        raise ValueError(f"{player.profile.display_name} has no AirPlay")
    if not player.is_coordinator:
        player.household.groups.leave(player)
    session_id = player.household.random.hexadecimal("virtual line-in", 32)
    uri = f"x-sonos-vli:{player.uuid}:{_NUMBERS[service]},{service}:{session_id}"
    session = Session(service, uri, _playing(service, uri, tracks))
    player.virtual_line_in.session = session
    if volume is not None:
        set_volume(player, volume)
    transmit(session, player)
    return session


def show(player: Player, *tracks: Track) -> None:
    """The phone goes on to other ``tracks``; does nothing if it has been replaced by something else."""
    session = session_of(player)
    if session is not None:
        _change(player, replace(session, tracks=_playing(session.service, session.uri, tracks), index=0))


def disconnect(player: Player) -> None:
    """The phone goes away: the room is silent, and the source stays loaded (inferred)."""
    if session_of(player.coordinator) is not None:
        player.coordinator.transport.halt()


# What the player does, or tells the phone to do


def transmit(session: Session, player: Player) -> None:
    """``player`` loads ``session`` and plays it."""
    player.transport.load(Source(SourceKind.VIRTUAL, session.uri, track=session.track))
    player.transport.start(by_hand=False)


def play(player: Player) -> None:
    """Go on, if a session is loaded."""
    if session_of(player) is not None and not player.transport.is_active:
        player.transport.start()


def pause(player: Player) -> None:
    """Pause what plays, if a session is loaded."""
    if session_of(player) is not None and player.transport.is_active:
        player.transport.hold()


def stop(player: Player) -> None:
    """Stop what plays, if a session is loaded."""
    if session_of(player) is not None and player.transport.state is not TransportState.STOPPED:
        player.transport.halt()


def skip(player: Player, by: int) -> None:
    """Go ``by`` tracks on, if a session is loaded; raises UPnPError 711 where the phone has none."""
    session = session_of(player)
    if session is None:
        return
    if not 0 <= session.index + by < len(session.tracks):
        raise UPnPError(ILLEGAL_SEEK_TARGET, f"the phone plays track {session.index + 1} of {len(session.tracks)}")
    _change(player, replace(session, index=session.index + by))


def set_volume(player: Player, volume: int) -> None:
    """Set the volume of the room, 0..100; raises UPnPError as RenderingControl does."""
    player.rendering.set_volume(volume, player.behaviour)


def _change(player: Player, session: Session) -> None:
    owner = player.household.players[session.uri.partition(":")[2].partition(":")[0]]
    owner.virtual_line_in.session = session
    player.transport.show(session.track)


def _playing(service: Service, uri: str, tracks: tuple[Track, ...]) -> tuple[Track, ...]:
    """``tracks`` as they play: all have the URI of the session (recorded).

    Before the phone says what it plays, AirPlay has neither title nor res (recorded).
    """
    return tuple(
        replace(track, uri=uri, upnp_class=LIVE if service == "airplay" else track.upnp_class)
        for track in tracks or (Track(""),)
    )
