"""Players and groups follow what happens, and a player stays the same object wherever it is."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest
from sonos_client import NotFoundError, ProblemKind, SonosClient, TimedOutError, UnreachableError, UPnPError
from sonos_client.services import AVTransportChange, RenderingControlChange
from sonos_client.services.enums import TransportState

from sonos_sim.household.randomness import draw_seed
from tests.support.client import TOPOLOGY, WAIT, FakePlayer, fault, until, zone_group_state

if TYPE_CHECKING:
    from sonos_client import EventProblem, Household

    from tests.client.conftest import Connect, Fake
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers

OFFICE = "RINCON_BBBBBBBBBBBB01400"
CHECK = (30, 30)
RENEWAL = (230, 370)


async def rooms(household: Household, *names: str) -> None:
    await until(lambda: sorted(group.name for group in household.groups) == sorted(names))


async def test_rooms_and_groups(simulate: Simulate, connect: Connect) -> None:
    household = await connect(simulator := await simulate("Kitchen", "Office", "TV:S9"))
    assert [player.room for player in household.rooms] == ["Kitchen", "Office", "TV"]
    kitchen = household["Kitchen"]
    assert kitchen is household[simulator["Kitchen"].uuid]
    assert kitchen.group.members == (kitchen,)
    assert kitchen.is_coordinator
    with pytest.raises(NotFoundError, match="there are Kitchen, Office, TV"):
        household["Cellar"]
    assert (await kitchen.describe()).model_number == "S18"
    assert kitchen.battery is None


async def test_groups_are_live(simulate: Simulate, connect: Connect) -> None:
    household = await connect(await simulate("Kitchen", "Office", "Bath"))
    await household.listening()
    kitchen, office = household["Kitchen"], household["Office"]
    group = kitchen.group
    async with household.watch_topology() as changes:
        await office.join(kitchen)
        change = await anext(changes)
    assert len(change.topology.groups) == 2
    assert group.members == (kitchen, office)
    assert (group.name, office.group, office.is_coordinator) == ("Kitchen + 1", group, False)
    await kitchen.leave()
    await rooms(household, "Kitchen", "Office", "Bath")
    # The music and the group's id stayed with the others.
    assert (group.coordinator, office.group) == (office, group)
    await office.join(kitchen)
    await rooms(household, "Kitchen + 1", "Bath")
    assert group.members == ()
    with pytest.raises(NotFoundError, match="is no more"):
        await group.play()


async def test_hidden_players_of_a_pair(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Left", "Right")
    household = await connect(simulator)
    await household.listening()
    left, right = household["Left"], household["Right"]
    pair = f"{left.uuid}:LF,LF;{right.uuid}:RF,RF"
    await left.services.device_properties.create_stereo_pair(pair)
    await rooms(household, "Left")
    assert (left.group.members, left.group.hidden, right.is_visible) == ((left,), (right,), False)
    assert right.group is left.group


async def test_a_watch_of_a_group_follows_its_coordinator(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen", "Office")
    household = await connect(simulator)
    await household.listening()
    kitchen, office = household["Kitchen"], household["Office"]
    await office.join(kitchen)
    await rooms(household, "Kitchen + 1")
    async with kitchen.group.watch(AVTransportChange) as changes:
        assert (await anext(changes)).player == kitchen.uuid
        await kitchen.leave()
        async with asyncio.timeout(WAIT):
            while (await anext(changes)).player != office.uuid:
                pass


async def test_another_player_tells_when_the_source_dies(
    simulate: Simulate, connect: Connect, timers: ManualTimers
) -> None:
    simulator = await simulate("Kitchen", "Office", "Bath")
    household = await connect(simulator)
    await household.listening()
    kitchen = household["Kitchen"]
    assert household.source is kitchen
    simulator.household.power_off(simulator["Kitchen"])
    await timers.wake(*CHECK)
    await until(lambda: household.source is not kitchen)
    assert household.source in {household["Office"], household["Bath"]}
    await household["Office"].join(household["Bath"])
    await rooms(household, "Bath + 1", "Kitchen")
    await simulator.clock.advance(minutes=2)
    await rooms(household, "Bath + 1")
    assert not kitchen.is_present
    simulator.household.power_on(simulator["Kitchen"])
    await rooms(household, "Bath + 1", "Kitchen")
    assert household["Kitchen"] is kitchen
    assert await kitchen.volume() == 20


async def test_a_reboot_is_told_by_another_player(
    simulate: Simulate, connect: Connect, problems: list[EventProblem]
) -> None:
    simulator = await simulate("Kitchen", "Office")
    household = await connect(simulator)
    await household.listening()
    office = household["Office"]
    async with office.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        simulator.household.reboot(simulator["Office"])
        async with asyncio.timeout(WAIT):
            assert (await anext(changes)).initial
            await office.set_volume(31)
            change = await anext(changes)
            while change.volume != {"Master": 31, "LF": 100, "RF": 100}:
                change = await anext(changes)
    assert household["Office"] is office
    assert any("it rebooted (1 to 2)" in problem.detail for problem in problems)


async def test_a_player_on_a_new_address_is_the_same_object(
    fake: Fake, connect: Connect, problems: list[EventProblem]
) -> None:
    kitchen_player = await fake()
    office_player = await fake("Office", OFFICE)
    for player in (kitchen_player, office_player):
        player.state = lambda: zone_group_state(kitchen_player, office_player)
    household = await connect(kitchen_player.address)
    await household.listening()
    office = household["Office"]
    old = office.address
    async with office.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        await office_player.stop()
        await office_player.start()
        assert office_player.address != old
        # Nobody has told yet: the call finds the player by itself, and nothing was done twice.
        assert await office.volume() == 20
        assert household["Office"] is office
        assert office.address == office_player.address
        async with asyncio.timeout(WAIT):
            assert (await anext(changes)).initial
    assert any(f"it moved from {old}" in p.detail for p in problems if p.kind is ProblemKind.MOVED)


async def test_a_subscription_that_cannot_be_renewed_looks_for_its_player(
    fake: Fake, connect: Connect, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    kitchen_player, office_player = await fake(), await fake("Office", OFFICE)
    kitchen_player.state = lambda: zone_group_state(kitchen_player, office_player)
    household = await connect(kitchen_player.address)
    await household.listening()
    async with household["Office"].watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        await office_player.stop()
        await office_player.start()
        await timers.wake(*RENEWAL)
        await timers.wake(*RENEWAL)
        assert (await anext(changes)).initial
    assert household["Office"].address == office_player.address
    kinds = [problem.kind for problem in problems if problem.service == "RenderingControl"]
    assert kinds == [ProblemKind.UNREACHABLE, ProblemKind.MOVED, ProblemKind.RESTORED]


async def test_what_may_have_happened_is_not_repeated_at_the_new_address(fake: Fake, connect: Connect) -> None:
    kitchen, old, new = await fake(), await fake("Office", OFFICE), await fake("Office", OFFICE)
    kitchen.state = lambda: zone_group_state(kitchen, old)
    household = await connect(kitchen.address, timeout=0.2)
    await household.listening()
    old.answers["Play"] = "hang"
    kitchen.state = lambda: zone_group_state(kitchen, new)
    with pytest.raises(TimedOutError) as late:
        await household["Office"].services.av_transport.play()
    assert late.value.may_have_happened is True
    assert (old.count("Play"), new.count("Play")) == (1, 0)


async def test_a_new_address_told_by_an_event(fake: Fake, connect: Connect) -> None:
    kitchen_player = await fake()
    office_player = await fake("Office", OFFICE)
    kitchen_player.state = lambda: zone_group_state(kitchen_player, office_player)
    household = await connect(kitchen_player.address)
    await household.listening()
    office = household["Office"]
    await office_player.stop()
    await office_player.start()
    await kitchen_player.notify(1, {"ZoneGroupState": kitchen_player.zone_group_state()}, TOPOLOGY)
    assert office.address == office_player.address
    # One that has not heard of a later boot cannot send it back.
    office.note("127.0.0.1:1", 5)
    await kitchen_player.notify(2, {"ZoneGroupState": kitchen_player.zone_group_state()}, TOPOLOGY)
    assert office.address == "127.0.0.1:1"


async def test_a_player_that_is_gone_stays_unreachable(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen", "Office")
    household = await connect(simulator)
    simulator.household.power_off(simulator["Office"])
    with pytest.raises(UnreachableError):
        await household["Office"].volume()


async def test_a_malformed_topology_changes_nothing(fake: Fake, connect: Connect, problems: list[EventProblem]) -> None:
    player = await fake()
    household = await connect(player.address)
    await household.listening()
    kitchen = household["Kitchen"]
    assert await player.notify(1, {"ZoneGroupState": "<ZoneGroupState><Zone"}, TOPOLOGY) == 200
    assert household["Kitchen"] is kitchen
    assert [problem.kind for problem in problems] == [ProblemKind.MALFORMED]


async def test_a_household_too_large_to_ask(simulate: Simulate, connect: Connect) -> None:
    simulator = await simulate("Kitchen", "Office", behaviour={"zgs_limit": 100})
    household = await connect(simulator)
    assert [player.room for player in household.rooms] == ["Kitchen", "Office"]
    with pytest.raises(UPnPError) as refused:
        await household.refresh()
    assert refused.value.code == 501


async def test_the_source_of_a_large_household_dies(simulate: Simulate, connect: Connect, timers: ManualTimers) -> None:
    simulator = await simulate("Kitchen", "Office", "Bath", behaviour={"zgs_limit": 100})
    household = await connect(simulator)
    kitchen = household["Kitchen"]
    simulator.household.power_off(simulator["Kitchen"], "powered off")
    assert len(household.rooms) == 3
    await timers.wake(*CHECK)
    await rooms(household, "Office", "Bath")
    assert not kitchen.is_present


async def test_nobody_answers() -> None:
    player = FakePlayer()
    await player.start()
    await player.stop()
    async with SonosClient([player.address], use_ssdp=False, use_mdns=False) as client:
        with pytest.raises(UnreachableError):
            await client.connect()
    async with SonosClient(use_ssdp=False, use_mdns=False) as client:
        with pytest.raises(NotFoundError, match="no player answered"):
            await client.connect()


async def test_another_found_player_is_asked_when_one_will_not_tell(fake: Fake, connect: Connect) -> None:
    first, second = await fake(), await fake("Office", OFFICE)
    first.answers["GetZoneGroupState"] = fault(402)
    household = await connect(first.address, second.address)
    assert household.source.uuid == OFFICE


async def test_several_households_have_to_be_named(simulate: Simulate) -> None:
    one, two = await simulate("Kitchen"), await simulate("Office", seed=8)
    hosts = [one.players[0].address, two.players[0].address]
    async with SonosClient(hosts, use_ssdp=False, use_mdns=False) as client:
        with pytest.raises(NotFoundError, match="several households"):
            await client.connect()
        household = await client.connect(two.household.id)
        assert [player.room for player in household.rooms] == ["Office"]


async def test_search_by_multicast(simulate: Simulate) -> None:
    simulator = await simulate("Kitchen", "Office", discovery=True)
    async with SonosClient(use_mdns=False, interfaces=["127.0.0.1"]) as client:
        found = await client.discover(simulator.household.id, seconds=WAIT, enough=2)
        assert {player.uuid for player in found} == {player.uuid for player in simulator.players}
        assert {(player.household, player.by) for player in found} == {(simulator.household.id, "ssdp")}
        assert await client.discover("Sonos_other", seconds=0.1) == ()


async def test_search_by_mdns(simulate: Simulate) -> None:
    simulator = await simulate("Kitchen", discovery=True, seed=draw_seed())
    async with SonosClient(use_ssdp=False, interfaces=["127.0.0.1"]) as client:
        (found,) = await client.discover(simulator.household.id, seconds=2 * WAIT, enough=1)
    kitchen = simulator["Kitchen"]
    assert (found.uuid, found.address, found.by) == (kitchen.uuid, f"{kitchen.address}:1400", "mdns")
    assert found.boot_sequence == kitchen.device.boot_seq


async def test_a_host_that_is_no_player_is_left_out(fake: Fake, caplog: pytest.LogCaptureFixture) -> None:
    player = await fake()
    gone = FakePlayer()
    await gone.start()
    await gone.stop()
    async with SonosClient([gone.address, player.address], use_ssdp=False, use_mdns=False) as client:
        with caplog.at_level(logging.WARNING):
            found = await client.discover()
    assert [each.uuid for each in found] == [player.uuid]
    assert gone.address in caplog.text


async def test_refused_subscriptions_are_polled(
    fake: Fake, connect: Connect, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    player = await fake()
    kitchen = (await connect(player.address))["Kitchen"]
    await player.request("SUBSCRIBE")
    player.answers["SUBSCRIBE"] = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    async with kitchen.watch(RenderingControlChange) as changes:
        first = await anext(changes)
        assert (first.polled, first.volume) == (True, {"Master": 20, "LF": 20, "RF": 20})
        del player.answers["SUBSCRIBE"]
        await timers.wake(1, 3)
        async with asyncio.timeout(WAIT):
            while (await anext(changes)).polled:
                pass
    kinds = [problem.kind for problem in problems if problem.service == "RenderingControl"]
    assert kinds == [ProblemKind.REFUSED, ProblemKind.RESTORED]


async def test_upnp_switched_off_while_connected(
    simulate: Simulate, connect: Connect, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    simulator = await simulate("Kitchen")
    household = await connect(simulator)
    await household.listening()
    simulator.household.override(upnp_enabled=False)
    await timers.wake(230, 370)
    await until(lambda: problems)
    assert problems[0].kind is ProblemKind.REFUSED
    assert "Connection Security > UPnP" in problems[0].detail


async def test_state_of_a_group(simulate: Simulate, connect: Connect) -> None:
    household = await connect(await simulate("Kitchen"))
    assert await household["Kitchen"].group.state() is TransportState.STOPPED
