"""How fast a large music library is made, browsed and searched."""

from __future__ import annotations

import asyncio
import gc
import statistics
import time
import tracemalloc
from typing import TYPE_CHECKING

from benchmarks.load import soap_request
from sonos_sim import Clock, Household, Simulator
from sonos_sim.household.library import Library
from sonos_sim.household.library_generator import GeneratedSongs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Table = Callable[[str, Sequence[str], Iterable[Sequence[str]]], None]

TRACKS = 50_000
PATH = "/MediaServer/ContentDirectory/Control"
TYPE = "urn:schemas-upnp-org:service:ContentDirectory:1"
PAGES = {
    "first page": ("A:TRACKS", 0),
    "middle page": ("A:TRACKS", TRACKS // 2),
    "last page": ("A:TRACKS", TRACKS - 100),
    "albums": ("A:ALBUM", 0),
    "folders": ("S://nas/music", 0),
    "search": ("A:TRACKS:th", 0),
}


def browse_pages(table: Table, rounds: int) -> None:
    """Browse of 100 objects of a library of 50,000 tracks: the first time and from then on."""
    gc.collect()
    tracemalloc.start()
    library = Library([GeneratedSongs(tracks=TRACKS, seed=1)])
    for branch in library.roots.values():
        _ = branch.branches if branch.fields else branch.tracks
    memory = tracemalloc.get_traced_memory()[0] / 1024 / 1024
    tracemalloc.stop()
    started = time.perf_counter()
    made = len(Library([GeneratedSongs(tracks=TRACKS, seed=1)]).songs)
    seconds = time.perf_counter() - started
    table(
        "A made-up music library",
        ("tracks", "made in", "memory with its index"),
        [(f"{made:,}", f"{seconds * 1000:,.0f} ms", f"{memory:,.0f} MB")],
    )
    rows = asyncio.run(_timed(rounds))
    title = f"Browse of 100 objects of {TRACKS:,} tracks, from connecting to the last byte"
    table(title, ("page", "first time", "median", "bytes"), rows)


async def _timed(rounds: int) -> list[tuple[str, str, str, str]]:
    household = Household(seed=1, clock=Clock.stopped())
    player = household.add("Kitchen")
    household.content.set_library(Library([GeneratedSongs(tracks=TRACKS, seed=1)]), player)
    _ = household.content.library.songs
    rows = []
    async with Simulator(household, discovery=False):
        for name, (object_id, start) in PAGES.items():
            arguments = {"ObjectID": object_id, "BrowseFlag": "BrowseDirectChildren", "Filter": "*"}
            page = {"StartingIndex": start, "RequestedCount": 100, "SortCriteria": ""}
            request = soap_request(player.address, PATH, TYPE, "Browse", {**arguments, **page})
            times, size = [], 0
            for _ in range(rounds + 1):
                started = time.perf_counter()
                reader, writer = await asyncio.open_connection(player.address, player.port)
                writer.write(request)
                size = len(await reader.read())
                times.append((time.perf_counter() - started) * 1000)
                writer.close()
            rows.append((name, f"{times[0]:.1f} ms", f"{statistics.median(times[1:]):.1f} ms", f"{size:,}"))
    return rows
