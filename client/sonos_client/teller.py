"""The player that tells the topology: which one that is, and what to do when it does not answer.

Every player tells it, but not equally well. Satellites are behind with it at times, while their soundbar has the truth
(SoCo asks the soundbar instead); a Bridge or Boost has no library and no alarms. So a visible player tells whenever one
answers, and any other is a stopgap.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING

from sonos_client.errors import MalformedError, NotFoundError, SonosError, UPnPError
from sonos_client.problems import EventProblem, ProblemKind
from sonos_client.service import FixedAddress
from sonos_client.services import ZoneGroupTopology, ZoneGroupTopologyChange
from sonos_client.timers import Tasks, cancelled
from sonos_client.topology import read_topology
from sonos_client.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence

    from sonos_client.found import Found
    from sonos_client.household import Household
    from sonos_client.player import Player

_LOG = logging.getLogger(__name__)
TOO_LARGE = 501
"""GetZoneGroupState of a household with some 20 players and more; events have no such limit."""


class Teller:
    """Has some player tell the topology of ``household``, the best there is.

    Args:
        household: which is made what the topology says.
        search: finds its players on the network.
        check_interval: seconds between looks whether the player still answers.

    """

    def __init__(
        self, household: Household, search: Callable[[], Awaitable[Sequence[Found]]], check_interval: float
    ) -> None:
        self._household = household
        self._hub = household.hub
        self._search = search
        self._check_interval = check_interval
        self._player: Player | None = None
        self._events: Watch[ZoneGroupTopologyChange] | None = None
        self._recovery: asyncio.Task[None] | None = None
        self._improvement: asyncio.Task[None] | None = None
        self._may_improve = False
        self._tasks = Tasks()
        self._closed = False

    @property
    def player(self) -> Player:
        """Who tells it; raises NotFoundError while nobody does."""
        if self._player is None:
            raise NotFoundError("no player of the household is known")
        return self._player

    async def open(self, found: Sequence[Found]) -> None:
        """See :meth:`Household.open`; then ask those that would tell better than whoever of ``found`` did."""
        error: SonosError = NotFoundError("no players were found")
        for candidate in found:
            try:
                await self._learn_from(self._household.meet(candidate.uuid, candidate.address))
            except SonosError as failed:
                error = failed
            else:
                if self.player.is_visible:
                    break
        if self._player is None:
            raise error
        if better := await self._ask(self._better()):
            with suppress(SonosError):
                await self._learn_from(better)
        if self._events is not None and not self._events.opened.is_set():
            # Whoever only wants to send a command need not wait for events.
            self._tasks.start(self._events.open())
        self._tasks.start(self._check())

    async def listening(self) -> None:
        """Wait until events keep the topology live, or have turned out not to reach us."""
        if self._events is not None:
            await self._events.opened.wait()

    async def refresh(self) -> None:
        """Ask for the topology now; UPnPError 501 when the household is too large for that."""
        self._household.apply(read_topology(await self._state_at(self.player)))

    async def recover(self, lost: Player | None = None) -> None:
        """See :meth:`Household.recover`."""
        if self._recovery is None or self._recovery.done():
            self._recovery = asyncio.create_task(self._recover(lost))
        await asyncio.shield(self._recovery)

    def lost(self, player: Player) -> None:
        """``player`` could not be reached: look for it meanwhile."""
        if not self._closed:
            self._tasks.start(self.recover(player))

    def left(self, player: Player) -> None:
        """``player`` has said goodbye: if it told the topology, somebody else does from now on."""
        if self._player is player and not self._closed:
            self._tasks.start(self._succeed(player))

    def reconsider(self) -> None:
        """Where a stopgap tells, try those that would be better; it is done meanwhile."""
        if self._better() and not self._closed:
            self._may_improve = True
            if self._improvement is None or self._improvement.done():
                self._improvement = self._tasks.start(self._improve())

    async def close(self) -> None:
        """Listen and look no more."""
        self._closed = True
        await self._tasks.cancel()
        if self._recovery is not None:
            await cancelled(self._recovery)
        if self._events is not None:
            await self._events.close()

    async def _learn_from(self, player: Player) -> None:
        """Have ``player`` tell the topology; raises why it does not, and leaves all as it was."""
        events = Watch(self._hub, (player,), (ZoneGroupTopologyChange,), self._heard)
        try:
            self._household.apply(read_topology(await self._state_at(player)))
        except UPnPError as refused:
            if refused.code != TOO_LARGE:
                raise
            await events.open()
            if not self._household.topology.groups:
                await events.close()
                raise
        if self._events is not None:
            await self._events.close()
        self._player, self._events = player, events

    async def _check(self) -> None:
        """Notice that the player has died: its events alone would not tell."""
        while True:
            await self._hub.timers.sleep(self._check_interval)
            player, gone = self.player, self.player.gone
            try:
                address = FixedAddress(player.address)
                await ZoneGroupTopology(self._household.transport, address).get_zone_group_attributes()
            except UPnPError:
                pass  # It refuses, so it lives.
            except SonosError as error:
                _LOG.log(logging.DEBUG if gone else logging.WARNING, "%r does not answer: %s", player, error)
                await self.recover(player)
                continue
            if gone is not None:
                self._household.presence.answered(player)
            self.reconsider()

    async def _recover(self, lost: Player | None) -> None:
        before = lost.address if lost else ""
        answered = await self._ask(self._others(lost))
        is_well = answered is not None and answered.is_visible
        if not is_well or (lost is not None and lost.address == before):
            for found in await self._search_network():
                if player := self._household.known(found.uuid):
                    self._household.presence.found(player, found)
            if not is_well:
                answered = await self._ask(self._others(None)) or answered
        self._take(answered, lost)

    async def _succeed(self, gone: Player) -> None:
        self._take(await self._ask(self._others(gone)), gone)

    async def _improve(self) -> None:
        while self._may_improve and (better := self._better()):
            self._may_improve = False  # Set again by whoever comes while these are asked.
            self._take(await self._ask(better), None)

    def _take(self, answered: Player | None, lost: Player | None) -> None:
        """Have the topology told by ``answered``, where ``lost``, somebody worse or nobody told it."""
        told_by = self._player
        if answered is None or (told_by not in (None, lost) and _rank(answered) >= _rank(self.player)):
            return
        self._player = answered
        if self._events is not None:
            # Leaving the earlier player takes its time when that is dead; nobody need wait for it.
            self._tasks.start(self._events.retarget((answered,)))

    async def _search_network(self) -> Sequence[Found]:
        try:
            return await self._search()
        except OSError as error:
            _LOG.warning("the network cannot be searched: %s", error)
            return ()

    def _others(self, lost: Player | None) -> list[Player]:
        """Whom to ask when ``lost`` does not answer: those that said goodbye only if there is nobody else."""
        others = [player for player in self._household.acquaintances if player is not lost]
        return [player for player in others if player.gone is None] or others

    def _better(self) -> list[Player]:
        """The players that would tell better than the present one."""
        there = [player for player in self._household.acquaintances if player.gone is None]
        return [player for player in there if self._player is not None and _rank(player) < _rank(self._player)]

    async def _ask(self, players: Iterable[Player]) -> Player | None:
        """Learn the topology from the first of ``players`` that answers, the best before others; who that was."""
        for _, equals in groupby(sorted(players, key=_rank), _rank):
            if answered := await self._ask_at_once(list(equals)):
                return answered
        return None

    async def _ask_at_once(self, players: Iterable[Player]) -> Player | None:
        async def ask(player: Player) -> tuple[Player, str]:
            gone = player.gone
            try:
                document = await self._state_at(player)
            except UPnPError:
                document = ""  # Too large to tell, but its events will.
            if gone is not None:
                self._household.presence.answered(player)
            return player, document

        tasks = [asyncio.create_task(ask(player)) for player in players]
        try:
            for answer in asyncio.as_completed(tasks):
                try:
                    player, document = await answer
                    if document:
                        self._household.apply(read_topology(document))
                except SonosError as error:
                    _LOG.debug("no topology: %s", error)
                else:
                    return player
            return None
        finally:
            await cancelled(*tasks)

    async def _state_at(self, player: Player) -> str:
        # Not looked for elsewhere: this is the looking.
        return await ZoneGroupTopology(self._household.transport, FixedAddress(player.address)).get_zone_group_state()

    def _heard(self, change: ZoneGroupTopologyChange) -> None:
        if change.zone_group_state is None:
            return
        try:
            self._household.apply(read_topology(change.zone_group_state))
        except MalformedError as error:
            problem = EventProblem(ProblemKind.MALFORMED, change.player, change.service, str(error))
            self._hub.report(problem)
        else:
            self.reconsider()


def _rank(player: Player) -> int:
    """How far down ``player`` is among those that could tell the topology, 0 the best."""
    if player.is_visible:
        return 0
    return 2 if player.member is not None and player.member.is_bridge else 1
