"""What scenarios about refusals promise, seen with raw sockets."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from tests.support.acts import browse, favourite, load
from tests.support.playing import code
from tests.support.rehearsal import rehearsal
from tests.support.wire import call, post, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

LOAD = "SetAVTransportURI"


async def enqueue(room: Player, title: str) -> None:
    uri, metadata = await favourite(room, title)
    await call(
        room, "AVTransport", "AddURIToQueue", EnqueuedURI=uri, EnqueuedURIMetaData=metadata,
        DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
    )  # fmt: skip


async def test_a_refusal_is_a_bare_number() -> None:
    async with rehearsal("fault-without-description") as run:
        await run.play(until="asked")
        for room, number in zip(run.rooms, (800, 1024, 0, 0), strict=True):
            volume = {"InstanceID": 0, "Channel": "Master", "DesiredVolume": 31}
            reply = await post(room, "RenderingControl", "SetVolume", volume)
            assert reply.status == (500 if number else 200)
            assert (f"<errorCode>{number}</errorCode>".encode() in reply.body) == bool(number)
            assert b"errorDescription" not in reply.body


async def test_nothing_is_loaded_after_leaving() -> None:
    async with rehearsal("701-play-nothing-loaded") as run:
        await run.play(until="apart")
        _, full, empty = run.rooms
        assert await code(full, "Play", Speed=1) == 701
        for room in (full, empty):
            await load(room, f"x-rincon-queue:{room.uuid}#0")
        await call(full, "AVTransport", "Play", Speed=1)
        assert await code(empty, "Play", Speed=1) == 701


async def test_a_service_does_not_go_back() -> None:
    async with rehearsal("701-711-previous-on-service") as run:
        await run.play(until="pressed")
        assert [await code(room, "Previous") for room in run.rooms] == [701, 711]
        for room in run.rooms:
            await call(room, "AVTransport", "Seek", Unit="REL_TIME", Target="0:00:00")


async def test_an_input_that_the_model_lacks() -> None:
    async with rehearsal("402-invalid-args-source") as run:
        tv = run.stage.able("home-theatre")
        for room in run.rooms:
            source = f"x-rincon-stream:{tv.uuid}" if room is tv else f"x-sonos-htastream:{room.uuid}:spdif"
            assert await code(room, LOAD, CurrentURI=source, CurrentURIMetaData="") == 402


async def test_one_build_refuses_what_belongs_to_a_service() -> None:
    async with rehearsal("800-firmware-regression") as run:
        room, builds = run.rooms[0], []
        for mark in ("worked", "broken", "mended"):
            await run.play(until=mark)
            builds.append((await call(room, "DeviceProperties", "GetZoneInfo"))["SoftwareVersion"])
            if mark == "broken":
                uri, metadata = await favourite(room, "Jazz")
                arguments = {"EnqueuedURI": uri, "EnqueuedURIMetaData": metadata}
                where = {"DesiredFirstTrackNumberEnqueued": 0, "EnqueueAsNext": 0}
                assert await code(room, "AddURIToQueue", **arguments, **where) == 800
            else:
                await enqueue(room, "Jazz")
        assert len(set(builds)) == 3


async def test_a_room_is_too_busy_to_join_for_a_moment() -> None:
    async with rehearsal("501-join-transient") as run:
        await run.play(until="wanted")
        leader, other, busy, _ = run.rooms
        join = {"CurrentURI": f"x-rincon:{leader.uuid}", "CurrentURIMetaData": ""}
        await call(other, "AVTransport", LOAD, **join)
        for _ in range(2):
            assert await code(busy, LOAD, **join) == 501
        await run.sim.clock.advance(2)
        await call(busy, "AVTransport", LOAD, **join)
        assert busy.coordinator is leader


async def test_the_leader_leaves_while_somebody_joins() -> None:
    async with rehearsal("1001-join") as run:
        await run.play(until="wanted")
        leader, follower, third = run.rooms
        assert follower.coordinator is leader
        join = {"CurrentURI": f"x-rincon:{leader.uuid}", "CurrentURIMetaData": ""}
        assert await code(third, LOAD, **join) == 1001
        assert [room.coordinator for room in run.rooms] == run.rooms


async def test_a_member_without_its_coordinator() -> None:
    async with rehearsal("1024-orphan-member") as run:
        await run.play(30, until="lost")
        orphan = run.rooms[1]
        assert [await code(orphan, action) for action in ("Pause", "Stop", "Next")] == [1024] * 3
        await run.play(30, until="free")
        await call(orphan, "AVTransport", "Pause")


async def test_the_list_of_stations_is_no_more() -> None:
    async with rehearsal("browse-unknown-object") as run:
        run.stage.start()
        everything = {"BrowseFlag": "BrowseDirectChildren", "Filter": "*", "StartingIndex": 0, "RequestedCount": 9}
        for container in ("R:0", "R:0/0"):
            asked = {"ObjectID": container, **everything, "SortCriteria": ""}
            assert await code(run.rooms[0], "Browse", "ContentDirectory", **asked) == 701
        assert int((await browse(run.rooms[0], "FV:2"))["NumberReturned"]) == 2


async def test_an_alarm_is_gone_when_it_is_edited() -> None:
    async with rehearsal("stale-alarm-fault") as run:
        run.stage.start()
        ids = []
        for _ in range(2):
            alarms = ET.fromstring((await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"])
            ids.append([alarm.get("ID") for alarm in alarms])
            changed = {**alarms[0].attrib, "StartLocalTime": alarms[0].get("StartTime"), "Enabled": "0"}
            if len(ids) == 1:
                assert await code(run.rooms[0], "UpdateAlarm", "AlarmClock", **changed) == 800
        await call(run.rooms[0], "AlarmClock", "UpdateAlarm", **changed)
        assert ids == [["1", "2", "3"], ["2", "3"]]


async def test_every_command_succeeds_and_nothing_plays() -> None:
    async with rehearsal("transport-status-error") as run, subscribe(run.rooms[0], "AVTransport") as events:
        await run.play(until="wanted")
        room = run.rooms[0]
        uri, metadata = await favourite(room, "Old station")
        await load(room, uri, metadata)
        await call(room, "AVTransport", "Play", Speed=1)
        async with asyncio.timeout(5):
            while "TransportErrorURI" not in (changes := (await events.next()).changes):
                pass
        assert (changes["TransportState"], changes["TransportErrorURI"]) == ("STOPPED", uri)
        told = await call(room, "AVTransport", "GetTransportInfo")
        assert told["CurrentTransportStatus"] == "ERROR_HTTP"


@pytest.mark.parametrize("name", ["701-pause-not-playing", "711-next-previous-at-edge"])
async def test_rooms_are_as_they_are_to_be_found(name: str) -> None:
    async with rehearsal(name) as run:
        await run.play(until="night" if name.startswith("701") else "pressed")
        states = [(await call(room, "AVTransport", "GetTransportInfo"))["CurrentTransportState"] for room in run.rooms]
        tracks = [(await call(room, "AVTransport", "GetPositionInfo"))["Track"] for room in run.rooms]
        if name.startswith("701"):
            assert states == ["STOPPED", "PLAYING", "PAUSED_PLAYBACK", "PLAYING"]
        else:
            assert (states, tracks) == (["PLAYING"] * 3, ["1", "3", "2"])
