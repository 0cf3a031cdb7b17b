"""Starting, stopping and running a simulator: addresses, both ways of `with`, and the clock's driver."""

from __future__ import annotations

import asyncio
import errno
import gc
import random
import socket
import threading
import urllib.request
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from sonos_sim import Clock, Household, Simulator
from sonos_sim.server import network
from sonos_sim.server.addresses import AddressError
from tests.support import wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from sonos_sim import Player


def household(*rooms: str, clock: Clock | None = None) -> Household:
    found = Household(seed=7, clock=clock or Clock.stopped())
    for room in rooms or ("Kitchen",):
        found.add(room)
    return found


def simulator(*rooms: str, addresses: tuple[str, ...] = (), single_address: str | None = None) -> Simulator:
    return Simulator(household(*rooms), addresses=addresses, single_address=single_address, discovery=False)


def free_addresses(count: int) -> tuple[str, ...]:
    """Loopback addresses far from those that simulators choose."""
    rng = random.SystemRandom()
    base = f"127.{rng.randint(100, 250)}.{rng.randint(0, 255)}"
    return tuple(f"{base}.{n}" for n in range(1, count + 1))


def is_listening(address: str, port: int = 1400) -> bool:
    try:
        socket.create_connection((address, port), timeout=wire.WAIT).close()
    except ConnectionRefusedError:
        return False
    return True


def description(player: Player) -> str:
    with urllib.request.urlopen(f"{player.base_url}/xml/device_description.xml", timeout=wire.WAIT) as answer:
        text: str = answer.read().decode()
    return text


async def led(player: Player) -> dict[str, str]:
    return await wire.call(player, "DeviceProperties", "GetLEDState")


# Addresses


async def test_two_simulators_do_not_share_an_address() -> None:
    async with simulator("A", "B") as one, simulator("A", "B", "C") as two, simulator("A") as three:
        addresses = [p.address for sim in (one, two, three) for p in sim.players]
        assert len(set(addresses)) == 6
        for sim in (one, two, three):
            for player in sim.players:
                assert player.port == 1400
                assert player.address.startswith("127.")
                assert player.address != "127.0.0.1"
                assert await led(player) == {"CurrentLEDState": "On"}


async def test_a_player_that_is_off_keeps_its_address() -> None:
    async with simulator("A", "B") as one:
        for player in one.players:
            one.household.power_off(player)
        async with simulator("A", "B") as two:
            assert not {p.address for p in one.players} & {p.address for p in two.players}
            for player in one.players:
                one.household.power_on(player)
            await one.settle()
            assert await led(one["A"]) == {"CurrentLEDState": "On"}


async def test_a_large_household_keeps_all_of_its_addresses() -> None:
    rooms = household(*(f"Room {n}" for n in range(257)))
    async with Simulator(rooms, discovery=False) as one:
        addresses = [p.address for p in one.players]
        assert len(set(addresses)) == 257
        rooms.power_off(one["Room 256"])
        async with simulator("A") as two:
            assert two["A"].address not in addresses


async def test_addresses_are_freed() -> None:
    given = free_addresses(2)
    for _ in range(2):
        async with simulator("A", "B", addresses=given) as sim:
            assert all(is_listening(p.address) for p in sim.players)
        assert not any(is_listening(address) for address in given)


async def test_a_simulator_can_be_started_again() -> None:
    sim = simulator("A", "B", addresses=free_addresses(2))
    async with sim:
        before = [(p.uuid, p.address) for p in sim.players]
        async with wire_listener() as listener:
            await subscribe(sim["A"], listener)
    async with sim:
        assert [(p.uuid, p.address) for p in sim.players] == before
        assert len(sim.network.servers[sim["A"].uuid].subscriptions) == 0
        assert await led(sim["B"]) == {"CurrentLEDState": "On"}


async def test_given_addresses_in_order() -> None:
    given = free_addresses(2)
    async with simulator("A", "B", addresses=given) as sim:
        assert [(p.address, p.port) for p in sim.players] == [(address, 1400) for address in given]
        assert (
            f"Location=&quot;http://{given[1]}:1400/".encode()
            in (await wire.post(sim["A"], "ZoneGroupTopology", "GetZoneGroupState", {})).body
        )
        assert await led(sim["B"]) == {"CurrentLEDState": "On"}


