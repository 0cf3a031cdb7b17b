"""SSDP: announces the players and answers searches for them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from sonos_sim.server.junctions import Datagram as Passing
from sonos_sim.server.junctions import Direction, Junctions, uuid_in
from sonos_sim.server.ssdp_sockets import Address, SsdpSockets
from sonos_sim.wire.ssdp import (
    GROUP,
    PORT,
    Advertisement,
    matching,
    notify_alive,
    notify_byebye,
    parse_search,
    search_response,
    targets,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator

    from sonos_sim.household import Player
    from sonos_sim.wire.ssdp import Search, Target

Datagram = tuple[str, bytes, Address]
"""The IP address it leaves from, the bytes, and whom they are for."""

_TO_ALL = (GROUP, PORT)
_SECOND_SET = 0.2
"""Seconds between the two sets of announcements of a player that comes up."""
_MAX_WAVES = 16_384
"""Bursts that may wait to be sent; beyond that searches go unanswered, as on a busy network."""

_log = logging.getLogger(__name__)


class Timer(Protocol):
    """Something due on the clock."""

    def cancel(self) -> None:
        """Take it back."""


class Clock(Protocol):
    """The part of the household's clock that discovery needs."""

    @property
    def is_stopped(self) -> bool:
        """Whether time moves only by hand: answers then come at once."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` after ``seconds`` of simulated time."""


