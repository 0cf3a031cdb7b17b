"""The queue as AVTransport edits it, seen by Browse, by events and by what plays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.playing import (
    CLIP,
    STATION,
    add,
    browse,
    code,
    didl,
    fill,
    load,
    load_queue,
    play,
    state,
    titles,
    transport,
    uri_of,
    where,
)  # fmt: skip
from tests.support.wire import Fault, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player


async def add_many(player: Player, *names: str, **changes: object) -> dict[str, str]:
    arguments: dict[str, object] = {
        "UpdateID": 0,
        "NumberOfURIs": len(names),
        "EnqueuedURIs": " ".join(map(uri_of, names)),
        "EnqueuedURIsMetaData": " ".join(didl(uri_of(name), name) for name in names),
        "ContainerURI": "",
        "ContainerMetaData": "",
        "DesiredFirstTrackNumberEnqueued": 0,
        "EnqueueAsNext": 0,
    }
    return await transport(player, "AddMultipleURIsToQueue", **(arguments | changes))


async def add_uri(player: Player, uri: str, metadata: str = "") -> dict[str, str]:
    return await transport(
        player, "AddURIToQueue", EnqueuedURI=uri, EnqueuedURIMetaData=metadata,
        DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
    )  # fmt: skip


async def add_code(player: Player, uri: str, metadata: str = "") -> int:
    return await code(
        player, "AddURIToQueue", EnqueuedURI=uri, EnqueuedURIMetaData=metadata,
        DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
    )  # fmt: skip


# Adding


async def test_added_tracks_are_listed_and_counted(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    assert await add(kitchen, "A") == {"FirstTrackNumberEnqueued": "1", "NumTracksAdded": "1", "NewQueueLength": "1"}
    assert await add(kitchen, "B") == {"FirstTrackNumberEnqueued": "2", "NumTracksAdded": "1", "NewQueueLength": "2"}
    assert (await add(kitchen, "C", before=1))["FirstTrackNumberEnqueued"] == "1"
    assert (await add(kitchen, "D", before=2))["FirstTrackNumberEnqueued"] == "2"
    assert (await add(kitchen, "E", before=77))["FirstTrackNumberEnqueued"] == "5"
    assert await browse(kitchen) == (
        [("Q:0/1", "C"), ("Q:0/2", "D"), ("Q:0/3", "A"), ("Q:0/4", "B"), ("Q:0/5", "E")],
        5,
    )
    await load_queue(kitchen)
    assert (await transport(kitchen, "GetMediaInfo"))["NrTracks"] == "5"


async def test_enqueue_as_next(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCDEFGH")
    await add(kitchen, "x", as_next=True)
    assert titles(kitchen) == "ABCDEFGHx"
    await transport(kitchen, "SetPlayMode", NewPlayMode="SHUFFLE")
    await play(kitchen)
    await add(kitchen, "y", as_next=True)
    assert titles(kitchen) == "ABCDEFGHxy"
    await transport(kitchen, "Next")
    assert await where(kitchen) == (10, "0:00:00")


async def test_many_at_once(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, "A")
    assert await add_many(kitchen, "x", "y", "z", DesiredFirstTrackNumberEnqueued=1) == {
        "FirstTrackNumberEnqueued": "1",
        "NumTracksAdded": "3",
        "NewQueueLength": "4",
        "NewUpdateID": "2",
    }
    assert titles(kitchen) == "xyzA"
    assert await where(kitchen) == (4, "0:00:00")
    container = {"ContainerURI": "x-rincon-playlist:R#A:ALBUM/x", "ContainerMetaData": didl("x", "An album")}
    await add_many(kitchen, *map(str, range(16)), UpdateID=2, **container)
    async with subscribe(kitchen, "AVTransport") as events:
        changes = (await events.next()).changes
    assert changes["EnqueuedTransportURI"] == container["ContainerURI"]
    assert changes["EnqueuedTransportURIMetaData"] == container["ContainerMetaData"]


async def test_many_without_metadata_or_as_sloppy_clients_send_it(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await add_many(kitchen, "a", "b", EnqueuedURIsMetaData="")
    await add_many(kitchen, "c", "d", EnqueuedURIs=f"{uri_of('c')}  {uri_of('d')}", EnqueuedURIsMetaData=" ")
    arguments = {
        "UpdateID": 0,
        "NumberOfURIs": 1,
        "EnqueuedURIs": uri_of("e"),
        "EnqueuedURIsMetaData": "",
        "ContainerURI": "",
    }
    await transport(
        kitchen, "AddMultipleURIsToQueue", **arguments, DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0
    )  # ContainerMetaData may be missing
    assert [title for _, title in (await browse(kitchen))[0]] == ["a.mp3", "b.mp3", "c.mp3", "d.mp3", "e.mp3"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"NumberOfURIs": 2}, 402),
        ({"NumberOfURIs": 0, "EnqueuedURIs": "", "EnqueuedURIsMetaData": ""}, 402),
        ({"EnqueuedURIsMetaData": didl("a")}, 402),
        ({"NumberOfURIs": 17, "EnqueuedURIs": " ".join([CLIP] * 17), "EnqueuedURIsMetaData": ""}, 402),
        ({"UpdateID": 9}, 1028),
        ({"EnqueuedURIs": f"{CLIP} {STATION} {CLIP}"}, 804),
    ],
)
async def test_many_refused(simulate: Any, changes: dict[str, object], expected: int) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, "A")
    with pytest.raises(Fault) as fault:
        await add_many(kitchen, "x", "y", "z", **changes)
    assert fault.value.code == expected
    assert await browse(kitchen) == ([("Q:0/1", "A")], 1)


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("", 402),
        ("nonsense", 804),
        ("ftp://files.example/a.mp3", 804),
        ("http://files.example/a", 804),
        ("http://files.example/a.aac", 804),
        (STATION, 804),
        ("x-sonosapi-stream:s1?sid=254", 804),
        ("x-rincon-stream:{0}", 804),
        ("x-rincon-queue:{0}#0", 804),
        ("x-rincon:{0}", 804),
        ("file:///jffs/settings/savedqueues.rsq#9", 804),
        ("x-rincon-playlist:{0}#A:ALBUM/none", 804),
        ("x" * 1025, 402),
    ],
)
async def test_what_no_queue_takes(simulate: Any, uri: str, expected: int) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await add(kitchen, "A")
    assert await add_code(kitchen, uri.format(kitchen.uuid)) == expected
    assert await browse(kitchen) == ([("Q:0/1", "A")], 1)


async def test_metadata_that_is_too_long_or_no_didl(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    assert await add_code(kitchen, CLIP, "x" * 5000) == 402
    await add_uri(kitchen, CLIP, "<<not DIDL>>")
    assert await browse(kitchen) == ([("Q:0/1", "clip.mp3")], 1)


SPOTIFY = "x-sonos-spotify:spotify%3atrack%3aabc?sid=9&flags=8224&sn=1"
SHARED = "x-rincon-cpcontainer:1004206cspotify%3aalbum%3aabc"
TOKEN = (
    '<desc id="cdudn" nameSpace="urn:schemas-rinconnetworks-com:metadata-1-0/">SA_RINCON2311_X_#Svc2311-0-Token</desc>'
)


async def test_items_of_services_need_a_linked_one(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    await add_uri(kitchen, SPOTIFY, didl(SPOTIFY, "Song"))
    added = await add_uri(kitchen, SHARED, didl(SHARED, extra=TOKEN))
    assert added["NumTracksAdded"] == str(kitchen.behaviour.service_container_tracks)
    length = len(kitchen.queue)
    sim.household.override(linked_services=frozenset({254}))
    assert await add_code(kitchen, SPOTIFY) == 800
    assert await add_code(kitchen, SHARED, didl(SHARED, extra=TOKEN)) == 800
    sim.household.override(linked_services=frozenset({9}))
    await add_uri(kitchen, SPOTIFY)
    await add_uri(kitchen, SHARED, didl(SHARED, extra=TOKEN))
    assert len(kitchen.queue) == 2 * length
    # A member's own queue takes files alone.
    await load(office, f"x-rincon:{kitchen.uuid}")
    assert await add_code(office, SPOTIFY) == 800
    await add(office, "A")
    assert await browse(office) == ([("Q:0/1", "A")], 1)


async def test_containers_expand(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABC")
    saved = (await transport(kitchen, "SaveQueue", Title="Three", ObjectID=""))["AssignedObjectID"]
    uri = f"file:///jffs/settings/savedqueues.rsq#{saved[3:]}"
    added = await add_uri(kitchen, uri)
    assert added == {"FirstTrackNumberEnqueued": "4", "NumTracksAdded": "3", "NewQueueLength": "6"}
    assert titles(kitchen) == "ABCABC"


async def test_a_queue_is_bounded(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"max_queue": 2})
    kitchen = sim["Kitchen"]
    fill(kitchen, *"AB")
    assert await add_code(kitchen, CLIP) == 804
    assert titles(kitchen) == "AB"


# Removing and reordering


async def test_removing(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCDEF")
    await transport(kitchen, "RemoveTrackFromQueue", ObjectID="Q:0/2", UpdateID=0)
    assert await browse(kitchen) == ([(f"Q:0/{n}", t) for n, t in enumerate("ACDEF", 1)], 2)
    await transport(kitchen, "RemoveTrackFromQueue", ObjectID="Q:0/1")  # jishi leaves the UpdateID out
    assert titles(kitchen) == "CDEF"
    answer = await transport(
        kitchen, "RemoveTrackRangeFromQueue", UpdateID="", StartingIndex=2, NumberOfTracks=2
    )  # an empty UpdateID is documented
    assert answer == {"NewUpdateID": "4"}
    assert titles(kitchen) == "CF"
    await transport(kitchen, "RemoveAllTracksFromQueue")
    assert await browse(kitchen) == ([], 5)
    assert await code(kitchen, "RemoveAllTracksFromQueue") == 804


async def test_clearing_stops_what_plays(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"AB")
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await transport(kitchen, "RemoveAllTracksFromQueue")
        changes = (await events.next()).changes
    assert [changes[n] for n in ("TransportState", "NumberOfTracks", "CurrentTrack", "CurrentTrackURI")] == [
        "STOPPED", "0", "0", "",
    ]  # fmt: skip
    media = await transport(kitchen, "GetMediaInfo")
    assert (media["NrTracks"], media["CurrentURI"]) == ("0", f"x-rincon-queue:{kitchen.uuid}#0")
    assert await code(kitchen, "Play", Speed=1) == 701


async def test_removing_what_plays(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABC")
    await transport(kitchen, "Seek", Unit="TRACK_NR", Target=2)
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await transport(kitchen, "RemoveTrackFromQueue", ObjectID="Q:0/2", UpdateID=0)
        assert (await events.next()).changes["TransportState"] == "TRANSITIONING"
        changes = (await events.next()).changes
        assert (changes["TransportState"], changes["CurrentTrackURI"]) == ("PLAYING", uri_of("C"))
        await transport(kitchen, "RemoveTrackFromQueue", ObjectID="Q:0/2", UpdateID=0)
        assert (await events.next()).changes["TransportState"] == "STOPPED"
    assert await where(kitchen) == (1, "0:00:00")


async def test_reordering_keeps_what_plays(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCD")
    await play(kitchen)
    await sim.clock.advance(seconds=30)
    await transport(kitchen, "ReorderTracksInQueue", StartingIndex=1, NumberOfTracks=2, InsertBefore=5, UpdateID=0)
    assert await browse(kitchen) == ([(f"Q:0/{n}", t) for n, t in enumerate("CDAB", 1)], 2)
    assert (await state(kitchen), await where(kitchen)) == ("PLAYING", (3, "0:00:30"))


@pytest.mark.parametrize(
    ("action", "arguments", "expected"),
    [
        ("ReorderTracksInQueue", {"StartingIndex": 0, "NumberOfTracks": 1, "InsertBefore": 1, "UpdateID": 0}, 402),
        ("ReorderTracksInQueue", {"StartingIndex": 1, "NumberOfTracks": 0, "InsertBefore": 1, "UpdateID": 0}, 402),
        ("ReorderTracksInQueue", {"StartingIndex": 1, "NumberOfTracks": 1, "InsertBefore": 0, "UpdateID": 0}, 402),
        ("ReorderTracksInQueue", {"StartingIndex": 4, "NumberOfTracks": 1, "InsertBefore": 1, "UpdateID": 0}, 402),
        ("ReorderTracksInQueue", {"StartingIndex": 1, "NumberOfTracks": 1, "InsertBefore": 3, "UpdateID": 7}, 1028),
        ("RemoveTrackFromQueue", {"ObjectID": "Q:0/4", "UpdateID": 0}, 701),
        ("RemoveTrackFromQueue", {"ObjectID": "", "UpdateID": 0}, 701),
        ("RemoveTrackFromQueue", {"ObjectID": "Q:0/1", "UpdateID": 7}, 1028),
        ("RemoveTrackRangeFromQueue", {"UpdateID": 0, "StartingIndex": 0, "NumberOfTracks": 1}, 402),
        ("RemoveTrackRangeFromQueue", {"UpdateID": 0, "StartingIndex": 2, "NumberOfTracks": 3}, 402),
        ("RemoveTrackRangeFromQueue", {"UpdateID": 7, "StartingIndex": 1, "NumberOfTracks": 1}, 1028),
    ],
)
async def test_refused_edits(simulate: Any, action: str, arguments: dict[str, object], expected: int) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    fill(kitchen, *"ABC")
    assert await code(kitchen, action, **arguments) == expected
    assert await browse(kitchen) == ([(f"Q:0/{n}", t) for n, t in enumerate("ABC", 1)], 1)
    fill(office, *"ABC")
    await load(office, f"x-rincon:{kitchen.uuid}")
    assert await code(office, action, **arguments) == 800
    assert await code(office, "RemoveAllTracksFromQueue") == 800


# Events


async def test_an_edit_is_told_by_three_services(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    fill(kitchen, "A")
    async with (
        subscribe(kitchen, "AVTransport") as transports,
        subscribe(kitchen, "ContentDirectory") as contents,
        subscribe(kitchen, "Queue") as queues,
        subscribe(office, "ContentDirectory") as elsewhere,
    ):
        for events in (transports, contents, queues, elsewhere):
            first = await events.next()
        before = int(kitchen.update_counters.system)
        await add(kitchen, "B")
        changes = (await transports.next()).changes
        assert (changes["NumberOfTracks"], changes["NextTrackURI"]) == ("2", uri_of("B"))
        assert (await contents.next()).properties == {"SystemUpdateID": str(before + 1), "ContainerUpdateIDs": "Q:0,2"}
        assert '<QueueID val="0"><UpdateID val="2"/>' in (await queues.next()).properties["LastChange"]
        # Queues are each player's own.
        await elsewhere.none()
        assert first.properties["SystemUpdateID"] == "1"
