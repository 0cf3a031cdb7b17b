"""Rooms: their names, and the players that they are made of."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sonos_client.services.enums import TransportState

from tests.support.acts import reached, turn_all
from tests.support.tasks import Part
from tests.support.zones import members, names, pause, topology, turn

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal


async def turn_down_and_pause(household: Household, run: Rehearsal) -> None:
    """All rooms to 30, and silence in the room called as the first one is."""
    await turn_all(household, 30)
    await household[run.rooms[0].name].group.pause()


async def turn_down(household: Household, run: Rehearsal) -> None:
    await turn_all(household, 30)


async def turn_down_and_pause_what_plays(household: Household, run: Rehearsal) -> None:
    await turn_all(household, 30)
    for group in household.groups:
        if await group.state() is TransportState.PLAYING:
            await group.pause()


async def turn_twice(household: Household, run: Rehearsal) -> None:
    await turn_all(household, 30)
    await reached(run, "paired")
    await turn_all(household, 40)


async def turn_the_renamed_room(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[1].name].set_volume(30)


async def turn_and_pause_by_name(run: Rehearsal) -> None:
    """Of two players with one name the last is known."""
    known = names(await topology(run.rooms[0]))
    for uuid in known.values():
        await turn(run, uuid, 30)
    await pause(run, known[run.rooms[0].name])


async def turn_all_that_there_were(run: Rehearsal) -> None:
    known = [member["UUID"] for member in members(await topology(run.rooms[0])) if "Invisible" not in member]
    await run.play(30, until="split")
    for uuid in known:
        await turn(run, uuid, 30)
    await run.play(30, until="paired")
    for uuid in known:
        await turn(run, uuid, 40)


async def turn_all_members(run: Rehearsal) -> None:
    """Hidden ones too, and the first that does not answer ends it."""
    for member in reversed(list(members(await topology(run.rooms[0])))):
        try:
            await asyncio.wait_for(turn(run, member["UUID"], 30), 0.05)
        except TimeoutError:
            return


async def turn_all_that_have_been_there(run: Rehearsal) -> None:
    known = [member["UUID"] for member in members(await topology(run.rooms[0]))]
    await run.play(30, until="moved")
    for uuid in known:
        await turn(run, uuid, 30)


async def turn_by_the_old_name(run: Rehearsal) -> None:
    known = names(await topology(run.rooms[0]))
    await run.play(30, until="renamed")
    await turn(run, known[run.rooms[1].name], 30)


PARTS = {
    "household-change": Part(mark="moved", client=turn_down, naive=turn_all_that_have_been_there, naive_mark="start"),
    "stereo-pair-invisible-half": Part(mark="playing", client=turn_down_and_pause, naive=turn_and_pause_by_name),
    "pair-split-runtime": Part(mark="split", client=turn_twice, naive=turn_all_that_there_were, naive_mark="start"),
    "duplicate-room-names": Part(mark="playing", client=turn_down_and_pause_what_plays, naive=turn_and_pause_by_name),
    "ht-satellites-unreachable": Part(
        mark="ready", client=turn_down, naive=turn_all_members, options={"connect_timeout": 0.05}
    ),
    "room-rename": Part(mark="renamed", client=turn_the_renamed_room, naive=turn_by_the_old_name, naive_mark="start"),
}
