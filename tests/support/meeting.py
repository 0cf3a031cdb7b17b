"""For tests in which the bundled client meets faults: how it connects, and time-outs that nobody has to wait for.

Client and simulator share an event loop. So a time-out need not be short to be quick: once the fault has struck, the
clock of the loop is moved on, however slow the machine is.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import pytest
from sonos_client import ProblemKind, SonosClient, SonosError

from sonos_sim.harness.faults import Fault
from sonos_sim.harness.gena_faults import MutateBody
from tests.support.client import WAIT, ManualTimers

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator

    from sonos_client import EventProblem, Household
    from sonos_client.gena import Notification
    from sonos_client.services import RenderingControlChange

    from sonos_sim import Simulator

T = TypeVar("T")
SET_VOLUME = "RenderingControl.SetVolume"
SONG = "http://127.0.0.1:9/song.mp3"
NO_CONNECTION = 5.0
"""Seconds after which the client no longer waits for a connection, but still for an answer."""
NO_ANSWER = 15.0
"""Seconds after which it waits for nothing any more."""
_skipped: WeakKeyDictionary[asyncio.AbstractEventLoop, float] = WeakKeyDictionary()


@asynccontextmanager
async def connected(sim: Simulator, timers: ManualTimers | None = None, **options: Any) -> AsyncIterator[Household]:
    """The household, its topology kept live by the first player; the client's own time moves by ``timers`` alone."""
    client = SonosClient(
        [sim.players[0].address],
        use_ssdp=False,
        use_mdns=False,
        timers=timers or ManualTimers(),
        check_interval=9999,
        **options,
    )
    async with client:
        household = await client.connect()
        await household.listening()
        yield household


def skip(seconds: float) -> None:
    """Move the clock of the event loop on: what is due within ``seconds`` is due now."""
    loop = asyncio.get_running_loop()
    if loop not in _skipped:
        real = loop.time
        _skipped[loop] = 0.0
        loop.time = lambda: real() + _skipped[loop]  # type: ignore[method-assign]
    _skipped[loop] += seconds


async def out_of_time(work: Coroutine[Any, Any, T], when: Awaitable[object], seconds: float = NO_ANSWER) -> T:
    """What ``work`` returns or raises when, as soon as ``when`` is done, ``seconds`` pass."""
    task = asyncio.create_task(work)
    await asyncio.wait_for(when, WAIT)
    skip(seconds)
    return await asyncio.wait_for(task, WAIT)


async def to_the_end(work: Coroutine[Any, Any, T], when: Awaitable[object]) -> T:
    """What ``work`` returns when, once ``when`` is done, time flies until it is over."""
    task = asyncio.create_task(work)
    await asyncio.wait_for(when, WAIT)
    while not task.done():
        skip(1)
        await asyncio.sleep(0)
    return task.result()


@contextmanager
def connecting(host: str) -> Iterator[asyncio.Event]:
    """Set as soon as somebody in this event loop has begun to connect to ``host``."""
    loop = asyncio.get_running_loop()
    begun, connect = asyncio.Event(), loop.sock_connect

    async def noted(sock: socket.socket, address: Any) -> None:
        if address[0] == host:
            begun.set()
        await connect(sock, address)

    loop.sock_connect = noted  # type: ignore[method-assign]
    try:
        yield begun
    finally:
        loop.sock_connect = connect  # type: ignore[method-assign]


async def setting_the_volume_fails(
    sim: Simulator, at: str, fault: Fault, raised: type[SonosError], acted: bool
) -> SonosError:
    """Try it in the kitchen while ``fault`` is planned, and once more without; the error."""
    async with connected(sim) as household:
        planned = sim.faults.add(at, fault)
        await sim.settle()
        with pytest.raises(raised) as error:
            await household["Kitchen"].set_volume(33)
        assert type(error.value) is raised
        assert (sim["Kitchen"].rendering.volume == 33) is acted
        if acted and (told := getattr(error.value, "may_have_happened", None)) is not None:
            assert told, "it must not say that nothing happened"
        assert planned.fired
        planned.remove()
        await sim.settle()
        await household["Kitchen"].set_volume(44)
        assert sim["Kitchen"].rendering.volume == 44
        return error.value


def problems_of(household: Household) -> list[EventProblem]:
    """Every problem with events from now on."""
    problems: list[EventProblem] = []
    household.hub.problem_listeners.append(problems.append)
    return problems


def arriving(household: Household) -> list[Notification]:
    """Every event that arrives here, of what is subscribed to from now on; before the client judges it."""
    arrived: list[Notification] = []
    open_callback = household.hub.server.open

    async def opened(toward: str, receiver: Callable[[Notification], bool]) -> str:
        def received(notification: Notification) -> bool:
            arrived.append(notification)
            return receiver(notification)

        return await open_callback(toward, received)

    household.hub.server.open = opened  # type: ignore[method-assign]
    return arrived


def kinds(problems: list[EventProblem]) -> set[ProblemKind]:
    """What happened, apart from the topology's own events."""
    return {problem.kind for problem in problems if problem.service != "ZoneGroupTopology"}


def master(change: RenderingControlChange) -> int:
    """The volume that ``change`` tells."""
    assert change.volume is not None
    return change.volume["Master"]


def turn(sim: Simulator, volume: int, room: str = "Kitchen") -> None:
    """Somebody turns the volume, at the player itself."""
    sim[room].rendering.set_volume(volume, sim[room].behaviour)


def name_of(value: object) -> str | None:
    """For ``ids`` of parameters: what a fault is called, and its options, so that two of a kind differ."""
    if not isinstance(value, Fault):
        return None
    if isinstance(value, MutateBody):
        return value.change.__name__
    given = [
        f"{key}={option!r}"
        for key, option in vars(value).items()
        if isinstance(option, int | float | str | bytes) and option is not False and option not in ("", b"")
    ]
    return " ".join([value.name, *given])
