"""Discovery on real sockets of the loopback interface.

Other simulators may talk on the same group meanwhile, so each test looks at its own players' UUIDs alone.
"""

from __future__ import annotations

import asyncio
import random
import socket
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from sonos_sim.catalogue import profile
from sonos_sim.household.clock import Clock
from sonos_sim.server.discovery import SsdpResponder
from sonos_sim.wire.ssdp import Advertisement, targets
from tests.support.client import WAIT
from tests.support.ssdp import GROUP, ZONE_PLAYER, free_address, searching_socket

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

PROFILE = profile("S18")
TARGETS = len(targets(PROFILE, ""))


@dataclass
class FakeTimer:
    when: float
    callback: Callable[[], None] | None

    def cancel(self) -> None:
        self.callback = None


@dataclass
class FakeClock:
    is_stopped: bool = False
    now: float = 0.0
    timers: list[FakeTimer] = field(default_factory=list)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(self.now + seconds, callback)
        self.timers.append(timer)
        return timer

    @property
    def due(self) -> list[float]:
        return sorted(timer.when for timer in self.timers if timer.callback)

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.due) and due[0] <= end:
            timer = next(t for t in self.timers if t.callback and t.when == due[0])
            self.timers.remove(timer)
            self.now = timer.when
            assert timer.callback is not None
            timer.callback()
        self.now = end


class Household:
    """Players that come and go, their responder, and what it sent."""

    def __init__(self, count: int = 1, clock: FakeClock | None = None, **options: float) -> None:
        self.clock = clock or FakeClock()
        self.players = [advertisement() for _ in range(count)]
        self.datagrams: list[tuple[str, tuple[str, int], bytes]] = []
        self.heard = asyncio.Event()
        self.responder = SsdpResponder(
            lambda: self.players,
            self.clock,
            random.Random(7),
            on_datagram=self.saw,
            **options,  # type: ignore[arg-type]
        )

    def saw(self, direction: str, address: tuple[str, int], data: bytes) -> None:
        self.datagrams.append((direction, address, data))
        self.heard.set()

    @property
    def notified(self) -> list[dict[str, str]]:
        """Headers of the NOTIFYs sent since the last look; the rest may be answers to others' searches."""
        out = [headers(data) for direction, to, data in self.datagrams if direction == "out" and to == GROUP]
        self.datagrams.clear()
        return out


@asynccontextmanager
async def running(household: Household) -> AsyncIterator[Household]:
    await household.responder.start()
    await household.responder.drain()
    household.datagrams.clear()
    try:
        yield household
    finally:
        await household.responder.stop(byebye=False)


def advertisement() -> Advertisement:
    return Advertisement(
        PROFILE,
        f"RINCON_{random.SystemRandom().randbytes(6).hex().upper()}01400",
        free_address(),
        "Sonos_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        group_name="Kitchen",
    )


def headers(data: bytes) -> dict[str, str]:
    lines = data.decode().split("\r\n")[1:]
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines) if name}


def search(st: str, mx: str = "") -> bytes:
    lines = ["M-SEARCH * HTTP/1.1", "HOST: 239.255.255.250:1900", 'MAN: "ssdp:discover"', f"ST: {st}"]
    return "\r\n".join([*lines, *([f"MX: {mx}"] if mx else []), "", ""]).encode()


@pytest.fixture
def client() -> Iterator[socket.socket]:
    with searching_socket() as sock:
        yield sock


@contextmanager
def listening(player: Advertisement) -> Iterator[socket.socket]:
    """A socket that hears what ``player`` announces, as a control point has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(GROUP)
        # Of other simulators it hears nothing: one that comes up would fill the buffer, and what we wait for be lost.
        sock.connect((player.ip, GROUP[1]))
        membership = socket.inet_aton(GROUP[0]) + socket.inet_aton("127.0.0.1")
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        yield sock


async def receive(sock: socket.socket, *players: Advertisement) -> tuple[dict[str, str], tuple[str, int]]:
    """The next datagram about one of ``players``."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(WAIT):
        while True:
            data, sender = await loop.sock_recvfrom(sock, 4096)
            found = headers(data)
            if any(player.uuid in found.get("USN", "") for player in players):
                return found, sender


