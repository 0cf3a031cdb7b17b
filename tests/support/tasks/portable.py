"""Players that come and go, and what their batteries tell."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.support.tasks import Part
from tests.support.wire import call, request

if TYPE_CHECKING:
    from sonos_client import Household

    from tests.support.rehearsal import Rehearsal

_LOW, _QUIET = 20, 10
_HEALTH = {"GREEN": "good", "YELLOW": "fair", "RED": "bad"}


async def spare_the_battery(household: Household, run: Rehearsal) -> None:
    room = household[run.stage.able("battery").uuid]
    async with household.watch_topology() as changes:
        while room.battery is None or room.battery.percent >= _LOW:
            await anext(changes)
    await room.set_volume(_QUIET)


async def spare_the_battery_by_its_page(run: Rehearsal) -> None:
    """Asks every 30 s, until something on the page is not as expected."""
    room = run.stage.able("battery")
    while not run.stage.is_over:
        page = ET.fromstring((await request(room, "GET", "/status/batterystatus")).body)
        told = {data.attrib["name"]: data.text or "" for data in page.iter("Data")}
        _ = _HEALTH[told["Health"]]
        if int(told["Level"]) < _LOW:
            await call(room, "RenderingControl", "SetVolume", Channel="Master", DesiredVolume=_QUIET)
        await run.sim.clock.advance(30)


PARTS = {
    "roam-sleep-offline": Part(step=100.0),
    "roam-return-same-or-new-ip": Part(step=30.0),
    "battery-empty-payload-s1": Part(client=spare_the_battery, naive=spare_the_battery_by_its_page),
    "battery-unknown-values": Part(client=spare_the_battery, naive=spare_the_battery_by_its_page),
}
