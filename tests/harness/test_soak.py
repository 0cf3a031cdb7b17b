"""A day with twenty players where much goes wrong: in the end the client knows what is true."""

from __future__ import annotations

import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from sonos_client.services import RenderingControlChange

from sonos_sim import Simulator
from sonos_sim.harness.gena_faults import Drop, Gap, LoseSubscriptions, RefuseSubscription
from sonos_sim.harness.player_faults import Move, Partition, Reboot
from sonos_sim.harness.transport_faults import Reset
from sonos_sim.household import Clock, Household
from tests.support.rehearsal import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_client import Household as ClientHousehold

    from sonos_sim import Player

_PLAYERS = 20
_STEP = 180.0
"""Seconds in one go; subscriptions are renewed after 240 at the earliest."""
_DAY = 86400.0
_CALM = 7200.0
"""Seconds without trouble at the end of the day; a subscription that is silent for an hour is made anew."""
_PAUSE = 5
"""Steps from one trouble to the next."""


class Soak(Run):
    """A household of many players, without a scenario."""

    def __init__(self, seed: int) -> None:
        household = Household.generate(_PLAYERS, seed, None, Clock.stopped())
        super().__init__(Simulator(household, discovery=False))
        self.chance = random.Random(seed)
        self.struck: set[str] = set()
        """What went wrong; the journal itself is not kept for so long."""

    async def go_on(self, seconds: float) -> None:
        for _ in range(int(seconds / _STEP)):
            await self.sim.clock.advance(_STEP)
            await self.quiet()
            self.struck |= {entry.record.fault for entry in self.sim.journal.faults}
            self.sim.journal.clear()

    def running(self) -> Player:
        return self.chance.choice([player for player in self.sim.players if player.is_running])

    def someone_does_something(self) -> None:
        player, household = self.running(), self.sim.household
        change = self.chance.randrange(3)
        if change == 0:
            player.rendering.set_volume(self.chance.randrange(101), player.behaviour)
        elif change == 1 and (other := self.running().coordinator) is not player:
            household.groups.join(player, other.uuid)
        else:
            household.groups.leave(player)

    def something_goes_wrong(self) -> None:
        faults, player = self.sim.faults, self.running()
        troubles: list[Callable[[], object]] = [
            lambda: faults.add("NOTIFY *", Drop(), player=player, times=3),
            lambda: faults.add("NOTIFY *", Gap(2), player=player, times=1),
            lambda: faults.add(LoseSubscriptions(), player=player),
            lambda: faults.add("RENEW *", RefuseSubscription(412), times=2),
            lambda: faults.add("SUBSCRIBE *", Reset(after=True), player=player, times=2),
            lambda: faults.add("RENEW *", Reset(), player=player, times=1),
            lambda: faults.add(Reboot(60), player=player),
            lambda: faults.add(Move(), player=player),
            lambda: faults.add(Partition(), player=player, lasting=400),
        ]
        self.chance.choice(troubles)()


def truth(household: Household) -> dict[str, object]:
    return {
        player.uuid: (f"{player.address}:{player.port}", player.coordinator.uuid, player.rendering.volume)
        for player in household.visible
    }


def belief(household: ClientHousehold, volumes: dict[str, int]) -> dict[str, object]:
    return {p.uuid: (p.address, p.group.coordinator.uuid, volumes.get(p.uuid)) for p in household.rooms}


async def test_the_client_knows_what_is_true_after_a_bad_day() -> None:
    run, volumes = Soak(seed=11), dict[str, int]()

    def heard(change: RenderingControlChange) -> None:
        if "Volume/Master" in change.raw:
            volumes[change.player] = int(change.raw["Volume/Master"])

    async with run.sim, AsyncExitStack() as stack:
        household = await run.client(stack, timeout=0.2, connect_timeout=0.02, check_interval=_STEP)
        await household.listening()
        watch = household.watch(RenderingControlChange, callback=heard)
        stack.push_async_callback(watch.close)
        await watch.open()
        for number in range(int((_DAY - _CALM) / _STEP)):
            run.someone_does_something()
            if number % _PAUSE == 0:
                run.something_goes_wrong()
            await run.go_on(_STEP)
        run.sim.faults.clear()
        await run.go_on(_CALM)
        assert (len(run.struck) >= 7, len(household.rooms)) == (True, _PLAYERS)
        assert belief(household, volumes) == truth(run.sim.household)