async def hear(sock: socket.socket) -> list[tuple[dict[str, str], tuple[str, int]]]:
    """One NOTIFY of each target of the player that ``sock`` listens to."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(WAIT):
        heard = [await loop.sock_recvfrom(sock, 4096) for _ in range(TARGETS)]
    return [(headers(data), sender) for data, sender in heard]


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


async def heard_search(household: Household, client: socket.socket, datagram: bytes) -> None:
    """Send ``datagram`` and wait until the responder has dealt with it."""
    me = client.getsockname()
    client.sendto(datagram, GROUP)
    async with asyncio.timeout(WAIT):
        while not any(direction == "in" and address == me for direction, address, _ in household.datagrams):
            await household.heard.wait()
            household.heard.clear()
    await household.responder.drain()


def answers_to(household: Household, client: socket.socket) -> list[dict[str, str]]:
    me = client.getsockname()
    return [headers(data) for direction, to, data in household.datagrams if direction == "out" and to == me]


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


async def test_notifications_reach_a_listener() -> None:
    async with running(Household()) as household:
        (player,) = household.players
        expected = {(nt, usn, (player.ip, 1900)) for nt, usn in targets(PROFILE, player.uuid)}
        with listening(player) as sock:
            household.responder.announce(player.uuid)
            alive = await hear(sock)
            household.responder.byebye(player.uuid)
            byebye = await hear(sock)
    for nts, heard in (("ssdp:alive", alive), ("ssdp:byebye", byebye)):
        assert {found["NTS"] for found, _ in heard} == {nts}
        assert {(found["NT"], found["USN"], sender) for found, sender in heard} == expected


async def test_players_are_announced_twice_then_once_a_period() -> None:
    household = Household(2)
    await household.responder.start()
    try:
        await household.responder.drain()
        assert len(household.notified) == 2 * TARGETS
        household.clock.advance(0.2)
        await household.responder.drain()
        assert len(household.notified) == 2 * TARGETS
        household.clock.advance(809.0)
        assert household.notified == []
        household.clock.advance(182.0)
        await household.responder.drain()
        assert len(household.notified) == 2 * TARGETS
    finally:
        await household.responder.stop(byebye=False)
    household.clock.advance(5000)
    assert household.notified == []


async def test_periods_vary_by_a_tenth() -> None:
    async with running(Household(8)) as household:
        household.clock.advance(0.2)
        due = [when - 0.2 for when in household.clock.due if when > 10]  # earlier ones are answers to others
    assert len(due) == 8
    assert all(810 <= when <= 990 for when in due)
    assert max(due) - min(due) > 60


async def test_with_a_stopped_clock_both_sets_come_at_once() -> None:
    household = Household(1, FakeClock(is_stopped=True))
    await household.responder.start()
    await household.responder.drain()
    sent = household.notified
    await household.responder.stop(byebye=False)
    assert sent[:TARGETS] == sent[TARGETS:]
    (player,) = household.players
    assert [(found["NT"], found["USN"]) for found in sent[:TARGETS]] == targets(PROFILE, player.uuid)
    assert {found["NTS"] for found in sent} == {"ssdp:alive"}


async def test_no_period_no_repetition() -> None:
    async with running(Household(period=0)) as household:
        household.clock.advance(0.2)
        household.clock.advance(100_000)
        await household.responder.drain()
        assert len(household.notified) == TARGETS


async def test_a_clean_stop_says_byebye_once() -> None:
    household = Household(2)
    async with running(household):
        await household.responder.stop()
    sent = household.notified
    assert {found["NTS"] for found in sent} == {"ssdp:byebye"}
    usns = [usn for player in household.players for _, usn in targets(PROFILE, player.uuid)]
    assert [found["USN"] for found in sent] == usns
    household.responder.announce(household.players[0].uuid)
    household.responder.byebye(household.players[0].uuid)
    household.responder.refresh()
    assert household.notified == []


async def test_a_power_loss_says_nothing() -> None:
    household = Household()
    async with running(household):
        pass
    assert household.notified == []


async def test_byebye_of_one_player() -> None:
    async with running(Household(2)) as household:
        leaving = household.players.pop()
        household.responder.byebye(leaving.uuid, "powered off")
        household.responder.refresh()
        await household.responder.drain()
        sent = household.notified
        assert [found["USN"] for found in sent] == [usn for _, usn in targets(PROFILE, leaving.uuid)]
        assert {found["X-RINCON-REASON"] for found in sent} == {"powered off"}
        household.clock.advance(2000)
        await household.responder.drain()
        assert leaving.uuid not in str(household.notified)


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
