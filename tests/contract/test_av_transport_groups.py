"""Loading sources and regrouping through AVTransport."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim.household import bonding_actions
from sonos_sim.household.deck import TransportState
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

STATION = "x-rincon-mp3radio://radio.example/live"


async def load(player: Player, uri: str, metadata: str = "") -> None:
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData=metadata)


async def join(member: Player, coordinator: Player) -> None:
    await load(member, f"x-rincon:{coordinator.uuid}")


async def uri(player: Player) -> str:
    return (await call(player, "AVTransport", "GetMediaInfo"))["CurrentURI"]


async def members(player: Player) -> list[str]:
    attributes = await call(player, "ZoneGroupTopology", "GetZoneGroupAttributes")
    return attributes["CurrentZonePlayerUUIDsInGroup"].split(",")


async def code(player: Player, action: str, **arguments: object) -> int:
    with pytest.raises(Fault) as fault:
        await call(player, "AVTransport", action, **arguments)
    return fault.value.code


async def load_code(player: Player, uri: str) -> int:
    return await code(player, "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData="")


# SetAVTransportURI


@pytest.mark.parametrize(
    ("refused", "expected"),
    [
        ("file:///jffs/settings/savedqueues.rsq#26", 714),
        ("x-rincon-cpcontainer:1004206cspotify", 714),
        ("x-rincon-playlist:{other}#A:ALBUM/x", 714),
        ("http://files.example/track.aac", 714),
        ("ftp://files.example/track.mp3", 714),
        ("no scheme", 714),
        ("x-rincon-queue:{other}#0", 714),
        ("x-rincon-stream:{own}", 714),
        ("x-rincon-stream:RINCON_FFFFFFFFFFFF01400", 714),
        ("x-rincon-stream:{other}:0", 402),
        ("x-sonos-htastream:{own}:spdif", 714),
        ("x-sonos-vli:{own}:1,airplay:0123", 714),
        ("x-rincon:RINCON_FFFFFFFFFFFF01400", 402),
        ("x-rincon:", 402),
        ("x-rincon:{own}", 402),
    ],
)
async def test_refused_uris_change_nothing(simulate: Any, refused: str, expected: int) -> None:
    sim = await simulate("Kitchen", "Office:S6")
    kitchen, office = sim.players
    await load(kitchen, STATION, "mine")
    group_id = kitchen.group.id
    assert await load_code(kitchen, refused.format(own=kitchen.uuid, other=office.uuid)) == expected
    assert await uri(kitchen) == STATION
    assert kitchen.group.id == group_id


@pytest.mark.parametrize("code_given", [701, 714])
async def test_the_code_for_foreign_sources_is_a_switch(simulate: Any, code_given: int) -> None:
    sim = await simulate("Kitchen", "Office", behaviour={"unavailable_source_code": code_given})
    assert await load_code(sim["Kitchen"], f"x-rincon-queue:{sim['Office'].uuid}#0") == code_given


async def test_any_player_plays_anothers_line_in(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office:S6")
    stream = f"x-rincon-stream:{sim['Office'].uuid}"
    await load(sim["Kitchen"], stream)
    assert await uri(sim["Kitchen"]) == stream


async def test_loading_stops_and_the_same_queue_does_not(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    queue = f"x-rincon-queue:{kitchen.uuid}#0"
    await load(kitchen, STATION)
    kitchen.transport.state = TransportState.PLAYING
    await load(kitchen, queue)
    assert kitchen.transport.state == TransportState.STOPPED
    kitchen.transport.state = TransportState.PLAYING
    async with subscribe(kitchen, "AVTransport") as events:
        await events.next()
        await load(kitchen, queue)
        await events.none()
        await load(kitchen, STATION)
        assert (await events.next()).changes["TransportState"] == "STOPPED"


async def test_a_member_that_loads_leaves_and_a_coordinator_does_not(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await join(office, kitchen)
    await join(bath, kitchen)
    await load(office, STATION)
    assert await members(office) == [office.uuid]
    assert await uri(office) == STATION
    await load(kitchen, STATION)
    assert await members(bath) == [kitchen.uuid, bath.uuid]
    assert await uri(bath) == f"x-rincon:{kitchen.uuid}"


async def test_a_member_moves_to_another_group(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await join(office, kitchen)
    await join(office, bath)
    assert await members(office) == [bath.uuid, office.uuid]
    assert await members(kitchen) == [kitchen.uuid]


@pytest.mark.parametrize("given", [402, 701, 200])
async def test_joining_oneself_ungroups(simulate: Any, given: int) -> None:
    sim = await simulate("Kitchen", "Office", behaviour={"self_join": given})
    kitchen, office = sim.players
    await join(office, kitchen)
    if given == 200:
        await join(office, office)
    else:
        assert await load_code(office, f"x-rincon:{office.uuid}") == given
    assert await members(office) == [office.uuid]


async def test_joining_a_member(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await join(office, kitchen)
    assert await load_code(bath, f"x-rincon:{office.uuid}") == 800
    bath.override(join_to_member="follow")
    await join(bath, office)
    assert await uri(bath) == f"x-rincon:{kitchen.uuid}"


async def test_joining_a_player_that_is_gone(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    sim.household.power_off(sim["Kitchen"])
    assert await load_code(sim["Office"], f"x-rincon:{sim['Kitchen'].uuid}") == 1001
    assert await members(sim["Office"]) == [sim["Office"].uuid]


async def test_a_bonded_invisible_player_is_left_alone(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    bonding_actions.add_zones(kitchen, f"{kitchen.uuid}:LF,LF;{office.uuid}:RF,RF")
    await join(bath, kitchen)
    assert await load_code(office, STATION) == 800
    assert await load_code(office, f"x-rincon:{office.uuid}") == 402
    assert await load_code(bath, f"x-rincon:{office.uuid}") == 402
    assert await code(office, "BecomeCoordinatorOfStandaloneGroup") == 800
    assert await members(kitchen) == [kitchen.uuid, bath.uuid]
    assert len(sim.household.groups) == 1


# Leaving and handing over


async def leave(player: Player) -> dict[str, str]:
    return await call(player, "AVTransport", "BecomeCoordinatorOfStandaloneGroup")


async def test_a_member_leaves_with_nothing(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    await load(kitchen, STATION)
    await join(office, kitchen)
    group_id = kitchen.group.id
    answer = await leave(office)
    assert answer == {"DelegatedGroupCoordinatorID": "", "NewGroupID": office.group.id}
    assert answer["NewGroupID"] != group_id
    assert (await uri(office), await uri(kitchen)) == ("", STATION)
    assert (await call(office, "AVTransport", "GetTransportInfo"))["CurrentTransportState"] == "STOPPED"


async def test_a_coordinator_leaves_and_the_music_stays(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await load(kitchen, STATION, "mine")
    kitchen.transport.state = TransportState.PLAYING
    await join(office, kitchen)
    await join(bath, kitchen)
    group_id = kitchen.group.id
    assert await leave(kitchen) == {"DelegatedGroupCoordinatorID": office.uuid, "NewGroupID": kitchen.group.id}
    assert await members(bath) == [office.uuid, bath.uuid]
    assert (await call(bath, "ZoneGroupTopology", "GetZoneGroupAttributes"))["CurrentZoneGroupID"] == group_id
    media = await call(office, "AVTransport", "GetMediaInfo")
    assert (media["CurrentURI"], media["CurrentURIMetaData"]) == (STATION, "mine")
    assert office.transport.state == TransportState.PLAYING
    assert (await uri(kitchen), kitchen.transport.state) == ("", TransportState.STOPPED)


async def test_leaving_alone_changes_nothing(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    kitchen = sim["Kitchen"]
    await load(kitchen, STATION)
    group_id = kitchen.group.id
    assert await leave(kitchen) == {"DelegatedGroupCoordinatorID": "", "NewGroupID": group_id}
    assert await uri(kitchen) == STATION
    kitchen.override(new_id_on_noop_leave=True)
    renewed = (await leave(kitchen))["NewGroupID"]
    assert renewed != group_id
    assert (await call(kitchen, "ZoneGroupTopology", "GetZoneGroupAttributes"))["CurrentZoneGroupID"] == renewed
    kitchen.override(standalone_leave_code=1023)
    assert await code(kitchen, "BecomeCoordinatorOfStandaloneGroup") == 1023


async def test_a_leaver_may_keep_its_queue(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", behaviour={"leaver_source": "own_queue"})
    await join(sim["Office"], sim["Kitchen"])
    await leave(sim["Office"])
    assert await uri(sim["Office"]) == f"x-rincon-queue:{sim['Office'].uuid}#0"


async def delegate(player: Player, new: str, rejoin: bool = True) -> None:
    await call(player, "AVTransport", "DelegateGroupCoordinationTo", NewCoordinator=new, RejoinGroup=rejoin)


@pytest.mark.parametrize("rejoin", [True, False])
async def test_delegation(simulate: Any, rejoin: bool) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await load(kitchen, STATION)
    await join(office, kitchen)
    await join(bath, kitchen)
    await delegate(kitchen, bath.uuid, rejoin)
    assert await uri(bath) == STATION
    assert await uri(office) == f"x-rincon:{bath.uuid}"
    assert await uri(kitchen) == (f"x-rincon:{bath.uuid}" if rejoin else "")
    assert (kitchen.uuid in await members(bath)) is rejoin


async def test_delegation_refuses(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office", "Bath")
    kitchen, office, bath = sim.players
    await join(office, kitchen)
    for new, expected in (("", 402), ("RINCON_FFFFFFFFFFFF01400", 402), (bath.uuid, 701)):
        assert await code(kitchen, "DelegateGroupCoordinationTo", NewCoordinator=new, RejoinGroup=1) == expected
    # Without effect: sent to a member, or to itself.
    await delegate(office, kitchen.uuid)
    await delegate(kitchen, kitchen.uuid)
    assert await members(kitchen) == [kitchen.uuid, office.uuid]


# Among players


def handed_over(current: Player, **extra: object) -> dict[str, object]:
    """Arguments of the two actions by which a coordinator hands over; ``extra`` completes them."""
    texts = ("OtherMembers", "CurrentURI", "CurrentURIMetaData", "SleepTimerState", "AlarmState", "StreamRestartState")
    group = {"CurrentCoordinator": current.uuid, "CurrentGroupID": current.group.id}
    return {**group, **dict.fromkeys(texts, ""), "CurrentQueueTrackList": "", **extra}


TAKEOVERS = [
    ("BecomeGroupCoordinator", {"TransportSettings": "", "CurrentVLIState": ""}),
    ("BecomeGroupCoordinatorAndSource", {"CurrentAVTTrackList": "", "CurrentSourceState": "", "ResumePlayback": 1}),
]


@pytest.mark.parametrize(("action", "extra"), TAKEOVERS)
async def test_takeovers(simulate: Any, action: str, extra: dict[str, object]) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    await load(kitchen, STATION)
    await join(office, kitchen)
    arguments = handed_over(kitchen, **extra)
    assert await code(office, action, **{**arguments, "CurrentCoordinator": "nobody"}) == 402
    assert await code(office, action, **{**arguments, "CurrentGroupID": "nothing"}) == 402
    assert await code(office, action, **arguments) == 800
    assert await uri(office) == f"x-rincon:{kitchen.uuid}"
    sim.household.override(internal_actions=True)
    await call(office, "AVTransport", action, **arguments)
    assert await uri(office) == STATION
    assert await uri(kitchen) == f"x-rincon:{office.uuid}"


@pytest.mark.parametrize(("model", "extra"), [("S18", {"RestartSink": 0}), ("S21", {})])
async def test_change_coordinator(simulate: Any, model: str, extra: dict[str, object]) -> None:
    sim = await simulate(f"Kitchen:{model}", f"Office:{model}", f"Bath:{model}")
    kitchen, office, bath = sim.players
    await join(office, kitchen)
    await join(bath, kitchen)
    uuids = {"CurrentCoordinator": kitchen.uuid, "NewCoordinator": office.uuid}
    arguments = {**uuids, "NewTransportSettings": "", "CurrentAVTransportURI": "", **extra}
    assert await code(bath, "ChangeCoordinator", **{**arguments, "NewCoordinator": ""}) == 402
    assert await code(bath, "ChangeCoordinator", **arguments) == 800
    assert await uri(bath) == f"x-rincon:{kitchen.uuid}"
    sim.household.override(internal_actions=True)
    await call(bath, "AVTransport", "ChangeCoordinator", **arguments)
    assert await uri(bath) == f"x-rincon:{office.uuid}"


async def test_change_transport_settings(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    arguments = {"NewTransportSettings": "", "CurrentAVTransportURI": STATION}
    assert await code(sim["Kitchen"], "ChangeTransportSettings", **arguments) == 800
    sim.household.override(internal_actions=True)
    await call(sim["Kitchen"], "AVTransport", "ChangeTransportSettings", **arguments)
    assert await uri(sim["Kitchen"]) == ""


async def test_another_instance(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    assert await code(sim["Kitchen"], "GetMediaInfo", InstanceID=1) == 718
