"""For tests of announcements: somebody who says anything on loopback, and what a client hears and asks there."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

from sonos_client.description import PATH
from sonos_client.ssdp import GROUP, read_announcement

from sonos_sim.household.randomness import draw_seed
from tests.support.client import WAIT, FakePlayer

if TYPE_CHECKING:
    from sonos_client import EventProblem, Household, ProblemKind, SonosClient
    from sonos_client.found import Announcement

    from sonos_sim import Player, Simulator
    from tests.conftest import Simulate

_AGAIN = 0.05
"""Real seconds until a datagram is taken for lost: other simulators' bursts may fill a buffer."""


OFFICE = "RINCON_BBBBBBBBBBBB01400"
PERIOD = 1000
"""Seconds within which each player of a simulator announces itself again."""
GRACE = (2, 2)
"""Seconds that the client gives an mDNS record to come back."""
LOOK = f"GET {PATH}"
SUBSCRIBE = "SUBSCRIBE /MediaRenderer/RenderingControl/Event"


def notify(kind: str, uuid: str, location: str = "", **headers: object) -> bytes:
    """An announcement; the names of headers are spelt with ``_`` for ``-``."""
    lines: dict[str, object] = {
        "HOST": "239.255.255.250:1900",
        "NT": "upnp:rootdevice",
        "NTS": f"ssdp:{kind}",
        "USN": f"uuid:{uuid}::upnp:rootdevice",
    }
    if location:
        lines["LOCATION"] = location
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    return "\r\n".join(["NOTIFY * HTTP/1.1", *[f"{name}: {value}" for name, value in lines.items()], "", ""]).encode()


class Ether:
    """The loopback interface: anybody can speak there, and everything that clients hear passes :meth:`note`."""

    def __init__(self) -> None:
        self.heard: list[Announcement] = []
        self._awaited: dict[Announcement, asyncio.Event] = {}
        self._numbers = count(id(self) << 4)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 0)
        self._socket.bind(("127.0.0.1", 0))

    async def say(self, data: bytes, times: int = 1) -> None:
        """Send an announcement, until it has been heard."""
        told = read_announcement(data, "127.0.0.1")
        assert told is not None
        arrived = self._awaited[told] = asyncio.Event()
        async with asyncio.timeout(WAIT):
            while not arrived.is_set():
                for _ in range(times):
                    self._socket.sendto(data, GROUP)
                with suppress(TimeoutError):
                    await asyncio.wait_for(arrived.wait(), _AGAIN)

    def note(self, told: Announcement) -> None:
        self.heard.append(told)
        if told in self._awaited:
            self._awaited[told].set()

    def boots(self, player: Player, by: str = "ssdp") -> list[int | None]:
        """The boot sequences with which ``player`` was heard."""
        return [told.boot_sequence for told in self.heard if (told.uuid, told.by) == (player.uuid, by)]

    async def quiet(self, sim: Simulator | None = None) -> None:
        """Wait until all that was said over SSDP so far has been heard: what is said last is."""
        if sim is not None:
            await sim.settle()
        last = f"RINCON_{next(self._numbers) % 2**48:012X}01400"
        await self.say(notify("alive", last, "http://127.0.0.1:9/x.xml"))

    def close(self) -> None:
        self._socket.close()


class Calls:
    """The requests of a client, also those that nobody answered; none may leave loopback."""

    def __init__(self, client: SonosClient | Household) -> None:
        self.made: list[tuple[str, str, str]] = []
        self._request = client.transport.request
        client.transport.request = self._note  # type: ignore[assignment, method-assign]

    async def _note(self, method: str, address: str, path: str, *rest: Any) -> Any:
        self.made.append((method, address, path))
        assert address.startswith("127."), f"{method} to {address}"
        return await self._request(method, address, path, *rest)

    def to(self, address: str) -> list[str]:
        """What was asked at ``address``, such as ``GET /xml/device_description.xml``."""
        return [f"{method} {path}" for method, there, path in self.made if there == address]


async def started(simulate: Simulate, *rooms: str, mdns: bool = False) -> Simulator:
    sim = await simulate(*rooms, seed=draw_seed(), discovery=True, mdns=mdns)
    await sim.settle()
    return sim


def another(sim: Simulator, household: Household) -> Player:
    """A player that does not tell the topology."""
    return next(player for player in sim.players if player.uuid != household.source.uuid)


def at(player: Player) -> str:
    return f"{player.address}:{player.port}"


def alive(player: Player | FakePlayer, address: str = "", **headers: object) -> bytes:
    place = address or (player.address if isinstance(player, FakePlayer) else at(player))
    return notify("alive", player.uuid, f"http://{place}/xml/device_description.xml", **headers)


def subscribed(sim: Simulator, player: Player) -> Counter[str]:
    """Requests for new subscriptions at ``player`` that arrived, by service; there are no renewals in these tests."""
    requests = [entry.record for entry in sim.journal.requests if entry.record.player == player.uuid]
    return Counter(request.path.split("/")[-2] for request in requests if request.method == "SUBSCRIBE")


def told(problems: list[EventProblem], service: str = "Household") -> list[tuple[ProblemKind, str]]:
    return [(problem.kind, problem.detail) for problem in problems if problem.service == service]


def kinds(problems: list[EventProblem], service: str = "RenderingControl") -> list[ProblemKind]:
    return [kind for kind, _ in told(problems, service)]
