"""A household: its players and groups, kept live by the events of one player, and by another's when that one dies."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sonos_client.alarms import Alarms
from sonos_client.changes import Change
from sonos_client.errors import MalformedError, NotFoundError, SonosError, UPnPError
from sonos_client.group import Group
from sonos_client.library import Library
from sonos_client.player import Player
from sonos_client.presence import Presence
from sonos_client.problems import EventProblem, ProblemKind
from sonos_client.service_list import read_services
from sonos_client.services import ZoneGroupTopology, ZoneGroupTopologyChange
from sonos_client.timers import cancelled
from sonos_client.topology import Topology, read_topology
from sonos_client.watch import ChangeT, Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

    from sonos_client.announcements import Announcements
    from sonos_client.found import Found
    from sonos_client.hub import EventHub
    from sonos_client.service_list import MusicService
    from sonos_client.topology import ZoneGroup, ZoneMember
    from sonos_client.transport import Transport

_LOG = logging.getLogger(__name__)
TOO_LARGE = 501
"""GetZoneGroupState of a household with some 20 players and more; events have no such limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyChange(Change):
    """Players came, went, moved, or play with others now."""

    service: ClassVar[str] = "Household"
    topology: Topology


@dataclass(frozen=True, slots=True)
class _At:
    """A player at an address that is not looked for elsewhere, since this is the looking."""

    address: str

    async def relocate(self) -> bool:
        return False


