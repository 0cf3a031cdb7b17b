"""The journal: what it keeps, what can be asked, and that it says the same each time."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.harness import journal as journal_module
from sonos_sim.harness.gena_faults import Double, Drop, Reorder
from sonos_sim.harness.journal import Journal
from sonos_sim.harness.transport_faults import EmptyReply, Truncate
from sonos_sim.server.records import ActionRecord, WarningRecord
from tests.support import wire
from tests.support.wire import Fault as Refusal
from tests.support.wire import call, request, subscribe

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from sonos_sim import Player
    from tests.conftest import Simulate
    from tests.support.wire import Events

RENDERING = "RenderingControl"


async def set_volume(player: Player, volume: int) -> None:
    await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=volume)


async def test_calls_with_their_arguments(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    await set_volume(sim["Kitchen"], 25)
    await set_volume(sim["Office"], 26)
    await call(sim["Office"], "AVTransport", "GetTransportInfo")
    journal = sim.journal
    assert journal.calls("RenderingControl.SetVolume")[-1].arguments["DesiredVolume"] == "26"
    assert [c.room for c in journal.calls("RenderingControl")] == ["Kitchen", "Office"]
    assert len(journal.calls()) == 3
    assert len(journal.calls("*.Get*")) == 1
    assert len(journal.calls(player="Office")) == 2
    assert len(journal.calls("RenderingControl.SetVolume", DesiredVolume=25)) == 1
    assert journal.calls("AVTransport.GetTransportInfo")[0].outputs["CurrentTransportState"] == "STOPPED"


async def test_entries_stand_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    await set_volume(sim["Kitchen"], 25)
    await sim.clock.advance(minutes=5)
    await set_volume(sim["Kitchen"], 26)
    first, second = sim.journal.calls("RenderingControl")
    assert second.at - first.at == 300
    assert 0 <= first.real <= second.real < first.real + 60
    assert first.number < second.number


async def test_events_requests_faults_and_changes(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        await request(sim["Kitchen"], "GET", "/xml/device_description.xml")
        sim.faults.add("RenderingControl", upnp_error=501, times=1)
        with pytest.raises(Refusal):
            await set_volume(sim["Kitchen"], 25)
        await set_volume(sim["Kitchen"], 25)
        await events.next()
    journal = sim.journal
    assert [(e.service, e.seq) for e in journal.events("Rendering*")] == [
        ("RenderingControl", 0),
        ("RenderingControl", 1),
    ]
    assert journal.events(variable="LastChange", player="Kitchen")
    assert not journal.events("AVTransport")
    assert [(r.method, r.status) for r in journal.requests] == [("SUBSCRIBE", 200), ("GET", 200)]
    assert [(f.fault, f.record.at, f.room) for f in journal.faults] == [
        ("upnp error 501", "RenderingControl.SetVolume", "Kitchen")
    ]
    assert "rendering" in {c.what for c in journal.changes}


async def test_power_is_told(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    sim.household.power_off(sim["Kitchen"], "sleeping")
    assert ("power", "off sleeping") in {(c.what, c.detail) for c in sim.journal.changes}


async def test_repeated_changes_are_told_once_between_other_entries(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    for volume in range(30, 40):
        sim["Kitchen"].rendering.set_volume(volume, sim["Kitchen"].behaviour)
    assert [c.what for c in sim.journal.changes].count("rendering") == 1


async def test_a_failed_assertion_shows_the_nearest_misses(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    await call(sim["Kitchen"], "AVTransport", "GetTransportInfo")
    for volume in (25, 27):
        await set_volume(sim["Kitchen"], volume)
    with pytest.raises(AssertionError) as failure:
        sim.journal.assert_called("RenderingControl.SetVolume", player="Kitchen", DesiredVolume=26)
    text = str(failure.value)
    assert text.startswith("RenderingControl.SetVolume(DesiredVolume=26) in Kitchen was called 0 times, expected at ")
    assert "RenderingControl.SetVolume(Channel=Master, DesiredVolume=25)   <- DesiredVolume is '25'" in text
    assert "DesiredVolume is '27'" in text


async def test_at_most_five_misses_and_the_nearest_of_them(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    for volume in range(20):
        await set_volume(sim["Kitchen"], volume)
    await call(sim["Kitchen"], "AVTransport", "GetTransportInfo")
    with pytest.raises(AssertionError) as failure:
        sim.journal.assert_called("AVTransport.GetTransportSettings")
    lines = str(failure.value).splitlines()
    assert len(lines) == 6
    assert "GetTransportInfo" in lines[-1]


async def test_assertions_that_hold_and_that_do_not(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(AssertionError, match="No action was called"):
        sim.journal.assert_called("AVTransport.Play")
    await set_volume(sim["Kitchen"], 25)
    sim.journal.assert_called("RenderingControl.SetVolume", times=1, DesiredVolume=25)
    sim.journal.assert_not_called("AVTransport.Play")
    with pytest.raises(AssertionError, match="expected 2 times"):
        sim.journal.assert_called("RenderingControl.SetVolume", times=2)
    with pytest.raises(AssertionError, match="expected never"):
        sim.journal.assert_not_called("RenderingControl")
    with pytest.raises(AssertionError, match="no fault struck"):
        sim.journal.assert_fired("reset")


def test_it_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    household = Household(seed=7, clock=Clock.stopped())
    journal = Journal([household], size=10)
    for number in range(25):
        journal.record(WarningRecord("", str(number)))
    assert [w.text for w in journal.warnings] == [str(n) for n in range(15, 25)]
    monkeypatch.setattr(journal_module, "MEMORY", 100)
    for number in range(5):
        journal.record(ActionRecord("", "", "ContentDirectory", "Browse", {}, {"Result": f"{number}" * 40}))
    assert [call.outputs["Result"][0] for call in journal.calls()] == ["3", "4"]
    told = ActionRecord("", "", "ZoneGroupTopology", "GetZoneGroupState", {}, {"ZoneGroupState": "x" * 40})
    for _ in range(5):
        journal.record(told)
    assert len(journal.calls("ZoneGroupTopology")) == 5  # the same text is kept once
    assert len(journal.calls()) == 6
    journal.clear()
    assert len(journal) == 0


async def test_export_as_http_archive(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    await set_volume(sim["Kitchen"], 25)
    await request(sim["Kitchen"], "GET", "/xml/device_description.xml")
    log = json.loads(json.dumps(sim.journal.to_har()))["log"]
    posted, got = log["entries"]
    assert log["version"] == "1.2"
    assert posted["request"]["url"] == f"http://{sim['Kitchen'].address}:1400/MediaRenderer/RenderingControl/Control"
    assert "<DesiredVolume>25</DesiredVolume>" in posted["request"]["postData"]["text"]
    assert "SetVolumeResponse" in posted["response"]["content"]["text"]
    assert (got["request"]["method"], got["response"]["status"]) == ("GET", 200)


async def test_secrets_are_not_kept(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    with pytest.raises(Refusal):
        await call(
            sim["Kitchen"], "SystemProperties", "AddAccountX",
            AccountType=99999, AccountID="me", AccountPassword="hunter2",
        )  # fmt: skip
    assert "hunter2" not in sim.journal.to_jsonl()


async def session(steps: int, seed: int) -> str:
    """A long mixed session with faults, of which the household's seed decides some."""
    household = Household(seed=seed, clock=Clock.stopped())
    for room in ("Kitchen", "Office", "Bath"):
        household.add(room)
    choose = random.Random("what the test does")
    async with Simulator(household, discovery=False) as sim:
        sim.faults.add("RenderingControl.GetVolume", upnp_error=501, probability=0.2)
        sim.faults.add("RenderingControl", Drop(), probability=0.1)
        sim.faults.add("AVTransport", Double(), probability=0.1)
        sim.faults.add("RenderingControl", Reorder(), every=7, after=600)
        sim.faults.add("AVTransport.GetMediaInfo", Truncate(), every=5)
        sim.faults.add("GET *", EmptyReply(), probability=0.3)
        async with (
            subscribe_all(sim, "Kitchen"),
            subscribe_all(sim, "Office"),
        ):
            for _ in range(steps):
                await step(sim, choose)
                await sim.settle()
        return sim.journal.to_jsonl()


