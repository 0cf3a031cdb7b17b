from __future__ import annotations

import pytest

from sonos_sim import Clock, Household
from sonos_sim.catalogue.errors import UPnPError
from sonos_sim.household.media import Track
from sonos_sim.household.saved_queues import reordered

ABCD = tuple(Track(f"x-sonos-http:{letter}.mp3", letter) for letter in "ABCD")


@pytest.fixture
def kitchen():
    return Household(seed=7, clock=Clock.stopped()).add("Kitchen")


@pytest.fixture
def saved(kitchen):
    return kitchen.household.content.saved_queues


def letters(tracks):
    return "".join(track.title for track in tracks)


def code(work, *arguments):
    with pytest.raises(UPnPError) as error:
        work(*arguments)
    return error.value.code


@pytest.mark.parametrize(
    ("tracks", "positions", "result"),
    [
        ("0", "", "BCD"),
        ("0,2", ",0", "CBD"),
        ("3,2,1,0", "0,1,2,3", "DCBA"),
        ("0,1,2,3", "", ""),
        ("0,1", ",", "CD"),
        ("0", "1", "BACD"),
        ("1", "0", "BACD"),
        ("0", "3", "BCDA"),
        ("1,2", "0,", "BAD"),
        ("", "", "ABCD"),
        (" 0 , 1 ", " 1 , 0 ", "BACD"),
    ],
)
def test_reorder(tracks, positions, result):
    assert letters(reordered(ABCD, tracks, positions)) == result


@pytest.mark.parametrize(
    ("tracks", "positions"),
    [("4", "0"), ("0", "4"), ("0,0", "1,2"), ("0,1", "2,2"), ("0,1", "0"), ("x", "0"), ("0", "x"), ("-1", "0"),
     ("0,1", "3,"), ("", "0"), ("9999999999", "")],
)  # fmt: skip
def test_lists_that_do_not_fit_are_402(tracks, positions):
    assert code(reordered, ABCD, tracks, positions) == 402


def test_ids_rise_and_titles_may_be_equal(saved, kitchen):
    first, second = saved.create("Same", ABCD, kitchen), saved.create("Same", (), kitchen)
    assert [queue.object_id for queue in saved] == [first.object_id, second.object_id] == ["SQ:0", "SQ:1"]
    saved.remove("sq:1", kitchen)
    assert saved.create("Again", (), kitchen).object_id == "SQ:2"
    assert first.uri == "file:///jffs/settings/savedqueues.rsq#0"


@pytest.mark.parametrize("title", ["", "  ", "a\nb", "a\rb"])
def test_titles_that_cannot_be_are_402(saved, kitchen, title):
    saved.create("P", (), kitchen)
    assert code(saved.create, title, (), kitchen) == code(saved.rename, "SQ:0", title, kitchen) == 402
    assert [queue.title for queue in saved] == ["P"]


def test_each_edit_raises_the_update_id_and_a_stale_one_is_refused(saved, kitchen):
    content = kitchen.household.content
    saved.create("P", ABCD[:1], kitchen)
    assert content.update_id("SQ:0") == 1
    saved.add("SQ:0", ABCD[1:], 1, kitchen)
    assert (letters(saved["SQ:0"].tracks), content.update_id("SQ:0")) == ("ABCD", 2)
    assert code(saved.add, "SQ:0", ABCD, 1, kitchen) == code(saved.reorder, "SQ:0", 1, "0", "", kitchen) == 1028
    saved.reorder("SQ:0", 0, "0", "", kitchen)
    assert (letters(saved["SQ:0"].tracks), content.update_id("SQ:0")) == ("BCD", 3)
    kitchen.override(stale_update_code=402)
    assert code(saved.add, "SQ:0", ABCD, 1, kitchen) == 402


def test_nothing_to_do_is_no_change(saved, kitchen):
    saved.create("P", ABCD, kitchen)
    saved.reorder("SQ:0", 1, "", "", kitchen)
    assert kitchen.household.content.update_id("SQ:0") == 1


def test_overwrite_and_rename(saved, kitchen):
    saved.create("P", ABCD, kitchen)
    saved.rename("SQ:0", "Q", kitchen)
    assert (saved["SQ:0"].title, letters(saved["SQ:0"].tracks)) == ("Q", "ABCD")
    saved.overwrite("SQ:0", "R", ABCD[2:], kitchen)
    assert (saved["SQ:0"].title, letters(saved["SQ:0"].tracks)) == ("R", "CD")


def test_an_unknown_playlist_is_701(saved, kitchen):
    assert code(saved.remove, "SQ:0", kitchen) == 701
    assert code(saved.add, "SQ:0", ABCD, 0, kitchen) == 701
    assert code(saved.reorder, "x", 0, "", "", kitchen) == 701
    assert code(saved.rename, "Q:0", "t", kitchen) == 701
