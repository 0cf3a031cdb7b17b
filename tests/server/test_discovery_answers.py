"""Answers to searches, on real sockets of the loopback interface."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from sonos_sim.wire.ssdp import targets
from tests.support.responder import (
    PROFILE,
    TARGETS,
    FakeClock,
    Household,
    answers_to,
    heard_search,
    receive,
    running,
    search,
)
from tests.support.ssdp import GROUP, ZONE_PLAYER


async def test_every_player_answers_from_its_own_address(client: socket.socket) -> None:
    async with running(Household(3)) as household:
        client.sendto(search(ZONE_PLAYER), GROUP)
        answers = [await receive(client, *household.players) for _ in household.players]
    expected = {(f"uuid:{p.uuid}::{ZONE_PLAYER}", (p.ip, 1900)) for p in household.players}
    assert {(found["USN"], sender) for found, sender in answers} == expected
    assert {found["LOCATION"].split("/")[2].split(":")[0] for found, _ in answers} == {p.ip for p in household.players}


async def test_a_search_for_all_gets_every_target_once_in_order(client: socket.socket) -> None:
    async with running(Household()) as household:
        client.sendto(search("ssdp:all"), GROUP)
        (player,) = household.players
        answers = [await receive(client, player) for _ in range(TARGETS)]
        client.sendto(search("upnp:rootdevice"), GROUP)
        last, _ = await receive(client, player)
    assert [(found["ST"], found["USN"]) for found, _ in answers] == targets(PROFILE, player.uuid)
    assert last["ST"] == "upnp:rootdevice"


async def test_answers_can_be_repeated(client: socket.socket) -> None:
    async with running(Household(repeat=3)) as household:
        client.sendto(search(ZONE_PLAYER), GROUP)
        for _ in range(3):
            await receive(client, *household.players)
        client.sendto(search("upnp:rootdevice"), GROUP)
        found, _ = await receive(client, *household.players)
    assert found["ST"] == "upnp:rootdevice"


async def test_only_the_player_asked_answers_a_unicast_search(client: socket.socket) -> None:
    async with running(Household(3)) as household:
        asked = household.players[1]
        client.sendto(search(ZONE_PLAYER, mx="5"), (asked.ip, 1900))
        found, sender = await receive(client, *household.players)
        assert (found["USN"], sender) == (f"uuid:{asked.uuid}::{ZONE_PLAYER}", (asked.ip, 1900))
        assert answers_to(household, client) == [found]


async def test_foreign_targets_and_garbage_get_silence(client: socket.socket) -> None:
    async with running(Household()) as household:
        (player,) = household.players
        silent = [search("urn:schemas-upnp-org:device:InternetGatewayDevice:1"), b"", b"\x00\xff" * 700]
        silent += [b"M-SEARCH", b"M-SEARCH * HTTP/1.1\r\n\r\n", b"NOTIFY * HTTP/1.1\r\nST: ssdp:all\r\n\r\n", b"\r\n"]
        for datagram in silent:
            client.sendto(datagram, GROUP)
            client.sendto(datagram, (player.ip, 1900))
        client.sendto(search(f"uuid:{player.uuid}"), GROUP)
        found, _ = await receive(client, player)
        assert found["ST"] == f"uuid:{player.uuid}"
        assert answers_to(household, client) == [found]


async def test_sloppy_searches_are_answered(client: socket.socket) -> None:
    sloppy = (
        f"M-SEARCH * HTTP/1.1\nHOST: 239.255.255.250:reservedSSDPport\nMAN: ssdp:discover\nMX: x\nST: {ZONE_PLAYER}"
    )
    async with running(Household()) as household:
        client.sendto(sloppy.encode(), GROUP)
        await receive(client, *household.players)


@pytest.mark.parametrize(("mx", "longest"), [("3", 1.0), ("1", 1.0), ("120", 1.0)])
async def test_answers_are_spread_by_the_clock(client: socket.socket, mx: str, longest: float) -> None:
    async with running(Household(5)) as household:
        await heard_search(household, client, search(ZONE_PLAYER, mx))
        assert answers_to(household, client) == []
        household.clock.advance(longest)
        await household.responder.drain()
        assert len(answers_to(household, client)) == 5
        for _ in household.players:
            await receive(client, *household.players)


@pytest.mark.parametrize(("stopped", "mx"), [(True, "3"), (False, ""), (False, "soon"), (False, "0"), (False, "-4")])
async def test_answers_without_delay(client: socket.socket, stopped: bool, mx: str) -> None:
    async with running(Household(2, FakeClock(is_stopped=stopped))) as household:
        await heard_search(household, client, search(ZONE_PLAYER, mx))
        assert len(answers_to(household, client)) == 2


async def test_same_seed_same_delays() -> None:
    seen = []
    for _ in range(2):
        household = Household(3)
        # Neither waits nor uses the network: searches of others would draw from the same seed.
        await household.responder.start()
        before = household.clock.due
        household.responder._heard(search(ZONE_PLAYER, "2"), ("127.0.0.1", 9), None)
        seen.append([when for when in household.clock.due if when not in before])
        await household.responder.stop(byebye=False)
    assert len(seen[0]) == 3
    assert all(0 <= delay <= 1 for delay in seen[0])
    assert seen[0] == seen[1]


async def test_a_player_that_left_meanwhile_stays_silent(client: socket.socket) -> None:
    async with running(Household(2)) as household:
        await heard_search(household, client, search(ZONE_PLAYER, "3"))
        gone = household.players.pop()
        household.responder.refresh()
        household.clock.advance(1.0)
        await household.responder.drain()
        assert [found["USN"] for found in answers_to(household, client)] == [
            f"uuid:{household.players[0].uuid}::{ZONE_PLAYER}"
        ]
        assert gone.uuid not in str(answers_to(household, client))


async def test_answers_tell_the_present_truth(client: socket.socket) -> None:
    async with running(Household()) as household:
        household.players[0] = replace(household.players[0], boot_seq=42)
        client.sendto(search(ZONE_PLAYER), GROUP)
        found, _ = await receive(client, *household.players)
        assert found["X-RINCON-BOOTSEQ"] == "42"


async def test_a_sender_without_address_does_no_harm() -> None:
    async with running(Household()) as household:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            sock.bind(("0.0.0.0", 0))  # only such a socket sends without an address
            for port in (sock.getsockname()[1], 0):
                household.responder._heard(search(ZONE_PLAYER), ("0.0.0.0", port), None)
            await receive(sock, *household.players)


async def test_a_search_by_broadcast_is_answered(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    try:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")  # nothing may leave the machine
    except OSError:
        pytest.skip("this system does not let a broadcast be kept on the loopback interface")
    async with running(Household()) as household:
        client.sendto(search(ZONE_PLAYER), ("255.255.255.255", 1900))
        await receive(client, *household.players)
