"""What scenarios about batteries, alarms, pictures, sound and clocks promise, seen with raw sockets."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from tests.support.acts import browse
from tests.support.rehearsal import rehearsal
from tests.support.wire import call, request, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player
    from tests.support.wire import Event


async def battery_page(player: Player) -> dict[str, str]:
    page = await request(player, "GET", "/status/batterystatus")
    assert page.status == 200
    return {data.attrib["name"]: data.text or "" for data in ET.fromstring(page.body).iter("Data")}


def more_info(event: Event, player: Player) -> str:
    members = ET.fromstring(event.properties["ZoneGroupState"]).iter("ZoneGroupMember")
    return next(member.attrib["MoreInfo"] for member in members if member.get("UUID") == player.uuid)


async def test_the_topology_alone_tells_of_the_battery() -> None:
    async with rehearsal("battery-empty-payload-s1") as run, subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        portable = run.stage.able("battery")
        assert "BattPct:100" in more_info(await events.next(), portable)
        await run.play(until="low")
        assert await battery_page(portable) == {}
        assert "BattPct:100" in more_info(await events.next(), portable)  # it was taken off its charger
        assert "BattPct:15" in more_info(await events.next(), portable)


async def test_the_battery_has_strange_words() -> None:
    async with rehearsal("battery-unknown-values") as run:
        run.stage.start()
        portable = run.stage.able("battery")
        page = await battery_page(portable)
        assert (page["Health"], page["Level"]) == ("UNKNOWN_batteryHealth", "UNKNOWN")
        await run.play(until="low")
        page = await battery_page(portable)
        assert (page["Health"], page["Level"], page["PowerSource"]) == ("UNKNOWN_batteryHealth", "15", "BATTERY")


async def test_versions_of_alarms_are_far_apart() -> None:
    async with rehearsal("alarm-two-households") as run:
        await run.play(until="asked")
        lists = [await call(h.visible[0], "AlarmClock", "ListAlarms") for h in run.sim.households]
        assert [told["CurrentAlarmListVersion"].rpartition(":")[2] for told in lists] == ["957", "92"]
        assert all('Enabled="1"' in told["CurrentAlarmList"] for told in lists)


async def test_the_list_of_alarms_is_behind_its_event() -> None:
    async with rehearsal("alarm-list-lag") as run, subscribe(run.rooms[0], "AlarmClock") as events:
        run.stage.start()
        await events.next()
        before = await call(run.rooms[0], "AlarmClock", "ListAlarms")
        await run.play(until="made")
        heard = (await events.next()).properties["AlarmListVersion"]
        assert heard != before["CurrentAlarmListVersion"]
        assert await call(run.rooms[0], "AlarmClock", "ListAlarms") == before
        assert (await call(run.rooms[1], "AlarmClock", "ListAlarms"))["CurrentAlarmListVersion"] == heard
        await run.sim.clock.advance(8)
        assert (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmListVersion"] == heard


async def test_a_class_is_repeated_two_thousand_times() -> None:
    async with rehearsal("alarm-metadata-growth") as run:
        await run.play(until="asked")
        listed = (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmList"]
        metadata = ET.fromstring(listed)[0].attrib["ProgramMetaData"]
        kind = next(element for element in ET.fromstring(metadata).iter() if element.tag.endswith("}class"))
        assert (kind.text or "").count(".sonos-favorite") == 2000


async def test_pictures_are_told_of_in_five_forms() -> None:
    async with rehearsal("albumart-mixed-forms") as run:
        run.stage.start()
        for room, other in (run.rooms, reversed(run.rooms)):
            told = (await browse(room, "FV:2"))["Result"]
            with pytest.raises(ET.ParseError):
                ET.fromstring(told)
            items = [re.findall("<upnp:albumArtURI>(.*?)<", item) for item in told.split("<item ")[1:]]
            assert [len(art) for art in items] == [1, 1, 1, 0, 2]
            assert items[0][0].startswith("/getaa?s=1&amp;u=")
            assert items[1][0].startswith(f"http://{other.address}:1400/getaa?")
            assert items[2][0] == "https://art.example/cover.png?size=300&v=9"
            for player, art in ((room, items[0][0]), (other, items[1][0]), (room, items[4][0])):
                path = "/getaa?" + art.partition("?")[2].replace("&amp;", "&")
                assert (await request(player, "GET", path)).status == 200


async def test_an_input_has_a_format_that_is_in_no_table() -> None:
    async with rehearsal("unknown-audio-format") as run:
        room = run.stage.able("home-theatre")
        told = []
        for mark in ("start", "sounds"):
            await run.play(until=mark)
            told.append((await call(room, "DeviceProperties", "GetZoneInfo"))["HTAudioIn"])
        assert told == ["0", "118489146"]


async def test_a_client_that_slept_is_unknown() -> None:
    async with rehearsal("client-suspend") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await events.next()
        await run.play(until="asleep")
        await run.sim.settle()
        with pytest.raises(ConnectionRefusedError):
            await request(run.rooms[1], "GET", "/xml/device_description.xml")
        await run.play(60, until="awake")
        await run.sim.settle()
        await events.none()
        assert (await events.renew()).status == 412


async def test_it_is_1970() -> None:
    async with rehearsal("speaker-clock-unset") as run, subscribe(run.rooms[1], "AlarmClock") as events:
        await events.next()
        run.stage.start()
        assert (await call(run.rooms[1], "AlarmClock", "GetTimeNow"))["CurrentUTCTime"] == "1970-01-01 00:00:00"
        await run.play(until="set")
        assert (await call(run.rooms[1], "AlarmClock", "GetTimeNow"))["CurrentUTCTime"] == "2026-01-01 12:03:00"
        assert int((await events.next()).properties["TimeGeneration"]) > 1
