"""Events; mostly there is nothing to do but to listen."""

from __future__ import annotations

import asyncio
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from sonos_client.services import (
    AVTransportChange,
    ContentDirectoryChange,
    DevicePropertiesChange,
    RenderingControlChange,
)
from sonos_client.services.enums import TransportState

from tests.support.acts import browse, list_favourites, toggle
from tests.support.rehearsal import ClockTimers
from tests.support.tasks import Part
from tests.support.wire import Event, Listener, call, path_of, request, subscribe
from tests.support.zones import toggle_by_the_last_event, turn

if TYPE_CHECKING:
    from sonos_client import Household

    from sonos_sim import Player
    from tests.support.rehearsal import Rehearsal

_ENOUGH = 30
"""Readings after which even a program that reads for ever may stop."""


async def follow_the_volume(household: Household, run: Rehearsal) -> None:
    """State and volume are kept; an event changes what it mentions."""
    room, other = (household[player.uuid] for player in run.rooms[:2])
    volume, was_playing, starts = 0, False, 0
    async with room.watch(AVTransportChange, RenderingControlChange) as changes:
        async for change in changes:
            if isinstance(change, RenderingControlChange):
                volume = (change.volume or {}).get("Master", volume)
            elif change.transport_state is not None:
                plays = change.transport_state is TransportState.PLAYING
                if plays and not was_playing:
                    await other.set_volume(volume)
                    starts += 1
                    if starts == 2:
                        return
                was_playing = plays


async def listen_for_a_while(household: Household, run: Rehearsal) -> None:
    async with household[run.rooms[0].uuid].watch(DevicePropertiesChange):
        await ClockTimers(run.sim.household.clock).sleep(30)


async def follow_the_name(household: Household, run: Rehearsal) -> None:
    room, other = (household[player.uuid] for player in run.rooms[:2])
    async with room.watch(DevicePropertiesChange) as changes:
        before = (await anext(changes)).zone_name
        async for change in changes:
            if change.zone_name not in (None, before):
                await other.rename(f"{change.zone_name} 2")
                return


async def copy_favourites(household: Household, run: Rehearsal) -> None:
    """Whatever one player counts, another number is a change."""
    await list_favourites(household, run)
    async with household.source.watch(ContentDirectoryChange) as changes:
        last = (await anext(changes)).favorites_update_id
        for _ in range(2):
            async for change in changes:
                if change.favorites_update_id not in (None, last):
                    last = change.favorites_update_id
                    break
            await list_favourites(household, run)


async def take_all_events_for_everything(run: Rehearsal) -> None:
    """Each event is all there is to know, and each that says PLAYING is a start."""
    one, other = run.rooms[:2]
    async with subscribe(one, "AVTransport") as transport, subscribe(one, "RenderingControl") as sound:
        volume = 0
        while not run.stage.is_over:
            await run.sim.clock.advance(5)
            await run.sim.settle()
            while not sound.listener.received.empty():
                volume = int((await sound.next()).changes.get("Volume/Master", "0"))
            while not transport.listener.received.empty():
                if (await transport.next()).changes["TransportState"] == "PLAYING":
                    await turn(run, other.uuid, volume)


async def look_subscriptions_up(run: Rehearsal) -> None:
    """One port for all; an event of a subscription that is not in the table is a mistake of the server's own."""
    listener = _Table()
    await listener.start()
    await listener.subscribe(run.rooms[0], "RenderingControl")
    sid = await listener.subscribe(run.rooms[0], "DeviceProperties")
    await run.sim.settle()
    listener.known.discard(sid)
    await request(run.rooms[0], "UNSUBSCRIBE", path_of("DeviceProperties", "Event"), {"SID": sid})
    await run.play(30)
    await listener.stop()


async def answer_500_to_what_is_no_xml(run: Rehearsal) -> None:
    listener = _Strict()
    await listener.start()
    await listener.subscribe(run.rooms[0], "RenderingControl")
    await run.play(5)
    await listener.stop()


async def rename_by_latin_1(run: Rehearsal) -> None:
    async with (
        subscribe(run.rooms[0], "DeviceProperties") as events,
        subscribe(run.rooms[0], "RenderingControl"),
    ):
        await run.play(5, until="renamed")
        await run.sim.settle()
        while not events.listener.received.empty():
            body = (await events.next()).body
        found = re.search("<ZoneName>(.*)</ZoneName>", body.decode("latin-1"))
        assert found is not None
        await call(
            run.rooms[1], "DeviceProperties", "SetZoneAttributes", DesiredZoneName=f"{found[1]} 2", DesiredIcon="",
            DesiredConfiguration="",
        )  # fmt: skip
        await run.play(30)


async def list_favourites_until_numbers_agree(run: Rehearsal) -> None:
    async with subscribe(run.rooms[0], "ContentDirectory") as events:
        await run.play(30, until="change 1")
        await run.sim.settle()
        while not events.listener.received.empty():
            number = (await events.next()).properties["FavoritesUpdateID"].partition(",")[2]
        for _ in range(_ENOUGH):
            if (await browse(run.rooms[0], "FV:2"))["UpdateID"] == number:
                return


class _Table(Listener):
    """Answers 500 to events of subscriptions that it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.known: set[str] = set()
        self.received = _Judged(self)  # type: ignore[assignment]

    async def subscribe(self, player: Player, service: str) -> str:
        headers = {"CALLBACK": f"<http://127.0.0.1:{self.port}/>", "NT": "upnp:event", "TIMEOUT": "Second-3600"}
        reply = await request(player, "SUBSCRIBE", path_of(service, "Event"), headers)
        sid = reply.header("SID") or ""
        self.known.add(sid)
        return sid

    def judge(self, event: Event) -> bool:
        return event.sid in self.known


class _Strict(_Table):
    """Answers 500 to events that it cannot read."""

    def judge(self, event: Event) -> bool:
        try:
            return bool(event.changes)
        except ET.ParseError:
            return False


class _Judged(asyncio.Queue[Event]):
    def __init__(self, listener: _Table) -> None:
        super().__init__()
        self._listener = listener

    def put_nowait(self, item: Event) -> None:
        self._listener.status = 200 if self._listener.judge(item) else 500
        super().put_nowait(item)


PARTS = {
    "subscription-silently-dead": Part(step=300.0, naive_step=300.0),
    "granted-timeout-shorter": Part(step=30.0),
    "initial-event-late": Part(naive_step=1.0),
    "rendering-event-before-topology": Part(naive_step=1.0),
    "events-out-of-order": Part(
        mark="crossed", client=toggle, naive=toggle_by_the_last_event("crossed"), naive_mark="start"
    ),
    "avt-full-rc-delta": Part(client=follow_the_volume, naive=take_all_events_for_everything, step=5.0),
    "notify-after-unsubscribe": Part(mark="ready", client=listen_for_a_while, naive=look_subscriptions_up),
    "notify-connection-close": Part(client=follow_the_name, naive=rename_by_latin_1),
    "delivery-failure-drops-subscription": Part(naive=answer_500_to_what_is_no_xml),
    "favorites-updateid-per-player": Part(client=copy_favourites, naive=list_favourites_until_numbers_agree),
}
