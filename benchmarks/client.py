"""The client library beside SoCo: calls per second and event latency on one simulator, in turns within one run.

``python -m benchmarks.client``. The simulator runs in a process of its own. Ratios are what counts: above 1 is more
calls, or less waiting, than SoCo. SoCo calls block; with several at once it gets threads, the client one event loop.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from queue import Empty
from typing import TYPE_CHECKING

import soco
from soco import events
from sonos_client import SonosClient
from sonos_client.services import RenderingControlChange

from benchmarks.servers import served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sonos_client import Player

Case = tuple[str, "Callable[[Player], Awaitable[object]]", "Callable[[soco.SoCo], object]"]

CASES: Sequence[Case] = (
    ("GetVolume", lambda player: player.volume(), lambda speaker: speaker.volume),
    ("SetVolume", lambda player: player.set_volume(25), lambda speaker: setattr(speaker, "volume", 25)),
    (
        "GetPositionInfo",
        lambda player: player.services.av_transport.get_position_info(),
        lambda speaker: speaker.avTransport.GetPositionInfo([("InstanceID", 0)]),
    ),
)


async def ours(address: str, call: Callable[[Player], Awaitable[object]], count: int, at_once: int) -> float:
    """Calls per second of the client."""
    async with SonosClient([address], use_ssdp=False, use_mdns=False) as client:
        player = (await client.connect()).source

        async def work() -> None:
            for _ in range(count // at_once):
                await call(player)

        await call(player)
        started = time.perf_counter()
        await asyncio.gather(*[work() for _ in range(at_once)])
        return count // at_once * at_once / (time.perf_counter() - started)


def socos(address: str, call: Callable[[soco.SoCo], object], count: int, at_once: int) -> float:
    """Calls per second of SoCo."""
    speaker = soco.SoCo(address)

    def work() -> None:
        for _ in range(count // at_once):
            call(speaker)

    call(speaker)
    with ThreadPoolExecutor(at_once) as pool:
        started = time.perf_counter()
        for done in [pool.submit(work) for _ in range(at_once)]:
            done.result()
        return count // at_once * at_once / (time.perf_counter() - started)


async def our_latency(address: str, count: int) -> float:
    """Median seconds from the call that changes the volume to its event, heard by the client."""
    async with SonosClient([address], use_ssdp=False, use_mdns=False) as client:
        player = (await client.connect()).source
        times = []
        async with player.watch(RenderingControlChange) as changes:
            await anext(changes)
            for number in range(count):
                started = time.perf_counter()
                await player.set_volume(number % 50)
                while (change := await anext(changes)).volume is None or change.volume["Master"] != number % 50:
                    pass
                times.append(time.perf_counter() - started)
                await asyncio.sleep(0.25)  # Players merge changes that follow within 0.2 s.
        return statistics.median(times)


def socos_latency(address: str, count: int) -> float:
    """The same, heard by SoCo's threaded listener."""
    speaker = soco.SoCo(address)
    subscription = speaker.renderingControl.subscribe()
    times = []
    try:
        subscription.events.get(timeout=5)
        for number in range(count):
            started = time.perf_counter()
            speaker.volume = number % 50
            while subscription.events.get(timeout=5).variables.get("volume", {}).get("Master") != str(number % 50):
                pass
            times.append(time.perf_counter() - started)
            time.sleep(0.25)
    except Empty:
        raise SystemExit("SoCo heard no event") from None
    finally:
        subscription.unsubscribe()
        events.event_listener.stop()
    return statistics.median(times)


def client_speed(*, quick: bool) -> None:
    """Calls a second and the way of an event, beside SoCo."""
    rounds, count, events_heard = (3, 200, 5) if quick else (7, 1000, 20)
    with served("simulated", 2, False) as server:
        address = server.address[0]
        print("\nThe bundled client beside SoCo")
        print(f"{'case':>20}  {'at once':>7}  {'client':>10}  {'SoCo':>10}  {'ratio':>5}")
        for name, our_call, soco_call in CASES:
            for at_once in (1, 8):
                pairs = [
                    (asyncio.run(ours(address, our_call, count, at_once)), socos(address, soco_call, count, at_once))
                    for _ in range(rounds)
                ]
                mine, theirs = (statistics.median(values) for values in zip(*pairs, strict=True))
                ratio = statistics.median(a / b for a, b in pairs)
                print(f"{name:>20}  {at_once:>7}  {mine:>8,.0f}/s  {theirs:>8,.0f}/s  {ratio:>5.2f}")
        waits = [
            (asyncio.run(our_latency(address, events_heard)), socos_latency(address, events_heard))
            for _ in range(rounds)
        ]
        mine, theirs = (statistics.median(values) * 1000 for values in zip(*waits, strict=True))
        ratio = statistics.median(b / a for a, b in waits)
        print(f"{'change to event':>20}  {'':>7}  {mine:>7.1f} ms  {theirs:>7.1f} ms  {ratio:>5.2f}")
