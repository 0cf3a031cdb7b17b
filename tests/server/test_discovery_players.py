"""Players that come, move or share an address, and several responders at once."""

from __future__ import annotations

import asyncio
import random
import socket
from dataclasses import replace

import pytest

from sonos_sim.household.clock import Clock
from sonos_sim.server.discovery import SsdpResponder
from tests.support.responder import FakeClock, Household, advertisement, receive, running, search
from tests.support.ssdp import GROUP, ZONE_PLAYER, free_address


async def test_a_new_player_is_announced_and_answers(client: socket.socket) -> None:
    async with running(Household()) as household:
        new = advertisement()
        household.players.append(new)
        household.responder.announce(new.uuid)
        household.clock.advance(0.2)
        await household.responder.drain()
        assert [found["NT"] for found in household.notified if new.uuid in found["USN"]].count("upnp:rootdevice") == 2
        client.sendto(search(ZONE_PLAYER), (new.ip, 1900))
        _, sender = await receive(client, new)
        assert sender == (new.ip, 1900)


async def test_a_new_address_gets_its_socket_and_the_old_one_is_freed(client: socket.socket) -> None:
    async with running(Household()) as household:
        old = household.players[0].ip
        household.players[0] = replace(household.players[0], ip=free_address())
        household.responder.refresh()
        client.sendto(search(ZONE_PLAYER), GROUP)
        _, sender = await receive(client, *household.players)
        assert sender == (household.players[0].ip, 1900)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((old, 1900))


async def test_players_may_share_an_address(client: socket.socket) -> None:
    household = Household(2)
    household.players[1] = replace(household.players[1], ip=household.players[0].ip, port=1401)
    async with running(household):
        client.sendto(search(ZONE_PLAYER), (household.players[0].ip, 1900))
        answers = [await receive(client, *household.players) for _ in range(2)]
    assert {found["LOCATION"].split("/")[2].split(":")[1] for found, _ in answers} == {"1400", "1401"}


async def test_any_port_will_do_when_1900_is_taken(client: socket.socket) -> None:
    household = Household()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((household.players[0].ip, 1900))
        async with running(household):
            client.sendto(search(ZONE_PLAYER), GROUP)
            _, (ip, port) = await receive(client, *household.players)
    assert ip == household.players[0].ip
    assert port != 1900


async def test_an_address_of_another_machine_is_survived(client: socket.socket) -> None:
    household = Household(2)
    household.players[0] = replace(household.players[0], ip="192.0.2.250")
    async with running(household):
        client.sendto(search(ZONE_PLAYER), GROUP)
        found, _ = await receive(client, *household.players)
    assert household.players[1].uuid in found["USN"]


async def test_two_simulators_side_by_side(client: socket.socket) -> None:
    async with running(Household()) as one, running(Household()) as two:
        players = one.players + two.players
        client.sendto(search(ZONE_PLAYER), GROUP)
        answers = [await receive(client, *players) for _ in players]
    assert {sender[0] for _, sender in answers} == {player.ip for player in players}


async def test_the_hook_sees_both_directions_but_no_echo(client: socket.socket) -> None:
    async with running(Household()) as household:
        household.responder.announce(household.players[0].uuid)
        await household.responder.drain()
        client.sendto(search(ZONE_PLAYER), GROUP)
        await receive(client, *household.players)
        me = client.getsockname()
        mine = [(direction, data) for direction, address, data in household.datagrams if address == me]
        assert [direction for direction, _ in mine] == ["in", "out"]
        assert mine[0][1] == search(ZONE_PLAYER)
        sources = {address[0] for direction, address, _ in household.datagrams if direction == "in"}
        assert household.players[0].ip not in sources


async def test_it_starts_once_but_again_after_a_stop() -> None:
    household = Household()
    async with running(household):
        with pytest.raises(RuntimeError, match="runs already"):
            await household.responder.start()
    async with running(household):
        pass
    await household.responder.stop()


async def test_a_thousand_players_start_and_leave_the_loop_free() -> None:
    household = Household(1000, FakeClock(is_stopped=True))
    await household.responder.start()
    assert household.notified == [], "whoever starts it does not wait for 46000 announcements"
    for _ in range(10):
        await asyncio.sleep(0)
        assert len(household.notified) <= 1, "others get their turn after each"
    # Stopped long before all are out: they would drown the tests that run beside this one.
    await household.responder.stop(byebye=False)


async def test_it_runs_on_the_household_clock(client: socket.socket) -> None:
    players = [advertisement()]
    responder = SsdpResponder(lambda: players, Clock.stopped(), random.Random(7))
    await responder.start()
    try:
        client.sendto(search(ZONE_PLAYER, "3"), GROUP)
        await receive(client, *players)
    finally:
        await responder.stop()
