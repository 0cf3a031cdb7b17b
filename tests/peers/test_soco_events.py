"""Events as unmodified SoCo receives and parses them, through its threads and through asyncio."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.peers.conftest import Speakers, Start

WAIT = 5


@pytest.mark.usefixtures("threads")
def test_first_event_change_renewal_and_end(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    subscription = kitchen.renderingControl.subscribe(requested_timeout=600)
    first = subscription.events.get(timeout=WAIT)
    assert first.seq == "0"
    assert first.variables["volume"] == {"Master": "20", "LF": "100", "RF": "100"}
    assert first.variables["mute"] == {"Master": "0", "LF": "0", "RF": "0"}
    assert first.variables["bass"] == "0"
    assert first.variables["preset_name_list"] == "FactoryDefaults"
    assert subscription.timeout == 600
    assert subscription.sid.startswith(f"uuid:{kitchen.uid}_sub")

    kitchen.volume = 44
    changed = subscription.events.get(timeout=WAIT)
    assert (changed.seq, changed.variables) == ("1", {"volume": {"Master": "44", "LF": "100", "RF": "100"}})

    subscription.renew(requested_timeout=60)
    assert subscription.timeout == 60
    subscription.unsubscribe()
    kitchen.volume = 45
    sim.settle()
    assert subscription.events.empty()
    assert len(sim.network.servers[kitchen.uid].subscriptions) == 0


@pytest.mark.usefixtures("threads")
def test_joining_is_seen_by_everybody(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office", "Bath")
    zones = speakers(sim)
    topology = zones["Bath"].zoneGroupTopology.subscribe()
    transport = zones["Office"].avTransport.subscribe()
    first = topology.events.get(timeout=WAIT)
    assert {"zone_group_state", "zone_group_name", "zone_group_id", "zone_player_uui_ds_in_group"} <= set(
        first.variables
    )
    assert transport.events.get(timeout=WAIT).variables["av_transport_uri"] == ""

    zones["Office"].join(zones["Kitchen"])

    joined = transport.events.get(timeout=WAIT).variables
    assert joined["av_transport_uri"] == joined["current_track_uri"] == f"x-rincon:{zones['Kitchen'].uid}"
    seen = topology.events.get(timeout=WAIT).variables
    assert set(seen) == {"zone_group_state"}
    zones["Bath"].zone_group_state.process_payload(seen["zone_group_state"], "event", zones["Bath"].ip_address)
    labels = {group.label for group in zones["Bath"].zone_group_state.groups}
    assert labels == {"Bath", "Kitchen, Office"}
    topology.unsubscribe()
    transport.unsubscribe()


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize(
    "service",
    [
        "alarmClock", "musicServices", "deviceProperties", "systemProperties", "zoneGroupTopology",
        "contentDirectory", "renderingControl", "avTransport", "groupRenderingControl", "audioIn",
    ],
)  # fmt: skip
def test_every_service_has_a_first_event(start: Start, speakers: Speakers, service: str) -> None:
    sim = start("Stereo:ANY")
    subscription = getattr(speakers(sim)["Stereo"], service).subscribe()
    first = subscription.events.get(timeout=WAIT)
    assert first.seq == "0"
    assert first.variables
    subscription.unsubscribe()


@pytest.mark.usefixtures("threads")
def test_a_rebooted_player_refuses_the_renewal(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen", "Office")
    kitchen = speakers(sim)["Kitchen"]
    subscription = kitchen.renderingControl.subscribe()
    subscription.events.get(timeout=WAIT)
    sim.do(lambda: sim.household.reboot(sim["Kitchen"]))
    answers = []
    sim.observe(answers.append)
    subscription.renew()  # SoCo does not tell its caller, so the simulator is asked
    assert [record.status for record in answers] == [412]
    again = kitchen.renderingControl.subscribe()
    assert again.events.get(timeout=WAIT).seq == "0"
    again.unsubscribe()


@pytest.mark.usefixtures("in_the_loop")
async def test_asyncio_events(start: Start, speakers: Speakers) -> None:
    sim = start("Kitchen")
    kitchen = speakers(sim)["Kitchen"]
    received: asyncio.Queue[Any] = asyncio.Queue()
    subscription = await kitchen.renderingControl.subscribe(requested_timeout=120)
    subscription.callback = received.put_nowait

    async def following() -> Any:
        async with asyncio.timeout(WAIT):
            return await received.get()

    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: setattr(kitchen, "bass", 7))
    change = await following()
    while change.variables.get("bass") != "7":  # the first event may come before the callback is set, or after
        change = await following()
    await subscription.renew(requested_timeout=240)
    assert subscription.timeout == 240
    await subscription.unsubscribe()
    await loop.run_in_executor(None, lambda: setattr(kitchen, "bass", 3))
    sim.settle()
    assert received.empty()


@pytest.mark.usefixtures("in_the_loop")
async def test_the_asyncio_fallback_for_large_households(start: Start, speakers: Speakers) -> None:
    sim = start(*[f"Room {n}" for n in range(25)])
    first = speakers(sim)["Room 0"]
    subscription = await first.zoneGroupTopology.subscribe()
    loop = asyncio.get_running_loop()
    event = await loop.run_in_executor(None, subscription.events.get, True, WAIT)
    assert event.variables["zone_group_state"].count("<ZoneGroupMember") == 25
    await subscription.unsubscribe()
