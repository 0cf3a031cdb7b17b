"""SUBSCRIBE over real sockets: SIDs, timeouts, slots, and what is refused."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from sonos_sim.server.records import RequestRecord
from tests.support import wire
from tests.support.gena import RENDERING, SERVER, ask, callback, dead_url, event, heard, listener, renew, sid_of

if TYPE_CHECKING:
    from tests.conftest import Simulate


async def test_the_answer_has_sid_timeout_server_and_nothing_else(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with callback() as client:
        reply = await ask(kitchen, client.url)
        assert reply.head.decode().split("\r\n") == [
            "HTTP/1.1 200 OK",
            f"SID: uuid:{kitchen.uuid}_sub0000000001",
            "TIMEOUT: Second-600",
            SERVER,
            "Connection: close",
        ]
        assert reply.body == b""
        await client.next()


async def test_one_sid_counter_for_all_services_of_a_player(simulate: Simulate) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with listener() as client:
        url = f"http://127.0.0.1:{client.port}"
        paths = [
            RENDERING,
            "/AlarmClock/Event",
            "/MediaRenderer/ConnectionManager/Event",
            "/MediaServer/ConnectionManager/Event",
        ]
        sids = [await sid_of(kitchen, url, path) for path in paths]
        assert sids == [f"uuid:{kitchen.uuid}_sub{n:010d}" for n in range(1, 5)]
        assert await sid_of(office, url) == f"uuid:{office.uuid}_sub0000000001"
        await wire.request(kitchen, "UNSUBSCRIBE", RENDERING, {"SID": sids[0]})
        assert await sid_of(kitchen, url) == f"uuid:{kitchen.uuid}_sub0000000005"
        await sim.settle()


@pytest.mark.parametrize(
    ("asked", "granted"),
    [
        ("Second-300", 300),
        ("Second-3600", 3600),
        ("Second-86400", 86400),
        ("Second-180030", 180030),
        ("second-60", 60),
        ("Second-1", 1),
        ("", 86400),
        ("Seconds-60", 86400),
        ("60", 86400),
        ("Second-", 86400),
        ("Second--5", 86400),
        ("Second-0", 86400),
        ("Second-1.5", 86400),
        ("Second-infinite", 86400),
        ("infinite", 86400),
        ("Second-99999999999999999999", 86400),
    ],
)
async def test_the_timeout_is_granted_as_asked(simulate: Simulate, asked: str, granted: int) -> None:
    sim = await simulate()
    reply = await ask(sim["Kitchen"], dead_url(), TIMEOUT=asked)
    assert reply.header("TIMEOUT") == f"Second-{granted}"
    again = await renew(sim["Kitchen"], reply.header("SID") or "", timeout=asked or "x")
    assert again.header("TIMEOUT") == f"Second-{granted}"


async def test_an_upper_bound_of_timeouts_can_be_set(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"max_timeout": 100, "default_timeout": 5000}))["Kitchen"]
    for asked, granted in (("Second-99", 99), ("Second-101", 100), ("", 100)):
        assert (await ask(kitchen, dead_url(), TIMEOUT=asked)).header("TIMEOUT") == f"Second-{granted}"
    kitchen.override(max_timeout=None)
    assert (await ask(kitchen, dead_url(), TIMEOUT="")).header("TIMEOUT") == "Second-5000"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CALLBACK": ""}, 412),
        ({"CALLBACK": "<>"}, 412),
        ({"CALLBACK": "http://127.0.0.1:9/"}, 412),
        ({"CALLBACK": "<ftp://127.0.0.1:9/>"}, 412),
        ({"CALLBACK": "<https://127.0.0.1:9/>"}, 412),
        ({"CALLBACK": "<http:///x>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:port/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:0/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:99999/>"}, 412),
        ({"CALLBACK": "<http://192.0.2.1:9/>"}, 412),
        ({"CALLBACK": "<http://localhost:9/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1:9/><http://192.0.2.1:9/>"}, 412),
        ({"CALLBACK": "<http://127.0.0.1@192.0.2.1:9/>"}, 412),
        ({"NT": ""}, 412),
        ({"NT": "upnp:rootdevice"}, 412),
        ({"SID": "uuid:RINCON_0_sub0000000001"}, 400),
        ({"SID": "uuid:RINCON_0_sub0000000001", "NT": ""}, 400),
        ({"SID": "uuid:RINCON_0_sub0000000001", "CALLBACK": ""}, 400),
        ({"SID": "uuid:RINCON_0_sub0000000001", "CALLBACK": "", "NT": ""}, 412),
        ({"SID": "nonsense", "CALLBACK": "", "NT": ""}, 412),
    ],
)
async def test_bad_subscriptions_are_refused(simulate: Simulate, headers: dict[str, str], status: int) -> None:
    sim = await simulate()
    records = heard(sim, RequestRecord)
    reply = await ask(sim["Kitchen"], "http://127.0.0.1:9/", **headers)
    phrase = {400: "Bad Request", 412: "Precondition Failed"}[status]
    assert reply.head.decode().split("\r\n") == [f"HTTP/1.1 {status} {phrase}", SERVER, "Connection: close"]
    assert reply.body == b""
    assert len(sim.network.servers[sim["Kitchen"].uuid].subscriptions) == 0
    assert [bool(record.note) for record in records] == [True]


async def test_header_names_in_any_case(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    headers = {"callback": f"<{dead_url()}>", "Nt": "upnp:event", "Timeout": "Second-77"}
    reply = await wire.request(kitchen, "SUBSCRIBE", RENDERING, headers)
    assert (reply.status, reply.header("TIMEOUT")) == (200, "Second-77")


async def test_slots_of_a_service(simulate: Simulate) -> None:
    sim = await simulate()
    kitchen = sim["Kitchen"]
    async with listener() as client:
        url = f"http://127.0.0.1:{client.port}/"
        sids = [await sid_of(kitchen, url) for _ in range(32)]
        refused = await ask(kitchen, url)
        assert refused.head.decode().split("\r\n") == ["HTTP/1.1 503 Service Unavailable", SERVER, "Connection: close"]
        assert (await ask(kitchen, url, "/AlarmClock/Event")).status == 200
        assert (await renew(kitchen, sids[0])).status == 200
        await wire.request(kitchen, "UNSUBSCRIBE", RENDERING, {"SID": sids[0]})
        assert (await ask(kitchen, url)).status == 200
        await sim.settle()


async def test_slots_are_switches_and_peers_may_take_some(simulate: Simulate) -> None:
    kitchen = (await simulate(behaviour={"subscription_slots": 3, "peer_slots": 2}))["Kitchen"]
    url = dead_url()
    assert [(await ask(kitchen, url)).status for _ in range(2)] == [200, 503]
    kitchen.override(peer_slots=0)
    assert [(await ask(kitchen, url)).status for _ in range(3)] == [200, 200, 503]


async def test_a_foreign_callback_is_refused_unless_allowed(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with listener("127.0.0.2") as elsewhere:
        url = f"http://127.0.0.2:{elsewhere.port}/"
        assert (await ask(kitchen, url)).status == 412
        kitchen.override(allow_foreign_callbacks=True)
        assert (await ask(kitchen, url)).status == 200
        assert (await event(elsewhere)).seq == 0


async def test_the_subscribers_own_address_is_that_of_its_socket(simulate: Simulate) -> None:
    kitchen = (await simulate())["Kitchen"]
    async with listener("127.0.0.3") as client, asyncio.timeout(wire.WAIT):
        reader, writer = await asyncio.open_connection(kitchen.address, kitchen.port, local_addr=("127.0.0.3", 0))
        lines = [
            f"SUBSCRIBE {RENDERING} HTTP/1.1",
            "Host: x",
            "NT: upnp:event",
            f"CALLBACK: <http://127.0.0.3:{client.port}/>",
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        assert wire.parse_reply(await reader.read()).status == 200
        writer.close()
        assert (await event(client)).seq == 0
