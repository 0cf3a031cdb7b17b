"""mDNS records that go: with their player, alone, or because there is another one."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

from sonos_client import ProblemKind
from sonos_client.mdns import TYPE, Browser
from sonos_client.services import RenderingControlChange
from sonos_client.timers import cancelled
from zeroconf import ServiceInfo
from zeroconf.asyncio import AsyncZeroconf

from sonos_sim.harness.discovery_faults import Silence
from sonos_sim.harness.player_faults import Vanish
from sonos_sim.household.randomness import draw_seed
from tests.support.client import until
from tests.support.ether import GRACE, LOOK, Calls, another, at, started, told

if TYPE_CHECKING:
    from sonos_client import EventProblem, Household

    from sonos_sim import Player, Simulator
    from tests.client.conftest import Listen
    from tests.conftest import Simulate
    from tests.support.client import ManualTimers
    from tests.support.ether import Ether

Kind = ProblemKind


async def heard_by_mdns(sim: Simulator, listen: Listen, ether: Ether) -> tuple[Household, Player]:
    household = await listen(sim, use_ssdp=False, use_mdns=True)
    there = another(sim, household)
    await until(lambda: ether.boots(there, "mdns"))
    return household, there


async def test_a_record_that_goes_with_its_player(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office", mdns=True)
    household, there = await heard_by_mdns(sim, listen, ether)
    player = household[there.uuid]
    async with player.watch(RenderingControlChange) as changes:
        assert (await anext(changes)).initial
        with sim.faults.add(Vanish("sleeping"), player=there.name):
            await timers.wake(*GRACE)
            await until(lambda: player.gone)
            assert player.gone == "UNKNOWN"
        assert (await anext(changes)).initial
        assert player.gone is None
    assert [kind for kind, _ in told(problems)] == [Kind.GONE, Kind.RETURNED]


async def test_a_record_that_goes_alone(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office", mdns=True)
    household, there = await heard_by_mdns(sim, listen, ether)
    calls = Calls(household)
    with sim.faults.add(Silence(mdns=True), player=there.name):
        await timers.wake(*GRACE)
        await until(lambda: calls.to(at(there)) == [LOOK])
    await until(lambda: ether.heard[-1].leaves is False)
    assert (household[there.uuid].gone, problems) == (None, [])


async def test_a_record_under_another_name(
    simulate: Simulate, listen: Listen, ether: Ether, timers: ManualTimers, problems: list[EventProblem]
) -> None:
    sim = await started(simulate, "Kitchen", "Office", mdns=True)
    household, there = await heard_by_mdns(sim, listen, ether)
    calls = Calls(household)
    await sim.people.renames(there.name, "Study")
    await until(lambda: [each.leaves for each in ether.heard if each.uuid == there.uuid][-2:] == [True, False])
    await until(lambda: GRACE[0] not in [seconds for _, seconds, _ in timers._sleepers])
    assert (household[there.uuid].gone, problems) == (None, [])
    assert calls.to(at(there)) == []


async def test_a_record_under_two_names() -> None:
    left: list[str] = []
    browser = Browser(lambda found: None, left.append)
    network = AsyncZeroconf(interfaces=["127.0.0.1"])
    uuid = f"RINCON_{draw_seed():012X}01400"
    records = [
        ServiceInfo(
            TYPE, f"{uuid}@{room}.{TYPE}", port=1443, addresses=[socket.inet_aton("127.77.250.9")],
            server=f"{uuid}.local.", properties={"uuid": uuid},
        )
        for room in ("Kitchen", "Study")
    ]  # fmt: skip
    try:
        browser.open(["127.0.0.1"])
        for record in records:
            repeated = await network.async_register_service(record, cooperating_responders=True)
            await until(lambda name=record.name: name in browser.names)  # type: ignore[misc]
            await cancelled(asyncio.ensure_future(repeated))
        for record in records:
            assert uuid not in left
            repeated = await network.async_unregister_service(record)
            await until(lambda name=record.name: name not in browser.names)  # type: ignore[misc]
            await cancelled(asyncio.ensure_future(repeated))
        assert uuid in left
    finally:
        await browser.close()
        await network.async_close()
