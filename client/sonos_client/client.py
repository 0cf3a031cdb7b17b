"""The client: what a program makes one of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from sonos_client import description
from sonos_client.announcements import Announcements
from sonos_client.callbacks import CallbackServer
from sonos_client.discovery import discover
from sonos_client.errors import NotFoundError
from sonos_client.household import Household
from sonos_client.hub import EventHub
from sonos_client.service import refusal
from sonos_client.transport import PORT, Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from sonos_client.found import Found
    from sonos_client.problems import EventProblem
    from sonos_client.timers import Timers


class SonosClient:
    """Controls Sonos players; ``async with SonosClient() as client``.

    Args:
        hosts: addresses of players that are asked directly, now and whenever players are looked for.
        use_ssdp: whether to search by SSDP.
        use_mdns: whether to listen to mDNS.
        use_announcements: whether households that are connected listen to what their players announce, by the channels
            that the two options above allow.
        interfaces: local addresses to search from and to listen at; without, the one of the default route.
        timeout: seconds until a player must have answered.
        connect_timeout: seconds until a connection to it must stand.
        callback_host: local address for events; without, the one that leads to each player.
        callback_port: port for events, 0 for any; a firewall has to let players through to it.
        callback_advertised: ``host:port`` that players are told instead, as from within a container.
        first_event_timeout: seconds until events are taken not to reach us and players are polled.
        poll_interval: seconds between polls then.
        check_interval: seconds between looks whether the player that tells the topology still lives.
        timers: a clock of the program's own, such as :class:`sonos_client.timers.ScaledTimers` for players whose time
            passes faster, or one that stands still, for tests; without, the event loop's.

    """

    def __init__(
        self,
        hosts: Sequence[str] = (),
        *,
        use_ssdp: bool = True,
        use_mdns: bool = True,
        use_announcements: bool = True,
        interfaces: Sequence[str] = (),
        timeout: float = 10.0,
        connect_timeout: float = 3.0,
        callback_host: str = "",
        callback_port: int = 0,
        callback_advertised: str = "",
        first_event_timeout: float = 5.0,
        poll_interval: float = 10.0,
        check_interval: float = 30.0,
        timers: Timers | None = None,
    ) -> None:
        self.transport = Transport(timeout=timeout, connect_timeout=connect_timeout)
        self.hub = EventHub(
            self.transport,
            CallbackServer(host=callback_host, port=callback_port, advertised=callback_advertised),
            timers=timers,
            first_event_timeout=first_event_timeout,
            poll_interval=poll_interval,
        )
        self._hosts = tuple(hosts)
        self._use_ssdp = use_ssdp
        self._use_mdns = use_mdns
        self._use_announcements = use_announcements
        self._interfaces = tuple(interfaces)
        self._check_interval = check_interval
        self._households: list[Household] = []

    async def discover(self, household: str = "", seconds: float = 3.0, enough: int = 0) -> tuple[Found, ...]:
        """The players that answer; see :func:`sonos_client.discovery.discover`."""
        return await discover(
            hosts=self._hosts,
            household=household,
            seconds=seconds,
            use_ssdp=self._use_ssdp,
            use_mdns=self._use_mdns,
            interfaces=self._interfaces,
            enough=enough,
            transport=self.transport,
        )

    async def connect(self, household: str = "", seconds: float = 3.0, enough: int = 0) -> Household:
        """The household, live.

        Args:
            household: its id, in the short form or the long one (``Sonos_short.long``); needed only where there are
                several, as with S1 and S2 side by side.
            seconds: for searching.
            enough: search no longer than until this many players are found, of which one has to tell the others; 0
                searches to the end.

        Raises:
            NotFoundError: no player answered, or players of several households did.
            SonosError: those that answered would not tell the topology; UPnPDisabledError says what to switch on.

        """
        answered = await self.discover(household, seconds, enough)
        # A speaker that nobody has set up has no household; it counts only where there is nothing else.
        found = tuple(player for player in answered if player.household) or answered
        ids = sorted({player.household for player in found})
        if len(ids) > 1:
            raise NotFoundError(f"there are several households, name one: {', '.join(ids)}")
        if not found and self._hosts:
            await self._explain(self._hosts[0])
        if not found:
            raise NotFoundError(f"no player{f' of {household}' if household else ''} answered")
        made = Household(
            ids[0],
            self.transport,
            self.hub,
            lambda: self.discover(ids[0], min(seconds, 1.5)),
            check_interval=self._check_interval,
            announcements=Announcements(
                use_ssdp=self._use_announcements and self._use_ssdp,
                use_mdns=self._use_announcements and self._use_mdns,
                interfaces=self._interfaces,
            ),
        )
        self._households.append(made)
        await made.open(found)
        return made

    def on_problem(self, callback: Callable[[EventProblem], None]) -> Callable[[], None]:
        """Have ``callback`` told of every problem with events; what is returned ends that."""
        self.hub.problem_listeners.append(callback)
        return lambda: self.hub.problem_listeners.remove(callback)

    async def close(self) -> None:
        """End subscriptions, telling the players, and close all connections."""
        for household in self._households:
            await household.close()
        await self.hub.close()
        await self.transport.close()

    async def _explain(self, host: str) -> None:
        """Raise why nothing was found at a host that was given."""
        address = host if ":" in host else f"{host}:{PORT}"
        reply = await self.transport.request("GET", address, description.PATH)
        if reply.status != 200:
            raise refusal(address, reply.status, "description")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
