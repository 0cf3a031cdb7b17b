"""What scenarios promise is on the wire, seen with raw sockets."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from tests.support.naive import Naive
from tests.support.rehearsal import rehearsal
from tests.support.wire import Fault, call, path_of, request, subscribe

if TYPE_CHECKING:
    from tests.support.wire import Reply

RENDERING = path_of("RenderingControl", "Event")
NEW = {"CALLBACK": "<http://127.0.0.1:9/>", "NT": "upnp:event", "TIMEOUT": "Second-600"}


async def test_a_renewal_is_412() -> None:
    async with rehearsal("renew-412-lost-sid") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await events.next()
        assert (await events.renew()).status == 200
        await run.play(until="lost")
        reply = await events.renew()
        assert (reply.status, reply.header("SID"), reply.header("TIMEOUT")) == (412, None, None)


@pytest.mark.parametrize(("name", "mark"), [("reboot-bootseq", "back"), ("rolling-upgrade", "end")])
async def test_a_player_comes_back_with_a_higher_boot_sequence(name: str, mark: str) -> None:
    async with rehearsal(name) as run, subscribe(run.rooms[0], "RenderingControl") as events:
        before = await boot_sequence(run.rooms[0])
        await run.play(until=mark)
        await run.sim.settle()
        assert await boot_sequence(run.rooms[0]) == before + 1
        assert (await events.renew()).status == 412


async def boot_sequence(player: object) -> int:
    state = (await call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]  # type: ignore[arg-type]
    members = {m.get("UUID"): m.get("BootSeq", "") for m in ET.fromstring(state).iter("ZoneGroupMember")}
    return int(members[player.uuid])  # type: ignore[attr-defined]


async def test_a_large_household_refuses_to_tell_its_topology() -> None:
    async with rehearsal("zgs-501-large-household") as run:
        with pytest.raises(Fault, match="501"):
            await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState")
        async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
            assert (await events.next()).properties["ZoneGroupState"].count("<ZoneGroupMember ") == 30


@pytest.mark.parametrize("path", ["/xml/device_description.xml", RENDERING])
async def test_everything_is_403(path: str) -> None:
    async with rehearsal("upnp-disabled-403") as run:

        async def ask() -> Reply:
            return await request(run.rooms[0], "SUBSCRIBE" if path == RENDERING else "GET", path, NEW)

        assert (await ask()).status == 200
        await run.play(until="off")
        assert (await ask()).status == 403
        await run.play(30, until="on")
        assert (await ask()).status == 200


@pytest.mark.parametrize(("name", "status"), [("subscribe-412-storm", 412), ("subscription-slots-full", 503)])
async def test_subscriptions_are_refused(name: str, status: int) -> None:
    async with rehearsal(name) as run:
        run.stage.start()
        assert (await request(run.rooms[0], "SUBSCRIBE", RENDERING, NEW)).status == status


async def test_less_time_is_granted() -> None:
    async with rehearsal("granted-timeout-shorter") as run:
        reply = await request(run.rooms[0], "SUBSCRIBE", RENDERING, NEW)
        assert reply.header("TIMEOUT") == "Second-120"


@pytest.mark.parametrize("name", ["lastchange-bare-ampersand", "lastchange-invalid-chars"])
async def test_last_change_is_no_xml(name: str) -> None:
    async with rehearsal(name) as run, subscribe(run.rooms[0], "RenderingControl") as events:
        assert (await events.next()).changes["Volume/Master"] == "20"
        await run.play(until="odd")
        odd = await events.next()
        with pytest.raises(ET.ParseError):
            _ = odd.changes
        await run.play(until="knob")
        assert (await events.next()).changes["Volume/Master"] == "42"


async def test_numbers_are_missing() -> None:
    async with rehearsal("seq-gap") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await run.play(until="knob")
        assert [(await events.next()).seq for _ in range(3)] == [0, 3, 4]


async def test_an_event_comes_three_times() -> None:
    async with rehearsal("duplicate-events") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await run.play(until="knob")
        assert [(await events.next()).seq for _ in range(5)] == [0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("name", "service", "variable", "there"),
    [
        ("unknown-evented-variable", "RenderingControl", "ShineOn", True),
        ("zgt-event-without-state", "ZoneGroupTopology", "ZoneGroupState", False),
        ("lastchange-without-transportstate", "AVTransport", "TransportState", False),
    ],
)
async def test_variables_of_an_event(name: str, service: str, variable: str, *, there: bool) -> None:
    async with rehearsal(name) as run:
        run.stage.start()
        async with subscribe(run.rooms[0], service) as events:
            first = await events.next()
            await run.play()
            odd = await events.next()
            seen = [event.changes if service == "AVTransport" else event.properties for event in (first, odd)]
            assert [variable in shown for shown in seen] == [not there, there]


async def test_the_first_event_overtakes_the_sid() -> None:
    async with rehearsal("initial-event-before-response") as run:
        run.stage.start()
        naive = Naive(run)
        await naive.start()
        # It broke down at each first event, as it did not know the SID yet, and nothing else was sent.
        assert all(listener.is_broken for listener in naive.listeners)
        await naive.stop()


async def test_the_first_event_is_late() -> None:
    async with rehearsal("initial-event-late") as run:
        run.stage.start()
        async with subscribe(run.rooms[0], "RenderingControl") as events:
            await run.sim.clock.advance(11)
            await events.none()
            await run.sim.clock.advance(1)
            assert (await events.next()).seq == 0


async def test_renewals_succeed_and_nothing_comes() -> None:
    async with rehearsal("subscription-silently-dead") as run, subscribe(run.rooms[0], "RenderingControl") as events:
        await events.next()
        await run.play(until="deaf")
        await events.none()
        assert (await events.renew()).status == 200
        async with subscribe(run.rooms[0], "RenderingControl") as anew:
            assert (await anew.next()).changes["Volume/Master"] == "42"


async def test_no_event_arrives() -> None:
    async with rehearsal("callback-unreachable") as run:
        run.stage.start()
        async with subscribe(run.rooms[0], "RenderingControl") as events:
            await events.none()


async def test_a_join_shows_late() -> None:
    async with rehearsal("join-topology-slow") as run:
        one, other = run.rooms[:2]
        state = await call(one, "ZoneGroupTopology", "GetZoneGroupState")
        await call(other, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{one.uuid}", CurrentURIMetaData="")
        await run.sim.clock.advance(19)
        assert await call(one, "ZoneGroupTopology", "GetZoneGroupState") == state
        await run.sim.clock.advance(2)
        now = ET.fromstring((await call(one, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
        assert len(now.findall("ZoneGroups/ZoneGroup")) == 1


async def test_enqueuing_is_answered_late_and_done_at_once() -> None:
    async with rehearsal("slow-enqueue-not-idempotent") as run:
        run.stage.start()
        adding = asyncio.create_task(
            call(
                run.rooms[0], "AVTransport", "AddURIToQueue", EnqueuedURI="http://files.example/a.mp3",
                EnqueuedURIMetaData="", DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
            )
        )  # fmt: skip
        await run.quiet()
        assert (len(run.rooms[0].queue), adding.done()) == (1, False)
        await run.sim.clock.advance(40)
        assert (await adding)["NewQueueLength"] == "1"


async def test_the_music_goes_on_without_its_coordinator() -> None:
    async with rehearsal("coordinator-leaves-mid-play") as run:
        await run.play(until="left")
        states = [await call(room, "AVTransport", "GetTransportInfo") for room in run.rooms[:2]]
        assert [state["CurrentTransportState"] for state in states] == ["STOPPED", "PLAYING"]
        assert "x-rincon-queue" in (await call(run.rooms[1], "AVTransport", "GetMediaInfo"))["CurrentURI"]


@pytest.mark.parametrize(
    ("name", "source"), [("airplay-takeover", ":1,airplay:"), ("spotify-connect-takeover", ":2,spotify:")]
)
async def test_somebody_takes_over(name: str, source: str) -> None:
    async with rehearsal(name) as run:
        await run.play(until="taken")
        room = run.stage.able("airplay")
        assert f"x-sonos-vli:{room.uuid}{source}" in (await call(room, "AVTransport", "GetMediaInfo"))["CurrentURI"]


async def test_the_volume_is_fixed() -> None:
    async with rehearsal("501-fixed-volume") as run:
        await run.play(until="grouped")
        with pytest.raises(Fault, match="501"):
            await call(run.stage.able("line-out"), "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=40)


@pytest.mark.parametrize("name", ["dhcp-address-change-offline", "roam-return-same-or-new-ip"])
async def test_a_player_is_at_another_address(name: str) -> None:
    async with rehearsal(name) as run:
        player = run.rooms[0] if name.startswith("roam") else run.rooms[1]
        before = player.address
        await run.play(30, until="back")
        await run.sim.settle()
        assert player.address != before
        assert (await request(player, "GET", "/xml/device_description.xml")).status == 200


async def test_the_topology_has_the_old_form() -> None:
    async with rehearsal("zgs-legacy-and-wrapped") as run:
        run.stage.start()
        told = (await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
            event = (await events.next()).properties["ZoneGroupState"]
        assert [ET.fromstring(state).tag for state in (told, event)] == ["ZoneGroups", "ZoneGroups"]


async def test_a_group_has_no_members() -> None:
    async with rehearsal("incomplete-group-node") as run, subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        await events.next()
        await run.play(until="knob")
        groups = list(ET.fromstring((await events.next()).properties["ZoneGroupState"]).iter("ZoneGroup"))
        assert sorted(len(group) for group in groups) == [0, 1]


@pytest.mark.parametrize(("name", "returned"), [("browse-page-cap", 20), ("favorite-res-md-broken", 5)])
async def test_a_page_of_favourites(name: str, returned: int) -> None:
    async with rehearsal(name) as run:
        run.stage.start()
        page = await call(
            run.rooms[0], "ContentDirectory", "Browse", ObjectID="FV:2", BrowseFlag="BrowseDirectChildren", Filter="*",
            StartingIndex=0, RequestedCount=1000, SortCriteria="",
        )  # fmt: skip
        items = list(ET.fromstring(page["Result"]))
        assert len(items) == int(page["NumberReturned"]) == returned < int(page["TotalMatches"])
        without_res = [item for item in items if not any(element.tag.endswith("}res") for element in item)]
        assert len(without_res) == (name == "favorite-res-md-broken")


async def test_the_version_of_the_alarms_goes_back() -> None:
    async with rehearsal("alarm-version-uid-change") as run:
        run.stage.start()
        before = (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmListVersion"].split(":")
        await run.play()
        after = (await call(run.rooms[0], "AlarmClock", "ListAlarms"))["CurrentAlarmListVersion"].split(":")
        assert (before[0], after[0]) == (run.rooms[0].uuid, run.rooms[1].uuid)
        assert int(after[1]) < int(before[1])


async def test_a_model_that_nobody_knows() -> None:
    async with rehearsal("new-model-name") as run:
        run.stage.start()
        known, unknown = [await request(room, "GET", "/xml/device_description.xml") for room in run.rooms]
        assert (b"Sonos Nova" in known.body, b"<modelNumber>Sonos Nova<" in unknown.body) == (False, True)


async def test_a_part_of_the_network_is_away() -> None:
    async with rehearsal("network-partition-and-heal") as run:
        await run.play(until="start")
        await run.sim.clock.advance(60)
        await run.sim.settle()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await request(run.rooms[1], "GET", "/xml/device_description.xml")
        assert (await request(run.rooms[0], "GET", "/xml/device_description.xml")).status == 200
        await run.play(until="healed")
        await run.sim.settle()
        assert (await request(run.rooms[1], "GET", "/xml/device_description.xml")).status == 200


async def test_a_player_comes_and_goes() -> None:
    async with rehearsal("vanish-flap") as run:
        await run.play(until="start")
        await run.sim.clock.advance(70)
        with pytest.raises(ConnectionError):
            await request(run.rooms[1], "GET", "/xml/device_description.xml")
        await run.sim.clock.advance(20)
        assert (await request(run.rooms[1], "GET", "/xml/device_description.xml")).status == 200


async def test_an_old_topology_arrives_last() -> None:
    async with rehearsal("join-intermediate-states-reordered") as run:
        run.stage.start()
        async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
            await run.play(until="joined")
            told = [await events.next() for _ in range(5)]
        assert [event.seq for event in told] == [0, 1, 3, 4, 2]
        groups = [event.properties["ZoneGroupState"].count("<ZoneGroup ") for event in told]
        assert groups == [5, 4, 2, 1, 3]


async def test_a_member_refuses_to_pause() -> None:
    async with rehearsal("command-to-non-coordinator") as run:
        await run.play(until="joined")
        with pytest.raises(Fault, match="701"):
            await call(run.rooms[1], "AVTransport", "Pause")


async def test_regrouping_makes_a_storm_of_events() -> None:
    async with rehearsal("topology-event-storm") as run, subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        await run.play()
        assert max([(await events.next()).seq for _ in range(55)]) == 54


async def test_classes_that_no_list_knows() -> None:
    async with rehearsal("vendor-didl-classes") as run:
        run.stage.start()
        page = await call(
            run.rooms[0], "ContentDirectory", "Browse", ObjectID="FV:2", BrowseFlag="BrowseDirectChildren", Filter="*",
            StartingIndex=0, RequestedCount=5, SortCriteria="",
        )  # fmt: skip
        classes = [e.text for e in ET.fromstring(page["Result"]).iter() if e.tag.endswith("}class")]
        assert "object.container.playlistContainer.#PlaylistView" in classes


async def test_both_households_answer() -> None:
    async with rehearsal("two-households-one-lan") as run:
        ids = [await call(p, "DeviceProperties", "GetHouseholdID") for p in (run.rooms[0], run.sim["Neighbour 1"])]
        assert ids[0] != ids[1]
        state = (await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        assert ("Office" in state, "Neighbour" in state) == (True, False)
