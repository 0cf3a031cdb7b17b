"""All players of some households on the network: sockets, discovery, events, and the drivers of their clocks."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from sonos_sim.household.observed import Aspect
from sonos_sim.server.addresses import (
    AddressError,
    Door,
    allow_open_files,
    check_distinct,
    listen,
    listen_near,
)
from sonos_sim.server.advertising import advertisement, mdns_service
from sonos_sim.server.clock_driver import ClockDriver
from sonos_sim.server.delivery import Deliverer
from sonos_sim.server.discovery import SsdpResponder
from sonos_sim.server.fetcher import MediaFetcher
from sonos_sim.server.junctions import Direction, Junctions, uuid_in
from sonos_sim.server.mdns import MdnsAdvertiser
from sonos_sim.server.player_server import PlayerServer
from sonos_sim.server.publisher import Publisher
from sonos_sim.server.records import DatagramRecord, WarningRecord
from sonos_sim.server.sites import Sites

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Sequence

    from sonos_sim.household import Clock, Household, Player
    from sonos_sim.server.records import Record, Recorder
    from sonos_sim.wire.mdns import MdnsService
    from sonos_sim.wire.ssdp import Advertisement


class Network:
    """Serves a household, or several side by side that know nothing of each other.

    ``addresses`` are given to the players in order, ``single_address`` puts all on one with a port each; else
    each player that has none yet gets a free loopback address.
    """

    def __init__(
        self,
        *households: Household,
        addresses: Sequence[str] = (),
        single_address: str | None = None,
        discovery: bool = True,
        mdns: bool = True,
    ) -> None:
        self.households = households
        self.recorders: list[Recorder] = []
        self._sites = Sites(self._server_for, addresses, single_address)
        self._with_discovery = discovery
        self._with_mdns = mdns
        self.junctions = Junctions()
        self._deliverer = Deliverer(self.record, self.junctions)
        self._publishers = {h: Publisher(h, self._deliverer, self.record) for h in households}
        self._discovery: SsdpResponder | None = None
        self._mdns: MdnsAdvertiser | None = None
        self._drivers: list[ClockDriver] = []
        self._fetcher: MediaFetcher | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = 0
        """With a simulator in the background, tests change state from another thread than the loop's."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._returning: set[str] = set()
        """UUIDs of players that were switched on and do not listen yet."""

    def _server_for(self, player: Player) -> PlayerServer:
        return PlayerServer(player, self._publishers[player.household], self.record, self.junctions)

    def record(self, record: Record) -> None:
        """Pass ``record`` to everyone who listens."""
        for recorder in self.recorders:
            recorder(record)

    @property
    def servers(self) -> dict[str, PlayerServer]:
        """What answers for each player, by UUID."""
        return self._sites.servers

    @property
    def players(self) -> list[Player]:
        """The players of all households, in the order they were added."""
        return [player for household in self.households for player in household.players.values()]

    @property
    def clocks(self) -> list[Clock]:
        """The clocks of the households, each once."""
        return list({id(household.clock): household.clock for household in self.households}.values())

    async def start(self) -> None:
        """Listen at every address and announce the players; raises AddressError, and then nothing is open."""
        players = self.players
        if twice := [uuid for uuid, count in Counter(p.uuid for p in players).items() if count > 1]:
            raise ValueError(f"two households have a player {twice[0]}; give each household a seed of its own")
        allow_open_files(len(players))
        self._sites.open()
        self._fetcher = MediaFetcher(self.record)
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        for household, publisher in self._publishers.items():
            publisher.start()
            household.fetcher = self._fetcher
        self._drivers = [ClockDriver(clock) for clock in self.clocks]
        try:
            await self._sites.serve_all(players)
            for household in self.households:
                _ = household.truth  # so that a lagging view has a past to show
                household.power_listeners.append(self._power_changed)
                household.listeners.append(self._changed)
            if self._with_mdns:
                self._mdns = MdnsAdvertiser(self._mdns_services)
                self._mdns.start()
            if self._with_discovery:
                await self._start_discovery()
        except BaseException:
            await self.stop()
            raise

    async def _start_discovery(self) -> None:
        household = self.households[0]
        behaviour = household.behaviour
        self._discovery = SsdpResponder(
            self._advertisements,
            household.clock,
            household.random.stream("ssdp"),
            repeat=behaviour.ssdp_repeat,
            period=behaviour.ssdp_period,
            max_delay=behaviour.ssdp_max_delay,
            source_port=behaviour.ssdp_source_port,
            on_datagram=self._note_datagram,
            junctions=self.junctions,
            player_of=self._player_of,
        )
        await self._discovery.start()

    async def stop(self) -> None:
        """Say goodbye and close everything."""
        for household in self.households:
            if self._power_changed in household.power_listeners:
                household.power_listeners.remove(self._power_changed)
                household.listeners.remove(self._changed)
        if self._discovery is not None:
            await self._discovery.stop()
            self._discovery = None
        if self._mdns is not None:
            await self._mdns.stop()
            self._mdns = None
        for driver in self._drivers:
            driver.stop()
        self._drivers = []
        if self._fetcher is not None:
            for household, publisher in self._publishers.items():
                publisher.stop()
                household.fetcher = None
            await self._fetcher.stop()
            self._fetcher = None
        self._sites.shut_all()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._deliverer.stop()
        await self._sites.stop()
        self._loop = None

    async def settle(self) -> None:
        """Wait until every change so far has become an event, and every event and announcement has been sent.

        Media that players are asking for are waited for too; an open radio stream is not.
        """
        if self._fetcher is not None:
            await self._fetcher.settle()
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0)
        for publisher in self._publishers.values():
            publisher.flush()
        await self._deliverer.settle()
        if self._discovery is not None:
            await self._discovery.drain()
        if self._mdns is not None:
            await self._mdns.settle()

    def move_clocks(self, targets: Iterable[tuple[Clock, float]]) -> bool:
        """Move each clock to its instant, as long as no player asks for a medium; whether they all got there."""
        waits = self._fetcher.is_waiting if self._fetcher is not None else bool
        arrived = [clock.advance_to(max(target, clock.now()), waits) for clock, target in targets]
        self.clock_moved()
        return all(arrived)

    async def await_clocks(self, targets: Collection[tuple[Clock, float]]) -> None:
        """Move each clock to its instant, standing still while players ask for media."""
        while not self.move_clocks(targets) and self._fetcher is not None:
            await self._fetcher.settle()

    def clock_moved(self) -> None:
        """A running clock was moved by hand: what is due next comes sooner."""
        for driver in self._drivers:
            driver.rearm()

    async def refresh(self) -> None:
        """Bring the network in line with the household: serve players added, shut those removed."""
        # One that was set up again in another household is a new one with the same UUID.
        there = {id(player) for player in self.players}
        for uuid in [uuid for uuid, server in self.servers.items() if id(server.player) not in there]:
            self._sites.remove(uuid)
        new = [p for p in self.players if p.uuid not in self.servers]
        await self._sites.serve_all(new)
        if self._discovery is not None:
            self._discovery.refresh()
            for player in new:
                self._discovery.announce(player.uuid)
        if self._mdns is not None:
            self._mdns.refresh()

    # Doors and addresses

    async def set_door(self, player: Player, door: Door) -> None:
        """Let connections to ``player`` be accepted, refused, or wait for ever; its subscriptions stay.

        Connections there are break when the door is shut. A player that is off refuses connections, unless its door is
        a black hole.
        """
        server = self.servers[player.uuid]
        server.door = door
        self._sites.close(server)
        if player.is_running:
            await self._sites.admit(server)
        else:
            self._sites.swallow(server)

    async def move(self, player: Player, address: str = "") -> None:
        """Give ``player`` another address (default: a free one nearby) and announce it; its subscriptions stay.

        A player that is off comes back there. Raises AddressError, and then nothing has changed.
        """
        server = self.servers[player.uuid]
        if address:
            check_distinct([address])
        place = listen(address, player.port) if address else listen_near(player.address, player.port)
        where = place.getsockname()
        place.close()
        self._sites.leave(server)
        await self._settle_at(server, *where)

    async def swap(self, one: Player, other: Player) -> None:
        """Let two players change addresses, as after a restart of the router."""
        first, second = self.servers[one.uuid], self.servers[other.uuid]
        there, here = (other.address, other.port), (one.address, one.port)
        self._sites.leave(first)
        self._sites.leave(second)
        await self._settle_at(first, *there)
        await self._settle_at(second, *here)

    async def _settle_at(self, server: PlayerServer, address: str, port: int) -> None:
        await self._sites.settle_at(server, address, port)
        if server.player.is_running:
            self._announce(server.player)

    def republish(self) -> None:
        """What a junction lets pass to mDNS may have changed."""
        if self._mdns is not None:
            self._mdns.refresh()

    @property
    def is_running(self) -> bool:
        """Whether it has been started."""
        return self._loop is not None

    def in_loop(self, work: Callable[[], None]) -> None:
        """Call ``work`` in the loop's thread and wait for it; right here when that is this one, or nothing runs."""
        if self._loop is None or threading.get_ident() == self._thread:
            work()
            return

        async def called() -> None:
            work()

        asyncio.run_coroutine_threadsafe(called(), self._loop).result()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` in the loop's thread: from another thread this waits for it, in the loop :meth:`settle` does."""
        if self._loop is None:
            raise RuntimeError("the simulator does not run")
        if threading.get_ident() == self._thread:
            task = self._loop.create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            asyncio.run_coroutine_threadsafe(work, self._loop).result()

    # Power

    def _power_changed(self, player: Player, reason: str) -> None:
        if self._loop is None or threading.get_ident() == self._thread:
            self._switch(player, reason)
        else:
            self._loop.call_soon_threadsafe(self._switch, player, reason)

    def _switch(self, player: Player, reason: str) -> None:
        server = self.servers.get(player.uuid)
        if server is None:
            return
        if not player.is_running:
            self._sites.shut(server)
            self._sites.swallow(server)
            if self._discovery is not None:
                if reason:
                    self._discovery.byebye(player.uuid, reason)
                self._discovery.refresh()
            if self._mdns is not None:
                self._mdns.leave(player.uuid, goodbye=bool(reason))
        elif server.listener is None and player.uuid not in self._returning:
            self._returning.add(player.uuid)
            task = asyncio.get_running_loop().create_task(self._come_back(player))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _come_back(self, player: Player) -> None:
        server = self.servers[player.uuid]
        try:
            if not player.is_running:
                return
            await self._sites.admit(server)
        except AddressError as error:
            self.record(WarningRecord(player.uuid, f"{player.name} cannot come back: {error.strerror}"))
            return
        finally:
            self._returning.discard(player.uuid)
        if not player.is_running:
            self._sites.shut(server)
            return
        self._announce(player)

    def _announce(self, player: Player) -> None:
        if self._mdns is not None:
            self._mdns.refresh()
        if self._discovery is not None:
            self._discovery.announce(player.uuid)

    def _changed(self, _player: Player | None, aspect: Aspect) -> None:
        if self._mdns is None or self._loop is None or aspect is not Aspect.DEVICE:
            return
        if threading.get_ident() == self._thread:
            self._mdns.refresh()
        else:
            self._loop.call_soon_threadsafe(self._mdns.refresh)

    def _mdns_services(self) -> Iterator[MdnsService]:
        for player in self.players:
            if not player.is_running or player.is_bridge or player.uuid not in self.servers:
                continue
            service = mdns_service(player)
            if (junction := self.junctions.publication) is None:
                yield service
            elif (instead := junction(player, service)) is not None:
                yield instead

    def _player_of(self, uuid: str) -> Player | None:
        server = self.servers.get(uuid)
        return server.player if server is not None else None

    def _note_datagram(self, direction: Direction, other: tuple[str, int], data: bytes) -> None:
        self.record(DatagramRecord(uuid_in(data) if direction == "out" else "", direction, other[0], data))

    def _advertisements(self) -> Iterator[Advertisement]:
        for player in self.players:
            behaviour = player.behaviour
            if not player.is_running or not (behaviour.upnp_enabled or behaviour.upnp_off_ssdp):
                continue
            yield advertisement(player)
