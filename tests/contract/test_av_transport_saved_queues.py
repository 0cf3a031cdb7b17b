"""Sonos playlists as AVTransport edits them, seen by Browse and by ContentDirectory's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.playing import CLIP, STATION, browse, code, didl, fill, load, titles, transport, uri_of
from tests.support.wire import subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

AT_THE_END = 4294967295


async def save(player: Player, title: str = "Mine", object_id: str = "") -> str:
    return (await transport(player, "SaveQueue", Title=title, ObjectID=object_id))["AssignedObjectID"]


async def listed(player: Player, object_id: str) -> str:
    return "".join(title for _, title in (await browse(player, object_id))[0])


async def update_id(player: Player, object_id: str) -> int:
    return (await browse(player, object_id))[1]


async def reorder(player: Player, object_id: str, tracks: str, positions: str) -> dict[str, str]:
    update = await update_id(player, object_id)
    return await transport(
        player, "ReorderTracksInSavedQueue",
        ObjectID=object_id, UpdateID=update, TrackList=tracks, NewPositionList=positions,
    )  # fmt: skip


async def test_saving_the_queue(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    fill(kitchen, *"ABC")
    async with subscribe(office, "ContentDirectory") as events:
        await events.next()
        assert await save(kitchen) == "SQ:0"
        changed = (await events.next()).properties
        assert changed["SavedQueuesUpdateID"].startswith(f"{kitchen.uuid},")
        assert changed["ContainerUpdateIDs"] == "SQ:0,1"
    assert await browse(office, "SQ:") == ([("SQ:0", "Mine")], 0)
    assert await listed(office, "SQ:0") == "ABC"
    # An equal title makes another one; an id overwrites.
    assert await save(kitchen) == "SQ:1"
    await transport(kitchen, "RemoveTrackFromQueue", ObjectID="Q:0/1", UpdateID=0)
    assert await save(kitchen, "Other", "SQ:0") == "SQ:0"
    assert await listed(office, "SQ:0") == "BC"
    assert [title for _, title in (await browse(office, "SQ:"))[0]] == ["Mine", "Other"]


@pytest.mark.parametrize(
    ("title", "object_id", "expected"), [("", "", 402), ("a\nb", "", 402), ("a\rb", "", 402), ("Mine", "SQ:9", 701)]
)
async def test_saving_refused(simulate: Any, title: str, object_id: str, expected: int) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    assert await code(kitchen, "SaveQueue", Title="Mine", ObjectID="") == 804
    fill(kitchen, "A")
    assert await code(kitchen, "SaveQueue", Title=title, ObjectID=object_id) == expected
    fill(office, "A")
    await load(office, f"x-rincon:{kitchen.uuid}")
    assert await code(office, "SaveQueue", Title="Mine", ObjectID="") == 800
    assert await browse(kitchen, "SQ:") == ([], 0)


async def create(player: Player, title: str, uri: str = "") -> dict[str, str]:
    return await transport(
        player, "CreateSavedQueue", Title=title, EnqueuedURI=uri, EnqueuedURIMetaData=didl(uri, "T") if uri else ""
    )


async def test_creating(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    assert await create(kitchen, "Empty") == {
        "NumTracksAdded": "0", "NewQueueLength": "0", "AssignedObjectID": "SQ:0", "NewUpdateID": "1",
    }  # fmt: skip
    assert (await create(kitchen, "One", CLIP))["NewQueueLength"] == "1"
    assert await listed(kitchen, "SQ:1") == "T"
    assert await code(kitchen, "CreateSavedQueue", Title="", EnqueuedURI="", EnqueuedURIMetaData="") == 402
    assert await code(kitchen, "CreateSavedQueue", Title="x", EnqueuedURI=STATION, EnqueuedURIMetaData="") == 804
    assert len((await browse(kitchen, "SQ:"))[0]) == 2


async def test_adding(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"AB")
    playlist = await save(kitchen)
    arguments = {"EnqueuedURI": uri_of("C"), "EnqueuedURIMetaData": didl(uri_of("C"), "C"), "AddAtIndex": AT_THE_END}
    answer = await transport(kitchen, "AddURIToSavedQueue", ObjectID=playlist, UpdateID=1, **arguments)
    assert answer == {"NumTracksAdded": "1", "NewQueueLength": "3", "NewUpdateID": "2"}
    assert await listed(kitchen, playlist) == "ABC"
    for changes, expected in (
        ({"UpdateID": 1}, 1028),
        ({"ObjectID": "SQ:7"}, 701),
        ({"AddAtIndex": 1}, 402),
        ({"EnqueuedURI": ""}, 402),
        ({"EnqueuedURI": "nonsense"}, 804),
    ):
        wrong = {"ObjectID": playlist, "UpdateID": 2, **arguments, **changes}
        assert await code(kitchen, "AddURIToSavedQueue", **wrong) == expected, changes
    assert await browse(kitchen, playlist) == ([(f"{playlist}/{n}", t) for n, t in enumerate("ABC", 1)], 2)


@pytest.mark.parametrize(
    ("tracks", "positions", "left", "change"),
    [
        ("0", "1", "BACD", 0),
        ("3", "0", "DABC", 0),
        ("1", "", "ACD", -1),
        ("0,2", ",0", "CBD", -1),
        ("0,1,2,3", "", "", -4),
        ("3,2,1,0", "0,1,2,3", "DCBA", 0),
    ],
)
async def test_reordering(simulate: Any, tracks: str, positions: str, left: str, change: int) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCD")
    playlist = await save(kitchen)
    answer = await reorder(kitchen, playlist, tracks, positions)
    assert answer == {"QueueLengthChange": str(change), "NewQueueLength": str(4 + change), "NewUpdateID": "2"}
    assert await listed(kitchen, playlist) == left
    assert titles(kitchen) == "ABCD"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"TrackList": "9"}, 402), ({"TrackList": "x"}, 402), ({"ObjectID": "SQ:7"}, 701), ({"UpdateID": 5}, 1028)],
)
async def test_reordering_refused(simulate: Any, changes: dict[str, object], expected: int) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"AB")
    arguments = {"ObjectID": await save(kitchen), "UpdateID": 1, "TrackList": "0", "NewPositionList": "1"}
    assert await code(kitchen, "ReorderTracksInSavedQueue", **(arguments | changes)) == expected
    assert await listed(kitchen, "SQ:0") == "AB"
