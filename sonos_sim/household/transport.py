"""What a player has loaded and what it does with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sonos_sim.household.observed import Aspect, Observed
from sonos_sim.household.sources import SourceKind


class TransportState(StrEnum):
    """The TransportState values of the service description; NO_MEDIA_PRESENT is not among them."""

    STOPPED = "STOPPED"
    PLAYING = "PLAYING"
    PAUSED = "PAUSED_PLAYBACK"
    TRANSITIONING = "TRANSITIONING"


@dataclass(frozen=True, slots=True)
class Source:
    """What SetAVTransportURI loaded; the metadata is kept byte for byte."""

    kind: SourceKind = SourceKind.EMPTY
    uri: str = ""
    metadata: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is loaded."""
        return self.kind is SourceKind.EMPTY


EMPTY = Source()


@dataclass(frozen=True, slots=True)
class RunningAlarm:
    """The alarm that rings."""

    id: int
    logged_start: str
    """When it was started, as the caller of RunAlarm wrote it."""


@dataclass(eq=False)
class Transport(Observed):
    """The transport of one player; a member of a group has a source of kind MEMBER."""

    aspect: ClassVar[Aspect] = Aspect.TRANSPORT

    source: Source = EMPTY
    upcoming: Source = EMPTY
    """What SetNextAVTransportURI set."""
    state: TransportState = TransportState.STOPPED
    play_mode: str = "NORMAL"
    crossfade: bool = False
    status: str = "OK"
    sleep_generation: int = 0
    sleep_until: float | None = None
    """The instant, a POSIX timestamp, at which the sleep timer ends; None: not set."""
    alarm: RunningAlarm | None = None
    snooze_running: bool = False
    restart_pending: bool = False

    @property
    def is_active(self) -> bool:
        """Whether it sounds or is about to."""
        return self.state in {TransportState.PLAYING, TransportState.TRANSITIONING}

    def load(self, source: Source) -> None:
        """Load ``source``: what was playing stops."""
        self.source, self.upcoming = source, EMPTY
        self.state = TransportState.STOPPED

    def follow(self, coordinator_uuid: str) -> None:
        """Become the transport of a group member (captured: URI ``x-rincon:`` and the coordinator)."""
        self._drop_timers()
        self.load(Source(SourceKind.MEMBER, f"x-rincon:{coordinator_uuid}"))
        self.state = TransportState.PLAYING

    def start_over(self, source: Source) -> None:
        """Load ``source`` as the transport of a room of its own: what belonged to its former group stays there."""
        self._drop_timers()
        self.load(source)

    def take_over(self, other: Transport, own_uuid: str) -> None:
        """Go on where ``other`` was: coordination changed hands, the queue is now that of ``own_uuid``."""
        self.source = other.source
        if other.source.kind is SourceKind.QUEUE:
            self.source = Source(SourceKind.QUEUE, f"x-rincon-queue:{own_uuid}#0", other.source.metadata)
        self.play_mode, self.crossfade = other.play_mode, other.crossfade
        self.sleep_generation, self.sleep_until, self.alarm = other.sleep_generation, other.sleep_until, other.alarm
        self.upcoming = other.upcoming
        self.state = other.state

    def _drop_timers(self) -> None:
        self.sleep_until = self.alarm = None
