"""Volume of rooms and groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.tasks import Part
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def set_group_volume(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].group.set_volume(50)


async def drag_the_slider(household: Household, run: Rehearsal) -> None:
    for volume in (30, 40, 50):
        await household[run.rooms[0].uuid].set_volume(volume)


async def set_group_volume_alone(run: Rehearsal) -> None:
    await call(run.rooms[0], "GroupRenderingControl", "SetGroupVolume", DesiredVolume=50)


async def drag_a_slider_that_is_bound_both_ways(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "RenderingControl") as events:
        for volume in (30, 40, 50):
            await call(run.rooms[0], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=volume)
        await run.sim.clock.advance(10)
        heard = (await events.next()).changes["Volume/Master"]
        await call(run.rooms[0], "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=heard)


PARTS = {
    "group-volume-needs-snapshot": Part(mark="grouped", client=set_group_volume, naive=set_group_volume_alone),
    "volume-event-echo": Part(mark="ready", client=drag_the_slider, naive=drag_a_slider_that_is_bound_both_ways),
}
