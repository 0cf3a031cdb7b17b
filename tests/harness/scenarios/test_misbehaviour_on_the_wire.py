"""More of what scenarios promise, seen with raw sockets."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET

import pytest

from tests.support.rehearsal import rehearsal
from tests.support.wire import Fault, call, path_of, post, request, subscribe

RENDERING = path_of("RenderingControl", "Event")
NEW = {"CALLBACK": "<http://127.0.0.1:9/>", "NT": "upnp:event", "TIMEOUT": "Second-600"}


async def browse(room: object, container: str) -> dict[str, str]:
    return await call(
        room, "ContentDirectory", "Browse", ObjectID=container, BrowseFlag="BrowseDirectChildren", Filter="*",  # type: ignore[arg-type]
        StartingIndex=0, RequestedCount=100, SortCriteria="",
    )  # fmt: skip


async def test_more_info_says_other_things() -> None:
    async with rehearsal("battery-moreinfo-variants") as run, subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        await events.next()
        await run.play(until="odd")
        state = ET.fromstring((await events.next()).properties["ZoneGroupState"])
        told = {member.get("MoreInfo", "") for member in state.iter("ZoneGroupMember")}
        assert any("TargetRoomName" in info for info in told)
        assert any("NewKey" in info and "RawBattPct" not in info for info in told)


async def test_attributes_of_the_topology_are_gone() -> None:
    async with rehearsal("zgs-attribute-drift") as run, subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        first = ET.fromstring((await events.next()).properties["ZoneGroupState"])
        await run.play(until="odd")
        state = ET.fromstring((await events.next()).properties["ZoneGroupState"])
        for members, has in ((first.iter("ZoneGroupMember"), True), (state.iter("ZoneGroupMember"), False)):
            assert all(("SSLPort" in m.attrib, "ShineOn" in m.attrib) == (has, not has) for m in members)


async def test_the_forged_event_comes_first() -> None:
    async with rehearsal("rogue-notify") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        own = (await events.next()).sid
        await run.play(until="odd")
        forged, true = await events.next(), await events.next()
        assert (forged.sid == own, forged.changes["Volume/Master"]) == (False, "100")
        assert (true.sid == own, true.changes["Volume/Master"]) == (True, "41")


async def test_an_event_of_many_megabytes() -> None:
    async with rehearsal("oversize-body") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await events.next()
        await run.play(until="odd")
        assert len((await events.next()).body) > 8_000_000


async def test_left_and_right_are_missing() -> None:
    async with rehearsal("volume-channels-vary") as run:
        run.stage.start()
        async with subscribe(run.rooms[0], "RenderingControl") as events:
            volumes = [name for name in (await events.next()).changes if name.startswith("Volume/")]
            assert volumes == ["Volume/Master"]


@pytest.mark.parametrize(
    ("name", "reason"), [("roam-sleep-offline", "sleeping"), ("bluetooth-switch", "switch to bluetooth")]
)
async def test_a_portable_player_says_why_it_goes(name: str, reason: str) -> None:
    async with rehearsal(name) as run:
        portable = run.stage.able("battery")
        await run.play(30, until="gone")
        other = next(room for room in run.rooms if room is not portable)
        state = ET.fromstring((await call(other, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
        gone = {device.get("UUID"): device.get("Reason") for device in state.iter("Device")}
        assert gone == {portable.uuid: reason}


async def test_an_alarm_of_a_room_that_is_not_there() -> None:
    async with rehearsal("alarm-room-absent") as run:
        await run.play(until="gone")
        room = run.rooms[1]
        assert room.uuid in (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"]
        state = ET.fromstring((await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
        assert room.uuid not in {member.get("UUID") for member in state.iter("ZoneGroupMember")}


async def test_the_list_of_alarms_is_an_empty_text() -> None:
    async with rehearsal("alarm-empty-list") as run:
        run.stage.start()
        assert (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"] == ""


async def test_alarms_are_edited() -> None:
    async with rehearsal("alarm-removed-or-moved") as run:
        run.stage.start()
        shown = []
        for mark in ("start", "changed"):
            await run.play(until=mark)
            listed = ET.fromstring((await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"])
            shown.append([(alarm.get("StartTime"), alarm.get("RoomUUID")) for alarm in listed])
        one, other = run.rooms[0].uuid, run.rooms[1].uuid
        assert shown == [[("07:00:00", one), ("08:00:00", one)], [("08:00:00", other)]]


async def test_clocks_go_back() -> None:
    async with rehearsal("speaker-dst-change") as run:
        before = (await call(run.rooms[0], "AlarmClock", "GetTimeNow"))["CurrentLocalTime"]
        await run.play(until="changed")
        after = (await call(run.rooms[0], "AlarmClock", "GetTimeNow"))["CurrentLocalTime"]
        assert (before, after) == ("2026-10-25 02:59:30", "2026-10-25 02:00:30")


async def test_a_foreign_callback_is_refused() -> None:
    async with rehearsal("callback-to-third-party") as run:
        run.stage.start()
        foreign = {**NEW, "CALLBACK": "<http://192.0.2.1/>"}
        assert (await request(run.rooms[0], "SUBSCRIBE", RENDERING, foreign)).status == 412


async def test_a_page_in_place_of_soap() -> None:
    async with rehearsal("html-error-not-soap") as run:
        run.stage.start()
        reply = await post(run.rooms[0], "RenderingControl", "GetVolume", {"InstanceID": 0, "Channel": "Master"})
        assert (reply.status, b"<html" in reply.body.lower()) == (503, True)


async def test_connections_break() -> None:
    async with rehearsal("tcp-reset-mid-request") as run:
        run.stage.start()
        with pytest.raises(ConnectionResetError):
            await call(run.rooms[0], "RenderingControl", "GetVolume", Channel="Master")
        assert (await call(run.rooms[0], "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"] == "20"
        with pytest.raises(ConnectionResetError):
            await call(run.rooms[0], "RenderingControl", "SetRelativeVolume", Channel="Master", Adjustment=5)
        assert run.rooms[0].rendering.volume == 25


async def test_next_is_carried_out_and_never_answered() -> None:
    async with rehearsal("accept-then-silence") as run:
        await run.play(until="played")
        skipping = asyncio.create_task(call(run.rooms[0], "AVTransport", "Next"))
        await run.quiet()
        assert not skipping.done()
        assert (await call(run.rooms[0], "AVTransport", "GetPositionInfo"))["Track"] == "2"
        skipping.cancel()


async def test_volumes_come_late() -> None:
    async with rehearsal("volume-event-echo") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await events.next()
        await run.play(until="ready")
        await call(run.rooms[0], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=30)
        await events.none()
        await run.sim.clock.advance(3)
        assert (await events.next()).changes["Volume/Master"] == "30"


async def test_speech_enhancement_is_a_switch_of_one_model_alone() -> None:
    async with rehearsal("speech-enhance-semantics") as run:
        for room in (run.stage.able("home-theatre"), run.stage.able("speech-enhance")):
            asking = call(room, "RenderingControl", "GetEQ", EQType="SpeechEnhanceEnabled")
            if room.profile.can("speech-enhance"):
                assert (await asking)["CurrentValue"] == "0"
            else:
                with pytest.raises(Fault):
                    await asking


async def test_the_library_is_being_read() -> None:
    async with rehearsal("index-in-progress") as run, subscribe(run.rooms[0], "ContentDirectory") as events:
        await events.next()
        await run.play(until="begun")
        assert (await events.next()).properties["ShareIndexInProgress"] == "1"


async def test_a_bridge_answers_405() -> None:
    async with rehearsal("bridge-or-boost-present") as run:
        bridge = next(player for player in run.sim.players if player.profile.can("bridge"))
        reply = await post(bridge, "RenderingControl", "GetVolume", {"InstanceID": 0, "Channel": "Master"})
        assert reply.status == 405


async def test_ids_are_found_as_they_came_alone() -> None:
    async with rehearsal("object-id-encoding") as run:
        ids = [album.attrib["id"] for album in ET.fromstring((await browse(run.rooms[0], "A:ALBUM"))["Result"])]
        assert any("%" in one for one in ids)
        counts = [(await browse(run.rooms[0], one))["TotalMatches"] for one in ids]
        assert counts == ["1"] * 3


async def test_a_page_is_cut_once() -> None:
    async with rehearsal("truncated-body") as run:
        run.stage.start()
        with pytest.raises(ValueError):  # noqa: PT011 -- the last chunk has no end
            await browse(run.rooms[0], "FV:2")
        page = await browse(run.rooms[0], "FV:2")
        assert page["NumberReturned"] == page["TotalMatches"]


async def test_entities_within_entities() -> None:
    async with rehearsal("xml-bomb") as run:
        from tests.support.naive import Naive

        naive = Naive(run)
        await naive.start()
        await run.play(until="odd")
        failed = [entry for entry in run.sim.journal.failed_deliveries if run.stage.after("odd")(entry)]
        assert failed != []  # not even the naive one could read it
        await naive.stop()
