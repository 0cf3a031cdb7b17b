"""Sound that comes in by cable: somebody uses the line-in or the television, and autoplay does what it is set to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim.household.media import Track
from sonos_sim.household.programs import Program, start_autoplay
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from sonos_sim.household.player import Player

STEREO = 33554434
"""HTAudioIn of stereo PCM (SoCo's table)."""
NO_INPUT = 0
_LINE_IN, _TV = "", "TV"
_FROM_ELSEWHERE = frozenset({SourceKind.LINE_IN, SourceKind.VIRTUAL})


def line_in_source(player: Player) -> Source:
    """The line-in of ``player`` as a source that any player can load."""
    return Source(SourceKind.LINE_IN, f"x-rincon-stream:{player.uuid}")


def tv_source(player: Player) -> Source:
    """The television at ``player``."""
    return Source(SourceKind.TV, f"x-sonos-htastream:{player.uuid}:spdif")


def play_line_in(player: Player) -> None:
    """Something that is plugged into the line-in of ``player`` begins to play.

    Raises ValueError when the model has no line-in.
    """
    if not player.profile.can("line-in"):
        raise ValueError(f"{player.profile.display_name} has no line-in")
    player.line_in.connected = player.line_in.playing = True
    _autoplay(player, _LINE_IN, line_in_source(player))


def silence_line_in(player: Player, *, unplug: bool = False) -> None:
    """What is plugged in falls silent, or is pulled out; rooms that have the line-in loaded keep it (inferred)."""
    player.line_in.playing = False
    if unplug:
        player.line_in.connected = False


def switch_tv_on(player: Player, audio_in: int = STEREO) -> None:
    """The television at ``player`` begins to sound; ``audio_in`` is the code of what arrives.

    Raises ValueError when the model has no television input.
    """
    if not player.profile.can("home-theatre"):
        raise ValueError(f"{player.profile.display_name} has no television input")
    player.device.ht_audio_in = audio_in
    if player.transport.source.kind is not SourceKind.TV:
        _autoplay(player, _TV, tv_source(player))


def switch_tv_off(player: Player) -> None:
    """The television falls silent: the source stays loaded and says PLAYING (measured on an Arc Ultra, 2026)."""
    player.device.ht_audio_in = NO_INPUT


def lose(player: Player) -> None:
    """``player`` is gone: rooms that play what came in there fall silent (SoCo#729; the state is inferred)."""
    for other in player.household.players.values():
        source = other.transport.source
        comes_from = source.uri.partition(":")[2].partition(":")[0]
        if source.kind in _FROM_ELSEWHERE and comes_from == player.uuid and other.transport.is_active:
            other.transport.halt()


def _autoplay(player: Player, name: str, source: Source) -> None:
    settings = player.device.autoplay_for(name)
    room = player.household.players.get(settings.room_uuid)
    # A television that is set to play elsewhere plays nowhere (inferred).
    if room is None or (source.kind is SourceKind.TV and room is not player):
        return
    volume = settings.volume if settings.use_volume else None
    program = Program(source.uri, "", Track(source.uri), volume, settings.linked_zones)
    start_autoplay(room.primary, program, reset_volume_after=False)