class Household:
    """All players that belong together; :meth:`sonos_client.client.SonosClient.connect` makes it.

    Attributes:
        id: ``Sonos_...``, empty when not told.
        source: the player whose events keep this live, and whom the library and the alarms are asked of.
        library: music library, favourites, stations, Sonos playlists.
        alarms: of all rooms.
        transport: for HTTP.
        hub: for events.
        presence: what players announce, and what that means.

    """

    def __init__(
        self,
        household_id: str,
        transport: Transport,
        hub: EventHub,
        search: Callable[[], Awaitable[Sequence[Found]]],
        *,
        check_interval: float = 30.0,
        announcements: Announcements,
    ) -> None:
        self.id = household_id
        self.transport = transport
        self.hub = hub
        self.library = Library(self)
        self.alarms = Alarms(self)
        self.presence = Presence(self, announcements)
        self.topology = Topology(())
        self._search = search
        self._check_interval = check_interval
        self._known: dict[str, Player] = {}
        self._groups: dict[str, Group] = {}
        self._source: Player | None = None
        self._following: list[Watch[TopologyChange]] = []
        self._group_watches: list[tuple[Group, Watch[Any]]] = []
        self._events: Watch[ZoneGroupTopologyChange] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._recovery: asyncio.Task[None] | None = None
        self._closed = False

    def __getitem__(self, key: str) -> Player:
        """The player with the UUID ``key``, or the visible one of the room ``key``; raises NotFoundError."""
        if key in self.players:
            return self.players[key]
        for player in self.rooms:
            if player.room == key:
                return player
        raise NotFoundError(f"no room {key!r}; there are {', '.join(player.room for player in self.rooms)}")

    @property
    def source(self) -> Player:
        """The player that is asked for what all of them know."""
        if self._source is None:
            raise NotFoundError("no player of the household is known")
        return self._source

    @property
    def players(self) -> Mapping[str, Player]:
        """All players by UUID, also hidden ones and bridges."""
        return {member.uuid: self._known[member.uuid] for member in self.topology.players()}

    @property
    def rooms(self) -> tuple[Player, ...]:
        """The visible players, by room name."""
        visible = [player for player in self.players.values() if player.is_visible]
        return tuple(sorted(visible, key=lambda player: (player.room, player.uuid)))

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups that have a visible member."""
        return tuple(group for group in self._groups.values() if group.members)

    async def open(self, found: Sequence[Found]) -> None:
        """Learn the topology from the first of ``found`` that tells it, and have it kept live.

        Raises the last error when none does.
        """
        error: SonosError = NotFoundError("no players were found")
        for candidate in found:
            player = self._known.setdefault(candidate.uuid, Player(self, candidate.uuid, candidate.address))
            self._source = player
            self._events = Watch(self.hub, (player,), (ZoneGroupTopologyChange,), self._heard)
            try:
                await self.refresh()
            except UPnPError as refused:
                if refused.code != TOO_LARGE:
                    error = refused
                    continue
                await self._events.open()
                if not self.topology.groups:
                    error = refused
                    await self._events.close()
                    continue
            except SonosError as failed:
                error = failed
                continue
            else:
                # Whoever only wants to send a command need not wait for events.
                self._start(self._open_events(self._events))
            self._start(self._check())
            await self.presence.open()
            return
        raise error

    def known(self, uuid: str) -> Player | None:
        """The player, also one that the topology does not list now; None if it never did."""
        return self._known.get(uuid)

    async def refresh(self) -> None:
        """Ask the source for the topology now; UPnPError 501 when the household is too large for that."""
        document = await ZoneGroupTopology(self.transport, _At(self.source.address)).get_zone_group_state()
        self._apply(read_topology(document))

    async def listening(self) -> None:
        """Wait until events keep the topology live, or have turned out not to reach us."""
        if self._events is not None:
            await self._events.opened.wait()

    def watch(self, *kinds: type[ChangeT], callback: Callable[[ChangeT], None] | None = None) -> Watch[ChangeT]:
        """Changes of these kinds at all visible players there are now."""
        return Watch(self.hub, self.rooms, kinds, callback)

    def watch_topology(self, callback: Callable[[TopologyChange], None] | None = None) -> Watch[TopologyChange]:
        """Changes of players and groups; it starts with the next one."""
        watch: Watch[TopologyChange] = Watch(self.hub, (), (), callback)
        self._following = [*[other for other in self._following if not other.closed], watch]
        return watch

    def follow(self, group: Group, watch: Watch[ChangeT]) -> Watch[ChangeT]:
        """Keep ``watch`` at whoever coordinates ``group``."""
        self._group_watches = [*[pair for pair in self._group_watches if not pair[1].closed], (group, watch)]
        return watch

    async def music_services(self) -> tuple[MusicService, ...]:
        """The music services that could be used."""
        answer = await self.source.services.music_services.list_available_services()
        return read_services(answer.available_service_descriptor_list)

    async def relocate(self, player: Player) -> bool:
        """Look for ``player``, which could not be reached; whether it is at another address now."""
        before = player.address
        await self.recover(player)
        return player.address != before

    async def recover(self, lost: Player | None = None) -> None:
        """Ask all players who is where, and search the network when that does not bring ``lost`` back.

        The source becomes one that answers. Calls at the same time share one search; nothing is raised.
        """
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover(lost))
        await asyncio.shield(self._recovery)

    def lost(self, player: Player) -> None:
        """A subscription could not reach ``player``: look for it meanwhile."""
        if not self._closed:
            self._start(self.recover(player))

    def left(self, player: Player) -> None:
        """``player`` has said goodbye: if it was the source, somebody else becomes it."""
        if self._source is player and not self._closed:
            self._start(self._succeed(player))

    async def close(self) -> None:
        """Listen no more."""
        self._closed = True
        await self.presence.close()
        await cancelled(*self._tasks, *([self._recovery] if self._recovery else []))
        for watch in (*self._following, *[watch for _, watch in self._group_watches]):
            await watch.close()
        if self._events is not None:
            await self._events.close()

    async def _open_events(self, events: Watch[ZoneGroupTopologyChange]) -> None:
        await events.open()

    async def _check(self) -> None:
        """Notice that the source has died: its events alone would not tell."""
        while True:
            await self.hub.timers.sleep(self._check_interval)
            source, gone = self.source, self.source.gone
            try:
                await ZoneGroupTopology(self.transport, _At(source.address)).get_zone_group_attributes()
            except UPnPError:
                pass  # It refuses, so it lives.
            except SonosError as error:
                _LOG.log(logging.DEBUG if gone else logging.WARNING, "%r does not answer: %s", source, error)
                await self.recover(source)
                continue
            if gone is not None:
                self.presence.answered(source)

    async def _recover(self, lost: Player | None) -> None:
        before = lost.address if lost else ""
        answered = await self._ask_everyone(lost)
        if answered is None or (lost is not None and lost.address == before):
            for found in await self._search_network():
                if player := self._known.get(found.uuid):
                    self.presence.found(player, found)
            answered = answered or await self._ask_everyone(None)
        self._take_as_source(answered, lost)

    async def _succeed(self, gone: Player) -> None:
        self._take_as_source(await self._ask_everyone(gone), gone)

    def _take_as_source(self, answered: Player | None, lost: Player | None) -> None:
        """Have the topology told by ``answered``, where ``lost`` told it or nobody did."""
        if answered is not None and (self._source is lost or self._source is None):
            self._source = answered
            if self._events is not None:
                # Leaving the earlier source takes its time when that is dead; nobody need wait for it.
                self._start(self._events.retarget((answered,)))

    async def _search_network(self) -> Sequence[Found]:
        try:
            return await self._search()
        except OSError as error:
            _LOG.warning("the network cannot be searched: %s", error)
            return ()

    async def _ask_everyone(self, lost: Player | None) -> Player | None:
        """Learn the topology from the first player that answers; who that was, None for nobody."""

        async def ask(player: Player) -> tuple[Player, str]:
            gone = player.gone
            try:
                document = await ZoneGroupTopology(self.transport, _At(player.address)).get_zone_group_state()
            except UPnPError:
                document = ""  # Too large to tell, but its events will.
            if gone is not None:
                self.presence.answered(player)
            return player, document

        others = [player for player in self._known.values() if player is not lost]
        tasks = [asyncio.create_task(ask(player)) for player in [p for p in others if p.gone is None] or others]
        try:
            for answer in asyncio.as_completed(tasks):
                try:
                    player, document = await answer
                    if document:
                        self._apply(read_topology(document))
                except SonosError as error:
                    _LOG.debug("no topology: %s", error)
                else:
                    return player
            return None
        finally:
            await cancelled(*tasks)

    def _heard(self, change: ZoneGroupTopologyChange) -> None:
        if change.zone_group_state is None:
            return
        try:
            self._apply(read_topology(change.zone_group_state))
        except MalformedError as error:
            problem = EventProblem(ProblemKind.MALFORMED, change.player, change.service, str(error))
            self.hub.report(problem)

    def _apply(self, topology: Topology) -> None:
        """Make players and groups what ``topology`` says."""
        changed = topology != self.topology
        self.topology = topology
        for member in topology.players():
            player = self._known.get(member.uuid)
            if player is None:
                player = self._known[member.uuid] = Player(self, member.uuid, member.address)
            self.presence.note(player, member.address, member.boot_sequence)
            player.member = member
        present = {group.id for group in topology.groups}
        for group_id in self._groups.keys() - present:
            self._groups.pop(group_id).update(None, (), ())
        for told in topology.groups:
            self._regroup(self._groups.setdefault(told.id, Group(self, told.id)), told)
        if changed:
            for watch in self._following:
                watch.put(TopologyChange(player=self.source.uuid, topology=topology))

    def _regroup(self, group: Group, told: ZoneGroup) -> None:
        coordinator = self._known[told.coordinator]
        everyone = [player for member in told.members for player in self._with_satellites(member)]
        # The coordinator leads the list; otherwise the order is as told.
        visible = sorted([p for p in everyone if p.is_visible], key=lambda player: player is not coordinator)
        hidden = [player for player in everyone if not player.is_visible]
        if group.update(coordinator, tuple(visible), tuple(hidden)):
            for other, watch in self._group_watches:
                if other is group:
                    self._start(watch.retarget((coordinator,)))

    def _with_satellites(self, member: ZoneMember) -> list[Player]:
        return [self._known[each.uuid] for each in (member, *member.satellites)]

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
