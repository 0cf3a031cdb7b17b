"""A client that makes the mistakes of real ones, on raw sockets: what oracles have to see."""

from __future__ import annotations

import asyncio
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from tests.support.rehearsal import ClockTimers
from tests.support.wire import Event, Fault, Listener, call, path_of, request

if TYPE_CHECKING:
    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

_RENEWAL = 250
_KNOWN = {"LastChange", "ZoneGroupState", "ThirdPartyMediaServersX", "AvailableSoftwareUpdate", "AlarmRunSequence",
          "MuseHouseholdId", "ZoneGroupID", "ZoneGroupName", "ZonePlayerUUIDsInGroup", "AreasUpdateID",
          "SourceAreasUpdateID", "NetsettingsUpdateID", "DiagnosticID"}  # fmt: skip


class Naive:
    """Subscribes once, renews the same SIDs for ever, asks again at every event, and breaks at the first surprise."""

    def __init__(self, run: Rehearsal) -> None:
        self.run = run
        self.timers = ClockTimers(run.sim.household.clock)
        self.knows_rooms = False
        self.listeners: list[FragileListener] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        rooms = [player for player in self.run.rooms if await self._knows_model(player)]
        while not await self._tells_topology(rooms[0]):
            await self.timers.sleep(5)
        await self.subscribe(rooms[0], "ZoneGroupTopology")
        for player in rooms:
            for service in ("RenderingControl", "AVTransport"):
                await self.subscribe(player, service)

    async def _knows_model(self, player: Player) -> bool:
        reply = await request(player, "GET", "/xml/device_description.xml")
        return re.search(rb"<modelNumber>(S|ZP)\d+</modelNumber>", reply.body) is not None

    async def _tells_topology(self, player: Player) -> bool:
        try:
            await call(player, "ZoneGroupTopology", "GetZoneGroupState")
        except Fault:
            return False
        return True

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for listener in self.listeners:
            await listener.stop()

    async def subscribe(self, player: Player, service: str) -> None:
        """Try it again a few times, if the first event does not come at once."""
        for _ in range(5):
            if await self._subscribe(player, service):
                return

    async def _subscribe(self, player: Player, service: str) -> bool:
        listener = FragileListener(self, player, service)
        await listener.start()
        self.listeners.append(listener)
        headers = {"CALLBACK": f"<http://127.0.0.1:{listener.port}/>", "NT": "upnp:event", "TIMEOUT": "Second-600"}
        reply = await request(player, "SUBSCRIBE", path_of(service, "Event"), headers)
        listener.sid = reply.header("SID") or ""
        if listener.sid:
            self.background(self._renew(player, service, listener.sid))
        waits = asyncio.ensure_future(listener.arrived.wait())
        gives_up = asyncio.ensure_future(self.timers.sleep(2))
        await asyncio.wait([waits, gives_up], return_when=asyncio.FIRST_COMPLETED)
        waits.cancel()
        gives_up.cancel()
        return listener.arrived.is_set()

    def background(self, work: object) -> None:
        self._tasks.append(asyncio.ensure_future(work))  # type: ignore[arg-type]

    async def _renew(self, player: Player, service: str, sid: str) -> None:
        while True:
            await self.timers.sleep(_RENEWAL)
            await request(player, "SUBSCRIBE", path_of(service, "Event"), {"SID": sid, "TIMEOUT": "Second-600"})


class FragileListener(Listener):
    """Its port is closed at the first event that it does not understand."""

    def __init__(self, client: Naive, player: Player, service: str) -> None:
        super().__init__()
        self.client = client
        self.player = player
        self.service = service
        self.sid = ""
        self.arrived = asyncio.Event()
        self._last = -1
        self.is_broken = False
        self.received = _Taken(self)  # type: ignore[assignment]

    def take(self, event: Event) -> None:
        self.arrived.set()
        try:
            self._understand(event)
        except Exception:
            self.is_broken = True
            assert self._server is not None
            self._server.close()

    def _understand(self, event: Event) -> None:
        if (event.sid, event.seq) != (self.sid, self._last + 1):
            raise LookupError(f"{event.sid} {event.seq}")
        self._last = event.seq
        if unknown := event.properties.keys() - _KNOWN:
            raise KeyError(unknown)
        if self.service == "ZoneGroupTopology":
            for group in ET.fromstring(event.properties["ZoneGroupState"]).iter("ZoneGroup"):
                _ = group[0], next(m for m in group if m.get("UUID") == group.get("Coordinator"))
            for member in ET.fromstring(event.properties["ZoneGroupState"]).iter("ZoneGroupMember"):
                _ = member.attrib["WirelessMode"], member.attrib["MoreInfo"]
                if info := member.attrib["MoreInfo"]:
                    _ = int(dict(pair.split(":") for pair in info.split(","))["RawBattPct"])
            self.client.knows_rooms = True
            self.client.background(call(self.player, "ZoneGroupTopology", "GetZoneGroupState"))
        elif not self.client.knows_rooms:
            raise KeyError(self.player.name)
        elif self.service == "AVTransport":
            _ = event.changes["TransportState"]
        elif event.seq == 0:
            _ = event.changes["Volume/LF"], event.changes["Volume/RF"]
        else:
            _ = event.changes


class _Taken(asyncio.Queue[Event]):
    def __init__(self, listener: FragileListener) -> None:
        super().__init__()
        self._listener = listener

    def put_nowait(self, item: Event) -> None:
        self._listener.take(item)
        super().put_nowait(item)