async def test_addresses_of_a_household_are_used_and_the_rest_chosen() -> None:
    (own,) = free_addresses(1)
    rooms = household("A", "B")
    rooms["B"].address, rooms["B"].port = own, 1402
    async with Simulator(rooms, discovery=False) as sim:
        assert (sim["B"].address, sim["B"].port) == (own, 1402)
        assert sim["A"].address.startswith("127.77.")
        assert await led(sim["B"]) == {"CurrentLEDState": "On"}


@pytest.mark.parametrize("usual", [True, False], ids=["127.0.0.1", "another"])
async def test_a_single_address_has_a_port_a_player(usual: bool) -> None:
    address = "127.0.0.1" if usual else free_addresses(1)[0]
    async with simulator("A", "B", "C", single_address=address) as sim:
        assert {p.address for p in sim.players} == {address}
        ports = [p.port for p in sim.players]
        assert len(set(ports)) == 3
        assert ports == sorted(ports)
        assert min(ports) >= 1400
        for player in sim.players:
            state = await wire.call(player, "DeviceProperties", "GetZoneAttributes")
            assert state["CurrentZoneName"] == player.name
        state = (await wire.call(sim["A"], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        for player in sim.players:
            assert f'Location="http://{address}:{player.port}/' in state


async def test_two_simulators_on_a_single_address() -> None:
    (address,) = free_addresses(1)
    async with simulator("A", "B", single_address=address) as one, simulator("A", single_address=address) as two:
        assert [p.port for p in one.players] == [1400, 1401]
        assert [p.port for p in two.players] == [1402]


async def test_an_occupied_address_is_named_and_nothing_stays_open() -> None:
    given = free_addresses(3)
    with socket.create_server((given[1], 1400)):
        sim = simulator("A", "B", "C", addresses=given)
        with pytest.raises(AddressError) as refused:
            await sim.__aenter__()
        assert f"{given[1]}:1400 is in use by another program" in str(refused.value)
        assert not is_listening(given[0])
        assert not is_listening(given[2])
    await only_this_task()


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        (("127.0.0.1",), "127.0.0.1 cannot be a player's address"),
        (("0.0.0.0",), "0.0.0.0 cannot be a player's address"),
        (("kitchen.local",), "'kitchen.local' is no IPv4 address"),
        (("::1",), "'::1' is no IPv4 address"),
        (("192.0.2.77",), "does not have the address 192.0.2.77"),
    ],
)
async def test_addresses_that_cannot_be(addresses: tuple[str, ...], said: str) -> None:
    with pytest.raises(AddressError, match=said):
        await simulator("A", addresses=addresses).__aenter__()


async def test_one_address_for_two_players_is_refused() -> None:
    (address,) = free_addresses(1)
    with pytest.raises(AddressError, match=f"two players have the address {address}"):
        await simulator("A", "B", addresses=(address, address)).__aenter__()


@pytest.mark.parametrize(
    ("single", "said"),
    [
        ("0.0.0.0", "0.0.0.0 is no address"),
        ("localhost", "no IPv4 address"),
        ("192.0.2.77", "does not have the address"),
    ],
)
async def test_single_addresses_that_cannot_be(single: str, said: str) -> None:
    with pytest.raises(AddressError, match=said) as refused:
        await simulator("A", single_address=single).__aenter__()
    assert refused.value.errno in {errno.EINVAL, errno.EADDRNOTAVAIL}


# Both ways


def test_with_and_async_with_give_the_same_object() -> None:
    """What a test may do with a simulator, once in each way."""
    given = free_addresses(2)
    sync = simulator("Kitchen", "Office", addresses=given)
    with sync as sim:
        assert sim is sync
        one = look(sim)
        sim.clock.advance(minutes=3)
        sim.settle()
        sim.do(lambda: setattr(sim["Kitchen"].rendering, "bass", 4))
        later = sim.clock.now()
        assert ">Kitchen<" in description(sim["Kitchen"])

    async def inside() -> tuple[object, float]:
        other = simulator("Kitchen", "Office", addresses=given)
        async with other as sim:
            assert sim is other
            two = look(sim)
            await sim.clock.advance(minutes=3)
            await sim.settle()
            await sim.do(lambda: setattr(sim["Kitchen"].rendering, "bass", 4))
            return two, sim.clock.now()

    assert asyncio.run(inside()) == (one, later)


def look(sim: Simulator) -> object:
    players = [(p.uuid, p.name, p.address, p.port, p.base_url) for p in sim.players]
    return players, sim["Office"].uuid, sim[sim["Office"].uuid].name, sim.household.id, sim.clock.now()


