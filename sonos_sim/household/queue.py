"""Play queues: their tracks, where each is at, and the order of play when it is shuffled."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar

from sonos_sim.catalogue.errors import EMPTY_QUEUE, INVALID_ARGS, NO_SUCH_OBJECT, NOT_ENQUEUEABLE, UPnPError
from sonos_sim.household.observed import Aspect, Observed

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from sonos_sim.household.behaviour import Behaviour
    from sonos_sim.household.media import Track


class Fate(Enum):
    """What an edit did to the current track."""

    KEPT = auto()
    """It is still there, maybe under another number."""
    REPLACED = auto()
    """It is gone and another one is current."""
    LAST_GONE = auto()
    """It is gone and none followed it: the first in the order of play is current, if there is any."""


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition did, as the actions tell it."""

    first: int
    count: int
    length: int


@dataclass(eq=False)
class PlayQueue(Observed):
    """A queue of a player; number 0 is ``Q:0``, the one that apps show.

    Track numbers begin at 1. Each successful edit raises :attr:`update_id`; an edit that is refused changes nothing.
    """

    aspect: ClassVar[Aspect] = Aspect.QUEUE

    id: int
    owner_id: str = ""
    owner_context: str = ""
    policy: str = ""
    curated: bool = False
    tracks: tuple[Track, ...] = ()
    current: int = 0
    """The number of the track that plays or would; 0: the queue is empty."""
    order: tuple[int, ...] | None = None
    """Numbers in the order of play while the queue is shuffled; None: as they stand."""
    update_id: int = 0
    """Counts edits; starts at 0 and survives a reboot (captured values, the start inferred)."""
    enqueued_uri: str = ""
    """The URI of what was added last: a track or the container of several (r:EnqueuedTransportURI)."""
    enqueued_metadata: str = ""
    """The metadata that the client gave with it, as it is."""
    _edited: Callable[[PlayQueue, Fate], None] = field(default=lambda queue, fate: None, repr=False)
    """Called after each edit."""

    def __len__(self) -> int:
        return len(self.tracks)

    @property
    def track(self) -> Track | None:
        """The current track."""
        return self.tracks[self.current - 1] if self.current else None

    def check(self, update_id: int, behaviour: Behaviour) -> None:
        """Refuse an edit of a state that is not the present one; 0 is always fine.

        Raises UPnPError ``stale_update_code``.
        """
        if update_id not in {0, self.update_id}:
            raise UPnPError(behaviour.stale_update_code, f"the queue is at {self.update_id}, not {update_id}")

    # Edits

    def insert(
        self, tracks: Sequence[Track], before: int, rng: random.Random, limit: int, *, as_next: bool = False
    ) -> Added:
        """Put ``tracks`` before number ``before``; 0 and numbers past the end append.

        While the queue is shuffled they play at random places after the current one, or with ``as_next`` right after
        it. Raises UPnPError 804 if more than ``limit`` would be there.
        """
        count = len(tracks)
        if len(self) + count > limit:
            raise UPnPError(NOT_ENQUEUEABLE, f"a queue holds {limit} tracks, not {len(self) + count}")
        first = before if 0 < before <= len(self) else len(self) + 1
        order = self.order
        if order is not None:
            renumbered = [number + count if number >= first else number for number in order]
            done = order.index(self.current) + 1 if self.current else 0
            for offset in range(count):
                place = done + offset if as_next else rng.randint(done, len(renumbered))
                renumbered.insert(place, first + offset)
            order = tuple(renumbered)
        if self.current:
            current = self.current + count if first <= self.current else self.current
        else:
            current = order[0] if order else min(1, count)
        self._commit((*self.tracks[: first - 1], *tracks, *self.tracks[first - 1 :]), current, order)
        return Added(first, count, len(self))

    def remove(self, first: int, count: int) -> None:
        """Take out ``count`` tracks from number ``first`` on.

        Raises UPnPError 402 for no track or tracks that are not there (client-derived, SoCo).
        """
        self._check_range(first, count)
        after = first + count

        def renumber(number: int) -> int:
            return number - count if number >= after else number if number < first else 0

        tracks = self.tracks[: first - 1] + self.tracks[after - 1 :]
        order = None if self.order is None else tuple(filter(None, map(renumber, self.order)))
        current, fate = renumber(self.current), Fate.KEPT
        if not current:
            sequence = self.order or range(1, len(self) + 1)
            following = sequence[sequence.index(self.current) + 1 :]
            current = next(filter(None, map(renumber, following)), 0)
            fate = Fate.REPLACED if current else Fate.LAST_GONE
            if not current and tracks:
                current = order[0] if order else 1
        self._commit(tracks, current, order, fate)

    def remove_object(self, object_id: str) -> None:
        """Take out the track ``Q:0/n``; raises UPnPError 701 for an id that is not there (the code is inferred)."""
        queue, slash, number = object_id.partition("/")
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        if queue.upper() != f"Q:{self.id}" or not slash or not is_number or not 1 <= int(number) <= len(self):
            raise UPnPError(NO_SUCH_OBJECT, f"no {object_id!r} in a queue of {len(self)}")
        self.remove(int(number), 1)

    def move(self, first: int, count: int, before: int) -> None:
        """Move ``count`` tracks from number ``first`` on to where number ``before`` is now, or to the end.

        A target inside the tracks that move leaves them where they are. Raises UPnPError 402 for numbers of 0 and
        tracks that are not there.
        """
        self._check_range(first, count)
        if before < 1:
            raise UPnPError(INVALID_ARGS, f"tracks cannot move before number {before}")
        start, stop = first - 1, first - 1 + count
        target = min(before - 1, len(self))
        if start <= target <= stop:
            target = start
        elif target > stop:
            target -= count
        numbers = list(range(1, len(self) + 1))
        block = numbers[start:stop]
        del numbers[start:stop]
        numbers[target:target] = block
        places = dict(zip(numbers, range(1, len(self) + 1), strict=True))
        order = None if self.order is None else tuple(places[number] for number in self.order)
        self._commit(tuple(self.tracks[number - 1] for number in numbers), places[self.current], order)

    def clear(self) -> None:
        """Take out all tracks; raises UPnPError 804 if there are none."""
        self.check_filled()
        self.enqueued_uri = self.enqueued_metadata = ""
        self._commit((), 0, None if self.order is None else (), Fate.LAST_GONE)

    def replace(self, tracks: Sequence[Track], current: int, rng: random.Random, fate: Fate) -> None:
        """Hold ``tracks`` instead, at number ``current``; ``fate`` says what became of the track that was current."""
        current = min(current, len(tracks))
        order = None if self.order is None else _shuffled(len(tracks), current, rng)
        self._commit(tuple(tracks), current, order, fate)

    def adopt(self, other: PlayQueue) -> None:
        """Become what ``other`` is: tracks, position and order of play."""
        self.enqueued_uri, self.enqueued_metadata = other.enqueued_uri, other.enqueued_metadata
        self._commit(other.tracks, other.current, other.order)

    def check_filled(self) -> None:
        """Raises UPnPError 804 if there are no tracks."""
        if not self.tracks:
            raise UPnPError(EMPTY_QUEUE, "the queue is empty")

    def _check_range(self, first: int, count: int) -> None:
        if first < 1 or count < 1 or first + count - 1 > len(self):
            raise UPnPError(INVALID_ARGS, f"no {count} tracks from number {first} on in a queue of {len(self)}")

    def _commit(
        self, tracks: tuple[Track, ...], current: int, order: tuple[int, ...] | None, fate: Fate = Fate.KEPT
    ) -> None:
        self.tracks, self.current, self.order = tracks, current, order
        self.update_id += 1
        self._edited(self, fate)

    # Order of play

    def shuffle(self, rng: random.Random) -> None:
        """Play in a random order from now on, the current track first."""
        self.order = _shuffled(len(self), self.current, rng)

    def unshuffle(self) -> None:
        """Play in the order of the list from now on."""
        self.order = None

    def neighbour(self, step: int, *, wraps: bool) -> int:
        """The number of the track ``step`` (1 or -1) away from the current one in the order of play; 0: none."""
        if not self.current:
            return 0
        place = (self.current - 1 if self.order is None else self.order.index(self.current)) + step
        if wraps:
            place %= len(self)
        elif not 0 <= place < len(self):
            return 0
        return place + 1 if self.order is None else self.order[place]

    def rewind(self) -> None:
        """Go to the first track in the order of play."""
        self.current = self.order[0] if self.order else min(1, len(self))


def _shuffled(length: int, first: int, rng: random.Random) -> tuple[int, ...]:
    """The numbers 1 to ``length`` in a random order that begins with ``first``."""
    rest = [number for number in range(1, length + 1) if number != first]
    rng.shuffle(rest)
    return (first, *rest) if first else ()
