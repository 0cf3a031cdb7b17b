"""What scenarios about HTTP promise, seen with raw sockets."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ET

import pytest

from tests.support.acts import load
from tests.support.rehearsal import rehearsal
from tests.support.tasks.http import Pooled
from tests.support.wire import call, exchange, path_of, request, subscribe

DESCRIPTION = "/xml/device_description.xml"


async def test_no_byte_comes_and_no_reset() -> None:
    async with rehearsal("empty-reply") as run:
        run.stage.start()
        asking = f"SUBSCRIBE {path_of('RenderingControl', 'Event')} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        with pytest.raises(IndexError):  # there is no status line
            await exchange(run.rooms[0], asking)
        with pytest.raises(IndexError):
            await call(run.rooms[0], "RenderingControl", "SetRelativeVolume", Channel="Master", Adjustment=5)
        assert run.rooms[0].rendering.volume == 20


async def test_two_rooms_are_black_holes() -> None:
    async with rehearsal("connect-blackhole") as run:
        await run.play(until="gone")
        for room in run.rooms[1:3]:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await request(room, "GET", DESCRIPTION)
        for room in (run.rooms[0], run.rooms[3]):
            assert (await request(room, "GET", DESCRIPTION)).status == 200
            state = (await call(room, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
            assert run.rooms[1].uuid in state


async def test_connections_fail_at_once_and_the_player_stays_the_same() -> None:
    async with rehearsal("host-unreachable-fast") as run, subscribe(run.rooms[1], "RenderingControl") as events:
        boots = run.rooms[1].device.boot_seq
        await run.play(until="start")
        await run.sim.clock.advance(60)
        await run.sim.settle()
        with pytest.raises(ConnectionRefusedError):
            await request(run.rooms[1], "GET", DESCRIPTION)
        await run.play(30, until="back")
        await run.sim.settle()
        assert (await events.renew()).status == 200
        assert run.rooms[1].device.boot_seq == boots


async def test_a_connection_has_one_answer() -> None:
    async with rehearsal("no-keepalive") as run:
        run.stage.start()
        connection = Pooled(run.rooms[0])
        for volume in (41, 42):
            await connection.set_volume(volume)
        assert run.rooms[0].rendering.volume == 41
        connection.close()


async def test_a_connection_is_kept_and_answers_no_more() -> None:
    async with rehearsal("keepalive-second-request-stalls") as run:
        run.stage.start()
        kept, fresh = Pooled(run.rooms[0]), Pooled(run.rooms[0])
        await kept.set_volume(41)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await kept.set_volume(42)
        assert run.rooms[0].rendering.volume == 41
        await fresh.set_volume(43)
        assert run.rooms[0].rendering.volume == 43
        kept.close()
        fresh.close()


async def test_the_page_of_the_topology_has_no_players() -> None:
    async with rehearsal("status-endpoint-removed") as run:
        run.stage.start()
        page = await request(run.rooms[0], "GET", "/status/topology")
        assert (page.status, list(ET.fromstring(page.body))) == (200, [])
        assert [(await request(run.rooms[0], m, "/customsd.htm")).status for m in ("GET", "POST")] == [403, 403]
        assert (await request(run.rooms[0], "GET", "/support/review")).status == 200


async def test_a_command_that_follows_closely_does_nothing() -> None:
    async with rehearsal("command-burst-ignored") as run:
        await run.play(until="asked")
        room = run.rooms[0]
        await load(room, "http://music.example/song.mp3")
        await call(room, "AVTransport", "Play", Speed=1)
        assert (await call(room, "AVTransport", "GetTransportInfo"))["CurrentTransportState"] == "STOPPED"
        await run.sim.clock.advance(1)
        await call(room, "AVTransport", "Play", Speed=1)
        assert (await call(room, "AVTransport", "GetTransportInfo"))["CurrentTransportState"] == "PLAYING"


async def test_answers_take_seconds() -> None:
    async with rehearsal("slow-everything") as run:
        run.stage.start()
        asking = asyncio.create_task(call(run.rooms[0], "RenderingControl", "GetVolume", Channel="Master"))
        await run.quiet()
        await run.sim.clock.advance(1.9)
        await run.quiet()
        assert not asking.done()
        await run.sim.clock.advance(6.1)
        assert (await asking)["CurrentVolume"] == "20"
