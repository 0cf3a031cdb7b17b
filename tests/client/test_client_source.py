"""Who tells the client the topology: a visible player whenever one answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sonos_sim.harness.state_faults import HoldView
from sonos_sim.household.bonding import Bond, BondKind
from sonos_sim.household.randomness import draw_seed
from tests.support.client import FakePlayer, ManualTimers, fault, until, zone_group_state
from tests.support.ether import OFFICE, Calls, alive, at, notify

if TYPE_CHECKING:
    from sonos_client import Household
    from sonos_client import Player as ClientPlayer

    from sonos_sim import Player, Simulator
    from tests.client.conftest import Connect, Fake, Listen
    from tests.conftest import Simulate
    from tests.support.ether import Ether

CHECK = (30, 30)
BRIDGE = "RINCON_CCCCCCCCCCCC01400"


def somebody() -> str:
    """A UUID of nobody else: announcements of other tests may be heard at the same time."""
    return f"RINCON_{draw_seed():012X}01400"


async def theatre(simulate: Simulate, **behaviour: object) -> tuple[Simulator, Player]:
    """A home theatre whose rear speaker believes for ever that the kitchen plays alone; and that speaker."""
    sim = await simulate("TV:S9", "Left", "Right", "Kitchen", behaviour=behaviour)
    tv, left, right, kitchen = sim.players
    sim.household.groups.bond(Bond.form(BondKind.THEATRE, [(tv, "LF,RF"), (left, "LR"), (right, "RR")]))
    sim.faults.add(HoldView(), player=[left, right])
    sim.household.groups.join(kitchen, tv.uuid)
    await sim.settle()
    return sim, left


def told_by(*players: FakePlayer, hidden: FakePlayer | None = None, bridge: FakePlayer | None = None) -> str:
    """The topology of ``players``, in which some are no rooms."""
    state = zone_group_state(*players)
    for player, marks in ((hidden, 'Invisible="1"'), (bridge, 'Invisible="1" IsZoneBridge="1"')):
        if player is not None:
            state = state.replace(f'UUID="{player.uuid}"', f'UUID="{player.uuid}" {marks}')
    return state


async def checks(timers: ManualTimers, household: Household, source: ClientPlayer) -> None:
    """Let the client look after its source, as often as it takes until that is ``source``."""
    while household.source is not source:
        await timers.wake(*CHECK)


def groups(household: Household) -> list[str]:
    return [group.name for group in household.groups]


@pytest.mark.parametrize("limit", [0, 100])
async def test_a_satellite_leads_to_a_room_that_knows(simulate: Simulate, connect: Connect, limit: int) -> None:
    sim, satellite = await theatre(simulate, **({"zgs_limit": limit} if limit else {}))
    household = await connect(satellite.address)
    assert household.source.is_visible
    await household.listening()
    assert groups(household) == ["TV + 1"]
    sim.household.groups.leave(sim["Kitchen"])
    await until(lambda: sorted(groups(household)) == ["Kitchen", "TV"])
    assert household[satellite.uuid].group is household["TV"].group


async def test_the_first_room_that_was_found_does(simulate: Simulate, connect: Connect) -> None:
    sim, satellite = await theatre(simulate)
    household = await connect(satellite.address, sim["Kitchen"].address)
    assert household.source is household["Kitchen"]
    assert groups(household) == ["TV + 1"]


async def test_no_satellite_is_asked_when_the_source_dies(
    simulate: Simulate, connect: Connect, timers: ManualTimers
) -> None:
    sim, satellite = await theatre(simulate)
    household = await connect(sim["Kitchen"].address)
    await household.listening()
    sim.household.power_off(sim["Kitchen"])
    calls = Calls(household)
    await timers.wake(*CHECK)
    await until(lambda: household.source is household["TV"])
    assert calls.to(at(satellite)) == []


async def test_a_satellite_is_a_stopgap(fake: Fake, connect: Connect, timers: ManualTimers) -> None:
    kitchen, hidden = await fake(), await fake("Kitchen", OFFICE)
    address, port = kitchen.address, int(kitchen.address.rpartition(":")[2])
    state = told_by(kitchen, hidden, hidden=hidden)
    kitchen.state = hidden.state = lambda: state
    await kitchen.stop()
    household = await connect(hidden.address)
    await household.listening()
    assert household.source is household[OFFICE]
    await timers.wake(*CHECK)
    assert household.source is household[OFFICE]
    await kitchen.start(port)
    await checks(timers, household, household["Kitchen"])
    assert household.source.address == address
    await kitchen.request("SUBSCRIBE")
    await hidden.request("UNSUBSCRIBE")


async def test_a_stopgap_ends_when_a_room_announces_itself(fake: Fake, listen: Listen, ether: Ether) -> None:
    kitchen, hidden = await fake("Kitchen", somebody()), await fake("Kitchen", somebody())
    port = int(kitchen.address.rpartition(":")[2])
    state = told_by(kitchen, hidden, hidden=hidden)
    kitchen.state = hidden.state = lambda: state
    await kitchen.stop()
    household = await listen(hidden)
    assert household.source is household[hidden.uuid]
    await kitchen.start(port)
    await ether.say(alive(kitchen))
    await until(lambda: household.source is household["Kitchen"])


async def test_a_stopgap_ends_when_a_room_is_back_from_a_goodbye(fake: Fake, listen: Listen, ether: Ether) -> None:
    kitchen, hidden = await fake("Kitchen", somebody()), await fake("Kitchen", somebody())
    state = told_by(kitchen, hidden, hidden=hidden)
    kitchen.state = hidden.state = lambda: state
    household = await listen(kitchen)
    await ether.say(notify("byebye", kitchen.uuid))
    await until(lambda: household.source is household[hidden.uuid])
    await until(lambda: [s.source.uuid for s in household.hub.subscriptions if s.ready.is_set()] == [hidden.uuid])
    await ether.say(alive(kitchen))
    await until(lambda: household.source is household["Kitchen"])


async def test_a_bridge_is_the_last_resort(fake: Fake, connect: Connect, timers: ManualTimers) -> None:
    kitchen, hidden, bridge = await fake(), await fake("Kitchen", OFFICE), await fake("", BRIDGE)
    state = told_by(bridge, hidden, kitchen, hidden=hidden, bridge=bridge)
    for player in (kitchen, hidden, bridge):
        player.state = lambda: state
    household = await connect(bridge.address)
    assert household.source is household["Kitchen"]
    await household.listening()
    await kitchen.stop()
    await checks(timers, household, household[OFFICE])
    await hidden.stop()
    await checks(timers, household, household[BRIDGE])


async def test_a_better_source_that_will_not_tell(fake: Fake, connect: Connect) -> None:
    kitchen, hidden = await fake(), await fake("Kitchen", OFFICE)
    state = told_by(kitchen, hidden, hidden=hidden)
    hidden.state = lambda: state
    kitchen.answers["GetZoneGroupState"] = fault(402)
    household = await connect(hidden.address)
    assert household.source is household[OFFICE]
    assert [player.room for player in household.rooms] == ["Kitchen"]


async def test_a_source_that_becomes_half_of_a_pair(simulate: Simulate, connect: Connect) -> None:
    sim = await simulate("Right", "Left")
    household = await connect(sim)
    await household.listening()
    right, left = household["Right"], household["Left"]
    assert household.source is right
    pair = f"{left.uuid}:LF,LF;{right.uuid}:RF,RF"
    await left.services.device_properties.create_stereo_pair(pair)
    await until(lambda: household.source is left)
    await left.services.device_properties.separate_stereo_pair(pair)
    await until(lambda: right.is_visible)
    assert household.source is left
