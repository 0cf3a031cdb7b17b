"""Faults of discovery: SSDP datagrams, and what is published over mDNS.

What a plan strikes here is ``SSDP search`` (heard), ``SSDP answer``, ``SSDP alive`` or ``SSDP byebye``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sonos_sim.harness.faults import Fault
from sonos_sim.wire.mdns import MdnsService

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sonos_sim.household import Player
    from sonos_sim.server.junctions import Datagram, Subject

ANSWER, ALIVE = "SSDP answer", "SSDP alive"
_STRANGER = "127.77.250.1"
_TARGET = re.compile(rb"^ST: *(.*?)\r", re.MULTILINE)
_NAME = re.compile(rb"^USN: *(.*?)\r", re.MULTILINE)


class LoseDatagram(Fault):
    """The datagram is lost: ``add("SSDP search", LoseDatagram(), every=2)`` lets every other search go unheard."""

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Send nothing."""
        return []


class Silence(LoseDatagram):
    """No SSDP at all, as where multicast is blocked; ``mdns``: nothing over mDNS either. HTTP goes on as ever."""

    def __init__(self, *, mdns: bool = False) -> None:
        self.mdns = mdns

    def strikes_at(self, junction: str) -> bool:
        """At mDNS only when asked to."""
        return junction == "datagram" or (self.mdns and junction == "publication")

    def on_publication(self, player: Player, service: MdnsService) -> MdnsService | None:
        """Publish nothing."""
        return None


class DoubleDatagram(Fault):
    """The datagram comes ``times`` times, each ``apart`` seconds after the other."""

    def __init__(self, times: int = 2, apart: float = 0.0) -> None:
        self.times = times
        self.apart = apart

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Send it again."""
        return [(number * self.apart, datagram) for number in range(self.times)]


class DelayDatagram(Fault):
    """The datagram comes ``seconds`` later on the clock, give or take up to ``jitter``."""

    def __init__(self, seconds: float, jitter: float = 0.0) -> None:
        self.seconds = seconds
        self.jitter = jitter

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Send it later."""
        return [(max(0.0, self.seconds + self.stage.random.uniform(-self.jitter, self.jitter)), datagram)]


class DatagramHeaders(Fault):
    """Header lines of answers and announcements are set, added at the end, or left out where the value is None."""

    def __init__(self, lines: Mapping[str, str | None]) -> None:
        self.lines = dict(lines)

    def matches(self, subject: Subject) -> bool:
        """Only what players send."""
        return subject.name != "SSDP search"

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Set them."""
        data = datagram.data
        for name, value in self.lines.items():
            data = _with_header(data, name, value)
        return [(0, replace(datagram, data=data))]


class WrongLocation(DatagramHeaders):
    """LOCATION leads elsewhere: to an address that does not answer, or to a host of somebody else."""

    def __init__(self, url: str = "http://192.0.2.1:1400/xml/device_description.xml") -> None:
        super().__init__({"LOCATION": url})


class Impostor(Fault):
    """Something that is no player answers searches too, and first; it has no X-RINCON headers, and no port 1400.

    ``address`` is where it sits: one of this machine.
    """

    def __init__(self, address: str = _STRANGER) -> None:
        self.address = address
        self._answers: Counter[tuple[tuple[str, int], str, bytes]] = Counter()
        """How often each answer of each player went to each client."""
        self._own: Counter[tuple[str, int]] = Counter()
        """How often this one answered each client."""

    def matches(self, subject: Subject) -> bool:
        """The first answer to each search, also where searches of several clients are answered by turns.

        An answer that comes again belongs to another search, as each comes once a search.
        """
        if subject.name != ANSWER:
            return False
        datagram: Datagram = subject  # type: ignore[assignment]
        name = _NAME.search(datagram.data)
        answer = (datagram.other, datagram.source, name[1] if name else b"")
        self._answers[answer] += 1
        if self._answers[answer] <= self._own[datagram.other]:
            return False
        self._own[datagram.other] += 1
        return True

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Put its answer in front."""
        searched = _TARGET.search(datagram.data)
        target = searched[1].decode() if searched else "ssdp:all"
        lines = (
            "HTTP/1.1 200 OK",
            "CACHE-CONTROL: max-age=1800",
            "EXT:",
            f"LOCATION: http://{self.address}:1400/InternetGatewayDevice.xml",
            "SERVER: Linux/3.10 UPnP/1.0 IGD/1.00",
            f"ST: {target}",
            f"USN: uuid:2f402f80-da50-11e1-9b23-0017885a1b2c::{target}",
        )
        forged = replace(datagram, source=self.address, data="\r\n".join((*lines, "", "")).encode())
        return [(0, forged), (0, datagram)]


class MdnsFirst(Fault):
    """A player that comes up is on mDNS at once, and silent on SSDP for ``seconds`` (12 to over 60 were seen)."""

    def __init__(self, seconds: float = 30.0) -> None:
        self.seconds = seconds
        self._came_up: dict[str, float] = {}

    def matches(self, subject: Subject) -> bool:
        """Announcements and answers of a player that came up a short while ago."""
        player = subject.player
        if player is None or subject.name not in (ANSWER, ALIVE):
            return False
        return self.stage.clock.now() < self._came_up.get(player.uuid, float("-inf")) + self.seconds

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Announcements come later, answers not at all."""
        if datagram.name == ANSWER or datagram.player is None:
            return []
        return [(self._came_up[datagram.player.uuid] + self.seconds - self.stage.clock.now(), datagram)]

    def begin(self) -> None:
        """Watch who comes up."""
        for household in self.stage.network.households:
            household.power_listeners.insert(0, self._power_changed)

    def end(self) -> None:
        """Watch no longer."""
        for household in self.stage.network.households:
            household.power_listeners.remove(self._power_changed)

    def _power_changed(self, player: Player, reason: str) -> None:
        if player.is_running:
            self._came_up[player.uuid] = self.stage.clock.now()


class ReflectedMdns(Fault):
    """mDNS names ``address``, that of a router which passes answers on; the TXT record still tells the true place."""

    def __init__(self, address: str = _STRANGER) -> None:
        self.address = address

    def on_publication(self, player: Player, service: MdnsService) -> MdnsService | None:
        """Put the other address in place."""
        given = {name: getattr(service, name) for name in MdnsService.__dataclass_fields__}
        return _Reflected(**given | {"ip": self.address}, true_ip=service.ip)


@dataclass(frozen=True, slots=True)
class _Reflected(MdnsService):
    true_ip: str

    def properties(self, sequence: int) -> dict[str, str]:
        """The TXT record of the player itself."""
        return MdnsService.properties(replace(self, ip=self.true_ip), sequence)


def _with_header(data: bytes, name: str, value: str | None) -> bytes:
    line = re.compile(rb"^" + re.escape(name.encode()) + rb":.*?\r\n", re.IGNORECASE | re.MULTILINE)
    new = f"{name}: {value}\r\n".encode() if value is not None else b""
    if line.search(data):
        return line.sub(lambda found: new, data, count=1)
    return data[:-2] + new + data[-2:]
