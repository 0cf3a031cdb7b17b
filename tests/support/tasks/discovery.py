"""Players that are found, by right and by wrong ways, and players that are not where they were."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

from sonos_client import SonosError

from tests.support.acts import turn_all
from tests.support.searching import Place, browse, search
from tests.support.tasks import Part
from tests.support.wire import call, path_of, request

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal


async def set_all_volumes(household: Household, run: Rehearsal) -> None:
    for player in household.rooms:
        await player.set_volume(30)


async def set_volumes_where_it_can(household: Household, run: Rehearsal) -> None:
    for room in household.rooms:
        with suppress(SonosError):
            await room.set_volume(31)


async def turn_to_31(household: Household, run: Rehearsal) -> None:
    await turn_all(household, 31)


async def turn_to_31_by_long_id(household: Household, run: Rehearsal) -> None:
    async with AsyncExitStack() as stack:
        await turn_all(await run.client(stack, run.sim.household.muse_id), 31)


async def turn_the_first_to_31(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[0].uuid].set_volume(31)


async def turn_the_second_to_31(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[1].uuid].set_volume(31)


async def set_all_volumes_there_are(run: Rehearsal) -> None:
    for player in run.sim.players:
        await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=30)


async def set_all_volumes_of_what_is_found(run: Rehearsal) -> None:
    found = sorted(run.sim.players, key=lambda player: not player.profile.can("bridge"))
    for player in found:
        await turn(player)


async def turn(player: Player | Place) -> None:
    await call(player, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=31)  # type: ignore[arg-type]


async def turn_what_answers(run: Rehearsal) -> None:
    """By SSDP alone, once."""
    for answer in await search(run.sim):
        await turn(Place.of(answer["LOCATION"]))


async def turn_once_for_each_answer(run: Rehearsal) -> None:
    for answer in await search(run.sim, times=3):
        await turn(Place.of(answer["LOCATION"]))


async def turn_what_has_the_same_id(run: Rehearsal) -> None:
    for answer in await search(run.sim):
        if answer["X-RINCON-HOUSEHOLD"] == run.sim.household.muse_id:
            await turn(Place.of(answer["LOCATION"]))


async def believe_the_first_answer(run: Rehearsal) -> None:
    first = Place.of((await search(run.sim))[0]["LOCATION"])
    for _ in range(3):
        with suppress(OSError):
            await call(first, "ZoneGroupTopology", "GetZoneGroupState")  # type: ignore[arg-type]


async def turn_at_address_records(run: Rehearsal) -> None:
    for record in await browse(run.sim):
        with suppress(OSError):
            await turn(Place(record.address))


async def turn_at_senders(run: Rehearsal) -> None:
    for answer in await search(run.sim):
        await turn(Place(answer["FROM"]))


async def turn_by_household(run: Rehearsal) -> None:
    """Each answer is taken to have the header."""
    answers = [(answer["X-RINCON-HOUSEHOLD"], answer["LOCATION"]) for answer in await search(run.sim)]
    for household, location in answers:
        if household == run.sim.household.id:
            await turn(Place.of(location))


async def turn_what_describes_itself(run: Rehearsal) -> None:
    for player in run.rooms:
        with suppress(ET.ParseError):
            ET.fromstring((await request(player, "GET", "/xml/device_description.xml")).body)
            await turn(player)


async def turn_until_one_is_silent(run: Rehearsal) -> None:
    for player in run.rooms:
        try:
            await asyncio.wait_for(turn(player), 0.05)
        except TimeoutError:
            return


async def turn_the_second_where_it_was(run: Rehearsal) -> None:
    before = Place(run.rooms[1].address)
    await run.play(until="moved")
    with suppress(OSError):
        await turn(before)


async def turn_the_first_where_it_was(run: Rehearsal) -> None:
    before = Place(run.rooms[0].address)
    await run.play(until="swapped")
    await turn(before)


async def listen_for_a_day(run: Rehearsal) -> None:
    """No renewal is due before tomorrow, so nothing is ever asked."""
    for player in run.rooms:
        await request(player, "SUBSCRIBE", RENDERING, FOR_A_DAY)


async def listen_anew_for_each_channel(run: Rehearsal) -> None:
    """Each channel has a boot sequence of its own to compare with."""
    player = run.rooms[0]
    by_mdns, by_ssdp = await boots_by_mdns(run), await boots_by_ssdp(run)
    await request(player, "SUBSCRIBE", RENDERING, FOR_A_DAY)
    await run.play(until="back")
    if await boots_by_mdns(run) > by_mdns:
        await request(player, "SUBSCRIBE", RENDERING, FOR_A_DAY)
    await run.play(until="announced")
    if await boots_by_ssdp(run) > by_ssdp:
        await request(player, "SUBSCRIBE", RENDERING, FOR_A_DAY)


async def boots_by_mdns(run: Rehearsal) -> int:
    return (await browse(run.sim))[0].boots


async def boots_by_ssdp(run: Rehearsal) -> int:
    (boots,) = [int(a["X-RINCON-BOOTSEQ"]) for a in await search(run.sim) if run.rooms[0].uuid in a["USN"]]
    return boots


async def try_again_at_once(run: Rehearsal) -> None:
    for _ in range(20):
        with suppress(TimeoutError):
            await asyncio.wait_for(turn(run.stage.able("battery")), 0.01)


RENDERING = path_of("RenderingControl", "Event")
FOR_A_DAY = {"CALLBACK": "<http://127.0.0.1:9/>", "NT": "upnp:event", "TIMEOUT": "Second-86400"}
SSDP_ALONE = {"use_mdns": False}
"""So that the bundled client cannot help itself by mDNS where SSDP is what is odd."""
IMPATIENT = {"connect_timeout": 0.05}

PARTS = {
    "two-households-one-lan": Part(client=set_all_volumes, naive=set_all_volumes_there_are),
    "bridge-or-boost-present": Part(client=set_volumes_where_it_can, naive=set_all_volumes_of_what_is_found),
    "ssdp-multicast-blocked": Part(client=turn_to_31, naive=turn_what_answers),
    "ssdp-lossy": Part(client=turn_to_31, naive=turn_once_for_each_answer, options=SSDP_ALONE),
    "household-id-dotted-variant": Part(client=turn_to_31_by_long_id, naive=turn_what_has_the_same_id),
    "ssdp-impostor": Part(client=turn_to_31, naive=believe_the_first_answer, options=SSDP_ALONE),
    "mdns-reflector-wrong-address": Part(client=turn_to_31, naive=turn_at_address_records),
    "ssdp-relayed-by-proxy": Part(client=turn_to_31, naive=turn_at_senders, options=SSDP_ALONE),
    "unconfigured-speaker": Part(client=turn_to_31, naive=turn_by_household, options=SSDP_ALONE),
    "device-description-malformed": Part(client=turn_to_31, naive=turn_what_describes_itself),
    "ghost-member-in-topology": Part(
        client=set_volumes_where_it_can, naive=turn_until_one_is_silent, options=IMPATIENT
    ),
    "dhcp-address-change-online": Part(
        mark="moved", client=turn_the_second_to_31, naive=turn_the_second_where_it_was, naive_mark="start", step=60.0
    ),
    "ip-swap": Part(mark="swapped", client=turn_the_first_to_31, naive=turn_the_first_where_it_was, naive_mark="start"),
    "mdns-first-ssdp-late": Part(naive=listen_anew_for_each_channel),
    "byebye-with-reason": Part(naive=try_again_at_once, naive_mark="gone", options=IMPATIENT),
    "power-cut-no-byebye": Part(naive=listen_for_a_day, options=IMPATIENT, step=30.0),
}