def test_an_unknown_room_names_those_there_are() -> None:
    with (
        simulator("Kitchen", "Office") as sim,
        pytest.raises(KeyError, match="no room 'Bath'; there are Kitchen, Office"),
    ):
        sim["Bath"]


def test_a_background_simulator_leaves_no_thread_and_no_socket() -> None:
    before = set(threading.enumerate())
    (address,) = free_addresses(1)
    with simulator("Kitchen", addresses=(address,)):
        half = socket.create_connection((address, 1400), timeout=wire.WAIT)
        half.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        assert set(threading.enumerate()) > before
    assert set(threading.enumerate()) == before
    assert not is_listening(address)
    with half, suppress(ConnectionResetError):
        while half.recv(4096):
            pass
    gc.collect()  # pytest fails on what was left open


def test_a_failed_start_leaves_no_thread_and_no_socket() -> None:
    before = set(threading.enumerate())
    given = free_addresses(2)
    with socket.create_server((given[1], 1400)):
        with pytest.raises(AddressError, match="in use"), simulator("A", "B", addresses=given):
            pass
        assert set(threading.enumerate()) == before
        assert not is_listening(given[0])
    with simulator("A", "B", addresses=given) as sim:
        assert is_listening(sim["A"].address)


def test_a_failed_start_of_discovery_closes_the_players(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(network.SsdpResponder):
        async def start(self) -> None:
            raise OSError("no multicast here")

    monkeypatch.setattr(network, "SsdpResponder", Broken)
    given = free_addresses(1)
    rooms = household("A")
    before = hooks(rooms)
    with pytest.raises(OSError, match="no multicast"), Simulator(rooms, addresses=given):
        pass
    assert not is_listening(given[0])
    assert hooks(rooms) == before


def test_an_error_in_the_block_is_not_swallowed() -> None:
    given = free_addresses(1)
    with pytest.raises(ZeroDivisionError), simulator("A", addresses=given):
        raise ZeroDivisionError
    assert not is_listening(given[0])


def hooks(rooms: Household) -> tuple[object, ...]:
    """Whom the household and its clock tell what happens."""
    return [*rooms.listeners], [*rooms.power_listeners], rooms.clock.on_schedule, [*rooms.clock.after_step]


async def only_this_task() -> None:
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_stopped_simulator_leaves_no_task_and_the_household_alone() -> None:
    rooms = household("A", clock=Clock())
    before = hooks(rooms)
    async with Simulator(rooms, discovery=False) as sim, wire_listener() as listener:
        await subscribe(sim["A"], listener)
        await led(sim["A"])
        assert hooks(rooms) != before
    await only_this_task()
    assert hooks(rooms) == before
    rooms["A"].rendering.bass = 3


# A household that changes


async def test_refresh_serves_players_added_and_shuts_those_removed() -> None:
    async with simulator("A", "B", addresses=free_addresses(2)) as sim:
        removed = sim["A"]
        sim.household.remove(removed)
        await sim.network.refresh()
        assert not is_listening(removed.address)
        added = sim.household.add("C")
        await sim.network.refresh()
        assert await led(added) == {"CurrentLEDState": "On"}
        assert added.address != sim["B"].address
        assert await led(sim["B"]) == {"CurrentLEDState": "On"}
        state = (await wire.call(sim["B"], "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"]
        assert added.uuid in state
        assert removed.uuid not in state
        assert [p.name for p in sim.players] == ["B", "C"]


async def test_refresh_gives_a_new_player_the_next_given_address() -> None:
    given = free_addresses(3)
    async with simulator("A", "B", addresses=given) as sim:
        added = sim.household.add("C")
        await sim.network.refresh()
        assert added.address == given[2]
        assert await led(added) == {"CurrentLEDState": "On"}
        assert await led(sim["A"]) == {"CurrentLEDState": "On"}


async def test_refresh_with_a_single_address_takes_the_next_port() -> None:
    (address,) = free_addresses(1)
    async with simulator("A", single_address=address) as sim:
        added = sim.household.add("B")
        await sim.network.refresh()
        assert (added.address, added.port) == (address, 1401)
        assert await led(added) == {"CurrentLEDState": "On"}


def test_refresh_from_a_synchronous_program() -> None:
    with simulator("A") as sim:
        added = sim.household.add("B")
        sim.refresh()
        assert ">B<" in description(added)


async def test_refresh_changes_nothing_where_nothing_changed() -> None:
    async with simulator("A") as sim, wire_listener() as listener:
        await subscribe(sim["A"], listener)
        await sim.network.refresh()
        assert len(sim.network.servers[sim["A"].uuid].subscriptions) == 1


def test_power_from_another_thread() -> None:
    with simulator("A", "B", addresses=free_addresses(2)) as sim:
        player = sim["A"]
        sim.household.power_off(player)
        sim.settle()
        assert not is_listening(player.address)
        assert is_listening(sim["B"].address)
        sim.household.power_on(player)
        sim.settle()
        assert is_listening(player.address)
        boot = player.device.boot_seq
        sim.do(lambda: sim.household.reboot(player))
        assert is_listening(player.address)
        assert player.device.boot_seq == boot + 1


# Time


async def test_a_stopped_clock_runs_due_work_when_it_is_moved() -> None:
    ran: list[float] = []
    async with simulator("A") as sim:
        start = sim.clock.now()
        sim.household.clock.call_later(60, lambda: ran.append(sim.clock.now() - start))
        await sim.clock.advance(59)
        assert ran == []
        await sim.clock.advance(2)
        assert ran == [60]
        assert sim.clock.now() - start == 61


async def ran_in_time(clock: Clock, schedule: Callable[[Simulator, Callable[[], None]], None]) -> None:
    done = asyncio.Event()
    async with Simulator(household("A", clock=clock), discovery=False) as sim:
        schedule(sim, done.set)
        async with asyncio.timeout(wire.WAIT):
            await done.wait()


async def test_a_scaled_clock_runs_due_work_by_itself() -> None:
    await ran_in_time(Clock(100_000), lambda sim, ring: schedule_later(sim, 3600, ring))


async def test_a_real_clock_runs_due_work_by_itself() -> None:
    await ran_in_time(Clock(), lambda sim, ring: schedule_later(sim, 0.001, ring))


async def test_earlier_work_that_comes_later_is_not_missed() -> None:
    def schedule(sim: Simulator, ring: Callable[[], None]) -> None:
        schedule_later(sim, 10_000, lambda: None)
        schedule_later(sim, 0.001, ring)

    await ran_in_time(Clock(), schedule)


async def test_work_scheduled_before_the_start_is_not_missed() -> None:
    clock, done = Clock(), asyncio.Event()
    clock.call_later(0.001, done.set)
    async with Simulator(household("A", clock=clock), discovery=False), asyncio.timeout(wire.WAIT):
        await done.wait()


async def test_moving_a_running_clock_brings_later_work_nearer() -> None:
    def schedule(sim: Simulator, ring: Callable[[], None]) -> None:
        schedule_later(sim, 100.001, ring)
        sim.clock.advance(100)

    await ran_in_time(Clock(), schedule)


async def test_due_work_goes_on_after_work_that_failed() -> None:
    problems: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context["exception"]))

    def fail() -> None:
        raise ZeroDivisionError

    def schedule(sim: Simulator, ring: Callable[[], None]) -> None:
        schedule_later(sim, 0.001, fail)
        schedule_later(sim, 0.002, ring)

    await ran_in_time(Clock(), schedule)
    assert [type(problem) for problem in problems] == [ZeroDivisionError]


