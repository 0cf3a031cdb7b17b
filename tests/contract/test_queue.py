"""The Queue service: the same queue as AVTransport's, and further ones."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.playing import (
    CLIP,
    STATION,
    code,
    didl,
    fill,
    load,
    play,
    state,
    titles,
    tracks,
    transport,
    uri_of,
    where,
)  # fmt: skip
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

DC = "{http://purl.org/dc/elements/1.1/}"


async def queue(player: Player, action: str, queue_id: int = 0, **arguments: object) -> dict[str, str]:
    return await call(player, "Queue", action, QueueID=queue_id, **arguments)


async def refused(player: Player, action: str, queue_id: int = 0, **arguments: object) -> int:
    return await code(player, action, "Queue", QueueID=queue_id, **arguments)


def pairs(*names: str) -> str:
    return " ".join(f"{uri_of(name)} {didl(uri_of(name), name)}" for name in names)


def several(*names: str, **changes: object) -> dict[str, object]:
    return {
        "UpdateID": 0, "ContainerURI": "", "ContainerMetaData": "", "DesiredFirstTrackNumberEnqueued": 0,
        "EnqueueAsNext": 0, "NumberOfURIs": len(names), "EnqueuedURIsAndMetaData": pairs(*names), **changes,
    }  # fmt: skip


def instead(*names: str, index: int = 1, new: str = "", **changes: object) -> dict[str, object]:
    return {
        "UpdateID": 0, "ContainerURI": "", "ContainerMetaData": "", "CurrentTrackIndex": index,
        "NewCurrentTrackIndices": new, "NumberOfURIs": len(names), "EnqueuedURIsAndMetaData": pairs(*names), **changes,
    }  # fmt: skip


async def test_browse_pages(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"browse_cap": 3})
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCDE")
    for start, count, expected in ((0, 2, "AB"), (2, 2, "CD"), (4, 5, "E"), (9, 2, ""), (0, 0, "ABC"), (1, 99, "BCD")):
        answer = await queue(kitchen, "Browse", StartingIndex=start, RequestedCount=count)
        items = ET.fromstring(answer.pop("Result"))
        assert "".join(item.findtext(f"{DC}title") or "" for item in items) == expected
        assert [item.get("id") for item in items] == [f"Q:0/{start + n}" for n in range(1, len(expected) + 1)]
        assert answer == {"NumberReturned": str(len(expected)), "TotalMatches": "5", "UpdateID": "1"}


async def test_both_services_edit_the_same_queue(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    arguments = {"EnqueuedURI": uri_of("A"), "EnqueuedURIMetaData": didl(uri_of("A"), "A")}
    place = {"DesiredFirstTrackNumberEnqueued": 0, "EnqueueAsNext": 0}
    assert await queue(kitchen, "AddURI", UpdateID=0, **arguments, **place) == {
        "FirstTrackNumberEnqueued": "1", "NumTracksAdded": "1", "NewQueueLength": "1", "NewUpdateID": "1",
    }  # fmt: skip
    assert (await queue(kitchen, "AddMultipleURIs", **several(*"BCD", UpdateID=1)))["NewUpdateID"] == "2"
    assert titles(kitchen) == "ABCD"
    moved = {"StartingIndex": 1, "NumberOfTracks": 1, "InsertBefore": 5, "UpdateID": 2}
    assert await queue(kitchen, "ReorderTracks", **moved) == {"NewUpdateID": "3"}
    assert titles(kitchen) == "BCDA"
    gone = {"UpdateID": 0, "StartingIndex": 2, "NumberOfTracks": 2}
    assert await queue(kitchen, "RemoveTrackRange", **gone) == {"NewUpdateID": "4"}
    assert titles(kitchen) == "BA"
    saved = await queue(kitchen, "SaveAsSonosPlaylist", Title="Mine", ObjectID="")
    assert sim.household.content.saved_queues[saved["AssignedObjectID"]].tracks == kitchen.queue.tracks
    assert await queue(kitchen, "RemoveAllTracks", UpdateID=4) == {"NewUpdateID": "5"}
    assert await refused(kitchen, "RemoveAllTracks", UpdateID=0) == 804
    assert await refused(kitchen, "SaveAsSonosPlaylist", Title="Mine", ObjectID="") == 804
    # The other service sees what this one did.
    browse = {"Filter": "*", "StartingIndex": 0, "RequestedCount": 0, "SortCriteria": ""}
    answer = await call(
        kitchen, "ContentDirectory", "Browse", ObjectID="Q:0", BrowseFlag="BrowseDirectChildren", **browse
    )
    assert (answer["TotalMatches"], answer["UpdateID"]) == ("0", "5")
    await call(kitchen, "Queue", "Backup")


async def test_events_name_the_queue_that_changed(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    async with subscribe(kitchen, "Queue") as events:
        await events.next()
        created = await call(kitchen, "Queue", "CreateQueue", QueueOwnerID="app", QueueOwnerContext="c", QueuePolicy="")
        assert created == {"QueueID": "1"}
        block = '<QueueID val="1"><UpdateID val="{}"/><Curated val="0"/><QueueOwnerID val="app"/></QueueID></Event>'
        event = (await events.next()).properties["LastChange"]
        assert event.endswith(block.format(0))
        assert 'val="0"><UpdateID' not in event
        await queue(kitchen, "AddMultipleURIs", 1, **several("A"))
        assert (await events.next()).properties["LastChange"].endswith(block.format(1))
        await events.none()


async def test_queues_of_others(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"max_queues": 3})
    kitchen = sim["Kitchen"]
    fill(kitchen, "x")

    async def create(owner: str) -> int:
        policy = {"QueueOwnerContext": f"about {owner}", "QueuePolicy": ""}
        return int((await call(kitchen, "Queue", "CreateQueue", QueueOwnerID=owner, **policy))["QueueID"])

    first, second = await create("app"), await create("app")
    assert (first, second) == (1, 2)
    attached = await call(kitchen, "Queue", "AttachQueue", QueueOwnerID="app")
    assert attached == {"QueueID": "2", "QueueOwnerContext": "about app"}
    for owner in ("", "nobody"):
        with pytest.raises(Fault) as fault:
            await call(kitchen, "Queue", "AttachQueue", QueueOwnerID=owner)
        assert fault.value.code == 402
    for owner in ("", "one too many"):
        with pytest.raises(Fault) as fault:
            await create(owner)
        assert fault.value.code == 402
    await queue(kitchen, "AddMultipleURIs", 2, **several("A", "B"))
    assert titles(kitchen) == "x"
    answer = await queue(kitchen, "Browse", 2, StartingIndex=0, RequestedCount=0)
    assert ('id="Q:2/1"' in answer["Result"], answer["TotalMatches"]) == (True, "2")
    assert await refused(kitchen, "SaveAsSonosPlaylist", 2, Title="Mine", ObjectID="") == 800
    # It can be played like the first one.
    await load(kitchen, f"x-rincon-queue:{kitchen.uuid}#2")
    await play(kitchen)
    assert (await transport(kitchen, "GetPositionInfo"))["TrackURI"] == uri_of("A")
    await queue(kitchen, "RemoveAllTracks", 2, UpdateID=0)
    assert await state(kitchen) == "STOPPED"


async def test_replacing_all(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABC")
    await transport(kitchen, "Seek", Unit="TRACK_NR", Target=2)
    await play(kitchen)
    await sim.clock.advance(seconds=30)
    answer = await queue(kitchen, "ReplaceAllTracks", **instead(*"xyBz", index=2, new="3,4"))
    assert answer == {"NewQueueLength": "4", "NewUpdateID": "2"}
    assert (titles(kitchen), await state(kitchen), await where(kitchen)) == ("xyBz", "PLAYING", (3, "0:00:30"))
    # What the caller takes for the current track is not, or is gone: the new list begins.
    await queue(kitchen, "ReplaceAllTracks", **instead(*"DE", index=1, new="2"))
    assert (titles(kitchen), await state(kitchen), await where(kitchen)) == ("DE", "PLAYING", (1, "0:00:00"))
    for changes in (
        {"NewCurrentTrackIndices": "x", "CurrentTrackIndex": 1},
        {"NewCurrentTrackIndices": "3", "CurrentTrackIndex": 1},
        {"NumberOfURIs": 3},
        {"EnqueuedURIsAndMetaData": "<a/>"},
    ):
        assert await refused(kitchen, "ReplaceAllTracks", **(instead(*"FG") | changes)) == 402, changes
    assert titles(kitchen) == "DE"


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        (f"{CLIP} {uri_of('B')}", 2, ["clip.mp3", "B.mp3"]),
        (f"{CLIP} {didl(CLIP, 'One')}  {uri_of('B')} ", 2, ["One", "B.mp3"]),
        (CLIP, 2, 402),
        ("", 0, 402),
        (f"{CLIP} <x>", 1, 402),
        (STATION, 1, 804),
    ],
)
async def test_forms_of_the_list(simulate: Any, text: str, count: int, expected: list[str] | int) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    arguments = several() | {"NumberOfURIs": count, "EnqueuedURIsAndMetaData": text}
    if isinstance(expected, int):
        assert await refused(kitchen, "AddMultipleURIs", **arguments) == expected
    else:
        await queue(kitchen, "AddMultipleURIs", **arguments)
        assert [track.title for track in kitchen.queue.tracks] == expected


async def test_refusals(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    office.queue.insert(tracks(*"ABC"), 0, office.shuffling, 99)
    await load(office, f"x-rincon:{kitchen.uuid}")
    for action, arguments in (
        ("ReorderTracks", {"StartingIndex": 1, "NumberOfTracks": 1, "InsertBefore": 3, "UpdateID": 0}),
        ("RemoveTrackRange", {"UpdateID": 0, "StartingIndex": 1, "NumberOfTracks": 1}),
        ("RemoveAllTracks", {"UpdateID": 0}),
        ("ReplaceAllTracks", instead("A")),
    ):
        assert await refused(office, action, **arguments) == 800
        assert await refused(office, action, 7, **arguments) == 718
        assert await refused(office, action, **(arguments | {"UpdateID": 9})) == 1028
    assert await refused(office, "SaveAsSonosPlaylist", Title="x", ObjectID="") == 800
    assert await refused(office, "Browse", 7, StartingIndex=0, RequestedCount=0) == 718
    await queue(office, "AddMultipleURIs", **several("D"))
    assert titles(office) == "ABCD"
