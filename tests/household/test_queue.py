"""Play queues: edits, numbers, and the order of play."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.behaviour import DEFAULT
from sonos_sim.household.queue import Added, Fate, PlayQueue
from tests.support.playing import tracks

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 100


class Watched:
    """A queue and the fates that its edits told."""

    def __init__(self, titles: str = "", current: int = 1, shuffled: bool = False) -> None:
        self.fates: list[Fate] = []
        self.queue = PlayQueue(0, _edited=lambda queue, fate: self.fates.append(fate))
        self.rng = random.Random(7)
        if titles:
            self.add(titles)
        if current > 1:
            self.queue.current = current
        if shuffled:
            self.queue.shuffle(self.rng)
        self.fates.clear()

    def add(self, titles: str, before: int = 0, as_next: bool = False) -> Added:
        return self.queue.insert(tracks(*titles), before, self.rng, LIMIT, as_next=as_next)

    @property
    def titles(self) -> str:
        return "".join(track.title for track in self.queue.tracks)

    @property
    def now(self) -> str:
        return self.queue.track.title if self.queue.track else ""

    def heard(self) -> str:
        """The titles in the order of play, from the current one to the end."""
        start, heard = self.queue.current, self.now
        while number := self.queue.neighbour(1, wraps=False):
            self.queue.current = number
            heard += self.now
        self.queue.current = start
        return heard


@pytest.mark.parametrize(
    ("before", "titles", "added", "current"),
    [
        (0, "ABCxy", Added(4, 2, 5), 2),
        (1, "xyABC", Added(1, 2, 5), 4),
        (2, "AxyBC", Added(2, 2, 5), 4),
        (3, "ABxyC", Added(3, 2, 5), 2),
        (4, "ABCxy", Added(4, 2, 5), 2),
        (99, "ABCxy", Added(4, 2, 5), 2),
    ],
)
def test_insertion(before: int, titles: str, added: Added, current: int) -> None:
    watched = Watched("ABC", current=2)
    assert watched.add("xy", before) == added
    assert (watched.titles, watched.queue.current, watched.now) == (titles, current, "B")
    assert (watched.queue.update_id, watched.fates) == (2, [Fate.KEPT])


def test_the_first_track_is_current() -> None:
    watched = Watched()
    assert (watched.queue.current, watched.queue.track) == (0, None)
    watched.add("AB")
    assert (watched.queue.current, watched.now) == (1, "A")


def test_a_queue_has_an_end() -> None:
    watched = Watched("ABC")
    with pytest.raises(UPnPError) as error:
        watched.queue.insert(tracks("D"), 0, watched.rng, 3)
    assert (error.value.code, watched.titles, watched.queue.update_id) == (804, "ABC", 1)


@pytest.mark.parametrize(
    ("first", "count", "titles", "now", "fate"),
    [
        (1, 1, "BCDE", "C", Fate.KEPT),
        (4, 2, "ABC", "C", Fate.KEPT),
        (3, 1, "ABDE", "D", Fate.REPLACED),
        (2, 3, "AE", "E", Fate.REPLACED),
        (3, 3, "AB", "A", Fate.LAST_GONE),
        (1, 5, "", "", Fate.LAST_GONE),
    ],
)
def test_removal(first: int, count: int, titles: str, now: str, fate: Fate) -> None:
    watched = Watched("ABCDE", current=3)
    watched.queue.remove(first, count)
    assert (watched.titles, watched.now, watched.fates) == (titles, now, [fate])


@pytest.mark.parametrize(
    ("first", "count", "before", "titles"),
    [
        (1, 1, 3, "BACDE"),
        (1, 2, 6, "CDEAB"),
        (1, 2, 99, "CDEAB"),
        (4, 2, 1, "DEABC"),
        (3, 1, 2, "ACBDE"),
        (2, 3, 3, "ABCDE"),
        (2, 3, 2, "ABCDE"),
        (2, 3, 5, "ABCDE"),
        (5, 1, 5, "ABCDE"),
    ],
)
@pytest.mark.parametrize("current", [1, 2, 3, 4, 5])
def test_moving_keeps_the_current_track(first: int, count: int, before: int, titles: str, current: int) -> None:
    watched = Watched("ABCDE", current=current)
    now = watched.now
    watched.queue.move(first, count, before)
    assert (watched.titles, watched.now, watched.fates) == (titles, now, [Fate.KEPT])


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda q: q.remove(0, 1), 402),
        (lambda q: q.remove(1, 0), 402),
        (lambda q: q.remove(3, 2), 402),
        (lambda q: q.move(0, 1, 1), 402),
        (lambda q: q.move(1, 4, 1), 402),
        (lambda q: q.move(1, 1, 0), 402),
        (lambda q: q.remove_object("Q:0/4"), 701),
        (lambda q: q.remove_object("Q:0/0"), 701),
        (lambda q: q.remove_object("Q:1/1"), 701),
        (lambda q: q.remove_object("Q:0"), 701),
        (lambda q: q.remove_object("Q:0/²"), 701),
        (lambda q: q.remove_object("A:TRACKS"), 701),
    ],
)
def test_refused_edits_change_nothing(edit: Callable[[PlayQueue], None], code: int) -> None:
    watched = Watched("ABC", current=2)
    with pytest.raises(UPnPError) as error:
        edit(watched.queue)
    assert error.value.code == code
    assert (watched.titles, watched.now, watched.queue.update_id, watched.fates) == ("ABC", "B", 1, [])


def test_removing_by_object_and_clearing() -> None:
    watched = Watched("ABC", current=2)
    watched.queue.enqueued_uri = "x"
    watched.queue.remove_object("q:0/1")
    assert (watched.titles, watched.queue.current) == ("BC", 1)
    watched.queue.clear()
    assert (watched.titles, watched.queue.current, watched.queue.enqueued_uri) == ("", 0, "")
    with pytest.raises(UPnPError) as error:
        watched.queue.clear()
    assert error.value.code == 804


def test_stale_update_ids() -> None:
    watched = Watched("ABC")
    watched.queue.check(0, DEFAULT)
    watched.queue.check(1, DEFAULT)
    with pytest.raises(UPnPError) as error:
        watched.queue.check(2, DEFAULT)
    assert error.value.code == 1028


# Shuffled


def test_shuffling_keeps_the_list_and_begins_with_the_current_track() -> None:
    watched = Watched("ABCDEFGH", current=3, shuffled=True)
    heard = watched.heard()
    assert watched.titles == "ABCDEFGH"
    assert heard[0] == "C"
    assert sorted(heard) == sorted("ABCDEFGH")
    assert heard != "CABDEFGH"
    assert Watched("ABCDEFGH", current=3, shuffled=True).heard() == heard
    watched.queue.unshuffle()
    assert watched.heard() == "CDEFGH"


def test_additions_to_a_shuffled_queue_play_later_or_next() -> None:
    watched = Watched("ABCDEFGH", shuffled=True)
    watched.queue.current = watched.queue.neighbour(1, wraps=False)
    before = watched.heard()
    watched.add("xy", before=1, as_next=True)
    assert watched.heard() == f"{before[0]}xy{before[1:]}"
    watched.add("z")
    heard = watched.heard()
    assert heard.replace("z", "") == f"{before[0]}xy{before[1:]}"
    assert "z" in heard[1:]
    assert sorted(watched.queue.order or ()) == list(range(1, 12))


def test_edits_keep_the_order_of_play() -> None:
    watched = Watched("ABCDEFGH", shuffled=True)
    heard = watched.heard()
    watched.queue.move(1, 3, 9)
    assert watched.heard() == heard
    gone = watched.titles.index(heard[3]) + 1
    watched.queue.remove(gone, 1)
    assert watched.heard() == heard.replace(heard[3], "")
    watched.queue.remove(watched.queue.current, 1)
    assert watched.fates[-1] is Fate.REPLACED
    assert watched.heard() == heard.replace(heard[3], "")[1:]


def test_wrapping() -> None:
    watched = Watched("ABC")
    assert [watched.queue.neighbour(step, wraps=True) for step in (1, -1)] == [2, 3]
    assert watched.queue.neighbour(-1, wraps=False) == 0
    watched.queue.current = 3
    assert [watched.queue.neighbour(1, wraps=wraps) for wraps in (True, False)] == [1, 0]
    assert Watched().queue.neighbour(1, wraps=True) == 0


def test_replacing() -> None:
    watched = Watched("ABC", current=2, shuffled=True)
    watched.queue.replace(tracks(*"xByz"), 2, watched.rng, Fate.KEPT)
    assert (watched.titles, watched.now, watched.heard()[0]) == ("xByz", "B", "B")
    assert sorted(watched.queue.order or ()) == [1, 2, 3, 4]
    watched.queue.replace((), 1, watched.rng, Fate.LAST_GONE)
    assert (watched.queue.current, watched.queue.order) == (0, ())
    watched.add("AB")
    assert watched.heard() in {"AB", "BA"}


def test_taking_over_another_queue() -> None:
    old, new = Watched("ABCD", current=2, shuffled=True), Watched("x")
    old.queue.enqueued_uri = "x-rincon-playlist:y"
    new.queue.adopt(old.queue)
    assert (new.titles, new.now, new.heard()) == ("ABCD", "B", old.heard())
    assert (new.queue.update_id, new.queue.enqueued_uri) == (2, "x-rincon-playlist:y")