def test_a_timer_set_by_another_thread_is_kept() -> None:
    done = threading.Event()
    with Simulator(household("A", clock=Clock()), discovery=False) as sim:
        sim.household.clock.call_later(0.001, done.set)
        assert done.wait(wire.WAIT)


def schedule_later(sim: Simulator, seconds: float, work: Callable[[], None]) -> None:
    sim.household.clock.call_later(seconds, work)


async def test_time_moves_with_its_events() -> None:
    async with simulator("A") as sim, wire_listener() as listener:
        await subscribe(sim["A"], listener)
        sim.household.clock.call_later(5, lambda: setattr(sim["A"].rendering, "bass", 4))
        await sim.clock.advance(10)
        first, second = listener.received.get_nowait(), listener.received.get_nowait()
        assert (first.seq, second.seq, second.changes) == (0, 1, {"Bass": "4"})


class wire_listener:  # noqa: N801 -- used like a function
    """A callback server for ``async with``."""

    async def __aenter__(self) -> wire.Listener:
        self._listener = wire.Listener()
        await self._listener.start()
        return self._listener

    async def __aexit__(self, *_: object) -> None:
        await self._listener.stop()


async def subscribe(player: Player, listener: wire.Listener) -> None:
    headers = {"CALLBACK": f"<http://127.0.0.1:{listener.port}/>", "NT": "upnp:event"}
    path = wire.path_of("RenderingControl", "Event")
    assert (await wire.request(player, "SUBSCRIBE", path, headers)).status == 200
