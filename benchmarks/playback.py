"""Queues that grow long, and days of playback that pass in no time."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from benchmarks.load import soap_request
from sonos_sim import Clock, Household, Simulator
from sonos_sim.household import playback
from sonos_sim.household.loading import set_uri
from sonos_sim.household.media import Track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Table = Callable[[str, Sequence[str], Iterable[Sequence[str]]], None]

SERVICE = "urn:schemas-upnp-org:service:AVTransport:1"
PATH = "/MediaRenderer/AVTransport/Control"
QUEUE_SERVICE = "urn:schemas-sonos-com:service:Queue:1"
QUEUE_PATH = "/MediaRenderer/Queue/Control"
BATCH = 16


def playback_speed(table: Table) -> None:
    """A queue that grows to 10,000 tracks, and 30 days of playback."""
    rows = asyncio.run(_queue_growth(10_000))
    title = "AddMultipleURIsToQueue of 16 tracks with metadata, from connecting to the last byte"
    table(title, ("queue", "mean", "Browse of its last 100"), rows)
    table("Playback by Clock.advance, nobody listening", ("source", "simulated", "took"), _advance(30))


def _batch(first: int) -> dict[str, object]:
    numbers = range(first, first + BATCH)
    uris = [f"x-file-cifs://nas/music/{number}.mp3" for number in numbers]
    items = [
        '<DIDL-Lite xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" '
        'xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/"><item id="-1" parentID="-1" restricted="true">'
        f'<res protocolInfo="x-file-cifs:*:audio/mpeg:*" duration="0:03:20">{uri}</res><dc:title>{number}</dc:title>'
        "<upnp:class>object.item.audioItem.musicTrack</upnp:class></item></DIDL-Lite>"
        for number, uri in zip(numbers, uris, strict=True)
    ]
    return {
        "InstanceID": 0, "UpdateID": 0, "NumberOfURIs": BATCH, "EnqueuedURIs": " ".join(uris),
        "EnqueuedURIsMetaData": escape(" ".join(items)), "ContainerURI": "", "ContainerMetaData": "",
        "DesiredFirstTrackNumberEnqueued": 0, "EnqueueAsNext": 0,
    }  # fmt: skip


async def _queue_growth(length: int) -> list[tuple[str, ...]]:
    """AddMultipleURIsToQueue until ``length`` tracks are there; a row a quarter."""
    household = Household(seed=1, clock=Clock.stopped())
    player = household.add("Kitchen")
    rows: list[tuple[str, ...]] = []
    async with Simulator(household, discovery=False):

        async def ask(path: str, service: str, action: str, arguments: dict[str, object]) -> float:
            started = time.perf_counter()
            reader, writer = await asyncio.open_connection(player.address, player.port)
            writer.write(soap_request(player.address, path, service, action, arguments))
            await reader.read()
            writer.close()
            return (time.perf_counter() - started) * 1000

        times = []
        for first in range(0, length, BATCH):
            times.append(await ask(PATH, SERVICE, "AddMultipleURIsToQueue", _batch(first)))
            if len(player.queue) >= (len(rows) + 1) * length // 4:
                page = {"QueueID": 0, "StartingIndex": len(player.queue) - 100, "RequestedCount": 100}
                browsed = await ask(QUEUE_PATH, QUEUE_SERVICE, "Browse", page)
                rows.append((f"{len(player.queue):,}", f"{statistics.mean(times):.1f} ms", f"{browsed:.1f} ms"))
                times = []
    return rows


def _advance(days: int) -> list[tuple[str, ...]]:
    """Days of playback of 200 tracks, and of a station, with nobody listening."""
    rows: list[tuple[str, ...]] = []
    for name, mode in (("a queue of 200 that repeats", "REPEAT_ALL"), ("shuffled", "SHUFFLE"), ("a station", "")):
        household = Household(seed=1, clock=Clock.stopped())
        player = household.add("Kitchen")
        if mode:
            songs = [Track(f"x-file-cifs://nas/{number}.mp3", duration=120 + number) for number in range(200)]
            player.queue.insert(songs, 0, player.shuffling, 1000)
            set_uri(player, f"x-rincon-queue:{player.uuid}#0", "")
            playback.set_play_mode(player, mode)
        else:
            set_uri(player, "aac://radio.example/live", "")
        playback.play(player)
        started = time.perf_counter()
        household.clock.advance(days=days)
        elapsed = time.perf_counter() - started
        rows.append((name, str(timedelta(days=days)), f"{elapsed * 1000:.1f} ms"))
    return rows
