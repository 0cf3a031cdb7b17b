"""A household: its players and groups, kept live by what one player tells, and by another's when that one dies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from sonos_client.alarms import Alarms
from sonos_client.changes import Change
from sonos_client.errors import NotFoundError
from sonos_client.groups import Groups
from sonos_client.library import Library
from sonos_client.player import Player
from sonos_client.presence import Presence
from sonos_client.service_list import read_services
from sonos_client.teller import Teller
from sonos_client.topology import Topology
from sonos_client.watch import ChangeT, Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sonos_client.announcements import Announcements
    from sonos_client.found import Found
    from sonos_client.group import Group
    from sonos_client.hub import EventHub
    from sonos_client.service_list import MusicService
    from sonos_client.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class TopologyChange(Change):
    """Players came, went, moved, or play with others now."""

    service: ClassVar[str] = "Household"
    topology: Topology


class Household:
    """All players that belong together; :meth:`sonos_client.client.SonosClient.connect` makes it.

    Attributes:
        id: ``Sonos_...``, empty when not told.
        library: music library, favourites, stations, Sonos playlists.
        alarms: of all rooms.
        transport: for HTTP.
        hub: for events.
        presence: what players announce, and what that means.
        topology: who plays with whom, as told last.

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
        self._known: dict[str, Player] = {}
        self._groups = Groups(self)
        self._teller = Teller(self, search, check_interval)
        self._following: list[Watch[TopologyChange]] = []

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
        """The player whose events keep this live, and that is asked for what all of them know.

        It is a visible one whenever one answers. Raises NotFoundError while no player is known.
        """
        return self._teller.player

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
        return tuple(group for group in self._groups if group.members)

    async def open(self, found: Sequence[Found]) -> None:
        """Learn the topology from one of ``found`` or whom that tells of, and have it kept live.

        Raises the last error when none of ``found`` tells it.
        """
        await self._teller.open(found)
        await self.presence.open()

    def known(self, uuid: str) -> Player | None:
        """The player, also one that the topology does not list now; None if it never did."""
        return self._known.get(uuid)

    @property
    def acquaintances(self) -> tuple[Player, ...]:
        """All players that were ever known, also those that the topology does not list now."""
        return tuple(self._known.values())

    def meet(self, uuid: str, address: str) -> Player:
        """The player, known from now on if it was not; ``address`` is where it is then."""
        if uuid not in self._known:
            self._known[uuid] = Player(self, uuid, address)
        return self._known[uuid]

    async def refresh(self) -> None:
        """Ask the source for the topology now; UPnPError 501 when the household is too large for that."""
        await self._teller.refresh()

    async def listening(self) -> None:
        """Wait until events keep the topology live, or have turned out not to reach us."""
        await self._teller.listening()

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
        return self._groups.follow(group, watch)

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
        await self._teller.recover(lost)

    def lost(self, player: Player) -> None:
        """A subscription could not reach ``player``: look for it meanwhile."""
        self._teller.lost(player)

    def left(self, player: Player) -> None:
        """``player`` has said goodbye: if it was the source, somebody else becomes it."""
        self._teller.left(player)

    def seen(self, player: Player) -> None:
        """``player`` is there: it becomes the source if it is a visible one, and the source is not."""
        if player.is_visible:
            self._teller.reconsider()

    def apply(self, topology: Topology) -> None:
        """Make players and groups what ``topology`` says."""
        changed = topology != self.topology
        self.topology = topology
        for member in topology.players():
            player = self.meet(member.uuid, member.address)
            self.presence.note(player, member.address, member.boot_sequence)
            player.member = member
        self._groups.apply(topology, self._known)
        if changed:
            for watch in self._following:
                watch.put(TopologyChange(player=self.source.uuid, topology=topology))

    async def close(self) -> None:
        """Listen no more."""
        await self.presence.close()
        await self._teller.close()
        for watch in self._following:
            await watch.close()
        await self._groups.close()
