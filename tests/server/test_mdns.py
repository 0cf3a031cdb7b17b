"""mDNS on the loopback interface, browsed with zeroconf.

Other simulators may publish there meanwhile, so each test looks at its own players' records alone.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from zeroconf import ServiceListener
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from sonos_sim import Clock, Household
from sonos_sim.catalogue import profile
from sonos_sim.household.randomness import draw_seed
from sonos_sim.wire.mdns import MdnsService

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from zeroconf import Zeroconf

    from sonos_sim import Player
    from tests.conftest import Simulate

TYPE = "_sonos._tcp.local."
WAIT = 10.0


class Seen(ServiceListener):
    """What a browser was told, and the services that it believes to be there."""

    def __init__(self, zeroconf: Zeroconf) -> None:
        self.zeroconf = zeroconf
        self.names: set[str] = set()
        self.updates: list[str] = []
        self.changed = asyncio.Condition()

    def add_service(self, _zc: Zeroconf, _type: str, name: str) -> None:
        self.names.add(name)
        self._tell()

    def remove_service(self, _zc: Zeroconf, _type: str, name: str) -> None:
        self.names.discard(name)
        self._tell()

    def update_service(self, _zc: Zeroconf, _type: str, name: str) -> None:
        self.updates.append(name)
        self._tell()

    def _tell(self) -> None:
        asyncio.get_running_loop().create_task(self._notify())

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def until(self, present: set[str] = frozenset(), absent: set[str] = frozenset(), updated: str = "") -> None:
        def done() -> bool:
            return present <= self.names and not absent & self.names and (not updated or updated in self.updates)

        async with asyncio.timeout(WAIT), self.changed:
            await self.changed.wait_for(done)

    async def read(self, name: str) -> AsyncServiceInfo:
        info = AsyncServiceInfo(TYPE, name)
        assert await info.async_request(self.zeroconf, WAIT * 1000), name
        return info


@asynccontextmanager
async def browsing() -> AsyncIterator[Seen]:
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    seen = Seen(zeroconf.zeroconf)
    browser = AsyncServiceBrowser(zeroconf.zeroconf, TYPE, seen)
    try:
        yield seen
    finally:
        await browser.async_cancel()
        await zeroconf.async_close()


def new_name(player: Player) -> str:
    return f"{player.uuid}@{player.name}.{TYPE}"


def old_name(player: Player) -> str:
    return f"Sonos-{player.identity.mac}.{TYPE}"


@pytest.fixture
def seed() -> int:
    """Players of other test processes must not have the same names."""
    return draw_seed()


async def test_a_browser_finds_every_player_and_reads_what_it_publishes(simulate: Simulate, seed: int) -> None:
    sim = await simulate("Kitchen", "Bath:S13", "Den:S5", "BOOST:BR200", "Sub:Sub", mdns=True, seed=seed)
    kitchen, bath, den, sub = (sim[name] for name in ("Kitchen", "Bath", "Den", "Sub"))
    names = {kitchen: new_name(kitchen), bath: old_name(bath), den: old_name(den), sub: old_name(sub)}
    async with browsing() as seen:
        await seen.until(set(names.values()))
        assert not [name for name in seen.names if sim["BOOST"].identity.mac in name]
        read = {player: await seen.read(name) for player, name in names.items()}
    household = sim.household
    for player, info in read.items():
        assert info.parsed_addresses() == [player.address]
        assert (info.server, info.port) == (f"Sonos-{player.identity.mac}.local.", 1443)
    expected = {
        "info": f"/api/v1/players/{kitchen.uuid}/info", "vers": "3", "mhhid": household.muse_id, "protovers": "1.49.1",
        "sslport": "1443", "minApiVersion": "1.1.0", "uuid": kitchen.uuid, "bootseq": "1", "hhid": household.id,
        "location": f"{kitchen.base_url}/xml/device_description.xml", "wss": "/websocket/api", "hhsslport": "1843",
        "infohash": read[kitchen].decoded_properties["infohash"], "variant": "2", "mdnssequence": "0",
        "locationid": household.location_id,
    }  # fmt: skip
    assert read[kitchen].decoded_properties == expected
    assert list(read[kitchen].decoded_properties) == list(expected)
    assert len(expected["infohash"] or "") == 16
    assert list(read[bath].decoded_properties) == [
        "info", "vers", "protovers", "bootseq", "hhid", "mhhid", "location", "sslport", "hhsslport", "variant",
        "mdnssequence",
    ]  # fmt: skip
    assert read[den].decoded_properties == {
        "info": f"/api/v1/players/{den.uuid}/info", "vers": "1", "protovers": "1.18.9",
    }  # fmt: skip


async def test_a_new_room_name_is_a_new_service_where_the_name_holds_it(simulate: Simulate, seed: int) -> None:
    sim = await simulate("Kitchen", "Bath:S13", mdns=True, seed=seed)
    kitchen, bath = sim["Kitchen"], sim["Bath"]
    before = {new_name(kitchen), old_name(bath)}
    async with browsing() as seen:
        await seen.until(before)
        kitchen.device.name, bath.device.name = "Küche", "Bad"
        await sim.settle()
        await seen.until({new_name(kitchen), old_name(bath)}, absent=before - {old_name(bath)})
        info = await seen.read(new_name(kitchen))
        assert "@Küche" in info.name
        assert info.decoded_properties["mdnssequence"] == "1"


async def test_a_reboot_shows_the_next_bootseq(simulate: Simulate, seed: int) -> None:
    sim = await simulate("Kitchen", mdns=True, seed=seed)
    kitchen = sim["Kitchen"]
    async with browsing() as seen:
        await seen.until({new_name(kitchen)})
        sim.household.reboot(kitchen)
        await sim.settle()
        await seen.until({new_name(kitchen)}, updated=new_name(kitchen))
        properties = (await seen.read(new_name(kitchen))).decoded_properties
    assert (properties["bootseq"], properties["mdnssequence"]) == ("2", "1")


async def test_who_says_goodbye_is_withdrawn_and_comes_back(simulate: Simulate, seed: int) -> None:
    sim = await simulate("Roam:S54", "Kitchen", mdns=True, seed=seed)
    roam, kitchen = sim["Roam"], sim["Kitchen"]
    async with browsing() as seen:
        await seen.until({new_name(roam), new_name(kitchen)})
        sim.household.sleep(roam)
        await sim.settle()
        await seen.until({new_name(kitchen)}, absent={new_name(roam)})
        sim.household.power_on(roam)
        await sim.settle()
        await seen.until({new_name(roam)})
        await sim.network.stop()
        await seen.until(absent={new_name(roam), new_name(kitchen)})


async def test_a_power_cut_says_nothing_but_new_browsers_find_nobody(simulate: Simulate, seed: int) -> None:
    sim = await simulate("Kitchen", "Office", mdns=True, seed=seed)
    kitchen, office = sim["Kitchen"], sim["Office"]
    async with browsing() as seen:
        await seen.until({new_name(kitchen), new_name(office)})
        sim.household.power_off(kitchen)
        await sim.settle()
        # The office answers after the kitchen would have.
        office.device.name = "Study"
        await sim.settle()
        await seen.until({new_name(office), new_name(kitchen)})
    async with browsing() as seen:
        await seen.until({new_name(office)})
        assert new_name(kitchen) not in seen.names


async def test_discovery_switched_off_publishes_nothing(simulate: Simulate, seed: int) -> None:
    quiet = await simulate("Kitchen", seed=seed)
    loud = await simulate("Office", mdns=True, seed=seed + 1)
    async with browsing() as seen:
        await seen.until({new_name(loud["Office"])})
        assert new_name(quiet["Kitchen"]) not in seen.names


async def test_a_hundred_players_do_not_wait_for_it(simulate: Simulate, seed: int) -> None:
    sim = await simulate(*(f"Room {number}" for number in range(100)), mdns=True, seed=seed)
    async with browsing() as seen:
        await seen.until({new_name(player) for player in sim.players})


@pytest.mark.parametrize(
    ("room", "label"),
    [
        ("St. Mary's", "@St. Mary's"),
        ("A..B.", "@A.B"),
        ("ü" * 40, "@" + "ü" * 19),
    ],
)
def test_names_fit_into_a_label(room: str, label: str) -> None:
    household = Household(seed=7, clock=Clock.stopped())
    player = household.add(room)
    service = MdnsService(
        profile("S18"), player.uuid, player.identity.mac, room, "127.0.0.2", 1400, "Sonos_a", "Sonos_a.b", "lc_0", 1, ""
    )
    assert service.name == f"{player.uuid}{label}.{TYPE}"
    assert len(service.name.removesuffix(f".{TYPE}").encode()) <= 63
