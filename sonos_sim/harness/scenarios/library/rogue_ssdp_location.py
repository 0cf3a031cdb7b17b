"""A forged answer sends the client to itself: its LOCATION is 127.0.0.1."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import finalize

from sonos_sim.harness.discovery_faults import Impostor
from sonos_sim.harness.scenarios.base import Scenario, Statement
from sonos_sim.harness.scenarios.room_statements import turns_rooms_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sonos_sim.harness.scenarios.stage import Stage
    from sonos_sim.server.junctions import Datagram

_UUID = re.compile(rb"RINCON_[0-9A-F]{12}01400")
_LOCATION = re.compile(rb"^LOCATION: [^\r]*", re.MULTILINE)


class _Rogue(Impostor):
    """Answers first, from a player's address as its household would, and watches the port that its LOCATIONs name."""

    visits = 0
    """Connections to that port."""

    def begin(self) -> None:
        """Watch a free port."""
        self._watched = socket.create_server(("127.0.0.1", 0))
        self._watched.setblocking(False)
        self._close = finalize(self, self._watched.close)

    def end(self) -> None:
        """Watch no longer."""
        self._close()

    def look(self) -> None:
        """Count who came since the last look, and send them away."""
        with suppress(OSError):
            while True:
                self._watched.accept()[0].close()
                self.visits += 1

    def on_datagram(self, datagram: Datagram) -> Iterable[tuple[float, Datagram]]:
        """Put two answers in front, by number and by name."""
        port = self._watched.getsockname()[1]
        for number, host in enumerate(("127.0.0.1", "localhost")):
            forged = _UUID.sub(b"RINCON_0200000000%02X01400" % number, datagram.data)
            forged = _LOCATION.sub(b"LOCATION: http://%s:%d/xml/device_description.xml" % (host.encode(), port), forged)
            yield 0, replace(datagram, data=forged)
        yield 0, datagram


def _steps(stage: Stage) -> Iterator[float]:
    rogue = _Rogue()
    planned = stage.faults.add(rogue)
    for _ in range(6):
        yield 10
        rogue.look()
        stage.notes["visits"] = str(rogue.visits)
    planned.remove()


def _stays_away(stage: Stage) -> str:
    visits = stage.notes.get("visits", "0")
    return "" if visits == "0" else f"it went there {visits} times"


SCENARIO = Scenario(
    name="rogue-ssdp-location",
    group="security",
    title="An answer that sends the client to itself",
    imitates=(
        "Somebody hostile on the network answers searches as a player would, from a player's address, with a LOCATION "
        "at 127.0.0.1, which only the searcher can reach; of Sonos programs nobody reported it (inferred)."
    ),
    sources=(
        "https://github.com/jishi/node-sonos-discovery/issues/58",
        "https://github.com/trishika/DroidUPnP/issues/76",
    ),
    severity="medium",
    bundles=("hostile-lan",),
    discovery=True,
    task="set the volume of all rooms to 31",
    steps=_steps,
    oracle=(
        Statement("it does not ask itself, at 127.0.0.1, because an answer says so", _stays_away),
        turns_rooms_to(31),
    ),
)
