"""Faults of connections and HTTP, seen by clients over real sockets."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
import requests
import soco

from sonos_sim.harness.transport_faults import (
    BlackHole,
    Delay,
    EmptyReply,
    Hang,
    Headers,
    LateAnswer,
    Refuse,
    Reset,
    Rewrite,
    SlowDrip,
    StallReused,
    TlsOnly,
    Truncate,
)
from tests.support.wire import Fault as Refusal
from tests.support.wire import call, envelope, path_of, post, request, service_type, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player
    from tests.conftest import Simulate

SET_VOLUME = ("RenderingControl", "SetVolume")
LOUD = {"InstanceID": 0, "Channel": "Master", "DesiredVolume": 33}


async def set_volume(player: Player, volume: int = 33) -> None:
    await call(player, *SET_VOLUME, Channel="Master", DesiredVolume=volume)


def set_volume_bytes(player: Player, *, keep: bool = False) -> bytes:
    body = envelope(*SET_VOLUME, LOUD)
    close = "" if keep else "Connection: close\r\n"
    return (
        f"POST {path_of('RenderingControl', 'Control')} HTTP/1.1\r\nHost: {player.address}:1400\r\n{close}"
        f'SOAPACTION: "{service_type("RenderingControl")}#SetVolume"\r\nContent-Length: {len(body)}\r\n\r\n'
    ).encode() + body


async def raw(player: Player) -> bytes:
    reader, writer = await asyncio.open_connection(player.address, player.port)
    try:
        writer.write(set_volume_bytes(player))
        return await asyncio.wait_for(reader.read(), 5)
    finally:
        writer.close()


async def test_a_refused_connection_and_the_end_of_it(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    with sim.faults.add(Refuse(), player="Kitchen"):
        await sim.settle()
        with pytest.raises(ConnectionRefusedError):
            await set_volume(sim["Kitchen"])
        await set_volume(sim["Office"])
    await sim.settle()
    await set_volume(sim["Kitchen"])
    assert sim["Kitchen"].rendering.volume == 33


async def test_a_refusal_keeps_subscriptions(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "RenderingControl") as events:
        await events.next()
        fault = sim.faults.add(Refuse(), lasting=60)
        await sim.clock.advance(seconds=61)
        assert not list(sim.faults)
        assert (await events.renew()).status == 200
        assert fault.fired == 1


async def test_a_black_hole_takes_for_ever_to_connect(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add(BlackHole())
    await sim.settle()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.open_connection(sim["Kitchen"].address, 1400), 0.05)
    assert sim.network.servers[sim["Kitchen"].uuid].vain_attempts == 1
    fault.remove()
    await sim.settle()
    await set_volume(sim["Kitchen"])
    assert sim.network.servers[sim["Kitchen"].uuid].vain_attempts == 1


@pytest.mark.parametrize(("after", "volume"), [(False, 20), (True, 33)])
async def test_a_reset_before_or_after_the_action_took_place(simulate: Simulate, after: bool, volume: int) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.SetVolume", Reset(after=after), times=1)
    with pytest.raises(ConnectionResetError):
        await raw(sim["Kitchen"])
    assert sim["Kitchen"].rendering.volume == volume
    sim.journal.assert_fired("reset", times=1, at="RenderingControl.SetVolume")
    await set_volume(sim["Kitchen"], 40)
    assert sim["Kitchen"].rendering.volume == 40


async def test_a_reset_in_the_middle_of_the_answer(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(Reset(at=30))
    reader, writer = await asyncio.open_connection(sim["Kitchen"].address, 1400)
    writer.write(set_volume_bytes(sim["Kitchen"]))
    with pytest.raises(ConnectionResetError):
        await asyncio.wait_for(reader.readexactly(31), 5)
    writer.close()
    assert sim["Kitchen"].rendering.volume == 33


async def test_an_empty_reply(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(EmptyReply())
    assert await raw(sim["Kitchen"]) == b""
    assert sim["Kitchen"].rendering.volume == 20


async def test_a_truncated_body_is_shorter_than_its_length_says(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    whole = await raw(sim["Kitchen"])
    sim.faults.add(Truncate(at=20))
    cut = await raw(sim["Kitchen"])
    head = whole.index(b"\r\n\r\n") + 4
    assert cut == whole[: head + 20]


async def test_soco_sees_a_truncated_body_as_a_broken_connection(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", Truncate())
    zone = soco.SoCo(sim["Kitchen"].address)
    with pytest.raises(requests.exceptions.RequestException):
        await asyncio.to_thread(lambda: zone.volume)


async def test_a_delay_on_the_clock(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add("RenderingControl", delay=3)
    waiting = asyncio.create_task(set_volume(sim["Kitchen"]))
    await asyncio.wait_for(fault.struck(), 5)
    await sim.clock.advance(seconds=2)
    assert (sim["Kitchen"].rendering.volume, waiting.done()) == (20, False)
    await sim.clock.advance(seconds=1)
    await asyncio.wait_for(waiting, 5)
    assert sim["Kitchen"].rendering.volume == 33


async def test_removal_lets_a_delayed_request_go_at_once(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add(Delay(3600))
    waiting = asyncio.create_task(set_volume(sim["Kitchen"]))
    await asyncio.wait_for(fault.struck(), 5)
    fault.remove()
    await asyncio.wait_for(waiting, 5)


async def test_a_late_answer_did_act(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add("RenderingControl.SetVolume", LateAnswer(20))
    waiting = asyncio.create_task(set_volume(sim["Kitchen"]))
    await asyncio.wait_for(fault.struck(), 5)
    assert (sim["Kitchen"].rendering.volume, waiting.done()) == (33, False)
    await sim.clock.advance(seconds=20)
    await asyncio.wait_for(waiting, 5)


async def test_a_slow_drip_comes_byte_by_byte(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    whole = await raw(sim["Kitchen"])
    fault = sim.faults.add(SlowDrip(size=10, interval=2))
    reader, writer = await asyncio.open_connection(sim["Kitchen"].address, 1400)
    writer.write(set_volume_bytes(sim["Kitchen"]))
    await asyncio.wait_for(fault.struck(), 5)
    await sim.clock.advance(seconds=2)
    assert await asyncio.wait_for(reader.readexactly(20), 5) == whole[:20]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.05)
    await sim.clock.advance(hours=1)
    assert await asyncio.wait_for(reader.read(), 5) == whole[20:]
    writer.close()


@pytest.mark.parametrize(("after", "volume"), [(False, 20), (True, 33)])
async def test_a_hang_ends_with_a_reset_when_it_is_taken_back(simulate: Simulate, after: bool, volume: int) -> None:
    sim = await simulate("Kitchen")
    fault = sim.faults.add(Hang(after=after))
    waiting = asyncio.create_task(raw(sim["Kitchen"]))
    await asyncio.wait_for(fault.struck(), 5)
    await sim.clock.advance(hours=1)
    assert (waiting.done(), sim["Kitchen"].rendering.volume) == (False, volume)
    fault.remove()
    with pytest.raises(ConnectionResetError):
        await waiting


async def test_soco_gives_up_on_a_player_that_hangs(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", Hang())
    zone = soco.SoCo(sim["Kitchen"].address)
    with pytest.raises(requests.exceptions.Timeout):
        await asyncio.to_thread(
            lambda: zone.renderingControl.send_command(
                "GetVolume", [("InstanceID", 0), ("Channel", "Master")], timeout=0.05
            )
        )


async def test_the_second_request_on_a_connection_stalls(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", behaviour={"keep_alive": True})
    sim.faults.add(StallReused())
    reader, writer = await asyncio.open_connection(sim["Kitchen"].address, 1400)
    one = set_volume_bytes(sim["Kitchen"], keep=True)
    writer.write(one)
    await asyncio.wait_for(reader.readuntil(b"</s:Envelope>"), 5)
    writer.write(one)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.05)
    writer.close()
    sim.journal.assert_fired("stall reused", times=1)


@pytest.mark.parametrize("status", [403, 405, 503])
async def test_an_html_page_in_place_of_soap(simulate: Simulate, status: int) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.SetVolume", status=status)
    reply = await post(sim["Kitchen"], *SET_VOLUME, LOUD)
    assert (reply.status, reply.header("Content-type")) == (status, "text/html")
    assert sim["Kitchen"].rendering.volume == 20
    assert sim.journal.requests[-1].note == f"fault: http status {status}"


async def test_soco_meets_an_html_page(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("RenderingControl.GetVolume", status=403)
    with pytest.raises(requests.exceptions.HTTPError):
        await asyncio.to_thread(lambda: soco.SoCo(sim["Kitchen"].address).volume)


async def test_files_can_be_struck_by_path(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add("GET /xml/device_*", Rewrite(lambda body: body.replace(b"<modelName>", b"#modelName#")))
    reply = await request(sim["Kitchen"], "GET", "/xml/device_description.xml")
    assert b"#modelName#" in reply.body
    assert b"#modelName#" not in (await request(sim["Kitchen"], "GET", "/xml/AVTransport1.xml")).body


async def test_a_player_that_speaks_tls_alone(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(TlsOnly())
    assert (await raw(sim["Kitchen"]))[:2] == b"\x15\x03"


async def test_headers_are_set_and_left_out(simulate: Simulate) -> None:
    sim = await simulate("Kitchen")
    sim.faults.add(Headers(Server="nginx", EXT=None))
    reply = await post(sim["Kitchen"], *SET_VOLUME, LOUD)
    assert (reply.header("Server"), reply.header("EXT")) == ("nginx", None)


async def test_scope_by_client_player_and_arguments(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    sim.faults.add("RenderingControl", upnp_error=701, player="Kitchen", arguments={"DesiredVolume": 33})
    with pytest.raises(Refusal):
        await set_volume(sim["Kitchen"])
    await set_volume(sim["Kitchen"], 34)
    await set_volume(sim["Office"])
    sim.faults.add("*", upnp_error=402, client="127.0.0.9")
    await set_volume(sim["Office"], 35)
    assert sim["Office"].rendering.volume == 35
