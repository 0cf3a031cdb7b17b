"""The bundled client really sleeps in the scenario where clients are asleep: its timers stand still."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from tests.harness.scenarios.test_bundled_client import listen
from tests.support.rehearsal import ClockTimers, rehearsal

if TYPE_CHECKING:
    from tests.support.rehearsal import Rehearsal

STEP = 60.0


class SleepyTimers(ClockTimers):
    """What falls due while the machine sleeps is overdue when it wakes up."""

    def __init__(self, run: Rehearsal) -> None:
        super().__init__(run.sim.household.clock)
        self._marks = run.stage.marks

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds)
        while "asleep" in self._marks and "awake" not in self._marks:
            await super().sleep(STEP)


async def test_it_wakes_up_and_listens() -> None:
    async with rehearsal("client-suspend") as run, AsyncExitStack() as stack:
        household = await run.client(stack, timers=SleepyTimers(run))
        run.stage.start()
        await listen(household, stack)
        await run.play(STEP)
        asleep, awake = run.stage.marks["asleep"], run.stage.marks["awake"]
        assert not [at for at in run.stage.traffic() if asleep < at < awake]
        assert run.failed() == []
