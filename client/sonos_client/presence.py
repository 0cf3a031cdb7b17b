"""What players announce, and what that means for a household: they are back, elsewhere, rebooted, or gone.

Anybody may have sent an announcement, and it may be late, doubled or from a stale cache. So:

- A boot sequence lower than the known one is of the past, since it only ever rises: nothing happens.
- The known boot sequence at the known address is no news; a pause after failures ends, as the player is there.
- A higher boot sequence at the known address is a reboot, whatever channel tells it first. The other tells the same
  later, 12 to over 60 seconds were seen (home-assistant/core#54100), and then it is no news.
- Another address is asked who is there, and believed when that is the player. So is the known address of a player that
  said goodbye, when the boot sequence is the same: the datagram may have been on its way since before.
- ``ssdp:byebye`` is believed at once. Whoever forges it costs us events until the player announces itself again, or for
  ten minutes.
- An mDNS record that goes is no goodbye yet: it also goes when a room is renamed, when the player changes its network,
  and when queries were lost for an hour. If it is not back soon, the player is asked whether it is there; no answer
  makes it a goodbye without a reason.
- What is said of unknown players or of other households is none of our business. A new player is learnt of by the
  topology, which the others tell.

That players say goodbye, and why, is client-derived: Home Assistant reads it from real ones. What they do with their
mDNS records when they leave was not captured.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from sonos_client import description
from sonos_client.errors import CommunicationError, SonosError
from sonos_client.found import NO_REASON, same_household
from sonos_client.problems import EventProblem, ProblemKind
from sonos_client.timers import cancelled

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from sonos_client.announcements import Announcements
    from sonos_client.found import Announcement, Found
    from sonos_client.household import Household
    from sonos_client.player import Player

_LOG = logging.getLogger(__name__)
SERVICE = "Household"
"""Stands for the service in problems that are the player's and no service's."""
_VISITS = (1.0, 2.0, 4.0)
"""Seconds between looks at an address: a player that boots is announced before it answers."""
_MOST_VISITS = 4
"""Addresses of one player that are looked at at the same time."""
_GRACE = 2.0
"""Seconds within which an mDNS record may come back; RFC 6762, 10.1, keeps one that was withdrawn for 1."""
_APART = 5.0
"""Seconds within which a pause is ended once: a player announces each of its services, twice."""


class Presence:
    """Keeps track of which players of ``household`` are there, by what they announce.

    Args:
        household: whose players count.
        announcements: what is listened to.

    """

    def __init__(self, household: Household, announcements: Announcements) -> None:
        self._household = household
        self._hub = household.hub
        self._announcements = announcements
        self._visits: dict[tuple[str, str], asyncio.Task[None]] = {}
        """Looks at an address, by UUID and address."""
        self._doubts: dict[str, asyncio.Task[None]] = {}
        """Looks whether a player is gone, by UUID."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._ended: dict[str, float] = {}
        """When the pauses of a player's subscriptions were ended last."""

    async def open(self) -> None:
        """Begin to listen."""
        await self._announcements.open(self.hear)

    async def close(self) -> None:
        """Listen no more."""
        await self._announcements.close()
        await cancelled(*self._tasks)

    def hear(self, told: Announcement) -> None:
        """Draw the conclusions of an announcement."""
        player = self._household.known(told.uuid)
        if player is None or not same_household(told.household, self._household.id):
            return
        boots, known = told.boot_sequence, player.boot_sequence
        if boots is not None and known is not None and boots < known:
            return
        if told.leaves:
            if told.by == "ssdp":
                self._leave(player, told.reason or NO_REASON)
            elif player.gone is None and player.uuid not in self._doubts:
                self._start(self._doubts, player.uuid, self._doubt(player))
            return
        self._stop(self._doubts, player.uuid)
        rebooted = boots is not None and known is not None and boots > known
        if told.address != player.address or (player.gone is not None and not rebooted):
            self._look(player, told.address, boots)
        else:
            self.note(player, told.address, boots)
            self._end_pauses(player)
            self._household.seen(player)

    def note(self, player: Player, address: str, boot_sequence: int | None) -> None:
        """Take note of where ``player`` is and how often it has started, from a source that can be trusted."""
        before = player.boot_sequence
        if news := player.note(address, boot_sequence):
            if player.gone is not None and before is not None and player.boot_sequence != before:
                self._return(player, news)
            self._hub.moved(player.uuid, news)

    def found(self, player: Player, found: Found) -> None:
        """``player`` has answered a search."""
        self.note(player, found.address, found.boot_sequence)
        if player.gone is not None:
            self._look(player, found.address, found.boot_sequence)

    def answered(self, player: Player) -> None:
        """``player`` has answered a request."""
        if player.gone is not None:
            self._return(player, "it answers")
            self._hub.retry(player.uuid)

    def _leave(self, player: Player, reason: str) -> None:
        # Whatever is being asked was asked before it left.
        self._stop(self._visits, *[key for key in self._visits if key[0] == player.uuid])
        if player.gone is None or (player.gone == NO_REASON and reason != NO_REASON):
            first, player.gone = player.gone is None, reason
            self._hub.report(EventProblem(ProblemKind.GONE, player.uuid, SERVICE, reason))
            if first:
                self._hub.gone(player.uuid)
                self._household.left(player)

    def _return(self, player: Player, how: str) -> None:
        player.gone = None
        self._hub.report(EventProblem(ProblemKind.RETURNED, player.uuid, SERVICE, how))

    def _end_pauses(self, player: Player) -> None:
        """Have failed subscriptions tried again now, once for all that one player announces in a row."""
        now = self._hub.timers.now()
        if now - self._ended.get(player.uuid, float("-inf")) >= _APART and self._hub.retry(player.uuid):
            self._ended[player.uuid] = now

    def _look(self, player: Player, address: str, boots: int | None) -> None:
        key = player.uuid, address
        if key not in self._visits and sum(uuid == player.uuid for uuid, _ in self._visits) < _MOST_VISITS:
            self._start(self._visits, key, self._visit(player, address, boots))

    async def _visit(self, player: Player, address: str, boots: int | None) -> None:
        """Believe that ``player`` is at ``address`` once it says so there."""
        for pause in (0.0, *_VISITS):
            if pause:
                await self._hub.timers.sleep(pause)
            if await self._who(address) == player.uuid:
                self.note(player, address, boots)
                self.answered(player)
                self._household.seen(player)
                return
        _LOG.info("%r is announced at %s, but is not there", player, address)

    async def _doubt(self, player: Player) -> None:
        """Take ``player`` for gone if it does not answer."""
        await self._hub.timers.sleep(_GRACE)
        if await self._who(player.address) is None:
            self._leave(player, NO_REASON)

    async def _who(self, address: str) -> str | None:
        """UUID of whoever is at ``address``, empty for somebody who does not tell, None for nobody."""
        try:
            reply = await self._household.transport.request("GET", address, description.PATH)
            return description.read_description(reply.body).uuid if reply.status == 200 else ""
        except CommunicationError:
            return None
        except SonosError:
            return ""

    def _start(self, tasks: dict[Any, asyncio.Task[None]], key: Any, work: Coroutine[Any, Any, None]) -> None:
        def done(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if tasks.get(key) is task:
                del tasks[key]

        tasks[key] = asyncio.create_task(work)
        self._tasks.add(tasks[key])
        tasks[key].add_done_callback(done)

    def _stop(self, tasks: dict[Any, asyncio.Task[None]], *keys: Any) -> None:
        for key in keys:
            if key in tasks:
                tasks.pop(key).cancel()
