"""What scenarios about rooms and groups promise, seen with raw sockets."""

from __future__ import annotations

import asyncio

import pytest

from sonos_sim.harness.scenarios.bonds import hidden
from tests.support.rehearsal import rehearsal
from tests.support.wire import Fault, call, request, subscribe
from tests.support.zones import leaders, members, pause, topology


async def test_players_know_half_of_the_rooms() -> None:
    async with rehearsal("players-disagree") as run:
        run.stage.start()
        counts = [len(leaders(await topology(room))) for room in (run.rooms[0], run.rooms[-1])]
        assert counts == [5, 10]
        async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
            await events.next()
            await run.play(30, until="agreed")
            assert (await events.next()).properties["ZoneGroupState"].count("<ZoneGroupMember ") == 10
        assert leaders(await topology(run.rooms[0])) == leaders(await topology(run.rooms[-1]))


async def test_there_is_one_player() -> None:
    async with rehearsal("zgs-single-vs-list") as run:
        run.stage.start()
        state = await topology(run.rooms[0])
        assert (len(list(state.iter("ZoneGroupMember"))), list(state.iter("Device"))) == (1, [])


async def test_the_order_is_another_each_time() -> None:
    async with rehearsal("zgs-order-shuffled") as run:
        await run.play(20, until="start")
        await run.sim.clock.advance(60)
        orders = []
        for _ in range(3):
            await run.sim.clock.advance(20)
            for room in run.rooms[:2]:
                told = leaders(await topology(room))
                orders.append(tuple(told))
                assert set(told.values()) == {run.rooms[0].uuid}
                assert next(iter(told)) != run.rooms[0].uuid
        assert len(set(orders)) == 3
        assert orders[0] != orders[1]


async def test_a_satellite_tells_of_the_past() -> None:
    async with rehearsal("satellite-stale-topology") as run:
        await run.play(until="joined")
        bar, other = run.rooms[:2]
        told = [leaders(await topology(player))[other.uuid] for player in (bar, hidden(run.stage)[0])]
        assert told == [bar.uuid, other.uuid]
        assert run.scenario.told(run.sim.household)[:2] == hidden(run.stage)


async def test_reasons_for_having_vanished() -> None:
    async with rehearsal("vanished-device-reasons") as run:
        await run.play(30, until="gone")
        reasons = {d.attrib["UUID"]: d.attrib["Reason"] for d in (await topology(run.rooms[0])).iter("Device")}
        assert reasons == {run.rooms[1].uuid: "powered off", run.rooms[2].uuid: "gone for reasons of tomorrow"}
        await run.play(30, until="back")
        assert len(leaders(await topology(run.rooms[0]))) == 3


async def test_the_transport_knows_before_the_topology() -> None:
    async with rehearsal("group-hint-before-topology") as run, subscribe(run.rooms[1], "AVTransport") as events:
        await events.next()
        await run.play(1, until="joined")
        leader, follower = run.rooms[:2]
        changes = (await events.next()).changes
        assert changes["AVTransportURI"] == changes["CurrentTrackURI"] == f"x-rincon:{leader.uuid}"
        assert changes["TransportState"] == "PLAYING"
        assert leaders(await topology(leader))[follower.uuid] == follower.uuid
        await run.sim.clock.advance(20)
        assert leaders(await topology(leader))[follower.uuid] == leader.uuid


async def test_a_room_that_left_is_silent_and_does_not_say_so() -> None:
    async with (
        rehearsal("unjoined-member-keeps-playing-state") as run,
        subscribe(run.rooms[1], "AVTransport") as events,
    ):
        await run.play(1, until="left")
        told = [(await events.next()).changes["TransportState"] for _ in range(2)]
        await events.none()
        assert told == ["STOPPED", "PLAYING"]
        info = await call(run.rooms[1], "AVTransport", "GetTransportInfo")
        assert info["CurrentTransportState"] == "STOPPED"
        assert leaders(await topology(run.rooms[0]))[run.rooms[1].uuid] == run.rooms[1].uuid


async def test_the_same_group_has_another_id() -> None:
    async with rehearsal("group-id-bump-same-members") as run:
        run.stage.start()
        before = (await topology(run.rooms[0])).findall("ZoneGroups/ZoneGroup")
        await run.play(until="renewed")
        after = (await topology(run.rooms[0])).findall("ZoneGroups/ZoneGroup")
        assert [len(groups) for groups in (before, after)] == [1, 1]
        assert before[0].attrib["Coordinator"] == after[0].attrib["Coordinator"]
        assert before[0].attrib["ID"] != after[0].attrib["ID"]


async def test_both_halves_of_a_pair_have_the_name_and_answer() -> None:
    async with rehearsal("stereo-pair-invisible-half") as run:
        run.stage.start()
        (half,) = hidden(run.stage)
        told = {m["UUID"]: m for m in members(await topology(half)) if m["ZoneName"] == run.rooms[0].name}
        assert {uuid: member.get("Invisible") for uuid, member in told.items()} == {
            run.rooms[0].uuid: None,
            half.uuid: "1",
        }
        assert (await request(half, "GET", "/xml/device_description.xml")).status == 200
        with pytest.raises(Fault, match="800"):
            await pause(run, half.uuid)


async def test_a_pair_is_two_rooms_for_a_while() -> None:
    async with rehearsal("pair-split-runtime") as run:
        rooms = {}
        for mark in ("start", "split", "paired"):
            await run.play(until=mark)
            shown = [m["ZoneName"] for m in members(await topology(run.rooms[0])) if "Invisible" not in m]
            rooms[mark] = sorted(shown)
        assert rooms == {
            "start": ["Kitchen", "Office"],
            "split": ["Kitchen", "Kitchen 2", "Office"],
            "paired": ["Kitchen", "Office"],
        }


async def test_two_rooms_have_one_name() -> None:
    async with rehearsal("duplicate-room-names") as run:
        run.stage.start()
        assert [m["ZoneName"] for m in members(await topology(run.rooms[0]))] == ["Kitchen", "Kitchen"]


async def test_satellites_are_listed_and_do_not_answer() -> None:
    async with rehearsal("ht-satellites-unreachable") as run:
        run.stage.start()
        await run.sim.settle()
        satellites = [element.attrib["UUID"] for element in (await topology(run.rooms[0])).iter("Satellite")]
        assert len(satellites) == 2
        for uuid in satellites:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await request(run.sim[uuid], "GET", "/xml/device_description.xml")


async def test_members_lose_their_coordinator() -> None:
    async with rehearsal("reboot-while-group-coordinator") as run:
        await run.play(until="gone")
        with pytest.raises(Fault, match="1024"):
            await pause(run, run.rooms[1].uuid)
        await run.play(until="settled")
        told = leaders(await topology(run.rooms[0]))
        rebooted, heir, other = (room.uuid for room in run.rooms)
        assert told == {rebooted: rebooted, heir: heir, other: heir}
        info = await call(run.rooms[1], "AVTransport", "GetTransportInfo")
        assert info["CurrentTransportState"] == "PLAYING"


async def test_a_player_has_another_household() -> None:
    async with rehearsal("household-change") as run:
        leaver = run.rooms[-1]
        before = await call(leaver, "DeviceProperties", "GetHouseholdID")
        await run.play(30, until="moved")
        after = await call(leaver, "DeviceProperties", "GetHouseholdID")
        assert before != after
        assert after == await call(run.sim["Neighbour 1"], "DeviceProperties", "GetHouseholdID")
        assert leaver.uuid not in leaders(await topology(run.rooms[0]))
        assert leaver.uuid in leaders(await topology(run.sim["Neighbour 1"]))
