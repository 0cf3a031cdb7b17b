"""What becomes an event, and when: changes of one moment, moderation, order of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonos_sim import Clock
from sonos_sim.household.clock import STOPPED_CLOCK_START
from sonos_sim.server.records import EventRecord
from tests.support import wire
from tests.support.gena import heard, listener, sid_of, volume

if TYPE_CHECKING:
    from tests.conftest import Simulate


class HandClock(Clock):
    """Counts as a running clock, yet moves by hand alone."""

    def __init__(self) -> None:
        super().__init__(1.0, STOPPED_CLOCK_START)

    def now(self) -> float:
        return self._base if self._instant is None else self._instant

    def next_due(self) -> float | None:
        return None


async def test_a_change_that_changes_nothing_is_no_event(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        await volume(kitchen, 20)
        await events.none()
        kitchen.rendering.bass = 3
        kitchen.rendering.bass = 0
        await events.none()
        await volume(kitchen, 21)
        assert (await events.next()).seq == 1


async def test_changes_of_one_moment_are_one_event(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        kitchen.rendering.bass = 3
        kitchen.rendering.treble = 4
        kitchen.rendering.bass = 5
        assert (await events.next()).changes == {"Bass": "5", "Treble": "4"}
        await events.none()


async def test_a_stopped_clock_does_not_moderate(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        for value in (1, 2, 3):
            kitchen.rendering.bass = value
            assert (await events.next()).changes == {"Bass": str(value)}


async def test_a_running_clock_merges_changes_within_the_window(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock(), behaviour={"moderation": 0.25})
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        kitchen.rendering.bass = 1
        assert (await events.next()).changes == {"Bass": "1"}
        kitchen.rendering.bass = 2
        await events.none()
        await sim.clock.advance(0.125)
        kitchen.rendering.bass = 3
        kitchen.rendering.treble = 4
        await events.none()
        await sim.clock.advance(0.0625)
        await events.none()
        await sim.clock.advance(0.0625)
        merged = await events.next()
        assert (merged.seq, merged.changes) == (2, {"Bass": "3", "Treble": "4"})
        await sim.clock.advance(0.125)
        kitchen.rendering.bass = 5
        await events.none()
        kitchen.rendering.bass = 3
        await sim.clock.advance(0.125)
        await events.none()
        kitchen.rendering.bass = 6
        assert (await events.next()).changes == {"Bass": "6"}


async def test_the_window_can_be_set(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock(), behaviour={"moderation": 0.0})
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        for value in (1, 2):
            kitchen.rendering.bass = value
            assert (await events.next()).changes == {"Bass": str(value)}


async def test_direct_variables_are_not_moderated(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock())
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "DeviceProperties") as events:
        await events.next()
        for name in ("Cellar", "Attic"):
            kitchen.device.name = name
            assert (await events.next()).properties == {"ZoneName": name}


async def test_a_late_subscriber_gets_everything_and_then_the_same_changes(simulate: Simulate) -> None:
    sim = await simulate(clock=HandClock())
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as early:
        await early.next()
        kitchen.rendering.bass = 1
        await early.next()
        kitchen.rendering.bass = 2
        await early.none()
        async with wire.subscribe(kitchen, "RenderingControl") as late:
            first = await late.next()
            assert (first.seq, first.changes["Bass"]) == (0, "2")
            await sim.clock.advance(0.2)
            assert (await early.next()).changes == {"Bass": "2"}
            kitchen.rendering.treble = 7
            await sim.clock.advance(0.2)
            assert (await early.next()).changes == {"Treble": "7"}


async def test_a_first_event_between_subscriptions_is_up_to_date(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with wire.subscribe(kitchen, "RenderingControl") as gone:
        await gone.next()
        await gone.unsubscribe()
    kitchen.rendering.bass = 5
    async with wire.subscribe(kitchen, "RenderingControl") as events:
        assert (await events.next()).changes["Bass"] == "5"
        kitchen.rendering.bass = 0
        assert (await events.next()).changes == {"Bass": "0"}


async def test_services_in_the_recorded_order(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    office = sim["Office"]
    async with listener() as client:
        url = f"http://127.0.0.1:{client.port}/"
        for path in ("/GroupManagement/Event", "/ZoneGroupTopology/Event", "/MediaRenderer/AVTransport/Event"):
            await sid_of(office, url, path)
        await sim.settle()
        records = heard(sim, EventRecord)
        uri = f"x-rincon:{sim['Kitchen'].uuid}"
        await wire.call(office, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")
        await sim.settle()
        assert [record.service for record in records] == ["AVTransport", "ZoneGroupTopology", "GroupManagement"]
