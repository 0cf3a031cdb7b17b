"""The transport of a player: what loading, playing, the end of a track, a fetch and a hand-over do to its state.

Rules of the verbs are in :mod:`sonos_sim.household.playback`. Only the end of the current track is ever planned.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sonos_sim.household.deck import Deck, Problem, TransportState
from sonos_sim.household.fetching import fetch
from sonos_sim.household.plans import Plan
from sonos_sim.household.play_mode import PlayMode
from sonos_sim.household.queue import Fate, PlayQueue
from sonos_sim.household.sources import EMPTY, Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.fetching import Fetched
    from sonos_sim.household.media import Track
    from sonos_sim.household.player import Player


@dataclass(eq=False)
class Transport(Deck):
    """The transport of one player; a member of a group has a source of kind MEMBER."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._is_open = False
        """Whether what plays was fetched and need not be asked for again."""
        self._hang_up: Callable[[], None] | None = None

    # Sources

    def load(self, source: Source) -> None:
        """Load ``source``: what was playing stops, a queue begins with its first track (recorded)."""
        self._close()
        self._end_program()
        self.source, self.upcoming, self.problem = source, EMPTY, None
        self._forget_track()
        self.state = TransportState.STOPPED
        if (queue := self.queue) is not None:
            queue.unshuffle()
            queue.rewind()
            self._arrange(queue)

    def follow(self, coordinator_uuid: str) -> None:
        """Become the transport of a group member (captured: URI ``x-rincon:`` and the coordinator)."""
        self.start_over(Source(SourceKind.MEMBER, f"x-rincon:{coordinator_uuid}"))
        self.state = TransportState.PLAYING

    def start_over(self, source: Source) -> None:
        """Load ``source`` as the transport of a room of its own: what belonged to its former group stays there."""
        self.plans.clear()
        self.sleep_until = None
        self.snooze_running = False
        self.load(source)

    def take_over(self, other: Transport) -> None:
        """Go on where ``other`` is: coordination changes hands, and its queue becomes this player's own.

        ``other`` has to follow or to start over afterwards.
        """
        self._close()
        if (queue := other.queue) is not None:
            own = self.player.queue
            own.adopt(queue)
            self.source = replace(other.source, uri=f"x-rincon-queue:{self.player.uuid}#{own.id}")
        else:
            self.source = other.source
        self.upcoming, self.play_mode, self.crossfade = other.upcoming, other.play_mode, other.crossfade
        self.sleep_generation, self.sleep_until = other.sleep_generation, other.sleep_until
        self.alarm, self.snooze_running, self.problem = other.alarm, other.snooze_running, other.problem
        self.medium, self.length, self.stream_title = other.medium, other.length, other.stream_title
        is_stream = self.medium is not None and self.medium.is_stream
        self._is_open, self._offset = other._is_open and not is_stream, other.position
        self.state = other.state
        self.plans.copy(other.plans)
        # The one who leaves does not take the alarm along, nor end it.
        other.alarm = None
        if not self.player.is_running:
            self.lose_power()
        elif self.state is TransportState.PLAYING:
            self._since = self._now
            if is_stream:
                self._open()
        elif self.state is TransportState.TRANSITIONING:
            self.start()

    # Sound

    def start(self, *, by_hand: bool = True) -> None:
        """Sound the current track from where it is; ``by_hand`` shows TRANSITIONING before PLAYING.

        What has to be fetched keeps it in TRANSITIONING until there is an answer.
        """
        self.problem = None
        self.plans.drop(Plan.TRACK)
        waits = not self._is_open and self._open()
        if by_hand or waits:
            self._offset, self._since = self.position, None
            self.state = TransportState.TRANSITIONING
            self.player.household.checkpoint()
        if waits:
            return
        if by_hand and (delay := self.player.behaviour.transition_time) > 0:
            self.plans.set(Plan.TRACK, self._now + delay, _sound)
        else:
            self._sound()

    def hold(self) -> None:
        """Pause."""
        self.plans.drop(Plan.TRACK)
        self._offset, self._since = self.position, None
        if not self._is_open:
            self._close()
        self.state = TransportState.PAUSED
        self._end_program()

    def halt(self) -> None:
        """Stop; the track begins anew next time (inferred)."""
        self._close()
        self._offset = 0.0
        self.stream_title = ""
        self.state = TransportState.STOPPED
        self._end_program()

    def lose_power(self) -> None:
        """Fall silent; a member goes on as soon as it has power."""
        if not self.is_member and self.state is not TransportState.STOPPED:
            self.halt()

    def go_to(self, number: int, *, starts: bool = False) -> None:
        """Go to the beginning of another track of the queue by hand, sounding if it sounded or ``starts``."""
        was_active = self.is_active
        self._change_track(number)
        if was_active or starts:
            self.start()

    def restart(self) -> None:
        """Begin another track of a station that chooses its own."""
        was_active = self.is_active
        self._close()
        self._forget_track()
        if was_active:
            self.start()

    def show(self, track: Track) -> None:
        """The source has gone on to ``track`` by itself, as virtual line-ins do; it begins anew."""
        self._forget_track()
        self.source = replace(self.source, track=track)
        if self.state is TransportState.PLAYING:
            self._sound()

    def seek(self, position: float) -> None:
        """Go to ``position``, in seconds, of the current track; it sounds on if it sounded."""
        self._offset = position
        if self.state is TransportState.PLAYING:
            self._since = self._now
            self._await_end()

    def arrange(self, mode: PlayMode) -> None:
        """Play the queue by another mode."""
        self.play_mode = mode
        if (queue := self.queue) is not None:
            self._arrange(queue)
        self._await_end()

    def fade_over(self, crossfade: bool) -> None:
        """Let tracks fade into each other, or not."""
        self.crossfade = crossfade
        self._await_end()

    def edited(self, queue: PlayQueue, fate: Fate) -> None:
        """``queue`` of this player was edited, with that ``fate`` of its current track."""
        if queue is not self.queue:
            return
        if fate is Fate.KEPT:
            self._await_end()
            return
        was_active = self.is_active
        self._close()
        self._forget_track()
        if fate is Fate.REPLACED and was_active:
            self.start()
        elif fate is Fate.LAST_GONE and self.state is not TransportState.STOPPED:
            self.halt()

    # Inner workings

    def _arrange(self, queue: PlayQueue) -> None:
        if not PlayMode(self.play_mode).shuffles:
            queue.unshuffle()
        elif queue.order is None:
            queue.shuffle(self.player.shuffling)

    def _change_track(self, number: int) -> None:
        if (queue := self.queue) is not None:
            queue.current = number
        self._close()
        self._forget_track()

    def _forget_track(self) -> None:
        self._offset = 0.0
        self.medium, self.length, self.stream_title = None, None, ""

    def _sound(self) -> None:
        if self.length is None:
            self.length = self._measure()
        self._since = self._now
        self.state = TransportState.PLAYING
        self._await_end()

    def _measure(self) -> float:
        if self.medium is not None and (self.medium.is_stream or self.medium.duration):
            return 0.0 if self.medium.is_stream else self.medium.duration or 0.0
        known = self.duration
        return known or self.player.behaviour.track_duration if self.traits.has_tracks else known

    def _await_end(self) -> None:
        if self._since is None or self.state is not TransportState.PLAYING:
            return
        if not self.length or not self.traits.has_tracks:
            return
        fades = self.crossfade and (self.next_number or not self.upcoming.is_empty)
        overlap = min(self.player.behaviour.crossfade_time, self.length / 2) if fades else 0.0
        self.plans.set(Plan.TRACK, max(self._now, self._since + self.length - overlap - self._offset), _end)

    def _end(self) -> None:
        if self.state is not TransportState.PLAYING:
            return
        if (number := self.next_number) != 0:
            self._change_track(number)
            self.start(by_hand=False)
        elif not self.upcoming.is_empty:
            self.load(self.upcoming)
            self.start(by_hand=False)
        else:
            self.halt()
            if (queue := self.queue) is not None:
                self._forget_track()
                queue.rewind()

    def _close(self) -> None:
        self.plans.drop(Plan.TRACK)
        self._since = None
        self._is_open = False
        if self._hang_up is not None:
            self._hang_up()
            self._hang_up = None

    def _open(self) -> bool:
        """Ask the network for the current track; False if that is not needed and it can sound at once."""
        track = self.track
        if track is None or (self.source.kind is not SourceKind.QUEUE and not self.traits.is_timed):
            return False
        self._hang_up = fetch(self.player, track.uri, self._fetched, self._titled)
        return self._hang_up is not None

    def hang_up(self) -> None:
        """Ask the network for nothing any more; before the state is put back to another instant."""
        if self._hang_up is not None:
            self._hang_up()

    def ask_again(self) -> None:
        """Ask the network anew for what was on its way when the state was kept, and for a stream that was open."""
        is_stream = self.medium is not None and self.medium.is_stream
        was_asking = self._hang_up is not None
        self._hang_up = None
        if was_asking and self.is_active and (is_stream or not self._is_open):
            self._open()

    def _fetched(self, medium: Fetched) -> None:
        if not medium.ok:
            self._fail(medium)
            return
        self.medium, self._is_open = medium, True
        if self.state is TransportState.TRANSITIONING:
            self._sound()

    def _titled(self, title: str) -> None:
        self.stream_title = title

    def _fail(self, medium: Fetched) -> None:
        track, alarm = self.track, self.alarm
        self.halt()
        self.problem = Problem(
            f"ERROR_{medium.error}".upper(),
            f"{medium.error}",
            track.uri if track else self.source.uri,
            str(medium.http_status or ""),
            medium.http_headers,
        )
        if alarm is not None and alarm.sound_chime is not None:
            alarm.sound_chime(self.player)

    def _end_program(self) -> None:
        """What an alarm or an autoplay began is over, and so is the fade of a sleep timer."""
        if self.sleep_until is None:
            self.plans.drop(Plan.SLEEP)
        if self.alarm is not None:
            self.alarm = None
            self.plans.drop(Plan.ALARM)
        for player in self.player.household.groups.led_by(self.player):
            player.rendering.program_ended()


def _sound(player: Player) -> None:
    player.transport._sound()


def _end(player: Player) -> None:
    player.transport._end()
