"""The verbs of AVTransport over the wire: what they do by source, and what they answer when they cannot."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim.household import bonding_actions
from tests.support.playing import (
    CLIP,
    STATION,
    add,
    code,
    didl,
    fill,
    load,
    load_queue,
    play,
    state,
    transport,
    uri_of,
    where,
)  # fmt: skip
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

DC = "{http://purl.org/dc/elements/1.1/}"
SKIPPING = "x-sonosapi-radio:ST%3a1?sid=236&flags=8300&sn=2"
SOURCES = {
    "queue": "x-rincon-queue:{0}#0",
    "file": CLIP,
    "radio": STATION,
    "radio with skips": SKIPPING,
    "line-in": "x-rincon-stream:{0}",
    "tv": "x-sonos-htastream:{0}:spdif",
}
MODELS = {"line-in": "S6", "tv": "S9"}


async def loaded(simulate: Any, source: str, **behaviour: object) -> Player:
    """A player with three tracks in its queue and ``source`` loaded."""
    sim = await simulate(f"Kitchen:{MODELS.get(source, 'S18')}", behaviour=behaviour)
    kitchen = sim["Kitchen"]
    for title in "ABC":
        await add(kitchen, title)
    uri = SOURCES[source].format(kitchen.uuid)
    await load(kitchen, uri, "" if source == "queue" else didl(uri))
    return kitchen


async def outcome(player: Player, action: str, **arguments: object) -> int | str:
    """The state after a verb, or the code of its fault; a refused verb changes no state."""
    before = await state(player)
    try:
        await transport(player, action, **arguments)
    except Fault as fault:
        assert await state(player) == before
        return fault.code
    return await state(player)


# By source


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("queue", ["PAUSED_PLAYBACK", "PLAYING", "STOPPED"]),
        ("file", ["PAUSED_PLAYBACK", "PLAYING", "STOPPED"]),
        ("radio", ["STOPPED", "PLAYING", "STOPPED"]),
        ("radio with skips", ["PAUSED_PLAYBACK", "PLAYING", "STOPPED"]),
        ("line-in", ["STOPPED", "PLAYING", "STOPPED"]),
        ("tv", [701, "PLAYING", 701]),
    ],
)
async def test_play_pause_stop(simulate: Any, source: str, expected: list[int | str]) -> None:
    kitchen = await loaded(simulate, source)
    assert await state(kitchen) == "STOPPED"
    await play(kitchen)
    assert await state(kitchen) == "PLAYING"
    verbs = [("Pause", {}), ("Play", {"Speed": 1}), ("Stop", {})]
    assert [await outcome(kitchen, verb, **arguments) for verb, arguments in verbs] == expected


@pytest.mark.parametrize(
    ("source", "following", "preceding"),
    [
        ("queue", "PLAYING", 711),
        ("file", 711, 711),
        ("radio", 701, 701),
        ("radio with skips", "PLAYING", 701),
        ("line-in", 701, 701),
        ("tv", 701, 701),
    ],
)
async def test_next_and_previous(simulate: Any, source: str, following: int | str, preceding: int | str) -> None:
    kitchen = await loaded(simulate, source)
    await play(kitchen)
    assert await outcome(kitchen, "Previous") == preceding
    assert await outcome(kitchen, "Next") == following


@pytest.mark.parametrize(
    ("source", "unit", "target", "expected"),
    [
        ("queue", "TRACK_NR", "3", (3, "0:00:00")),
        ("queue", "TRACK_NR", "4", 711),
        ("queue", "TRACK_NR", "0", 711),
        ("queue", "TRACK_NR", "x", 711),
        ("queue", "TRACK_NR", "", 711),
        ("queue", "REL_TIME", "0:01:05", (1, "0:01:05")),
        ("queue", "REL_TIME", "00:03:20", (1, "0:03:20")),
        ("queue", "REL_TIME", "0:01:05.250", (1, "0:01:05")),
        ("queue", "REL_TIME", "0:03:21", 711),
        ("queue", "REL_TIME", "5:12", 711),
        ("queue", "REL_TIME", "aa:aa:aa", 711),
        ("queue", "REL_TIME", "-0:00:05", 711),
        ("queue", "TIME_DELTA", "+0:00:15", (1, "0:00:25")),
        ("queue", "TIME_DELTA", "-0:00:05", (1, "0:00:05")),
        ("queue", "TIME_DELTA", "-0:00:50", (1, "0:00:00")),
        ("queue", "TIME_DELTA", "0:59:00", (1, "0:03:20")),
        ("queue", "TIME_DELTA", "soon", 711),
        ("queue", "SECTION", "1", 710),
        ("file", "REL_TIME", "0:01:05", (1, "0:01:05")),
        ("file", "TRACK_NR", "1", 711),
        ("file", "SECTION", "1", 701),
        ("radio", "TRACK_NR", "1", 711),
        ("radio", "REL_TIME", "0:00:01", 701),
        ("line-in", "TIME_DELTA", "0:00:01", 701),
        ("tv", "REL_TIME", "0:00:01", 701),
    ],
)
async def test_seek(simulate: Any, source: str, unit: str, target: str, expected: object) -> None:
    kitchen = await loaded(simulate, source)
    await play(kitchen)
    kitchen.household.clock.advance(seconds=10)
    before = await where(kitchen) if source in {"queue", "file"} else None
    if isinstance(expected, int):
        assert await code(kitchen, "Seek", Unit=unit, Target=target) == expected
        assert before in {None, await where(kitchen)}
    else:
        await transport(kitchen, "Seek", Unit=unit, Target=target)
        assert await where(kitchen) == expected
        assert await state(kitchen) == "PLAYING"


@pytest.mark.parametrize(
    ("source", "shuffle", "crossfade"),
    [("queue", 0, 0), ("file", 712, 0), ("radio", 712, 800), ("line-in", 712, 800), ("tv", 712, 800)],
)
async def test_play_modes_and_crossfade(simulate: Any, source: str, shuffle: int, crossfade: int) -> None:
    kitchen = await loaded(simulate, source)
    assert await code(kitchen, "SetPlayMode", NewPlayMode="LOUD") == 712
    await transport(kitchen, "SetPlayMode", NewPlayMode="NORMAL")
    if shuffle:
        assert await code(kitchen, "SetPlayMode", NewPlayMode="SHUFFLE") == shuffle
    else:
        await transport(kitchen, "SetPlayMode", NewPlayMode="SHUFFLE")
    mode = (await transport(kitchen, "GetTransportSettings"))["PlayMode"]
    assert mode == ("NORMAL" if shuffle else "SHUFFLE")
    if crossfade:
        assert await code(kitchen, "SetCrossfadeMode", CrossfadeMode=1) == crossfade
    else:
        await transport(kitchen, "SetCrossfadeMode", CrossfadeMode=1)
    assert (await transport(kitchen, "GetCrossfadeMode"))["CrossfadeMode"] == ("0" if crossfade else "1")
    await transport(kitchen, "SetCrossfadeMode", CrossfadeMode=0)
    assert (await transport(kitchen, "GetCrossfadeMode"))["CrossfadeMode"] == "0"


@pytest.mark.parametrize("mode", ["REPEAT_ALL", "REPEAT_ONE", "SHUFFLE_NOREPEAT", "SHUFFLE", "SHUFFLE_REPEAT_ONE"])
async def test_every_play_mode_is_kept_when_the_queue_is_left(simulate: Any, mode: str) -> None:
    kitchen = await loaded(simulate, "queue")
    await transport(kitchen, "SetPlayMode", NewPlayMode=mode)
    await load(kitchen, STATION)
    assert (await transport(kitchen, "GetTransportSettings"))["PlayMode"] == mode


async def test_nothing_to_play(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    for prepare in (None, load_queue):
        if prepare:
            await prepare(kitchen)
        assert await code(kitchen, "Play", Speed="1") == 701
        assert await code(kitchen, "Pause") == 701
        assert await code(kitchen, "Next") == 711
        assert await code(kitchen, "Previous") == 711
        assert await code(kitchen, "Seek", Unit="TRACK_NR", Target="1") == 711
        assert await code(kitchen, "Seek", Unit="REL_TIME", Target="0:00:01") == 701
        await transport(kitchen, "Stop")
    # An order of play can be chosen beforehand.
    await transport(kitchen, "SetPlayMode", NewPlayMode="REPEAT_ALL")
    await add(kitchen, "A")
    await play(kitchen)
    assert await where(kitchen) == (1, "0:00:00")


async def test_redundant_verbs(simulate: Any) -> None:
    kitchen = await loaded(simulate, "queue")
    assert await code(kitchen, "Pause") == 701
    assert await code(kitchen, "Play", Speed="2") == 717
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await play(kitchen)
        await transport(kitchen, "Stop")
        assert (await events.next()).changes["TransportState"] == "STOPPED"
        await transport(kitchen, "Stop")
        await events.none()
    await play(kitchen)
    await transport(kitchen, "Pause")
    assert await code(kitchen, "Pause") == 701


async def test_a_pause_of_streams_can_be_refused(simulate: Any) -> None:
    kitchen = await loaded(simulate, "radio", radio_pause="701")
    await play(kitchen)
    assert await outcome(kitchen, "Pause") == 701


# Events


async def test_what_begins_by_hand_transitions_and_what_follows_does_not(simulate: Any) -> None:
    kitchen = await loaded(simulate, "queue")
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()

        async def shown() -> tuple[str, str]:
            changes = (await events.next()).changes
            return changes["TransportState"], changes["CurrentTrack"]

        await play(kitchen)
        assert [await shown(), await shown()] == [("TRANSITIONING", "1"), ("PLAYING", "1")]
        await transport(kitchen, "Next")
        assert [await shown(), await shown()] == [("TRANSITIONING", "2"), ("PLAYING", "2")]
        kitchen.household.clock.advance(seconds=200)
        assert await shown() == ("PLAYING", "3")
        kitchen.household.clock.advance(seconds=200)
        assert await shown() == ("STOPPED", "1")
        await events.none()
        await transport(kitchen, "Seek", Unit="REL_TIME", Target="0:00:30")
        await events.none()


async def test_an_event_tells_what_plays_and_what_is_next(simulate: Any) -> None:
    kitchen = await loaded(simulate, "queue")
    async with subscribe(kitchen, "AVTransport") as events:
        changes = (await events.next()).changes
    assert changes["NumberOfTracks"] == "3"
    assert changes["CurrentTrackURI"] == uri_of("A")
    assert changes["CurrentTrackDuration"] == "0:03:20"
    (item,) = ET.fromstring(changes["CurrentTrackMetaData"])
    assert [element.tag.rpartition("}")[2] for element in item] == [
        "res", "streamContent", "radioShowMd", "title", "class", "creator",
    ]  # fmt: skip
    assert (item[0].get("duration"), item.findtext(f"{DC}title")) == ("0:03:20", "A")
    assert changes["NextTrackURI"] == uri_of("B")
    (following,) = ET.fromstring(changes["NextTrackMetaData"])
    assert [element.tag.rpartition("}")[2] for element in following] == ["res", "title", "class", "creator"]
    # The container or track that was added last, with the client's own metadata.
    assert changes["EnqueuedTransportURI"] == uri_of("C")
    assert changes["EnqueuedTransportURIMetaData"] == didl(uri_of("C"), "C")
    assert changes["AVTransportURI"] == f"x-rincon-queue:{kitchen.uuid}#0"


@pytest.mark.parametrize(
    ("mode", "track", "following", "actions"),
    [
        ("NORMAL", 1, "B", "Next, "),
        ("NORMAL", 2, "C", "Next, Previous, "),
        ("NORMAL", 3, "", "Previous, "),
        ("REPEAT_ALL", 3, "A", "Next, Previous, "),
        ("REPEAT_ONE", 2, "B", "Next, Previous, "),
    ],
)
async def test_what_can_be_done_depends_on_the_place(
    simulate: Any, mode: str, track: int, following: str, actions: str
) -> None:
    kitchen = await loaded(simulate, "queue")
    await transport(kitchen, "SetPlayMode", NewPlayMode=mode)
    await transport(kitchen, "Seek", Unit="TRACK_NR", Target=track)
    expected = f"Set, Stop, Pause, Play, X_DLNA_SeekTime, {actions}X_DLNA_SeekTrackNr"
    assert (await transport(kitchen, "GetCurrentTransportActions"))["Actions"] == expected
    async with subscribe(kitchen, "AVTransport") as events:
        changes = (await events.next()).changes
    assert changes["CurrentTransportActions"] == expected
    assert changes["NextTrackURI"] == (uri_of(following) if following else "")


async def test_a_short_queue_has_no_neighbours(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    fill(sim["Kitchen"], "A")
    actions = (await transport(sim["Kitchen"], "GetCurrentTransportActions"))["Actions"]
    assert actions == "Set, Stop, Pause, Play, X_DLNA_SeekTime, X_DLNA_SeekTrackNr"


async def test_a_shuffled_queue_tells_its_own_next(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCDEFGH")
    await transport(kitchen, "SetPlayMode", NewPlayMode="SHUFFLE")
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport") as events:
        following = (await events.next()).changes["NextTrackURI"]
        await transport(kitchen, "Next")
        await events.next()
        changes = (await events.next()).changes
    assert changes["CurrentTrackURI"] == following
    assert kitchen.queue.tracks[int(changes["CurrentTrack"]) - 1].uri == following


async def test_a_day_with_a_listener_has_every_event_in_its_place(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    fill(kitchen, *"ABCDEFGH", seconds=180)
    await transport(kitchen, "SetPlayMode", NewPlayMode="REPEAT_ALL")
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport", timeout="Second-100000") as events:
        await events.next()
        await sim.clock.advance(hours=24)
        seen = [await events.next() for _ in range(480)]
        await events.none()
    assert [event.seq for event in seen] == list(range(1, 481))
    assert [int(event.changes["CurrentTrack"]) for event in seen] == [n % 8 + 1 for n in range(1, 481)]


# Loading


async def test_the_same_queue_again_plays_on(simulate: Any) -> None:
    kitchen = await loaded(simulate, "queue")
    await transport(kitchen, "Seek", Unit="TRACK_NR", Target="2")
    await play(kitchen)
    await load_queue(kitchen)
    assert (await state(kitchen), await where(kitchen)) == ("PLAYING", (2, "0:00:00"))


async def test_a_queue_that_is_loaded_again_begins_anew(simulate: Any) -> None:
    kitchen = await loaded(simulate, "queue")
    await transport(kitchen, "Seek", Unit="TRACK_NR", Target="2")
    await play(kitchen)
    await load(kitchen, STATION)
    assert await state(kitchen) == "STOPPED"
    await load_queue(kitchen)
    assert (await state(kitchen), await where(kitchen)) == ("STOPPED", (1, "0:00:00"))


@pytest.mark.parametrize(
    "metadata",
    [
        "<",
        "no xml",
        didl("x") * 5,
        "<!DOCTYPE x [<!ENTITY a 'b'>]><item>&a;</item>",
        "<DIDL-Lite></DIDL-Lite>",
        "\x7f&#0;",
    ],
)
async def test_bad_metadata_is_kept_and_harmless(simulate: Any, metadata: str) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await load(kitchen, CLIP, metadata)
    await play(kitchen)
    assert (await transport(kitchen, "GetMediaInfo"))["CurrentURIMetaData"] == metadata
    assert await state(kitchen) == "PLAYING"


async def test_metadata_can_be_too_long(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await load(kitchen, STATION)
    assert await code(kitchen, "SetAVTransportURI", CurrentURI=CLIP, CurrentURIMetaData="x" * 5000) == 402
    assert (await transport(kitchen, "GetMediaInfo"))["CurrentURI"] == STATION


async def test_what_is_next(simulate: Any) -> None:
    kitchen = await loaded(simulate, "file")

    async def following(uri: str) -> None:
        await transport(kitchen, "SetNextAVTransportURI", NextURI=uri, NextURIMetaData=didl(uri, duration="0:00:30"))

    other = "http://files.example/other.mp3"
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await following(other)
        assert (await events.next()).changes == {
            "NextAVTransportURI": other,
            "NextAVTransportURIMetaData": didl(other, duration="0:00:30"),
        }
    assert await code(kitchen, "SetNextAVTransportURI", NextURI="x-rincon:R", NextURIMetaData="") == 714
    assert (await transport(kitchen, "GetMediaInfo"))["NextURI"] == other
    await play(kitchen)
    kitchen.household.clock.advance(seconds=210)
    media = await transport(kitchen, "GetMediaInfo")
    assert (media["CurrentURI"], media["NextURI"]) == (other, "")
    assert await where(kitchen) == (1, "0:00:10")
    await following(CLIP)
    await following("")
    assert (await transport(kitchen, "GetMediaInfo"))["NextURI"] == ""
    await load(kitchen, STATION)
    assert await code(kitchen, "SetNextAVTransportURI", NextURI=CLIP, NextURIMetaData="") == 800


async def test_verbs_without_effect(simulate: Any) -> None:
    kitchen = await loaded(simulate, "queue")
    await play(kitchen)
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await transport(kitchen, "NotifyDeletedURI", DeletedURI="x")
        await transport(kitchen, "EndDirectControlSession")
        await transport(kitchen, "BackupQueue")
        await events.none()


# Groups


async def test_verbs_on_a_member(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    fill(kitchen, *"AB")
    await load(office, f"x-rincon:{kitchen.uuid}")
    await play(kitchen)
    await transport(kitchen, "Pause")
    for action, arguments, expected in (
        ("Pause", {}, 701),
        ("Next", {}, 701),
        ("Previous", {}, 701),
        ("Seek", {"Unit": "TRACK_NR", "Target": 1}, 701),
        ("SetPlayMode", {"NewPlayMode": "NORMAL"}, 712),
        ("SetCrossfadeMode", {"CrossfadeMode": 0}, 800),
        ("ConfigureSleepTimer", {"NewSleepTimerDuration": ""}, 800),
        ("SnoozeAlarm", {"Duration": "00:10:00"}, 800),
        ("SetNextAVTransportURI", {"NextURI": CLIP, "NextURIMetaData": ""}, 800),
        ("Play", {"Speed": "x"}, 717),
    ):
        assert await code(office, action, **arguments) == expected, action
    office.override(member_transport_code=800)
    assert await code(office, "Next") == 800
    # Play and Stop succeed and reach nobody else.
    await transport(office, "Play", Speed=1)
    await transport(office, "Stop")
    assert await state(kitchen) == "PAUSED_PLAYBACK"
    assert await state(office) == "PLAYING"
    sim.household.power_off(kitchen)
    assert await code(office, "Play", Speed=1) == 1024


async def test_verbs_on_a_bonded_player(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    bonding_actions.add_zones(kitchen, f"{kitchen.uuid}:LF,LF;{office.uuid}:RF,RF")
    for action, arguments in (
        ("Play", {"Speed": 1}), ("Pause", {}), ("Stop", {}), ("Next", {}), ("SetPlayMode", {"NewPlayMode": "NORMAL"}),
        ("Seek", {"Unit": "TRACK_NR", "Target": 1}), ("SetCrossfadeMode", {"CrossfadeMode": 0}),
        ("RemoveAllTracksFromQueue", {}), ("ConfigureSleepTimer", {"NewSleepTimerDuration": ""}),
        ("AddURIToQueue", {"EnqueuedURI": CLIP, "EnqueuedURIMetaData": "", "DesiredFirstTrackNumberEnqueued": 0,
                           "EnqueueAsNext": 0}),
    ):  # fmt: skip
        assert await code(office, action, **arguments) == 800, action


async def test_the_heir_of_a_playing_coordinator_plays_on(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    fill(kitchen, *"ABC")
    await load(office, f"x-rincon:{kitchen.uuid}")
    await play(kitchen)
    await sim.clock.advance(seconds=250)
    async with subscribe(office, "AVTransport") as events, subscribe(office, "Queue") as queue:
        await events.next()
        await queue.next()
        await transport(kitchen, "BecomeCoordinatorOfStandaloneGroup")
        changes = (await events.next()).changes
        assert "UpdateID" in (await queue.next()).properties["LastChange"]
    assert changes["AVTransportURI"] == f"x-rincon-queue:{office.uuid}#0"
    assert (changes["TransportState"], changes["CurrentTrack"], changes["NumberOfTracks"]) == ("PLAYING", "2", "3")
    assert await where(office) == (2, "0:00:50")
    await sim.clock.advance(seconds=150)
    assert await where(office) == (3, "0:00:00")
    assert (await call(kitchen, "AVTransport", "GetMediaInfo"))["CurrentURI"] == ""
