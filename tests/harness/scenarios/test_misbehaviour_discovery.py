"""What scenarios of discovery and of hostile networks promise, seen with raw sockets."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET

import pytest

from tests.support.rehearsal import Rehearsal, rehearsal
from tests.support.searching import Place, browse, search
from tests.support.tasks.security import external
from tests.support.wire import call, request, subscribe
from tests.support.zones import members, topology

DESCRIPTION = "/xml/device_description.xml"


async def who(address: str) -> str:
    """The UUID of whoever is at ``address``."""
    reply = await request(Place(address), "GET", DESCRIPTION)  # type: ignore[arg-type]
    return reply.body.decode().partition("<UDN>uuid:")[2].partition("</UDN>")[0]


async def listed(run: Rehearsal) -> dict[str, tuple[str, str]]:
    """Location and BootSeq by UUID, as the first room tells."""
    return {m["UUID"]: (m["Location"], m["BootSeq"]) for m in members(await topology(run.rooms[0]))}


async def test_ssdp_is_silent_and_mdns_is_not() -> None:
    async with rehearsal("ssdp-multicast-blocked") as run:
        assert len(await search(run.sim)) == 2
        run.stage.start()
        assert await search(run.sim) == []
        assert [record.uuid for record in await browse(run.sim)] == [room.uuid for room in run.rooms]


async def test_the_third_search_is_heard_and_one_room_is_not() -> None:
    async with rehearsal("ssdp-lossy") as run:
        run.stage.start()
        assert await search(run.sim, times=2) == []
        found = [answer["USN"].split(":")[1] for answer in await search(run.sim, times=3)]
        assert sorted(found) == sorted([run.rooms[0].uuid, run.rooms[2].uuid] * 3)


async def test_a_household_has_a_short_id_and_a_long_one() -> None:
    async with rehearsal("household-id-dotted-variant") as run:
        run.stage.start()
        told = {(a["X-RINCON-HOUSEHOLD"], a["HOUSEHOLD.SMARTSPEAKER.AUDIO"]) for a in await search(run.sim)}
        assert len(told) == 2
        assert (run.sim.household.id, run.sim.household.muse_id) in told
        assert all(long.startswith(f"{short}.") for short, long in told)


async def test_the_first_answer_is_an_impostors() -> None:
    async with rehearsal("ssdp-impostor") as run:
        run.stage.start()
        first, *others = await search(run.sim)
        assert len(others) == 2
        assert "X-RINCON-HOUSEHOLD" not in first
        with pytest.raises(ConnectionRefusedError):
            await who(Place.of(first["LOCATION"]).address)


async def test_the_router_stands_in_address_records() -> None:
    async with rehearsal("mdns-reflector-wrong-address") as run:
        await run.play(until="start")
        assert await search(run.sim) == []
        for room, record in zip(run.rooms, await browse(run.sim), strict=True):
            assert record.address != room.address
            assert record.location == f"{room.base_url}{DESCRIPTION}"


async def test_an_answer_comes_from_another_player() -> None:
    async with rehearsal("ssdp-relayed-by-proxy") as run:
        run.stage.start()
        first, second = run.rooms
        by_place = {Place.of(answer["LOCATION"]).address: answer for answer in await search(run.sim)}
        assert "X-RINCON-PROXY" not in by_place[first.address]
        relayed = by_place[second.address]
        assert (relayed["FROM"], relayed["X-RINCON-PROXY"]) == (first.address, first.uuid)


async def test_a_speaker_without_household() -> None:
    async with rehearsal("unconfigured-speaker") as run:
        await run.play(until="start")
        (fresh,) = run.sim.households[1].players.values()
        told = {answer["USN"].split(":")[1]: answer for answer in await search(run.sim)}
        assert len(told) == 3
        assert told[fresh.uuid].keys() & {"X-RINCON-HOUSEHOLD", "HOUSEHOLD.SMARTSPEAKER.AUDIO"} == set()
        assert await call(fresh, "DeviceProperties", "GetHouseholdID") == {"CurrentHouseholdID": ""}
        assert (await call(fresh, "DeviceProperties", "GetZoneAttributes"))["CurrentZoneName"] == ""
        assert fresh.uuid not in await listed(run)


async def test_a_description_that_is_no_xml() -> None:
    async with rehearsal("device-description-malformed") as run:
        run.stage.start()
        reply = await request(run.rooms[0], "GET", DESCRIPTION)
        assert (reply.status, b"#DEACTIVATION_STATE_TAG_AND_VALUE#" in reply.body) == (200, True)
        with pytest.raises(ET.ParseError):
            ET.fromstring(reply.body)
        assert (await call(run.rooms[0], "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"] == "20"


@pytest.mark.parametrize(
    ("name", "mark", "dark", "step"),
    [("ghost-member-in-topology", "start", 1, 330), ("power-cut-no-byebye", "", 60, 630)],
)
async def test_a_room_is_listed_where_nobody_is(name: str, mark: str, dark: float, step: float) -> None:
    async with rehearsal(name) as run:
        await run.play(until="start")
        gone = run.rooms[1]
        before = (await listed(run))[gone.uuid]
        await run.sim.clock.advance(dark)
        assert (await listed(run))[gone.uuid] == before
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(who(gone.address), 0.05)
        await run.sim.clock.advance(step)
        assert await who(gone.address) == gone.uuid
        location, boots = (await listed(run))[gone.uuid]
        assert (location, int(boots)) == (before[0], int(before[1]) + 1)


async def test_an_event_tells_another_location() -> None:
    async with rehearsal("dhcp-address-change-online") as run, subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        moved = run.rooms[1]
        old, before = moved.address, (await listed(run))[moved.uuid]
        await events.next()
        await run.play(until="moved")
        state = ET.fromstring((await events.next()).properties["ZoneGroupState"])
        (told,) = [member for member in members(state) if member["UUID"] == moved.uuid]
        assert told["Location"] == f"{moved.base_url}{DESCRIPTION}" != before[0]
        assert told["BootSeq"] == before[1]
        assert await who(moved.address) == moved.uuid
        with pytest.raises(ConnectionRefusedError):
            await who(old)


async def test_the_other_one_answers() -> None:
    async with rehearsal("ip-swap") as run:
        addresses = [room.address for room in run.rooms]
        uuids = [await who(address) for address in addresses]
        await run.play(until="swapped")
        assert [await who(address) for address in addresses] == uuids[::-1]


async def test_mdns_knows_of_the_reboot_before_ssdp() -> None:
    async with rehearsal("mdns-first-ssdp-late") as run:
        rebooted = run.rooms[0]
        await run.play(until="back")
        assert next(r.boots for r in await browse(run.sim) if r.uuid == rebooted.uuid) == 2
        assert not [answer for answer in await search(run.sim) if rebooted.uuid in answer["USN"]]
        assert announcements(run, rebooted.uuid, "back") == []
        await run.play(until="announced")
        announced = announcements(run, rebooted.uuid, "back")
        assert all(b"ssdp:alive" in data and b"BOOTID.UPNP.ORG: 2\r\n" in data for data in announced)
        assert announced != []


async def test_a_goodbye_with_its_reason() -> None:
    async with rehearsal("byebye-with-reason") as run:
        await run.play(until="gone")
        portable = run.stage.able("battery")
        farewells = announcements(run, portable.uuid, "gone")
        assert all(b"ssdp:byebye" in data and b"X-RINCON-REASON: sleeping\r\n" in data for data in farewells)
        assert farewells != []
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(who(portable.address), 0.05)
        await run.play(until="back")
        assert await who(portable.address) == portable.uuid


def announcements(run: Rehearsal, uuid: str, mark: str) -> list[bytes]:
    """What the player has announced since the mark."""
    since = run.stage.after(mark)
    sent = [entry.record for entry in run.sim.journal.datagrams if since(entry) and entry.record.direction == "out"]
    return [record.data for record in sent if record.player == uuid and record.data.startswith(b"NOTIFY")]


async def test_documents_name_a_canary() -> None:
    async with rehearsal("xxe-file-and-ssrf") as run:
        await run.play(until="odd")
        description = (await request(run.rooms[0], "GET", DESCRIPTION)).body.decode()
        assert [url.rpartition("/")[2] for url in external(description)] == ["part.dtd", "page"]
        await run.sim.clock.advance(61)
        async with subscribe(run.rooms[0], "RenderingControl") as events:
            inner = (await events.next()).properties["LastChange"]
            assert [url.rpartition("/")[2] for url in external(inner)] == ["part.dtd", "page"]
        assert (await request(run.rooms[0], "GET", "/canary/page")).status == 404
        await run.play()
        assert "it fetches nothing that a document names" in " ".join(run.failed())


async def test_two_answers_lead_to_the_searcher_itself() -> None:
    async with rehearsal("rogue-ssdp-location") as run:
        run.stage.start()
        *forged, _, _ = await search(run.sim)
        places = [Place.of(answer["LOCATION"]) for answer in forged]
        assert [place.address for place in places] == ["127.0.0.1", "localhost"]
        assert {answer["X-RINCON-HOUSEHOLD"] for answer in forged} == {run.sim.household.id}
        assert not {answer["FROM"] for answer in forged} & {"127.0.0.1"}
        _, writer = await asyncio.open_connection("127.0.0.1", places[0].port)
        writer.close()
        await run.play()
        assert run.stage.notes["visits"] == "1"