class SsdpResponder:
    """Announces and answers for a changing set of players.

    How often and when: inferred, no capture shows it. All methods belong to the
    thread of the event loop. Bursts are rendered while they are sent, so they tell the truth of that moment, cost no
    memory, and leave the loop free in between.

    Args:
        advertisements: yields the players that run now; called afresh at each search and announcement.
        clock: what delays and repetitions hang on.
        rng: source of delays and jitter.
        repeat: how often each answer is sent.
        period: seconds between announcements of a player, +-10 %; 0 for none.
        max_delay: seconds; the upper limit of an answer's delay, whatever MX asks for.
        source_port: port that answers leave from, if it can be bound.
        on_datagram: told of each datagram heard (announcements excepted) and sent, with the other side's address.
        junctions: asked what becomes of each datagram.
        player_of: the player with a UUID, for the junction.

    """

    def __init__(
        self,
        advertisements: Callable[[], Iterable[Advertisement]],
        clock: Clock,
        rng: random.Random,
        *,
        repeat: int = 1,
        period: float = 900.0,
        max_delay: float = 1.0,
        source_port: int = PORT,
        on_datagram: Callable[[Direction, Address, bytes], None] | None = None,
        junctions: Junctions | None = None,
        player_of: Callable[[str], Player | None] = lambda uuid: None,
    ) -> None:
        self._advertisements = advertisements
        self._clock = clock
        self._rng = rng
        self._repeat = repeat
        self._period = period
        self._max_delay = max_delay
        self._source_port = source_port
        self.on_datagram = on_datagram
        self._junctions = junctions or Junctions()
        self._player_of = player_of
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sockets: SsdpSockets | None = None
        self._known: dict[str, Advertisement] = {}
        self._timers: dict[str, Timer] = {}
        self._due: deque[str] = deque()
        self._announcing = False
        self._waves: deque[Iterator[Datagram]] = deque()
        self._pumping = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def start(self) -> None:
        """Open the sockets and announce every player; the announcements go out while other work runs."""
        if self._sockets is not None:
            raise RuntimeError("discovery runs already")
        self._loop = asyncio.get_running_loop()
        self._sockets = SsdpSockets(self._loop, self._heard, self._source_port)
        self._sockets.adapt(_addresses(self._read()))
        for uuid in list(self._known):
            self._come_up(uuid)

    async def stop(self, byebye: bool = True) -> None:
        """Close the sockets, after a farewell of every player unless ``byebye`` is False (power loss)."""
        if (sockets := self._sockets) is None:
            return
        sockets.stop_hearing()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._due.clear()
        self._waves.clear()
        self._announcing = False
        if byebye:
            self._push(self._farewells(list(self._read().values())))
            await self.drain()
        self._sockets = None
        self._known = {}
        sockets.close()

    async def drain(self) -> None:
        """Wait until everything due has been sent."""
        await self._idle.wait()

    def announce(self, uuid: str) -> None:
        """The player came up, or changed its address: announce it twice, then once a period."""
        self.refresh()
        if self._sockets is not None and uuid in self._known:
            self._come_up(uuid)

    def byebye(self, uuid: str, reason: str = "") -> None:
        """Send the player's farewell; call it while the player is still advertised, or before :meth:`refresh`."""
        if self._sockets is None:
            return
        before = self._known.get(uuid)
        advertisement = self._read().get(uuid, before)
        self._forget(uuid)
        if advertisement is not None:
            leaving = replace(advertisement, reason=reason or advertisement.reason)
            # At once: the address may be gone when the loop comes round.
            for datagram in self._farewells([leaving]):
                self._send(*datagram)

    def refresh(self) -> None:
        """Adapt the sockets after a player came, left or moved. Sends nothing."""
        if self._sockets is None:
            return
        gone = self._known.keys() | self._timers.keys()
        now = self._read()
        for uuid in gone - now.keys():
            self._forget(uuid)
        self._sockets.adapt(_addresses(now))
        for uuid in now:
            if uuid not in self._timers:
                self._schedule(uuid)

    # Who

    def _read(self) -> dict[str, Advertisement]:
        self._known = {advertisement.uuid: advertisement for advertisement in self._advertisements()}
        return self._known

    def _forget(self, uuid: str) -> None:
        self._known.pop(uuid, None)
        if timer := self._timers.pop(uuid, None):
            timer.cancel()
        if uuid in self._due:
            self._due = deque(due for due in self._due if due != uuid)

    # When

    def _come_up(self, uuid: str) -> None:
        if timer := self._timers.pop(uuid, None):
            timer.cancel()
        self._announce(uuid)
        if self._clock.is_stopped:
            self._again(uuid)
        else:
            self._timers[uuid] = self._clock.call_later(_SECOND_SET, partial(self._again, uuid))

    def _again(self, uuid: str) -> None:
        self._announce(uuid)
        self._schedule(uuid)

    def _schedule(self, uuid: str) -> None:
        self._timers.pop(uuid, None)
        if self._period > 0:
            delay = self._period * self._rng.uniform(0.9, 1.1)
            self._timers[uuid] = self._clock.call_later(delay, partial(self._again, uuid))

    def _heard(self, data: bytes, sender: Address, ip: str | None) -> None:
        if self.on_datagram is not None:
            self.on_datagram("in", sender, data)
        if (junction := self._junctions.datagram) is None:
            self._search(data, sender, ip)
            return
        for seconds, heard in junction(Passing("", data, sender, None)):
            self._later(seconds, partial(self._search, heard.data, heard.other, ip))

    def _search(self, data: bytes, sender: Address, ip: str | None) -> None:
        if search := parse_search(data):
            self._answer(search, sender, ip)

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        if seconds > 0:
            self._clock.call_later(seconds, work)
        else:
            work()

    def _answer(self, search: Search, sender: Address, ip: str | None) -> None:
        """Answer ``search``; ``ip`` is the address it was sent to, None if it was sent to all."""
        if len(self._waves) >= _MAX_WAVES:
            _log.debug("a search of %s:%s goes unanswered: too many datagrams wait to be sent", *sender)
            return
        matched = [
            (advertisement.uuid, found)
            for advertisement in self._read().values()
            if ip in (None, advertisement.ip) and (found := matching(advertisement, search.target))
        ]
        spread = min(search.mx or 0, self._max_delay)
        if ip is not None or self._clock.is_stopped or spread <= 0:
            self._push(self._answers(matched, sender))
            return
        for answer in matched:
            delay = self._rng.uniform(0.0, spread)
            self._clock.call_later(delay, partial(self._push, self._answers([answer], sender)))

    # What

    def _announce(self, uuid: str) -> None:
        self._due.append(uuid)
        if not self._announcing:
            self._announcing = True
            self._push(self._announcements())

    def _announcements(self) -> Iterator[Datagram]:
        """All that is due, and what becomes due meanwhile; the players are asked once for the whole burst."""
        try:
            self._read()
            while self._due:
                uuid = self._due.popleft()
                known = self._known.get(uuid)
                for target in targets(known.profile, uuid) if known else ():
                    if advertisement := self._known.get(uuid):
                        yield advertisement.ip, notify_alive(advertisement, target), _TO_ALL
        finally:
            self._announcing = False

    def _farewells(self, advertisements: list[Advertisement]) -> Iterator[Datagram]:
        for advertisement in advertisements:
            for target in targets(advertisement.profile, advertisement.uuid):
                yield advertisement.ip, notify_byebye(advertisement, target), _TO_ALL

    def _answers(self, matched: list[tuple[str, list[Target]]], sender: Address) -> Iterator[Datagram]:
        for uuid, found in matched:
            for target in found * self._repeat:
                # A player that left since the search was heard stays silent.
                if advertisement := self._known.get(uuid):
                    yield advertisement.ip, search_response(advertisement, target), sender

    # Sending

    def _push(self, wave: Iterator[Datagram]) -> None:
        if self._loop is None or self._sockets is None:
            return
        self._waves.append(wave)
        if not self._pumping:
            self._pumping = True
            self._idle.clear()
            self._loop.call_soon(self._pump)

    def _pump(self) -> None:
        """Send one datagram of the first burst, then let the loop and the other bursts have their turn.

        One and no more: an asyncio client in this process reads one a turn, and its buffer holds less than a hundred.
        """
        try:
            if self._waves:
                wave = self._waves.popleft()
                if (datagram := next(wave, None)) is not None:
                    self._waves.append(wave)
                    self._send(*datagram)
        finally:
            if self._waves and self._loop is not None:
                self._loop.call_soon(self._pump)
            else:
                self._pumping = False
                self._idle.set()

    def _send(self, ip: str, data: bytes, address: Address) -> None:
        if (junction := self._junctions.datagram) is None:
            self._transmit(ip, data, address)
            return
        for seconds, sent in junction(Passing(ip, data, address, self._player_of(uuid_in(data)))):
            self._later(seconds, partial(self._transmit, sent.source, sent.data, sent.other))

    def _transmit(self, ip: str, data: bytes, address: Address) -> None:
        if self._sockets is not None and self._sockets.send(ip, data, address) and self.on_datagram is not None:
            self.on_datagram("out", address, data)


def _addresses(players: dict[str, Advertisement]) -> set[str]:
    return {advertisement.ip for advertisement in players.values()}
