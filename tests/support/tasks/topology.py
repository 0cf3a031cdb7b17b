"""Groups that change."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import suppress
from typing import TYPE_CHECKING

from sonos_client.services.enums import TransportState

from tests.support.acts import load, pause, reached, turn_all
from tests.support.tasks import Part
from tests.support.wire import call, subscribe
from tests.support.zones import leaders, topology, turn
from tests.support.zones import pause as pause_at

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def pause_the_last_room(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[-1].uuid].group.pause()


async def pause_the_follower(household: Household, run: Rehearsal) -> None:
    follower = next(room for room in run.rooms if not room.profile.can("home-theatre"))
    await household[follower.uuid].group.pause()


async def join(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[1].uuid].join(household[run.rooms[0].uuid])


async def turn_down_and_pause_the_last_room(household: Household, run: Rehearsal) -> None:
    await turn_all(household, 30)
    await pause_the_last_room(household, run)


async def pause_the_only_room(household: Household, run: Rehearsal) -> None:
    (group,) = household.groups
    await group.pause()


async def pause_the_group_it_was(household: Household, run: Rehearsal) -> None:
    """The object of the beginning, whatever its id is by then."""
    group = household[run.rooms[1].uuid].group
    await reached(run, "renewed")
    await group.pause()


async def pause_what_plays(household: Household, run: Rehearsal) -> None:
    for group in household.groups:
        if await group.state() is TransportState.PLAYING:
            await group.pause()


async def pause_the_third_room(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[2].uuid].group.pause()


async def turn_and_pause_who_was_told(run: Rehearsal) -> None:
    known = leaders(await topology(run.rooms[0]))
    await run.play(30, until="agreed")
    for uuid in known:
        await turn(run, uuid, 30)
    if run.rooms[-1].uuid in known:
        await pause_at(run, known[run.rooms[-1].uuid])


async def pause_groups_of_objects(run: Rehearsal) -> None:
    """As of a library that makes a list of children of one name only where there are several."""
    groups = (await topology(run.rooms[0])).findall("ZoneGroups/ZoneGroup")
    objects: object = [dict(group.attrib) for group in groups] if len(groups) > 1 else dict(groups[0].attrib)
    with suppress(TypeError):
        for group in objects:  # type: ignore[attr-defined]
            await pause_at(run, group["Coordinator"])


async def subscribe_anew_at_every_change(run: Rehearsal) -> None:
    """The document is compared as text."""
    last = ""
    async with subscribe(run.rooms[0], "ZoneGroupTopology") as events:
        while "shuffled" not in run.stage.marks:
            while not events.listener.received.empty():
                if (text := (await events.next()).properties["ZoneGroupState"]) != last:
                    last = text
                    async with subscribe(run.rooms[1], "RenderingControl"):
                        pass
            await run.sim.clock.advance(10)
            await run.sim.settle()
    await pause_at(run, leaders(ET.fromstring(last))[run.rooms[1].uuid])


async def pause_as_a_satellite_says(run: Rehearsal) -> None:
    satellite = next(player for player in run.sim.players if player not in run.rooms)
    follower = next(room for room in run.rooms if not room.profile.can("home-theatre"))
    await pause_at(run, leaders(await topology(satellite))[follower.uuid])


async def know_all_reasons(run: Rehearsal) -> None:
    """One that is unknown ends the listening, and the return of a room is not noticed."""
    async with (
        subscribe(run.rooms[0], "ZoneGroupTopology") as events,
        subscribe(run.rooms[2], "RenderingControl"),
    ):
        await run.play(30, until="gone")
        await run.sim.settle()
        while not events.listener.received.empty():
            state = ET.fromstring((await events.next()).properties["ZoneGroupState"])
            for device in state.iter("Device"):
                _ = {"powered off": False, "sleeping": True}[device.attrib["Reason"]]


async def pause_as_the_topology_says(run: Rehearsal) -> None:
    await pause_at(run, leaders(await topology(run.rooms[0]))[run.rooms[1].uuid])


async def pause_what_was_told_to_play(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "AVTransport") as one, subscribe(run.rooms[1], "AVTransport") as other:
        await run.play(30, until="left")
        for room, events in zip(run.rooms, (one, other), strict=True):
            state = ""
            while not events.listener.received.empty():
                state = (await events.next()).changes["TransportState"]
            if state == "PLAYING":
                await pause_at(run, room.uuid)


async def pause_the_group_of_that_id(run: Rehearsal) -> None:
    def ids(state: ET.Element) -> dict[str, ET.Element]:
        return {group.attrib["ID"]: group for group in state.findall("ZoneGroups/ZoneGroup")}

    before = ids(await topology(run.rooms[0]))
    remembered = next(name for name, group in before.items() if any(m.get("UUID") == run.rooms[1].uuid for m in group))
    await run.play(30, until="renewed")
    await pause_at(run, ids(await topology(run.rooms[0]))[remembered].attrib["Coordinator"])


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
    "players-disagree": Part(
        mark="agreed", client=turn_down_and_pause_the_last_room, naive=turn_and_pause_who_was_told, naive_mark="start"
    ),
    "zgs-single-vs-list": Part(mark="playing", client=pause_the_only_room, naive=pause_groups_of_objects),
    "zgs-order-shuffled": Part(mark="shuffled", client=pause, naive=subscribe_anew_at_every_change, naive_mark="start"),
    "satellite-stale-topology": Part(mark="joined", client=pause_the_follower, naive=pause_as_a_satellite_says),
    "vanished-device-reasons": Part(step=30.0, naive=know_all_reasons),
    "group-hint-before-topology": Part(mark="joined", client=pause, naive=pause_as_the_topology_says, naive_step=5.0),
    "unjoined-member-keeps-playing-state": Part(
        mark="left", client=pause_what_plays, naive=pause_what_was_told_to_play, naive_mark="start"
    ),
    "group-id-bump-same-members": Part(
        client=pause_the_group_it_was, naive=pause_the_group_of_that_id, naive_mark="start"
    ),
    "reboot-while-group-coordinator": Part(mark="settled", client=pause_the_third_room, naive=pause_who_led),
    "coordinator-leaves-mid-play": Part(mark="left", client=pause, naive=pause_who_led),
    "zgs-legacy-and-wrapped": Part(mark="joined", client=pause, naive=pause_by_the_new_topology),
    "join-intermediate-states-reordered": Part(
        mark="joined", client=pause_the_last_room, naive=pause_by_the_last_event, naive_mark="start"
    ),
    "join-topology-slow": Part(client=join, naive=join_until_it_shows),
    "network-partition-and-heal": Part(options={"connect_timeout": 0.05}),
}
