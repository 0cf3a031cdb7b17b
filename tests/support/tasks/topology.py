"""Groups that change."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.support.acts import load, pause
from tests.support.tasks import Part
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def pause_the_last_room(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[-1].uuid].group.pause()


async def join(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[1].uuid].join(household[run.rooms[0].uuid])


async def pause_who_led(run: Rehearsal) -> None:
    await call(run.rooms[0], "AVTransport", "Pause")


async def pause_by_the_new_topology(run: Rehearsal) -> None:
    state = ET.fromstring((await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
    leaders = {m.get("UUID"): g.get("Coordinator") for g in state.findall("ZoneGroups/ZoneGroup") for m in g}
    await call(run.sim[leaders[run.rooms[1].uuid] or ""], "AVTransport", "Pause")


async def pause_by_the_last_event(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        await run.play(until="joined")
        for _ in range(5):
            state = ET.fromstring((await events.next()).properties["ZoneGroupState"])
        leaders = {m.get("UUID"): g.get("Coordinator") for g in state.findall("ZoneGroups/ZoneGroup") for m in g}
        await call(run.sim[leaders[run.rooms[-1].uuid] or ""], "AVTransport", "Pause")


async def join_until_it_shows(run: Rehearsal) -> None:
    for _ in range(3):
        await load(run.rooms[1], f"x-rincon:{run.rooms[0].uuid}")
        state = (await call(run.rooms[0], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        if len(ET.fromstring(state).findall("ZoneGroups/ZoneGroup")) == 1:
            return
    await call(run.rooms[1], "AVTransport", "BecomeCoordinatorOfStandaloneGroup")


PARTS = {
    "coordinator-leaves-mid-play": Part(mark="left", client=pause, naive=pause_who_led),
    "zgs-legacy-and-wrapped": Part(mark="joined", client=pause, naive=pause_by_the_new_topology),
    "join-intermediate-states-reordered": Part(
        mark="joined", client=pause_the_last_room, naive=pause_by_the_last_event, naive_mark="start"
    ),
    "join-topology-slow": Part(client=join, naive=join_until_it_shows),
    "network-partition-and-heal": Part(options={"connect_timeout": 0.05}),
}
