"""A simulator put back to an earlier instant, as its clients see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from tests.support import wire
from tests.support.media import Asked, answer, hang, head, icy_block, serve_media, wav
from tests.support.playing import fill
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    import asyncio

    from tests.conftest import Simulate


async def volume(sim: Simulator) -> str:
    return (await call(sim["Kitchen"], "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"]


async def set_volume(sim: Simulator, wanted: int) -> None:
    await call(sim["Kitchen"], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=wanted)


async def test_what_changes_back_is_evented(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        kept = sim.snapshot()
        await set_volume(sim, 55)
        assert (await events.next()).changes["Volume/Master"] == "55"
        await sim.restore(kept)
        assert (await events.next()).changes["Volume/Master"] == "20"
        await sim.restore(kept)
        await events.none()
    assert await volume(sim) == "20"


@pytest.mark.parametrize("rate", [0, 0.001])
async def test_what_was_due_is_due_again(simulate: Simulate, rate: float) -> None:
    """The clock's driver looks for the next work while the clock is turned back."""
    sim = await simulate("Kitchen", clock=Clock(rate))
    kitchen = sim["Kitchen"]
    fill(kitchen, "A", "B", "C")
    await call(kitchen, "AVTransport", "Play", Speed="1")
    kept = sim.snapshot()
    for _ in range(2):
        await sim.clock.advance(seconds=250)
        assert (await call(kitchen, "AVTransport", "GetPositionInfo"))["Track"] == "2"
        await sim.restore(kept)
        assert (await call(kitchen, "AVTransport", "GetPositionInfo"))["Track"] == "1"
        assert sim.snapshot() == kept


async def test_a_group_that_comes_back_has_its_id_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    await call(office, "AVTransport", "SetAVTransportURI", CurrentURI=f"x-rincon:{kitchen.uuid}", CurrentURIMetaData="")
    group, kept = kitchen.group.id, sim.snapshot()
    await call(office, "AVTransport", "BecomeCoordinatorOfStandaloneGroup")
    async with subscribe(office, "ZoneGroupTopology") as events:
        await events.next()
        await sim.restore(kept)
        state = (await events.next()).properties["ZoneGroupState"]
    assert f'Coordinator="{kitchen.uuid}" ID="{group}"' in state
    assert state.count("<ZoneGroup ") == 1


async def test_a_subscription_stays_as_long_as_it_had_to_go(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    kept = sim.snapshot()
    async with subscribe(sim["Kitchen"], "RenderingControl", timeout="Second-600") as events:
        await events.next()
        await sim.clock.advance(seconds=500)
        await sim.restore(kept)
        await sim.clock.advance(seconds=99)
        await set_volume(sim, 30)
        assert (await events.next()).changes["Volume/Master"] == "30"
        await sim.clock.advance(seconds=2)
        await set_volume(sim, 31)
        await events.none()


async def test_players_that_were_on_answer_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kept = sim.snapshot()
    await sim.do(lambda: sim.household.power_off(sim["Kitchen"]))
    with pytest.raises(ConnectionRefusedError):
        await volume(sim)
    off = sim.snapshot()
    await sim.restore(kept)
    assert await volume(sim) == "20"
    await sim.restore(off)
    with pytest.raises(ConnectionRefusedError):
        await volume(sim)


async def test_reset_shuts_players_that_were_added(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    attic = sim.household.add("Attic")
    await sim.network.refresh()
    assert (await call(attic, "DeviceProperties", "GetZoneAttributes"))["CurrentZoneName"] == "Attic"
    await sim.reset()
    with pytest.raises(ConnectionRefusedError):
        await call(attic, "DeviceProperties", "GetZoneAttributes")


async def play(sim: Simulator, uri: str) -> None:
    await call(sim["Kitchen"], "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")
    await call(sim["Kitchen"], "AVTransport", "Play", Speed="1")


async def test_what_was_being_fetched_is_asked_for_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"fetch_timeout": 5})
    async with serve_media() as media:
        media.replies["/clip.wav"] = hang
        await play(sim, media.url("/clip.wav"))
        await media.arrivals.get()
        kept = sim.snapshot()
        await call(sim["Kitchen"], "AVTransport", "Stop")
        media.replies["/clip.wav"] = answer(wav(2), "audio/wav")
        await sim.restore(kept)
        assert media.paths == ["/clip.wav", "/clip.wav"]
        assert sim["Kitchen"].transport.state == "PLAYING"
        await sim.clock.advance(seconds=3)
        assert sim["Kitchen"].transport.state == "STOPPED"


async def test_a_file_that_was_there_is_not(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with serve_media() as media:
        media.replies["/clip.wav"] = answer(wav(2), "audio/wav")
        await play(sim, media.url("/clip.wav"))
        await sim.settle()
        kept = sim.snapshot()
        await sim.clock.advance(seconds=9)
        await sim.restore(kept)
        assert media.paths == ["/clip.wav"]
        assert sim["Kitchen"].transport.state == "PLAYING"


async def test_a_stream_that_was_open_opens_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    titles = iter(["One", "Two"])

    async def radio(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(head(icy_metaint="32", icy_name="Radio") + bytes(32) + icy_block(next(titles)))
        await hang(asked, writer)

    async with serve_media() as media:
        media.replies["/live"] = radio
        async with subscribe(sim["Kitchen"], "AVTransport") as events:
            await play(sim, media.radio("/live"))
            while "One" not in (await events.next()).changes.get("CurrentTrackMetaData", ""):
                pass
            await sim.restore(sim.snapshot())
            while "Two" not in (await events.next()).changes.get("CurrentTrackMetaData", ""):
                pass
        assert media.open_connections == 1


def test_in_the_background_it_is_over_when_it_returns() -> None:
    household = Household.generate(["Kitchen"], 7, clock=Clock.stopped())
    with Simulator(household, discovery=False) as sim:
        kept, kitchen = sim.snapshot(), sim["Kitchen"]
        sim.do(lambda: kitchen.rendering.set_volume(70, kitchen.behaviour))
        assert sim.snapshot() != kept
        sim.clock.advance(hours=1)
        sim.reset()
        assert sim.snapshot() == kept


async def test_an_event_loop_may_wait_for_a_simulator_in_the_background_that_sends_it_events() -> None:
    household = Household.generate(["Kitchen"], 7, clock=Clock.stopped())
    with Simulator(household, discovery=False) as sim:
        wire.SETTLERS[id(household)] = sim.settle
        kitchen = sim["Kitchen"]
        async with subscribe(kitchen, "RenderingControl") as events:
            await events.next()
            await sim.do(lambda: kitchen.rendering.set_volume(70, kitchen.behaviour))
            assert events.listener.received.qsize() == 1
        del wire.SETTLERS[id(household)]


async def test_other_households_are_refused(simulate: Simulate) -> None:
    one, two = await simulate("Kitchen"), await simulate("Kitchen", seed=8)
    with pytest.raises(ValueError, match="other households"):
        one.restore(two.snapshot())


async def test_households_on_one_clock_are_put_back_together() -> None:
    old, new = Household.generate_split(seed=7, clock=Clock.stopped())
    async with Simulator(old, new, discovery=False) as sim:
        first, second = next(iter(old.players.values())), next(iter(new.players.values()))
        kept = sim.snapshot()
        for player in (first, second):
            await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=55)
        await sim.clock.advance(hours=30)
        assert sim.snapshot() != kept
        for back in (lambda: sim.restore(kept), sim.reset):
            await back()
            assert sim.snapshot() == kept
        for player in (first, second):
            assert (await call(player, "RenderingControl", "GetVolume", Channel="Master"))["CurrentVolume"] == "20"
