"""What starts by itself: alarms, their snooze, and autoplay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sonos_sim.catalogue.errors import INVALID_ARGS, TRANSITION_NOT_AVAILABLE, UPnPError
from sonos_sim.household.deck import RunningAlarm
from sonos_sim.household.loading import set_uri
from sonos_sim.household.plans import Plan
from sonos_sim.household.play_mode import PlayMode
from sonos_sim.household.playback import refuse_bonded, refuse_member
from sonos_sim.household.queue import Fate
from sonos_sim.household.rendering import checked_volume
from sonos_sim.household.sleep_timer import parse_span
from sonos_sim.household.sources import Source, SourceKind

if TYPE_CHECKING:
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player

CHIME = "x-rincon-buzzer:0"


@dataclass(frozen=True, slots=True)
class Program:
    """What is to play by itself, and how."""

    uri: str
    metadata: str
    track: Track
    volume: int | None
    """0..100; None: as it is."""
    linked_rooms: bool
    """Whether the group of the room plays along; else the room leaves it first."""
    play_mode: PlayMode = PlayMode.NORMAL
    seconds: int | None = None
    """How long; None: until somebody ends it."""


def run_alarm(
    player: Player, alarm_id: int, logged_start: str, duration: str, play_mode: str, program: Program
) -> None:
    """Ring an alarm now in the room of ``player``; what it plays falls back to the chime if it cannot be played.

    Stop, Pause, another source or the end of ``duration`` (``HH:MM:SS``, empty: endless) end it. Raises UPnPError 800
    on a bonded invisible player, 402 for a malformed duration, an unknown play mode and a volume above 100.
    """
    _check(player, program)
    if play_mode not in set(PlayMode):
        raise UPnPError(INVALID_ARGS, f"unknown play mode {play_mode[:40]!r}")
    program = replace(program, play_mode=PlayMode(play_mode), seconds=parse_span(duration))
    player.device.alarm_runs += 1
    _ring(player, alarm_id, logged_start, program)


def snooze(player: Player, duration: str) -> None:
    """Silence the alarm that rings and ring it again after ``duration``.

    Raises UPnPError 800 on a member, 402 for a malformed or empty duration, 701 if none rings (both soco-cli).
    """
    refuse_member(player)
    seconds = parse_span(duration)
    if seconds is None:
        raise UPnPError(INVALID_ARGS, "a snooze needs a duration")
    transport = player.transport
    alarm = transport.alarm
    if alarm is None:
        raise UPnPError(TRANSITION_NOT_AVAILABLE, f"no alarm rings on {player.name}")
    transport.halt()
    transport.snooze_running = True
    transport.plans.set(Plan.ALARM, player.household.clock.now() + seconds, alarm.ring)


def start_autoplay(player: Player, program: Program, *, reset_volume_after: bool) -> None:
    """Play a source that began to sound, such as line-in or TV, in the room of ``player``.

    Raises UPnPError 800 on a bonded invisible player, 402 for a volume above 100, and what
    :func:`~sonos_sim.household.loading.set_uri` says.
    """
    _check(player, program)
    host = _host(player, program)
    set_uri(host, program.uri, program.metadata, program.track)
    _ramp(player, "AUTOPLAY_RAMP_TYPE", program.volume, reset_after=reset_volume_after)
    host.transport.start()


def _check(player: Player, program: Program) -> None:
    refuse_bonded(player)
    if program.volume is not None:
        checked_volume(program.volume, player.behaviour)


def _host(player: Player, program: Program) -> Player:
    """The player that plays ``program``: with linked rooms the coordinator, else, or if that is off, the room alone."""
    if program.linked_rooms and player.coordinator.is_running:
        return player.coordinator
    if not player.household.groups.is_alone(player):
        player.household.groups.leave(player)
    return player


def _ring(player: Player, alarm_id: int, logged_start: str, program: Program) -> None:
    if not player.is_running:
        return
    host = _host(player, program)
    transport = host.transport
    transport.plans.drop(Plan.ALARM)
    transport.snooze_running = False
    sounding = program if _load(host, program) else _chime(host, program)
    ring = partial(_ring, alarm_id=alarm_id, logged_start=logged_start, program=program)
    chime = partial(_ring, alarm_id=alarm_id, logged_start=logged_start, program=replace(program, uri=CHIME))
    transport.alarm = RunningAlarm(alarm_id, logged_start, ring, None if sounding.uri == CHIME else chime)
    if program.seconds is not None:
        transport.plans.set(Plan.ALARM, host.household.clock.now() + program.seconds, _ended)
    _ramp(player, "ALARM_RAMP_TYPE", program.volume, reset_after=True)
    transport.start()


def _load(host: Player, program: Program) -> bool:
    """Load ``program``, a container into the queue; False if it is nothing that plays, or the chime."""
    try:
        tracks = host.household.content.expand(program.uri, host)
        if tracks is None:
            set_uri(host, program.uri, program.metadata, program.track)
            return host.transport.track is not None
    except UPnPError:
        return False
    if not tracks:
        return False
    host.queue.replace(tracks, 1, host.shuffling, Fate.LAST_GONE)
    host.queue.enqueued_uri, host.queue.enqueued_metadata = program.uri, program.metadata
    set_uri(host, f"x-rincon-queue:{host.uuid}#0", "")
    host.transport.arrange(program.play_mode)
    return True


def _chime(host: Player, program: Program) -> Program:
    host.transport.load(Source(SourceKind.RADIO, CHIME, program.metadata))
    return replace(program, uri=CHIME)


def _ended(player: Player) -> None:
    player.transport.halt()


def _ramp(player: Player, kind: str, volume: int | None, *, reset_after: bool) -> None:
    if volume is not None and not player.rendering.output_fixed:
        clock, behaviour = player.household.clock, player.behaviour
        player.rendering.ramp(kind, volume, reset_after=reset_after, clock=clock, behaviour=behaviour)
