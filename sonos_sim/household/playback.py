"""The verbs of playback and who may give them: what each does by kind of source, state and role in the group.

All raise UPnPError before anything changes. A bonded invisible player answers 800; a member of a group whose
coordinator is off answers 1024 (captured), else by verb.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import (
    COORDINATOR_LOST,
    ILLEGAL_MIME_TYPE,
    ILLEGAL_SEEK_TARGET,
    NOT_COORDINATOR,
    PLAY_MODE_NOT_SUPPORTED,
    PLAY_SPEED_NOT_SUPPORTED,
    SEEK_MODE_NOT_SUPPORTED,
    TRANSITION_NOT_AVAILABLE,
    UPnPError,
)
from sonos_sim.household import virtual_line_in
from sonos_sim.household.deck import TransportState
from sonos_sim.household.play_mode import PlayMode
from sonos_sim.household.sources import EMPTY, OnPause, Source, SourceKind, classify

if TYPE_CHECKING:
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player
    from sonos_sim.household.transport import Transport

SEEK_UNITS = ("TRACK_NR", "REL_TIME", "TIME_DELTA")
_LISTS = frozenset({SourceKind.QUEUE, SourceKind.EMPTY})
_TRACK_NUMBER = re.compile(r"\d{1,5}", re.ASCII)
# What comes behind the seconds is ignored, such as fractions (inferred).
_TIME = re.compile(r"([+-]?)(\d{1,4}):(\d{1,2}):(\d{1,2})(?!\d)", re.ASCII)


def refuse_member(player: Player, code: int = NOT_COORDINATOR) -> None:
    """Raises UPnPError 800 on a bonded invisible player, ``code`` on a member of a group, 1024 if its group is lost."""
    refuse_bonded(player)
    if player.transport.is_member:
        _refuse_lost(player)
        raise UPnPError(code, f"{player.name} follows {player.coordinator.name}")


def refuse_bonded(player: Player) -> None:
    """Raises UPnPError 800 on a bonded invisible player."""
    if player.is_invisible:
        raise UPnPError(NOT_COORDINATOR, f"{player.uuid} is no room of its own")


def _refuse_lost(player: Player) -> None:
    if not player.coordinator.is_running:
        raise UPnPError(COORDINATOR_LOST, f"{player.name} has lost {player.coordinator.name}")


# Play, Pause, Stop


def play(player: Player, speed: str = "1") -> None:
    """Sound what is loaded; a member that was silent alone sounds again (client-derived: success).

    Raises UPnPError 717 for another speed than ``1``, 701 if there is nothing to play.
    """
    if speed != "1":
        raise UPnPError(PLAY_SPEED_NOT_SUPPORTED, f"speed {speed!r}; there is only 1")
    if _is_voiceless(player, TransportState.PLAYING):
        return
    transport = player.transport
    if transport.track is None:
        raise UPnPError(TRANSITION_NOT_AVAILABLE, f"{player.name} has nothing to play")
    if not transport.is_active:
        transport.start()


def pause(player: Player) -> None:
    """Pause tracks, stop streams (see ``radio_pause``); raises UPnPError 701 unless it plays something else than TV."""
    refuse_member(player, player.behaviour.member_transport_code)
    transport = player.transport
    if not transport.is_active:
        raise UPnPError(TRANSITION_NOT_AVAILABLE, f"{player.name} does not play")
    reaction = transport.traits.on_pause
    if reaction is OnPause.HOLD:
        transport.hold()
    elif reaction is OnPause.STOP and player.behaviour.radio_pause == "stop":
        transport.halt()
    else:
        raise UPnPError(TRANSITION_NOT_AVAILABLE, f"{transport.source.kind.value} cannot pause")


def stop(player: Player) -> None:
    """Stop; a member alone falls silent (client-derived). Raises UPnPError 701 for TV."""
    if _is_voiceless(player, TransportState.STOPPED):
        return
    if player.transport.source.kind is SourceKind.TV:
        raise UPnPError(TRANSITION_NOT_AVAILABLE, "TV does not stop")
    if player.transport.state is not TransportState.STOPPED:
        player.transport.halt()


def _is_voiceless(player: Player, state: TransportState) -> bool:
    """Whether ``player`` is a member, which takes ``state`` for itself alone."""
    if not player.transport.is_member:
        refuse_member(player)
        return False
    _refuse_lost(player)
    player.transport.state = state
    return True


# Next, Previous, Seek


def step(player: Player, direction: int) -> None:
    """Go to the next (1) or the previous (-1) track.

    A phone that plays into the player is told. Raises UPnPError 711 where there is none, 701 for a source without
    a choice.
    """
    refuse_member(player, player.behaviour.member_transport_code)
    transport = player.transport
    match transport.source.kind:
        case SourceKind.QUEUE | SourceKind.EMPTY | SourceKind.FILE:
            _go_to(player, _neighbour(transport, direction))
        case SourceKind.RADIO_SKIP if direction > 0:
            transport.restart()
        case SourceKind.VIRTUAL:
            virtual_line_in.skip(player, direction)
        case kind:
            raise UPnPError(TRANSITION_NOT_AVAILABLE, f"{kind.value} has no next and no previous track")


def _neighbour(transport: Transport, direction: int) -> int:
    queue = transport.queue
    return queue.neighbour(direction, wraps=PlayMode(transport.play_mode).wraps) if queue is not None else 0


def seek(player: Player, unit: str, target: str) -> None:
    """Go to a track number, to a time in the track, or on by a time.

    Raises UPnPError 710 for an unknown unit (701 unless a queue is loaded), 711 for a target that is malformed or not
    there, and for track numbers without a queue (captured), 701 where time cannot be sought and on a member.
    """
    refuse_member(player, TRANSITION_NOT_AVAILABLE)
    transport = player.transport
    if unit not in SEEK_UNITS:
        has_queue = transport.source.kind is SourceKind.QUEUE
        raise UPnPError(SEEK_MODE_NOT_SUPPORTED if has_queue else TRANSITION_NOT_AVAILABLE, f"unknown unit {unit!r}")
    if unit == "TRACK_NR":
        queue, number = transport.queue, int(target) if _TRACK_NUMBER.fullmatch(target.strip()) else 0
        _go_to(player, number if queue is not None and number <= len(queue) else 0)
        return
    if transport.track is None or not transport.traits.has_tracks or transport.length == 0:
        raise UPnPError(TRANSITION_NOT_AVAILABLE, f"no seeking in {transport.source.kind.value}")
    found = _TIME.match(target.strip())
    if found is None or (unit == "REL_TIME" and found[1] == "-"):
        raise UPnPError(ILLEGAL_SEEK_TARGET, f"{target[:40]!r} is no time")
    seconds = float(int(found[2]) * 3600 + int(found[3]) * 60 + int(found[4]))
    length = transport.duration or player.behaviour.track_duration
    if unit == "TIME_DELTA":
        position = transport.position + (-seconds if found[1] == "-" else seconds)
        transport.seek(min(length, max(0.0, position)))
    elif seconds > length:
        raise UPnPError(ILLEGAL_SEEK_TARGET, f"{target} is past the end")
    else:
        transport.seek(seconds)


def _go_to(player: Player, number: int) -> None:
    if number < 1:
        raise UPnPError(ILLEGAL_SEEK_TARGET, "there is no such track")
    player.transport.go_to(number, starts=player.behaviour.next_starts_playback)


# Settings


def set_play_mode(player: Player, mode: str) -> None:
    """Choose the order of play. Raises UPnPError 712 for an unknown mode, on a member, and without a queue.

    NORMAL is taken by every source (inferred).
    """
    if player.transport.is_member:
        refuse_member(player, PLAY_MODE_NOT_SUPPORTED)
    refuse_member(player)
    try:
        chosen = PlayMode(mode)
    except ValueError:
        raise UPnPError(PLAY_MODE_NOT_SUPPORTED, f"unknown play mode {mode[:40]!r}") from None
    if chosen is not PlayMode.NORMAL and player.transport.source.kind not in _LISTS:
        raise UPnPError(PLAY_MODE_NOT_SUPPORTED, f"{player.transport.source.kind.value} has no play modes")
    player.transport.arrange(chosen)


def set_crossfade(player: Player, crossfade: bool) -> None:
    """Let tracks fade into each other; raises UPnPError 800 on a member and for sources that cannot."""
    refuse_member(player)
    if crossfade and "CROSSFADE" not in player.transport.traits.play_modes:
        raise UPnPError(NOT_COORDINATOR, f"{player.transport.source.kind.value} does not fade")
    player.transport.fade_over(crossfade)


def set_next(player: Player, uri: str, metadata: str, track: Track | None = None) -> None:
    """Have ``uri`` play when what is loaded has ended; empty: nothing.

    Raises UPnPError 800 on a member and unless a queue or a file is loaded, 714 for what is no track and no stream.
    """
    refuse_member(player)
    transport = player.transport
    if not transport.traits.has_tracks:
        raise UPnPError(NOT_COORDINATOR, f"{transport.source.kind.value} does not end")
    kind = classify(uri)
    if kind not in {SourceKind.EMPTY, SourceKind.FILE, SourceKind.RADIO}:
        raise UPnPError(ILLEGAL_MIME_TYPE, f"{uri[:80]!r} cannot be next")
    transport.upcoming = Source(kind, uri, metadata, track) if uri else EMPTY


def end_session(player: Player) -> None:
    """End what a music service plays into the player; never refused."""
    if player.transport.source.kind is SourceKind.VIRTUAL:
        player.transport.load(EMPTY)
