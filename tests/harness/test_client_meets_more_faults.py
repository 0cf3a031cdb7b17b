"""The bundled client meets the other faults: late, frozen and odd answers, lost subscriptions, players that change."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sonos_client import ProblemKind, SonosClient, SonosError, TimedOutError, UPnPError
from sonos_client.description import PATH
from sonos_client.errors import ConnectionLostError, UnreachableError
from sonos_client.services import AVTransportChange, RenderingControlChange

from sonos_sim.harness.discovery_faults import DatagramHeaders, DelayDatagram, MdnsFirst, ReflectedMdns, Silence
from sonos_sim.harness.gena_faults import (
    DelayEvent,
    EarlyExpiry,
    FailDelivery,
    LoseSubscriptions,
    MutateBody,
    NotifyAfterUnsubscribe,
    RefuseSubscription,
    WithholdFirst,
    empty_res,
)
from sonos_sim.harness.player_faults import (
    Battery,
    Flap,
    HoldView,
    MediaFail,
    Move,
    Partition,
    Script,
    SoftwareUpdate,
    Switch,
    Takeover,
)
from sonos_sim.harness.soap_faults import Frozen, Ignored, TooLarge
from sonos_sim.harness.transport_faults import Delay, Hang, Headers, Reset, SlowDrip, StallReused
from sonos_sim.household.fetching import FetchError
from sonos_sim.household.randomness import draw_seed
from tests.support.client import ManualTimers, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sonos_client import EventProblem, Household

    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from tests.conftest import Simulate

ACTION = "RenderingControl.SetVolume"
URL = "http://127.0.0.1:9/song.mp3"


@asynccontextmanager
async def connected(
    sim: Simulator, timers: ManualTimers | None = None, **options: Any
) -> AsyncIterator[tuple[Household, list[EventProblem]]]:
    """A household whose time moves by hand, and the problems with its events."""
    problems: list[EventProblem] = []
    hosts = [sim.players[0].address]
    client = SonosClient(
        hosts, use_ssdp=False, use_mdns=False, timers=timers or ManualTimers(), check_interval=9999, **options
    )
    client.on_problem(problems.append)
    async with client:
        household = await client.connect()
        await household.listening()
        yield household, problems


def kinds(problems: list[EventProblem]) -> set[ProblemKind]:
    return {problem.kind for problem in problems if problem.service != "ZoneGroupTopology"}


def master(change: RenderingControlChange) -> int:
    assert change.volume is not None
    return change.volume["Master"]


def turn(sim: Simulator, volume: int, room: str = "Kitchen") -> None:
    sim[room].rendering.set_volume(volume, sim[room].behaviour)


# Connections and HTTP


@pytest.mark.parametrize(
    ("fault", "meanwhile", "seconds"),
    [(Delay(10), 20, 10), (SlowDrip(size=50), 33, 3600)],
    ids=lambda value: getattr(value, "name", None),
)
async def test_an_answer_that_takes_its_time(simulate: Simulate, fault: Fault, meanwhile: int, seconds: float) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, _):
        planned = sim.faults.add(ACTION, fault)
        waiting = asyncio.create_task(household["Kitchen"].set_volume(33))
        await asyncio.wait_for(planned.struck(), 5)
        await sim.clock.advance(seconds=2)
        assert (sim["Kitchen"].rendering.volume, waiting.done()) == (meanwhile, False)
        await sim.clock.advance(seconds=seconds)
        await asyncio.wait_for(waiting, 5)
        assert sim["Kitchen"].rendering.volume == 33


@pytest.mark.parametrize(
    ("fault", "raised", "acted"),
    [
        (Delay(10), TimedOutError, False),
        (SlowDrip(), TimedOutError, True),
        (Hang(after=True), TimedOutError, True),
        (Reset(at=30), ConnectionLostError, True),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_an_answer_that_takes_too_long(
    simulate: Simulate, fault: Fault, raised: type[SonosError], acted: bool
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim, timeout=0.5) as (household, _):
        sim.faults.add(ACTION, fault)
        with pytest.raises(raised) as error:
            await household["Kitchen"].set_volume(33)
        assert getattr(error.value, "may_have_happened", False)
        assert (sim["Kitchen"].rendering.volume == 33) is acted


async def test_a_connection_that_stalls_when_used_again_is_not_used_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"keep_alive": True})
    async with connected(sim, timeout=1) as (household, _):
        fault = sim.faults.add(StallReused())
        for volume in (30, 35):
            await household["Kitchen"].set_volume(volume)
            assert sim["Kitchen"].rendering.volume == volume
        assert fault.fired == 0


async def test_other_header_lines(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, _):
        address = household["Kitchen"].address
        before = (await household.transport.request("GET", address, PATH)).headers
        sim.faults.add("GET /xml/*", Headers(Server="nginx", Content_Type=None))
        after = (await household.transport.request("GET", address, PATH)).headers
        assert (before["Server"] == "nginx", "Content-Type" in before) == (False, True)
        assert (after["Server"], "Content-Type" in after) == ("nginx", False)


async def test_a_shorter_grant_is_renewed_sooner(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as (household, problems):
        sim.faults.add("SUBSCRIBE RenderingControl", Headers(TIMEOUT="Second-60"))
        async with household["Kitchen"].watch(RenderingControlChange):
            fault = sim.faults.add("RENEW RenderingControl", RefuseSubscription(412), times=1)
            await timers.wake(24, 36)
            await until(lambda: ProblemKind.LOST in kinds(problems))
            assert fault.fired == 1


# Actions


@pytest.mark.parametrize(
    ("at", "fault", "there", "told"),
    [
        ("RenderingControl.GetVolume", Frozen("CurrentVolume"), 33, 20),
        (ACTION, Ignored(), 20, 20),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_an_action_that_says_something_else(
    simulate: Simulate, at: str, fault: Fault, there: int, told: int
) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, _):
        kitchen = household["Kitchen"]
        planned = sim.faults.add(at, fault)
        assert await kitchen.volume() == 20
        await kitchen.set_volume(33)
        assert (sim["Kitchen"].rendering.volume, await kitchen.volume()) == (there, told)
        planned.remove()
        await kitchen.set_volume(34)
        assert await kitchen.volume() == 34


async def test_a_handler_in_front_of_an_action(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, _):
        sim.intercept("RenderingControl.GetVolume", lambda call: {"CurrentVolume": 99})
        assert await household["Kitchen"].volume() == 99


async def test_a_topology_that_is_too_large_comes_by_event(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    fault = sim.faults.add("ZoneGroupTopology.GetZoneGroupState", TooLarge(10))
    async with connected(sim) as (household, _):
        assert fault.fired == 1
        assert [player.room for player in household.rooms] == ["Kitchen", "Office"]
        with pytest.raises(UPnPError, match="501"):
            await household.refresh()


# Subscriptions and events


async def test_an_event_that_is_overtaken(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, problems), household["Kitchen"].watch(RenderingControlChange) as changes:
        await anext(changes)
        sim.faults.add("NOTIFY RenderingControl", DelayEvent(4), times=1)
        for volume in (30, 35):
            turn(sim, volume)
            await sim.settle()
        heard = [master(await asyncio.wait_for(anext(changes), 5)) for _ in range(2)]
        await sim.clock.advance(seconds=4)
        await sim.settle()
        turn(sim, 40)
        heard.append(master(await asyncio.wait_for(anext(changes), 5)))
        assert heard == [35, 35, 40], "the state was asked for again, and 30 came too late"
        assert ProblemKind.GAP in kinds(problems)


async def test_a_first_event_that_comes_late_is_polled_for(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as (household, problems):
        fault = sim.faults.add("RenderingControl", WithholdFirst(10))
        watch = household["Kitchen"].watch(RenderingControlChange)
        opening = asyncio.create_task(watch.open())
        await asyncio.wait_for(fault.struck(), 5)
        await timers.wake(5, 5)
        await asyncio.wait_for(opening, 5)
        polled = await asyncio.wait_for(anext(watch), 5)
        assert (polled.polled, master(polled)) == (True, 20)
        assert kinds(problems) == {ProblemKind.NOTHING_ARRIVES}
        await sim.clock.advance(seconds=10)
        first = await asyncio.wait_for(anext(watch), 5)
        assert (first.polled, first.initial) == (False, True)
        assert kinds(problems) == {ProblemKind.NOTHING_ARRIVES, ProblemKind.RESTORED}
        await watch.close()


@pytest.mark.parametrize(
    ("at", "fault", "from_the_start"),
    [
        ("SUBSCRIBE RenderingControl", EarlyExpiry(60), True),
        ("RENEW RenderingControl", RefuseSubscription(412), True),
        ("NOTIFY RenderingControl", FailDelivery(), False),
        ("*", LoseSubscriptions("RenderingControl"), False),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_a_subscription_that_is_lost_is_made_anew(
    simulate: Simulate, at: str, fault: Fault, from_the_start: bool
) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as (household, problems):
        planned = sim.faults.add(at, fault) if from_the_start else None
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            assert master(await anext(changes)) == 20
            planned = planned or sim.faults.add(at, fault)
            for volume in range(24, 34):
                await sim.clock.advance(seconds=6)
                turn(sim, volume)
                await sim.settle()
            assert not kinds(problems)
            if isinstance(fault, FailDelivery):
                planned.remove()
            await timers.wake(240, 360)  # The topology and the volume are renewed.
            await timers.wake(240, 360)
            await until(lambda: ProblemKind.LOST in kinds(problems))
            async with asyncio.timeout(5):
                while not (change := await anext(changes)).initial:
                    pass
            assert master(change) == 33


@pytest.mark.parametrize(
    "fault",
    [RefuseSubscription(503), Switch(subscription_slots=0)],
    ids=lambda fault: fault.name,
)
async def test_without_subscriptions_it_polls(simulate: Simulate, fault: Fault) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as (household, problems):
        planned = sim.faults.add(fault)
        async with household["Kitchen"].watch(RenderingControlChange) as changes:
            assert (await asyncio.wait_for(anext(changes), 5)).polled
            assert kinds(problems) == {ProblemKind.REFUSED}
            turn(sim, 33)
            await timers.wake(10, 10)
            change = await asyncio.wait_for(anext(changes), 5)
            assert (change.polled, master(change)) == (True, 33)
            planned.remove()
            await timers.wake(1, 3)
            change = await asyncio.wait_for(anext(changes), 5)
            assert (change.polled, change.initial) == (False, True)


async def test_a_player_that_allows_short_subscriptions_only(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    sim.faults.add(Switch(max_timeout=60))
    async with connected(sim, timers):
        assert [request.method for request in sim.journal.requests].count("SUBSCRIBE") == 1
        await timers.wake(24, 36)
        await until(lambda: [request.method for request in sim.journal.requests].count("SUBSCRIBE") == 2)


async def test_events_after_unsubscribe_are_turned_away(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, _):
        fault = sim.faults.add("UNSUBSCRIBE RenderingControl", NotifyAfterUnsubscribe(2))
        heard: list[RenderingControlChange] = []
        async with household["Kitchen"].watch(RenderingControlChange, callback=heard.append):
            pass
        await sim.settle()
        assert (fault.fired, len(heard)) == (1, 1)
        assert [event.seq for event in sim.journal.events("RenderingControl")] == [0, 1, 2]
        problem = "dropped: the callback answered 412"
        await until(lambda: [failed.problem for failed in sim.journal.failed_deliveries] == [problem])


async def test_an_empty_res_in_an_event(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_media": False})
    async with connected(sim) as (household, problems), household["Kitchen"].watch(AVTransportChange) as changes:
        await anext(changes)
        fault = sim.faults.add("NOTIFY AVTransport", MutateBody(empty_res))
        await household["Kitchen"].group.play_uri(URL, title="Song")
        async with asyncio.timeout(5):
            while "<res/>" not in (change := await anext(changes)).raw.get("CurrentTrackMetaData", ""):
                pass
        assert change.raw["CurrentTrackURI"] == URL
        assert fault.fired
        assert not kinds(problems)


# Discovery


@asynccontextmanager
async def searching(**options: Any) -> AsyncIterator[SonosClient]:
    async with SonosClient(interfaces=["127.0.0.1"], timeout=1, **options) as client:
        yield client


async def test_an_answer_to_a_search_that_comes_late(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", seed=draw_seed(), discovery=True, mdns=False)
    await sim.settle()
    async with searching(use_mdns=False) as client:
        fault = sim.faults.add("SSDP answer", DelayDatagram(5))
        search = asyncio.create_task(client.discover(sim.household.id, seconds=3, enough=1))
        await asyncio.wait_for(fault.struck(), 3)
        assert not search.done()
        await sim.clock.advance(seconds=5)
        assert [found.uuid for found in await search] == [sim["Kitchen"].uuid]


async def test_other_header_lines_in_an_answer_to_a_search(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", seed=draw_seed(), discovery=True, mdns=False)
    await sim.settle()
    async with searching(use_mdns=False) as client:
        sim.faults.add("SSDP answer", DatagramHeaders({"X-RINCON-BOOTSEQ": "7777"}))
        (found,) = await client.discover(sim.household.id, seconds=3, enough=1)
        assert (found.uuid, found.boot_sequence) == (sim["Kitchen"].uuid, 7777)


async def test_after_a_boot_it_is_silent_on_ssdp(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", seed=draw_seed(), discovery=True, mdns=False)
    await sim.settle()
    sim.faults.add(MdnsFirst(30))
    sim.household.power_off(sim["Kitchen"], "powered off")
    sim.household.power_on(sim["Kitchen"])
    await sim.settle()
    async with searching(use_mdns=False) as client:
        assert await client.discover(sim.household.id, seconds=0.3) == ()
        await sim.clock.advance(seconds=30)
        assert len(await client.discover(sim.household.id, seconds=3, enough=1)) == 1


async def test_the_text_counts_where_mdns_is_reflected(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", seed=draw_seed(), discovery=True, mdns=True)
    fault = sim.faults.add(ReflectedMdns())
    await sim.settle()
    async with searching(use_ssdp=False) as client:
        (found,) = await client.discover(sim.household.id, seconds=3, enough=1)
        assert (found.by, found.address) == ("mdns", f"{sim['Kitchen'].address}:{sim['Kitchen'].port}")
        assert fault.fired


async def test_silence_of_mdns_too(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", seed=draw_seed(), discovery=True, mdns=True)
    sim.faults.add(Silence(mdns=True), player="Kitchen")
    await sim.settle()
    async with searching() as client:
        found = await client.discover(sim.household.id, seconds=0.6)
        assert {one.uuid for one in found} == {sim["Office"].uuid}


# Players


async def test_a_battery_that_runs_low(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Roam:S27")
    async with connected(sim) as (household, _):
        roam = household["Roam"]
        before = roam.battery
        with sim.faults.add(Battery(3, charging=False), player="Roam"):
            await household.refresh()
            assert roam.battery is not None
            assert (roam.battery.percent, roam.battery.charging) == (3, False)
        await household.refresh()
        assert roam.battery == before


async def test_a_firmware_night(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as (household, _):
        office = household["Office"]
        sim.faults.add(SoftwareUpdate(software="96.0-78000", seconds=120), player="Office")
        await sim.settle()
        await until(lambda: not office.is_present)
        await sim.clock.advance(seconds=120)
        await until(lambda: office.is_present)
        versions = [(await player.describe()).software_version for player in (office, household["Kitchen"])]
        assert versions[0] == "96.0-78000" != versions[1]


async def test_a_flapping_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as (household, _):
        office = household["Office"]
        sim.faults.add(Flap(down=10, up=20, reason="sleeping"), player="Office")
        for seconds, present in ((0, False), (10, True), (20, False), (10, True)):
            await sim.clock.advance(seconds=seconds)
            await sim.settle()
            await until(partial(lambda wanted: office.is_present is wanted, present))
        await office.set_volume(33)
        assert sim["Office"].rendering.volume == 33


async def test_a_view_that_is_held(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    async with connected(sim) as (household, _):
        with sim.faults.add(HoldView(), player="Kitchen"):
            sim.household.groups.join(sim["Bath"], sim["Office"].uuid)
            await sim.settle()
            await household.refresh()
            assert len(household.groups) == 3
        await household.refresh()
        assert len(household.groups) == 2


async def test_a_script_of_changes(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim) as (household, _):
        sim.faults.add(
            Script(
                (0, lambda home: home.groups.join(home["Office"], home["Kitchen"].uuid)),
                (5, lambda home: home.groups.leave(home["Office"])),
            )
        )
        await until(lambda: len(household.groups) == 1)
        await sim.clock.advance(seconds=5)
        await until(lambda: len(household.groups) == 2)


@pytest.mark.parametrize(
    ("by", "scheme"), [("airplay", "x-sonos-vli:"), ("spotify", "x-sonos-vli:"), ("tv", "x-sonos-htastream:")]
)
async def test_somebody_takes_over(simulate: Simulate, by: Any, scheme: str) -> None:
    sim = await simulate("TV:S19")
    async with connected(sim) as (household, _), household["TV"].watch(AVTransportChange) as changes:
        assert not (await anext(changes)).raw["AVTransportURI"].startswith(scheme)
        sim.faults.add(Takeover(by))
        change = await asyncio.wait_for(anext(changes), 5)
        assert change.raw["AVTransportURI"].startswith(scheme)


@pytest.mark.parametrize(
    ("fault", "state", "status"),
    [
        (MediaFail(FetchError.HTTP, 404), "STOPPED", "ERROR_HTTP"),
        (Switch(fetch_media=False, transition_time=3600), "TRANSITIONING", "OK"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
async def test_play_that_does_not_play(simulate: Simulate, fault: Fault, state: str, status: str) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as (household, _):
        sim.faults.add(fault)
        group = household["Kitchen"].group
        await group.play_uri(URL)
        await sim.settle()
        assert await group.state() == state
        info = await household["Kitchen"].call("AVTransport", "GetTransportInfo", InstanceID=0)
        assert info["CurrentTransportStatus"] == status


async def test_a_player_that_reboots_at_another_address(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim, connect_timeout=0.3, timeout=0.5) as (household, problems):
        office = household["Office"]
        before = office.address
        async with office.watch(RenderingControlChange) as changes:
            await anext(changes)
            sim.faults.add(Move(reboots=True, seconds=30), player="Office")
            await sim.settle()
            await sim.clock.advance(seconds=30)
            await sim.settle()
            await until(lambda: office.address != before)
            assert office.address.startswith(sim["Office"].address)
            assert (await asyncio.wait_for(anext(changes), 5)).initial
            assert ProblemKind.MOVED in kinds(problems)


@pytest.mark.parametrize(("client", "cut_off"), [("127.0.0.1", True), ("192.0.2.7", False)])
async def test_a_network_that_is_parted_for_one_client(simulate: Simulate, client: str, cut_off: bool) -> None:
    sim = await simulate("Kitchen", "Office")
    async with connected(sim, timeout=0.5) as (household, _):
        fault = sim.faults.add(Partition(client), player="Office")
        try:
            await household["Office"].set_volume(33)
        except (TimedOutError, UnreachableError):
            assert cut_off
        else:
            assert not cut_off
        fault.remove()
        await household["Office"].set_volume(34)
        assert sim["Office"].rendering.volume == 34