def subscribe_all(sim: Simulator, room: str) -> AbstractAsyncContextManager[Events]:
    wire.SETTLERS[id(sim.household)] = sim.network.settle
    return subscribe(sim[room], RENDERING)


async def step(sim: Simulator, choose: random.Random) -> None:
    player = choose.choice(sim.players)
    try:
        match choose.randrange(8):
            case 0 | 1:
                await set_volume(player, choose.randrange(101))
            case 2:
                await call(player, "RenderingControl", "GetVolume", Channel="Master")
            case 3:
                await call(player, "AVTransport", "GetMediaInfo")
            case 4:
                await sim.clock.advance(seconds=choose.randrange(60))
            case 5:
                await request(player, "GET", "/xml/device_description.xml")
            case 6:
                target = choose.choice(sim.players)
                await call(player, "AVTransport", "SetAVTransportURI",
                           CurrentURI=f"x-rincon:{target.uuid}", CurrentURIMetaData="")  # fmt: skip
            case 7:
                await call(player, "ZoneGroupTopology", "GetZoneGroupState")
    except (Refusal, ValueError, IndexError, SyntaxError):
        pass  # a planned fault: the journal tells it


async def test_the_same_seed_and_calls_give_the_same_bytes() -> None:
    first = await session(1000, seed=7)
    assert first == await session(1000, seed=7)
    assert len(first.splitlines()) > 1500
    kinds = {json.loads(line)["kind"] for line in first.splitlines()}
    assert kinds >= {"action", "request", "event", "fault", "state"}


async def test_another_seed_gives_others() -> None:
    assert await session(50, seed=7) != await session(50, seed=8)
