"""Groups that stay the same while the topology says otherwise, or nothing yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sonos_client import ConnectionLostError, Group, NotFoundError, UPnPError
from sonos_client.services import AVTransportChange
from sonos_client.services.enums import PlayMode, TransportState

from tests.support.client import TOPOLOGY, WAIT, FakePlayer, fault, soap, until, zone_group_state
from tests.support.ether import OFFICE
from tests.support.playing import fill

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Simulator
    from tests.client.conftest import Connect, Fake
    from tests.conftest import Simulate

LAG = 20.0
"""Seconds until the topology tells of a join."""


# Another id


def grouped(group_id: str, leader: FakePlayer, *others: FakePlayer) -> str:
    """The topology of one group."""
    state = zone_group_state(leader, *others)
    for other in others:
        state = state.replace(f'</ZoneGroup><ZoneGroup Coordinator="{other.uuid}" ID="{other.uuid}:1">', "")
    return state.replace(f'ID="{leader.uuid}:1"', f'ID="{group_id}"')


async def test_a_group_with_another_id_is_the_same(simulate: Simulate, connect: Connect) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    sim.household.groups.join(sim["Office"], sim["Kitchen"].uuid)
    household = await connect(sim)
    await household.listening()
    kitchen, office, group = household["Kitchen"], household["Office"], household["Kitchen"].group
    fill(sim["Kitchen"], "A")
    before = group.id
    async with group.watch(AVTransportChange) as changes:
        sim.household.groups.renew_id(sim["Kitchen"])
        await until(lambda: group.id != before)
        assert (kitchen.group, office.group, len(household.groups)) == (group, group, 2)
        assert group.id == sim["Kitchen"].group.id
        await group.play()
        assert sim["Kitchen"].transport.state == "PLAYING"
        # Its watches live on, and follow it.
        await kitchen.leave()
        async with asyncio.timeout(WAIT):
            while (await anext(changes)).player != office.uuid:
                pass


async def test_who_comes_makes_no_other_group_and_who_leaves_does(fake: Fake, connect: Connect) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    states = {
        "alone": zone_group_state(kitchen, office),
        "joined, with another id": grouped(f"{kitchen.uuid}:7", kitchen, office),
        "alone again, with others": zone_group_state(kitchen, office).replace(':1"', ':9"'),
    }
    kitchen.state = lambda: states["alone"]
    household = await connect(kitchen.address)
    await household.listening()
    alone, other = household["Kitchen"].group, household["Office"].group
    await kitchen.notify(1, {"ZoneGroupState": states["joined, with another id"]}, TOPOLOGY)
    assert (household.groups, alone.name, alone.id) == ((alone,), "Kitchen + 1", f"{kitchen.uuid}:7")
    with pytest.raises(NotFoundError):
        await other.pause()
    # Here the music may have stayed with either.
    await kitchen.notify(2, {"ZoneGroupState": states["alone again, with others"]}, TOPOLOGY)
    assert alone not in household.groups
    with pytest.raises(NotFoundError):
        await alone.pause()


# A join that the topology does not tell yet


async def joined(simulate: Simulate, connect: Connect, *, code: int = 701) -> tuple[Simulator, Household]:
    """The office has joined the kitchen, which plays, and only its own transport says so."""
    behaviour = {"topology_lag": LAG, "member_transport_code": code}
    sim = await simulate("Kitchen", "Office", behaviour=behaviour)
    fill(sim["Kitchen"], "A", "B", "C")
    household = await connect(sim)
    await household.listening()
    kitchen, office = household["Kitchen"], household["Office"]
    await kitchen.group.play()
    await kitchen.group.seek_track(2)
    await office.join(kitchen)
    assert office.group is not kitchen.group
    return sim, household


Do = Callable[[Group], Awaitable[object]]


async def track(group: Group) -> int:
    return (await group.now_playing()).number


async def position(group: Group) -> object:
    return (await group.now_playing()).position


COMMANDS: dict[str, tuple[Do, Do, object]] = {
    "pause": (Group.pause, Group.state, TransportState.PAUSED_PLAYBACK),
    "next": (Group.next, track, 3),
    "previous": (Group.previous, track, 1),
    "seek": (lambda group: group.seek(timedelta(seconds=42)), position, timedelta(seconds=42)),
    "seek_track": (lambda group: group.seek_track(3), track, 3),
    "play mode": (lambda group: group.set_play_mode(PlayMode.SHUFFLE), Group.play_mode, PlayMode.SHUFFLE),
    "crossfade": (lambda group: group.set_crossfade(True), Group.crossfade, True),
    "sleep": (lambda group: group.set_sleep_timer(timedelta(hours=1)), Group.sleep_timer, timedelta(hours=1)),
    "volume": (lambda group: group.set_volume(40), Group.volume, 40),
    "adjust": (lambda group: group.adjust_volume(5), Group.volume, 25),
    "mute": (lambda group: group.set_mute(True), Group.mute, True),
}
"""Commands, what they change, and what that becomes."""


@pytest.mark.parametrize("code", [701, 800])
@pytest.mark.parametrize("command", COMMANDS)
async def test_a_joiner_names_its_coordinator(simulate: Simulate, connect: Connect, command: str, code: int) -> None:
    _, household = await joined(simulate, connect, code=code)
    do, look, wanted = COMMANDS[command]
    await do(household["Office"].group)
    assert await look(household["Kitchen"].group) == wanted


async def test_reading_of_a_joiner(simulate: Simulate, connect: Connect) -> None:
    _, household = await joined(simulate, connect)
    office, kitchen = household["Office"], household["Kitchen"]
    await kitchen.group.set_sleep_timer(timedelta(hours=1))
    assert await office.group.sleep_timer() == timedelta(hours=1)
    assert await office.group.volume() == 20
    assert await office.group.mute() is False
    assert (await office.follows(), await kitchen.follows()) == (kitchen, None)


async def test_a_group_that_is_silent_already(simulate: Simulate, connect: Connect) -> None:
    sim, household = await joined(simulate, connect)
    await household["Kitchen"].group.pause()
    await household["Office"].group.pause()
    assert sim["Kitchen"].transport.state == "PAUSED_PLAYBACK"


async def test_one_question_after_a_refusal_and_none_without(fake: Fake, connect: Connect) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    kitchen.state = lambda: zone_group_state(kitchen, office)
    household = await connect(kitchen.address)
    group = household["Office"].group

    def asked() -> list[int]:
        return [player.count(action) for player in (office, kitchen) for action in ("Pause", "GetMediaInfo")]

    await group.pause()
    assert asked() == [1, 0, 0, 0]
    office.answers["Pause"] = fault(800)
    office.answers["GetMediaInfo"] = media(f"x-rincon:{kitchen.uuid}")
    await group.pause()
    assert asked() == [2, 1, 1, 0]
    # The coordinator's own no is the last word.
    kitchen.answers["Pause"] = fault(800)
    with pytest.raises(UPnPError, match="800"):
        await group.pause()
    assert asked() == [3, 2, 2, 0]
    # Nobody else is asked where nobody is named, nobody known is, or the player itself.
    for uri in ("", "x-rincon-queue:RINCON_AAAAAAAAAAAA01400#0", "x-rincon:RINCON_X", f"x-rincon:{OFFICE}"):
        office.answers["GetMediaInfo"] = media(uri)
        with pytest.raises(UPnPError, match="800"):
            await group.pause()
    assert asked() == [7, 6, 2, 0]
    # What the question comes to is no news to who wanted something else, and other refusals have other reasons.
    office.answers["GetMediaInfo"] = "reset"
    with pytest.raises(UPnPError, match="800"):
        await group.pause()
    office.answers["Pause"] = fault(1024)
    with pytest.raises(UPnPError, match="1024"):
        await group.pause()
    assert (kitchen.count("Pause"), office.count("Pause")) == (2, 9)


@pytest.mark.parametrize(("action", "command"), [("Play", Group.play), ("Stop", Group.stop)])
async def test_members_that_refuse_what_most_take(fake: Fake, connect: Connect, action: str, command: Do) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    kitchen.state = lambda: zone_group_state(kitchen, office)
    household = await connect(kitchen.address)
    office.answers |= {action: fault(800), "GetMediaInfo": media(f"x-rincon:{kitchen.uuid}")}
    await command(household["Office"].group)
    assert kitchen.count(action) == 1


async def test_what_may_have_happened_is_given_to_nobody_else(fake: Fake, connect: Connect) -> None:
    kitchen, office = await fake(), await fake("Office", OFFICE)
    kitchen.state = lambda: zone_group_state(kitchen, office)
    household = await connect(kitchen.address)
    office.answers["Pause"] = "reset"
    with pytest.raises(ConnectionLostError):
        await household["Office"].group.pause()
    assert (office.count("GetMediaInfo"), kitchen.count("Pause")) == (0, 0)


def media(uri: str) -> str:
    names = ("CurrentURIMetaData", "NextURI", "NextURIMetaData", "PlayMedium", "RecordMedium", "WriteStatus")
    return soap("GetMediaInfo", {"NrTracks": "0", "MediaDuration": "", "CurrentURI": uri, **dict.fromkeys(names, "")})
