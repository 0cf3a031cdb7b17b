"""Runs the benchmarks and prints them as tables. Nothing here is asserted: speed is shown, not tested."""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import time
import tracemalloc
from typing import TYPE_CHECKING

from benchmarks.client import client_speed
from benchmarks.content import browse_pages
from benchmarks.harness import harness_cost
from benchmarks.load import requests_per_second, soap_request
from benchmarks.playback import playback_speed
from benchmarks.plugin import fixture_cost
from benchmarks.servers import served
from sonos_sim import Clock, Household, Simulator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RENDERING = "urn:schemas-upnp-org:service:RenderingControl:1"
TOPOLOGY = "urn:schemas-upnp-org:service:ZoneGroupTopology:1"
CASES = {
    "GetVolume": ("/MediaRenderer/RenderingControl/Control", RENDERING, {"InstanceID": 0, "Channel": "Master"}),
    "SetVolume": (
        "/MediaRenderer/RenderingControl/Control",
        RENDERING,
        {"InstanceID": 0, "Channel": "Master", "DesiredVolume": 25},
    ),
    "GetZoneGroupState": ("/ZoneGroupTopology/Control", TOPOLOGY, {}),
}


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    print(f"\n{title}")
    for row in cells:
        print("  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))


def answer_to(address: tuple[str, int], request: bytes) -> bytes:
    import socket

    with socket.create_connection(address) as sock:
        sock.sendall(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
        sock.settimeout(0.5)
        data = b""
        try:
            while part := sock.recv(65536):
                data += part
        except TimeoutError:
            pass
    return data.partition(b"\r\n\r\n")[2]


def throughput(rounds: int, count: int) -> None:
    """Requests per second of a 20-player household beside a bare handler, in turns within one run."""
    rows = []
    for keep_alive in (False, True):
        for action, (path, service_type, arguments) in CASES.items():
            with served("simulated", 20, keep_alive) as simulated:
                request = soap_request(simulated.address[0], path, service_type, action, arguments)
                with served("bare", answer_to(simulated.address, request), keep_alive) as bare:
                    pairs = [
                        (
                            requests_per_second(bare.address, request, count, keep_alive=keep_alive),
                            requests_per_second(simulated.address, request, count, keep_alive=keep_alive),
                        )
                        for _ in range(rounds)
                    ]
            ratio = statistics.median(ours / theirs for theirs, ours in pairs)
            policy = "keep-alive" if keep_alive else "one a connection"
            rows.append(
                (
                    action,
                    policy,
                    f"{statistics.median(p[0] for p in pairs):,.0f}",
                    f"{statistics.median(p[1] for p in pairs):,.0f}",
                    f"{ratio:.2f}",
                )
            )
    table(
        "Requests per second, 20 players, beside a bare aiohttp handler with constant bytes",
        ("action", "connections", "bare", "sonos-sim", "ratio"),
        rows,
    )


async def start_up(sizes: Sequence[int]) -> None:
    """Time from Simulator start to the first answer, and memory a player."""
    rows = []
    for size in sizes:
        household = Household(seed=1, clock=Clock.stopped())
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(size):
            household.add(f"Room {number}")
        async with Simulator(household):
            gc.collect()
            memory = (tracemalloc.get_traced_memory()[0] - before) / size
            tracemalloc.stop()
        household = Household(seed=1, clock=Clock.stopped())
        for number in range(size):
            household.add(f"Room {number}")
        started = time.perf_counter()
        async with Simulator(household) as simulator:
            up = time.perf_counter() - started
            player = simulator.players[-1]
            path, service_type, arguments = CASES["GetVolume"]
            request = soap_request(player.address, path, service_type, "GetVolume", arguments)
            reader, writer = await asyncio.open_connection(player.address, player.port)
            writer.write(request)
            await reader.read()
            writer.close()
            answered = time.perf_counter() - started
        rows.append((f"{size:,}", f"{up * 1000:,.0f} ms", f"{answered * 1000:,.0f} ms", f"{memory / 1024:,.1f} KB"))
    table("Start of a simulator", ("players", "all up", "first answer", "memory a player"), rows)


async def fan_out(subscribers: int, changes: int) -> None:
    """From a change to the last of many subscribers."""
    received = 0
    wanted = asyncio.Event()
    target = subscribers

    async def callback(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        await reader.readuntil(b"</e:propertyset>")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        received += 1
        if received == target:
            wanted.set()

    listener = await asyncio.start_server(callback, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    household = Household(seed=1, clock=Clock.stopped())
    household.override(subscription_slots=subscribers)
    player = household.add("Kitchen")
    async with Simulator(household, discovery=False):
        for _ in range(subscribers):
            reader, writer = await asyncio.open_connection(player.address, player.port)
            writer.write(
                f"SUBSCRIBE /MediaRenderer/RenderingControl/Event HTTP/1.1\r\nHost: {player.address}:1400\r\n"
                f"CALLBACK: <http://127.0.0.1:{port}/>\r\nNT: upnp:event\r\n\r\n".encode()
            )
            await reader.read()
            writer.close()
        await wanted.wait()
        times = []
        for change in range(changes):
            received = 0
            wanted.clear()
            started = time.perf_counter()
            player.rendering.set_volume(change % 100 + 1, player.behaviour)
            await wanted.wait()
            times.append(time.perf_counter() - started)
    listener.close()
    table(
        "Event fan-out, from the change to the last callback (subscriber and simulator in one process)",
        ("subscribers", "median", "worst"),
        [(str(subscribers), f"{statistics.median(times) * 1000:.1f} ms", f"{max(times) * 1000:.1f} ms")],
    )


def catalogue() -> None:
    """Processor time to load the catalogue from its files: 16 services, profiles, and every declaration."""
    from sonos_sim.catalogue import SERVICE_NAMES, parser, profile, profile_keys
    from sonos_sim.catalogue.profile import _table, recorded_keys

    rows = []
    for what, keys in (("recorded", (*recorded_keys(), "ANY")), ("all", profile_keys())):
        times = []
        for _ in range(9):
            for cached in (parser.service_sheet, profile, _table):
                cached.cache_clear()
            started = time.process_time()
            for name in SERVICE_NAMES:
                parser.service_sheet(name)
            for key in keys:
                _ = profile(key).services
            times.append(time.process_time() - started)
        rows.append((what, str(len(keys)), f"{statistics.median(times) * 1000:.1f} ms"))
    table("Loading the catalogue, processor time", ("profiles", "number", "median"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="benchmarks of sonos-sim")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a look")
    options = parser.parse_args()
    catalogue()
    fixture_cost(table, rounds=3 if options.quick else 9)
    harness_cost(table, CASES, rounds=3 if options.quick else 9, count=1000 if options.quick else 3000)
    throughput(rounds=3 if options.quick else 7, count=1000 if options.quick else 3000)
    asyncio.run(start_up((1, 10, 100, 1000)))
    asyncio.run(fan_out(100, 10 if options.quick else 50))
    browse_pages(table, rounds=5 if options.quick else 20)
    playback_speed(table)
    client_speed(quick=options.quick)


if __name__ == "__main__":
    main()
