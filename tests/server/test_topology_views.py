"""Players whose view of the topology is held or late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import wire

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def test_a_held_view_in_events_and_answers(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with (
        wire.subscribe(kitchen, "ZoneGroupTopology") as held,
        wire.subscribe(office, "ZoneGroupTopology") as true,
    ):
        assert 'ZoneName="Office"' in (await held.next()).properties["ZoneGroupState"]
        await true.next()
        sim.household.hold_view(kitchen)
        office.device.name = "Study"
        assert 'ZoneName="Study"' in (await true.next()).properties["ZoneGroupState"]
        await held.none()
        for player, name in ((kitchen, "Office"), (office, "Study")):
            state = (await wire.call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
            assert f'ZoneName="{name}"' in state
        async with wire.subscribe(kitchen, "ZoneGroupTopology") as newcomer:
            assert 'ZoneName="Office"' in (await newcomer.next()).properties["ZoneGroupState"]
        sim.household.release_view(kitchen)
        late = await held.next()
        assert 'ZoneName="Study"' in late.properties["ZoneGroupState"]
        assert late.seq == 1
        await true.none()


async def test_a_lagging_view_catches_up_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    kitchen.override(topology_lag=10.0)
    async with (
        wire.subscribe(kitchen, "ZoneGroupTopology") as late,
        wire.subscribe(office, "ZoneGroupTopology") as prompt,
    ):
        await late.next()
        await prompt.next()
        office.device.name = "Study"
        assert 'ZoneName="Study"' in (await prompt.next()).properties["ZoneGroupState"]
        await sim.clock.advance(9)
        await late.none()
        state = (await wire.call(kitchen, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        assert 'ZoneName="Office"' in state
        await sim.clock.advance(1)
        assert 'ZoneName="Study"' in (await late.next()).properties["ZoneGroupState"]
        state = (await wire.call(kitchen, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        assert 'ZoneName="Study"' in state
