"""Answers that do not come, or not whole."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sonos_client import SonosError
from sonos_client.services.enums import TransportState

from tests.support.acts import CLIP, browse, list_favourites, load
from tests.support.rehearsal import ClockTimers
from tests.support.tasks import Part
from tests.support.wire import call, envelope, path_of, request, service_type

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

SONG = "http://music.example/song.mp3"


async def enqueue(household: Household, run: Rehearsal) -> None:
    with suppress(SonosError):
        await household[run.rooms[0].uuid].services.av_transport.add_uri_to_queue(
            "http://files.example/a.mp3", "", 0, False
        )


async def turn_up(household: Household, run: Rehearsal) -> None:
    room = household[run.rooms[0].uuid]
    await room.volume()
    with suppress(SonosError):
        await room.adjust_volume(5)


async def skip(household: Household, run: Rehearsal) -> None:
    group = household[run.rooms[0].uuid].group
    with suppress(SonosError):
        await group.next()
    await group.now_playing()


async def turn_all_rooms(household: Household, run: Rehearsal) -> None:
    """All at the same time: one that cannot be reached keeps nobody waiting."""
    await asyncio.gather(*(room.set_volume(31) for room in household.rooms), return_exceptions=True)


async def turn_step_by_step(household: Household, run: Rehearsal) -> None:
    for volume in range(1, 101):
        await household[run.rooms[0].uuid].set_volume(volume)


async def turn_three_times(household: Household, run: Rehearsal) -> None:
    for volume in (31, 32, 33):
        await household[run.rooms[0].uuid].set_volume(volume)


async def join_the_group(household: Household, run: Rehearsal) -> None:
    await household[run.rooms[2].uuid].join(household[run.rooms[1].uuid])


async def play_and_see_to_it(household: Household, run: Rehearsal) -> None:
    group = household[run.rooms[0].uuid].group
    await group.select(SONG)
    while await group.state() is not TransportState.PLAYING:
        await household.hub.timers.sleep(2)
        await group.play()


async def enqueue_until_answered(run: Rehearsal) -> None:
    for _ in range(3):
        adding = call(
            run.rooms[0], "AVTransport", "AddURIToQueue", EnqueuedURI=CLIP, EnqueuedURIMetaData="",
            DesiredFirstTrackNumberEnqueued=0, EnqueueAsNext=0,
        )  # fmt: skip
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(adding, 0.05)


async def browse_once(run: Rehearsal) -> None:
    with suppress(Exception):  # whatever half an answer leads to
        await browse(run.rooms[0], "FV:2")


async def turn_up_again(run: Rehearsal) -> None:
    for _ in range(2):
        with suppress(OSError, EOFError, ValueError, IndexError):
            await call(run.rooms[0], "RenderingControl", "SetRelativeVolume", Channel="Master", Adjustment=5)
            return


async def skip_until_answered(run: Rehearsal) -> None:
    for _ in range(3):
        with suppress(TimeoutError):
            await asyncio.wait_for(call(run.rooms[0], "AVTransport", "Next"), 0.1)
            return


async def turn_one_after_the_other(run: Rehearsal) -> None:
    """A room that cannot be reached takes 20 s, as long as SoCo once waited."""
    for room in run.rooms:
        try:
            await asyncio.wait_for(_set_volume(room, 31), 0.05)
        except TimeoutError:
            await run.sim.clock.advance(20)


async def turn_on_one_connection(run: Rehearsal) -> None:
    connection = Pooled(run.rooms[0])
    for volume in range(1, 101):
        await connection.set_volume(volume)
    connection.close()


async def turn_on_one_connection_until_it_hangs(run: Rehearsal) -> None:
    connection = Pooled(run.rooms[0])
    with suppress(TimeoutError):
        for volume in (31, 32, 33):
            await asyncio.wait_for(connection.set_volume(volume), 0.05)
    connection.close()


async def join_by_the_old_page(run: Rehearsal) -> None:
    page = await request(run.rooms[0], "GET", "/status/topology")
    players = ET.fromstring(page.body).iter("ZonePlayer")
    groups = {player.attrib["uuid"]: player.attrib["group"] for player in players}
    await load(run.rooms[2], f"x-rincon:{groups[run.rooms[1].uuid].partition(':')[0]}")


async def play_blindly(run: Rehearsal) -> None:
    await load(run.rooms[0], SONG)
    await call(run.rooms[0], "AVTransport", "Play", Speed=1)


async def poll_by_the_watch(run: Rehearsal) -> None:
    """Every five seconds, whether or not the answers of the last time have come."""
    polls = [asyncio.create_task(_poll(run, 5.0 * number)) for number in range(36)]
    await run.play(2.0)
    await asyncio.gather(*polls, return_exceptions=True)


async def _poll(run: Rehearsal, after: float) -> None:
    await ClockTimers(run.sim.household.clock).sleep(after)
    await asyncio.gather(*(call(room, "RenderingControl", "GetVolume", Channel="Master") for room in run.rooms))


async def _set_volume(room: Player, volume: int) -> None:
    await call(room, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=volume)


class Pooled:
    """A connection that is used again and again, and replaced only after a request was lost on it."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def set_volume(self, volume: int) -> None:
        arguments = {"InstanceID": 0, "Channel": "Master", "DesiredVolume": volume}
        body = envelope("RenderingControl", "SetVolume", arguments)
        lines = (
            f"POST {path_of('RenderingControl', 'Control')} HTTP/1.1",
            f"Host: {self._player.address}:{self._player.port}",
            f'SOAPACTION: "{service_type("RenderingControl")}#SetVolume"',
            f"Content-Length: {len(body)}",
        )
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._player.address, self._player.port)
        reader, writer = self._streams
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().partition(b"content-length:")[2].split(None, 1)[0]))
        except (OSError, EOFError):
            self.close()

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


PARTS = {
    "slow-enqueue-not-idempotent": Part(client=enqueue, naive=enqueue_until_answered, options={"timeout": 0.2}),
    "truncated-body": Part(client=list_favourites, naive=browse_once),
    "tcp-reset-mid-request": Part(client=turn_up, naive=turn_up_again),
    "accept-then-silence": Part(mark="played", client=skip, naive=skip_until_answered, options={"timeout": 0.2}),
    "empty-reply": Part(client=turn_up, naive=turn_up_again),
    "connect-blackhole": Part(
        mark="asked", client=turn_all_rooms, naive=turn_one_after_the_other, options={"connect_timeout": 0.05}
    ),
    "host-unreachable-fast": Part(step=30.0),
    "no-keepalive": Part(client=turn_step_by_step, naive=turn_on_one_connection),
    "keepalive-second-request-stalls": Part(client=turn_three_times, naive=turn_on_one_connection_until_it_hangs),
    "status-endpoint-removed": Part(mark="asked", client=join_the_group, naive=join_by_the_old_page),
    "command-burst-ignored": Part(mark="asked", client=play_and_see_to_it, naive=play_blindly),
    "slow-everything": Part(step=2.0, naive=poll_by_the_watch, options={"awaits_answers": False}),
}
