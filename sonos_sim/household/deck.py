"""What a player has loaded, what it does with it, and where it is: positions are computed when somebody asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.household.media import Track
from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.plans import Plans
from sonos_sim.household.play_mode import PlayMode
from sonos_sim.household.sources import EMPTY, TRAITS, Source, SourceKind, SourceTraits

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim.household.fetching import Fetched
    from sonos_sim.household.player import Player
    from sonos_sim.household.queue import PlayQueue


class TransportState(StrEnum):
    """The TransportState values of the service description; NO_MEDIA_PRESENT is not among them."""

    STOPPED = "STOPPED"
    PLAYING = "PLAYING"
    PAUSED = "PAUSED_PLAYBACK"
    TRANSITIONING = "TRANSITIONING"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why what was to be played does not, as TransportStatus and TransportError.. tell it."""

    status: str
    description: str
    uri: str
    http_code: str = ""
    http_headers: str = ""


@dataclass(frozen=True, slots=True)
class RunningAlarm:
    """The alarm that rings."""

    id: int
    logged_start: str
    """When it was started, as the caller of RunAlarm wrote it."""
    ring: Callable[[Player], None] = field(default=lambda player: None, repr=False, compare=False)
    """Rings it again, after a snooze."""
    sound_chime: Callable[[Player], None] | None = field(default=None, repr=False, compare=False)
    """Rings with the chime when its program cannot be played; None: it is the chime already."""


@dataclass(eq=False)
class Deck(Observed):
    """The state of a transport, without what changes it."""

    aspect: ClassVar[Aspect] = Aspect.TRANSPORT

    player: Player = field(repr=False)
    source: Source = EMPTY
    upcoming: Source = EMPTY
    """What SetNextAVTransportURI set."""
    state: TransportState = TransportState.STOPPED
    """On a member: PLAYING, or STOPPED while it alone is silent."""
    play_mode: PlayMode = PlayMode.NORMAL
    crossfade: bool = False
    problem: Problem | None = None
    medium: Fetched | None = None
    """What a fetch told of the current track; None: it was not fetched."""
    length: float | None = None
    """Seconds of the current track as found when it began to play, 0 if it has no end; None: it has not played."""
    stream_title: str = ""
    """What a radio stream says is on."""
    sleep_generation: int = 0
    sleep_until: float | None = None
    """The instant, a POSIX timestamp, at which the sleep timer ends; None: not set."""
    alarm: RunningAlarm | None = None
    snooze_running: bool = False
    restart_pending: bool = False

    def __post_init__(self) -> None:
        self.plans = Plans(self.player)
        self._offset = 0.0
        """The position when it began to sound, or where it is while it does not."""
        self._since: float | None = None
        """The instant at which it began to sound."""

    @property
    def is_active(self) -> bool:
        """Whether it sounds or is about to."""
        return self.state in {TransportState.PLAYING, TransportState.TRANSITIONING}

    @property
    def is_member(self) -> bool:
        """Whether it follows a coordinator."""
        return self.source.kind is SourceKind.MEMBER

    @property
    def status(self) -> str:
        """TransportStatus."""
        return self.problem.status if self.problem else "OK"

    @property
    def traits(self) -> SourceTraits:
        """What the source can do."""
        return TRAITS[self.source.kind]

    @property
    def queue(self) -> PlayQueue | None:
        """The queue that is loaded."""
        return self.player.queues.get(self.source.queue_id) if self.source.kind is SourceKind.QUEUE else None

    @property
    def track(self) -> Track | None:
        """What plays, or would; None: nothing is loaded or the queue is empty."""
        if self.source.kind is SourceKind.QUEUE:
            return self.queue.track if self.queue else None
        if self.source.is_empty:
            return None
        return self.source.track or Track(self.source.uri)

    @property
    def duration(self) -> float:
        """Seconds of the current track; 0 if nobody knows or it has no end."""
        if self.length is not None:
            return self.length
        track = self.track
        return (track.duration or 0.0) if track and self.source.kind is not SourceKind.RADIO else 0.0

    @property
    def position(self) -> float:
        """Seconds into the current track."""
        position = self._offset + (0.0 if self._since is None else self._now - self._since)
        return min(position, self.length) if self.length else position

    @property
    def next_number(self) -> int:
        """The number of the track that follows when this one ends; 0: none, or no queue is loaded."""
        queue, mode = self.queue, PlayMode(self.play_mode)
        if queue is None:
            return 0
        return queue.current if mode.repeats_one else queue.neighbour(1, wraps=mode.wraps)

    @property
    def _now(self) -> float:
        return self.player.household.clock.now()
