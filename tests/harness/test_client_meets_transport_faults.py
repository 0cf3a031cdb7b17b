"""The bundled client meets faults of connections and HTTP: what it raises, and whether the player has acted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest
from sonos_client import (
    ConnectionLostError,
    HTTPRefusedError,
    MalformedError,
    ProblemKind,
    ServiceMissingError,
    SonosError,
    TimedOutError,
    UnreachableError,
    UPnPDisabledError,
)
from sonos_client.description import PATH
from sonos_client.services import RenderingControlChange
from sonos_client.transport import Transport

from sonos_sim.harness.gena_faults import RefuseSubscription
from sonos_sim.harness.transport_faults import (
    BlackHole,
    Delay,
    EmptyReply,
    Hang,
    Headers,
    HttpStatus,
    LateAnswer,
    Refuse,
    Reset,
    Rewrite,
    SlowDrip,
    StallReused,
    TlsOnly,
    Truncate,
)
from tests.support.client import WAIT, ManualTimers, until
from tests.support.meeting import (
    NO_CONNECTION,
    SET_VOLUME,
    connected,
    connecting,
    kinds,
    name_of,
    out_of_time,
    problems_of,
    setting_the_volume_fails,
)

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Simulator
    from sonos_sim.harness.faults import Fault
    from sonos_sim.harness.plan import Planned
    from tests.conftest import Simulate


@pytest.mark.parametrize(
    ("at", "fault", "raised", "acted"),
    [
        ("*", Refuse(), UnreachableError, False),
        (SET_VOLUME, Reset(), ConnectionLostError, False),
        (SET_VOLUME, Reset(after=True), ConnectionLostError, True),
        (SET_VOLUME, Reset(at=30), ConnectionLostError, True),
        (SET_VOLUME, EmptyReply(), ConnectionLostError, False),
        (SET_VOLUME, Truncate(), ConnectionLostError, True),
        (SET_VOLUME, Truncate(10), ConnectionLostError, True),
        (SET_VOLUME, Truncate(0), ConnectionLostError, True),
        (SET_VOLUME, Rewrite(lambda body: body[:-30]), MalformedError, True),
        (SET_VOLUME, TlsOnly(), MalformedError, False),
        (SET_VOLUME, HttpStatus(403), UPnPDisabledError, False),
        (SET_VOLUME, HttpStatus(404), ServiceMissingError, False),
        (SET_VOLUME, HttpStatus(405), ServiceMissingError, False),
        (SET_VOLUME, HttpStatus(412), HTTPRefusedError, False),
        (SET_VOLUME, HttpStatus(500), HTTPRefusedError, False),
        (SET_VOLUME, HttpStatus(503), HTTPRefusedError, False),
    ],
    ids=name_of,
)
async def test_an_action_that_fails(
    simulate: Simulate, at: str, fault: Fault, raised: type[SonosError], acted: bool
) -> None:
    error = await setting_the_volume_fails(await simulate("Kitchen"), at, fault, raised, acted)
    if isinstance(fault, HttpStatus):
        assert isinstance(error, HTTPRefusedError)
        assert error.status == fault.status


@pytest.mark.parametrize(
    ("fault", "acted"),
    [(Delay(60), False), (LateAnswer(60), True), (SlowDrip(), True), (Hang(), False), (Hang(after=True), True)],
    ids=name_of,
)
async def test_an_answer_that_does_not_come_in_time(simulate: Simulate, fault: Fault, acted: bool) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add(SET_VOLUME, fault)
        with pytest.raises(TimedOutError) as error:
            await out_of_time(household["Kitchen"].set_volume(33), planned.struck())
        assert error.value.may_have_happened
        assert (sim["Kitchen"].rendering.volume == 33) is acted
        planned.remove()
        if isinstance(fault, Delay):
            # It is done in the end, when nobody waits for the answer any more.
            await until(lambda: sim["Kitchen"].rendering.volume == 33)
        await household["Kitchen"].set_volume(44)
        assert sim["Kitchen"].rendering.volume == 44


async def test_a_connection_that_is_never_established(simulate: Simulate) -> None:
    sim = await simulate("Hall", "Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add(BlackHole(), player="Kitchen")
        await sim.settle()
        with connecting(sim["Kitchen"].address) as begun, pytest.raises(TimedOutError) as error:
            await out_of_time(household["Kitchen"].set_volume(33), begun.wait(), NO_CONNECTION)
        assert not error.value.may_have_happened
        planned.remove()
        await sim.settle()
        assert sim["Kitchen"].rendering.volume == 20
        await household["Kitchen"].set_volume(44)
        assert sim["Kitchen"].rendering.volume == 44


@pytest.mark.parametrize(
    ("fault", "acted"),
    [(Reset(), False), (Reset(at=30), True), (EmptyReply(), False), (Truncate(0), True), (Truncate(200), True)],
    ids=name_of,
)
async def test_what_only_reads_is_asked_once_more(simulate: Simulate, fault: Fault, acted: bool) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add("ContentDirectory.Browse", fault, times=1)
        page = await household.library.page("A:")
        assert (page.total > 0, planned.fired) == (True, 1)
        assert len(sim.journal.calls("ContentDirectory.Browse")) == (2 if acted else 1)


@pytest.mark.parametrize(
    ("fault", "meanwhile", "seconds"),
    [(Delay(10), 20, 10), (LateAnswer(10), 33, 10), (SlowDrip(size=50), 33, 3600)],
    ids=name_of,
)
async def test_an_answer_that_takes_its_time(simulate: Simulate, fault: Fault, meanwhile: int, seconds: float) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add(SET_VOLUME, fault)
        waiting = asyncio.create_task(household["Kitchen"].set_volume(33))
        await asyncio.wait_for(planned.struck(), WAIT)
        await sim.clock.advance(seconds=2)
        assert (sim["Kitchen"].rendering.volume, waiting.done()) == (meanwhile, False)
        await sim.clock.advance(seconds=seconds)
        await asyncio.wait_for(waiting, WAIT)
        assert sim["Kitchen"].rendering.volume == 33


async def seconds_for_an_answer(sim: Simulator, household: Household, planned: Planned) -> int:
    """Seconds on the clock, passing one by one, until the client must have its answer."""
    clock, fired = sim.household.clock, planned.fired
    before = clock.pending
    waiting = asyncio.create_task(household["Kitchen"].set_volume(33))
    await until(lambda: planned.fired > fired)
    held, seconds = [timer for timer in clock.pending if timer not in before], 0
    while any(timer.pending for timer in held):
        await sim.clock.advance(seconds=1)
        seconds += 1
    await asyncio.wait_for(waiting, WAIT)
    return seconds


@pytest.mark.parametrize(
    ("fault", "spread"),
    [(Delay(10, jitter=4), 4), (LateAnswer(10, jitter=4), 4), (Delay(10), 0), (LateAnswer(10), 0)],
    ids=name_of,
)
async def test_jitter_makes_answers_come_at_other_times(simulate: Simulate, fault: Fault, spread: int) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        planned = sim.faults.add(SET_VOLUME, fault)
        took = [await seconds_for_an_answer(sim, household, planned) for _ in range(5)]
        assert all(10 - spread <= seconds <= 10 + spread for seconds in took), took
        assert (len(set(took)) > 1) is bool(spread), took


async def test_a_slow_drip_is_as_slow_as_its_drops_are_small_and_far_apart(simulate: Simulate) -> None:
    sim, took = await simulate("Kitchen"), []
    async with connected(sim) as household:
        for fault in (SlowDrip(size=10), SlowDrip(size=10, interval=2), SlowDrip(size=20)):
            with sim.faults.add(SET_VOLUME, fault) as planned:
                took.append(await seconds_for_an_answer(sim, household, planned))
    assert took[0] > 20
    assert took[1:] == [2 * took[0], -(-took[0] // 2)]


class KeepingTransport(Transport):
    """As the client would be if it used connections again."""

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector())
        return self._session


async def test_a_connection_that_stalls_when_used_again_is_not_used_again(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"keep_alive": True})
    async with connected(sim) as household:
        fault = sim.faults.add(StallReused())
        for volume in (30, 35):
            await household["Kitchen"].set_volume(volume)
            assert sim["Kitchen"].rendering.volume == volume
        assert fault.fired == 0
        keeping, address = KeepingTransport(), household["Kitchen"].address
        assert (await keeping.request("GET", address, PATH)).status == 200
        with pytest.raises(TimedOutError):
            await out_of_time(keeping.request("GET", address, PATH), fault.struck())
        assert fault.fired == 1
        fault.remove()
        await keeping.close()


async def test_other_header_lines(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        address = household["Kitchen"].address
        before = (await household.transport.request("GET", address, PATH)).headers
        sim.faults.add("GET /xml/*", Headers(Server="nginx", Content_Type=None))
        after = (await household.transport.request("GET", address, PATH)).headers
        assert (before["Server"] == "nginx", "Content-Type" in before) == (False, True)
        assert (after["Server"], "Content-Type" in after) == ("nginx", False)


async def test_a_shorter_grant_is_renewed_sooner(simulate: Simulate) -> None:
    sim, timers = await simulate("Kitchen"), ManualTimers()
    async with connected(sim, timers) as household:
        problems = problems_of(household)
        sim.faults.add("SUBSCRIBE RenderingControl", Headers(TIMEOUT="Second-60"))
        async with household["Kitchen"].watch(RenderingControlChange):
            fault = sim.faults.add("RENEW RenderingControl", RefuseSubscription(412), times=1)
            await timers.wake(24, 36)
            await until(lambda: ProblemKind.LOST in kinds(problems))
            assert fault.fired == 1


async def test_a_grant_without_sid(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        problems = problems_of(household)
        sim.faults.add("SUBSCRIBE RenderingControl", Headers(SID=None))
        async with household["Kitchen"].watch(RenderingControlChange):
            assert kinds(problems) == {ProblemKind.UNREACHABLE}


async def test_a_description_that_is_another(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with connected(sim) as household:
        kitchen = household["Kitchen"]
        with sim.faults.add("GET /xml/device_*", Rewrite(lambda body: body.replace(b">S18<", b">S999<"))):
            assert (await kitchen.describe()).model_number == "S999"
        with sim.faults.add("GET /xml/device_*", Rewrite(lambda body: body[:-10])), pytest.raises(MalformedError):
            await kitchen.describe()
        assert (await kitchen.describe()).model_number == "S18"


@pytest.mark.parametrize(
    ("fault", "raised"),
    [(HttpStatus(403), UPnPDisabledError), (TlsOnly(), MalformedError), (EmptyReply(), ConnectionLostError)],
    ids=name_of,
)
async def test_nobody_is_found_where_no_description_is_had(
    simulate: Simulate, fault: Fault, raised: type[SonosError]
) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("GET /xml/device_description.xml", fault)
    with pytest.raises(raised):
        async with connected(sim):
            pass
