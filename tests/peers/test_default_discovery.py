"""Unmodified clients find the players with their default arguments, on a network of their own.

Loopback is not enough for this: SoCo leaves 127.0.0.0/8 out when it looks for interfaces. So the players live in one
network namespace and the clients in another, with a cable (a veth pair) between them; nothing leaves the machine.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(sysconfig.get_path("scripts"), "sonos-sim")
ADDRESSES = ["192.168.77.11", "192.168.77.12", "192.168.77.13"]
CLIENT = "192.168.77.2"
PATIENCE = 30

CLIENT_PROGRAM = """
import asyncio, json
import soco
from async_upnp_client.search import async_search

zones = soco.discover()
seen = {"rooms": sorted(zone.player_name for zone in zones or ())}
seen["addresses"] = {zone.player_name: zone.ip_address for zone in zones or ()}

zone = sorted(zones, key=lambda zone: zone.ip_address)[0]
subscription = zone.renderingControl.subscribe()
first = subscription.events.get(timeout=5)
zone.volume = 33
second = subscription.events.get(timeout=5)
seen["events"] = [[first.seq, first.variables["volume"]["Master"]], [second.seq, second.variables["volume"]["Master"]]]
subscription.unsubscribe()
soco.events.event_listener.stop()

async def search():
    found, done = {}, asyncio.Event()

    async def answered(headers):
        found[headers["_remote_addr"][0] if "_remote_addr" in headers else headers["_host"]] = headers["location"]
        if len(found) == 3:
            done.set()

    target = "urn:schemas-upnp-org:device:ZonePlayer:1"
    task = asyncio.create_task(async_search(answered, timeout=5, search_target=target))
    await asyncio.wait({asyncio.create_task(done.wait()), task}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    return found

seen["search"] = asyncio.run(search())
print(json.dumps(seen))
"""


class Namespaces:
    """Two network namespaces with a cable between them."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.players, self.clients = (f"sonos-sim-{kind}-{os.getpid()}" for kind in ("p", "c"))
        for name in (self.players, self.clients):
            ip("netns", "add", name)
            stack.callback(ip, "netns", "delete", name)
        ends = {self.players: ("sim0", ADDRESSES), self.clients: ("sim1", [CLIENT])}
        ip("link", "add", "sim0", "netns", self.players, "type", "veth", "peer", "name", "sim1", "netns", self.clients)
        for name, (end, addresses) in ends.items():
            ip("-n", name, "link", "set", "lo", "up")
            for address in addresses:
                ip("-n", name, "address", "add", f"{address}/24", "dev", end)
            ip("-n", name, "link", "set", end, "up")
            ip("-n", name, "route", "add", "224.0.0.0/4", "dev", end)

    def start(self, name: str, *command: str | Path) -> subprocess.Popen[str]:
        """Run ``command`` in the namespace ``name`` until the test ends."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", name, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._stack.callback(end, process)
        return process


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True, timeout=PATIENCE)


def end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.communicate(timeout=PATIENCE)


@pytest.fixture
def namespaces() -> Iterator[Namespaces]:
    if shutil.which("ip") is None:
        pytest.skip("the command ip is not installed")
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    with ExitStack() as stack:
        try:
            made = Namespaces(stack)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces here: {error.stderr.strip()}")
        yield made


def test_default_discovery_and_events_across_a_network(namespaces: Namespaces) -> None:
    given = ["--rooms", "3", "--seed", "7", "--addresses", ",".join(ADDRESSES)]
    simulator = namespaces.start(namespaces.players, SCRIPT, "run", "--json", *given)
    assert simulator.stdout is not None
    up: dict[str, Any] = json.loads(simulator.stdout.readline())
    rooms = {player["name"]: player["ip"] for player in up["players"]}
    assert list(rooms.values()) == ADDRESSES

    client = namespaces.start(namespaces.clients, sys.executable, "-c", CLIENT_PROGRAM)
    out, err = client.communicate(timeout=PATIENCE)
    assert client.returncode == 0, err
    seen = json.loads(out)
    assert seen["rooms"] == sorted(rooms)
    assert seen["addresses"] == rooms
    assert seen["events"] == [["0", "20"], ["1", "33"]]
    assert seen["search"] == {a: f"http://{a}:1400/xml/device_description.xml" for a in ADDRESSES}
