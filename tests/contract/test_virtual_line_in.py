"""VirtualLineIn over the wire: what phones tell a player to do, seen by AVTransport, RenderingControl and topology."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import pytest

from sonos_sim.household import virtual_line_in
from sonos_sim.household.media import Track
from tests.support.wire import Fault, call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player, Simulator
    from tests.conftest import Simulate

DC, UPNP, DIDL = (
    "{http://purl.org/dc/elements/1.1/}",
    "{urn:schemas-upnp-org:metadata-1-0/upnp/}",
    "{urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/}",
)
ONE = Track("", "One & <only>", "A", "X", duration=180)
TWO = Track("", "Two", "B", "X", duration=240)
VERBS = ("Pause", "Next", "Previous", "Stop")


@pytest.fixture
async def sim(simulate: Simulate) -> Simulator:
    return await simulate("Kitchen", "Bath")


@pytest.fixture
def kitchen(sim: Simulator) -> Player:
    virtual_line_in.take_over(sim["Kitchen"], "spotify", ONE, TWO)
    return sim["Kitchen"]


async def state(player: Player) -> str:
    return (await call(player, "AVTransport", "GetTransportInfo"))["CurrentTransportState"]


async def uri(player: Player) -> str:
    return (await call(player, "AVTransport", "GetMediaInfo"))["CurrentURI"]


async def playing(player: Player) -> ET.Element:
    """The item that GetPositionInfo tells."""
    return ET.fromstring((await call(player, "AVTransport", "GetPositionInfo"))["TrackMetaData"])[0]


async def source_in_topology(player: Player) -> str | None:
    document = ET.fromstring((await call(player, "ZoneGroupTopology", "GetZoneGroupState"))["ZoneGroupState"])
    return next(m for m in document.iter("ZoneGroupMember") if m.get("UUID") == player.uuid).get("VirtualLineInSource")


async def test_what_a_session_looks_like(kitchen: Player) -> None:
    info = await call(kitchen, "AVTransport", "GetMediaInfo")
    assert info["CurrentURI"].startswith(f"x-sonos-vli:{kitchen.uuid}:2,spotify:")
    assert info["NrTracks"] == "1"
    assert info["CurrentURIMetaData"].endswith(
        '<item id="spotify" parentID="0" restricted="false"><dc:title>Spotify</dc:title>'
        '<upnp:class>object.item.audioItem.linein</upnp:class><res protocolInfo="x-sonos-vli:*:audio:*">'
        f'{info["CurrentURI"]}</res><vli cookie="1" group=""></vli></item></DIDL-Lite>'
    )
    position = await call(kitchen, "AVTransport", "GetPositionInfo")
    assert (position["TrackURI"], position["TrackDuration"]) == (info["CurrentURI"], "0:03:00")
    item = await playing(kitchen)
    assert item.attrib == {"id": "-1", "parentID": "-1"}
    assert [child.tag for child in item] == [
        f"{DIDL}res", f"{UPNP}albumArtURI", f"{UPNP}class", f"{DC}title", f"{DC}creator", f"{UPNP}album"
    ]  # fmt: skip
    assert (item.findtext(f"{DC}title"), item.findtext(f"{DC}creator")) == ("One & <only>", "A")
    assert (item[0].attrib, item[0].text) == ({}, None)
    assert await state(kitchen) == "PLAYING"
    assert await source_in_topology(kitchen) == "spotify"


async def test_airplay_before_the_phone_says_what_it_plays(sim: Simulator) -> None:
    virtual_line_in.take_over(sim["Kitchen"], "airplay")
    item = await playing(sim["Kitchen"])
    assert [(child.tag, child.text) for child in item if child.tag != f"{UPNP}albumArtURI"] == [
        (f"{DIDL}res", None),
        (f"{UPNP}class", "object.item.audioItem.audioBroadcast.live"),
    ]
    art = item.findtext(f"{UPNP}albumArtURI") or ""
    assert art.startswith(f"{sim['Kitchen'].base_url}/getaa?v=0&vli=1&u=")


async def test_a_takeover_as_avtransport_events_it(sim: Simulator) -> None:
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        await events.next()
        virtual_line_in.take_over(sim["Kitchen"], "airplay", ONE)
        changes = (await events.next()).changes
    assert changes["TransportState"] == "PLAYING"
    assert changes["CurrentTrackURI"] == changes["AVTransportURI"] == await uri(sim["Kitchen"])
    assert changes["CurrentTrackDuration"] == "0:03:00"
    assert changes["EnqueuedTransportURI"] == ""
    assert changes["EnqueuedTransportURIMetaData"] == changes["CurrentTrackMetaData"] != ""


@pytest.mark.parametrize("service", ["VirtualLineIn", "AVTransport"])
async def test_pause_and_play(kitchen: Player, service: str) -> None:
    await call(kitchen, service, "Pause")
    assert await state(kitchen) == "PAUSED_PLAYBACK"
    assert await source_in_topology(kitchen) is None
    await call(kitchen, service, "Play", Speed="1")
    assert await state(kitchen) == "PLAYING"


async def test_speed(kitchen: Player) -> None:
    await call(kitchen, "VirtualLineIn", "Pause")
    with pytest.raises(Fault) as fault:
        await call(kitchen, "VirtualLineIn", "Play", Speed="2")
    assert fault.value.code == 402
    assert await state(kitchen) == "PAUSED_PLAYBACK"


@pytest.mark.parametrize("service", ["VirtualLineIn", "AVTransport"])
async def test_next_and_previous(sim: Simulator, kitchen: Player, service: str) -> None:
    await sim.clock.advance(seconds=30)
    await call(kitchen, service, "Next")
    assert (await playing(kitchen)).findtext(f"{DC}title") == "Two"
    position = await call(kitchen, "AVTransport", "GetPositionInfo")
    assert (position["RelTime"], position["TrackDuration"]) == ("0:00:00", "0:04:00")
    with pytest.raises(Fault) as fault:
        await call(kitchen, service, "Next")
    assert fault.value.code == 711
    await call(kitchen, service, "Previous")
    assert (await playing(kitchen)).findtext(f"{DC}title") == "One & <only>"
    with pytest.raises(Fault) as fault:
        await call(kitchen, service, "Previous")
    assert fault.value.code == 711


async def test_stop(kitchen: Player) -> None:
    await call(kitchen, "VirtualLineIn", "Stop")
    assert await state(kitchen) == "STOPPED"
    assert (await uri(kitchen)).startswith("x-sonos-vli:")


async def test_set_volume(kitchen: Player) -> None:
    async with subscribe(kitchen, "RenderingControl") as events:
        await events.next()
        await call(kitchen, "VirtualLineIn", "SetVolume", DesiredVolume=41)
        assert (await events.next()).changes["Volume/Master"] == "41"
    with pytest.raises(Fault) as fault:
        await call(kitchen, "VirtualLineIn", "SetVolume", DesiredVolume=101)
    assert fault.value.code == 402
    volume = await call(kitchen, "RenderingControl", "GetVolume", Channel="Master")
    assert volume == {"CurrentVolume": "41"}


async def test_transmission_to_another_group(sim: Simulator, kitchen: Player) -> None:
    bath = sim["Bath"]
    answer = await call(kitchen, "VirtualLineIn", "StartTransmission", CoordinatorID=bath.uuid)
    assert answer == {"CurrentTransportSettings": ""}
    assert (await uri(bath), await state(bath)) == (await uri(kitchen), "PLAYING")
    assert (await playing(bath)).findtext(f"{DC}title") == "One & <only>"
    await call(kitchen, "VirtualLineIn", "StopTransmission", CoordinatorID=bath.uuid)
    assert (await state(bath), await state(kitchen)) == ("STOPPED", "PLAYING")


@pytest.mark.parametrize("action", ["StartTransmission", "StopTransmission"])
async def test_only_to_a_coordinator(sim: Simulator, kitchen: Player, action: str) -> None:
    sim.household.groups.join(sim["Bath"], kitchen.uuid)
    for uuid in ("", "RINCON_000000000000001400", sim["Bath"].uuid):
        with pytest.raises(Fault) as fault:
            await call(kitchen, "VirtualLineIn", action, CoordinatorID=uuid)
        assert fault.value.code == 402
    assert await state(kitchen) == "PLAYING"


async def test_without_a_session_every_verb_succeeds_and_does_nothing(sim: Simulator) -> None:
    bath, kitchen = sim["Bath"], sim["Kitchen"]
    async with subscribe(bath, "AVTransport") as events:
        await events.next()
        for verb in VERBS:
            assert await call(bath, "VirtualLineIn", verb) == {}
        await call(bath, "VirtualLineIn", "Play", Speed="1")
        await call(bath, "VirtualLineIn", "SetVolume", DesiredVolume=41)
        await call(bath, "VirtualLineIn", "StartTransmission", CoordinatorID=kitchen.uuid)
        await call(bath, "VirtualLineIn", "StopTransmission", CoordinatorID=kitchen.uuid)
        await events.none()
    assert (await uri(kitchen), await state(bath)) == ("", "STOPPED")
    assert bath.rendering.volume == 20


@pytest.mark.parametrize("verb", VERBS)
async def test_another_instance(kitchen: Player, verb: str) -> None:
    with pytest.raises(Fault) as fault:
        await call(kitchen, "VirtualLineIn", verb, InstanceID=1)
    assert fault.value.code == 718
    assert await state(kitchen) == "PLAYING"


async def test_event_of_the_track(sim: Simulator) -> None:
    kitchen = sim["Kitchen"]
    async with subscribe(kitchen, "VirtualLineIn") as events:
        assert (await events.next()).properties == {"CurrentTrackMetaData": ""}
        virtual_line_in.take_over(kitchen, "spotify", ONE, TWO)
        assert "One" in (await events.next()).properties["CurrentTrackMetaData"]
        await call(kitchen, "VirtualLineIn", "Next")
        (variable,) = (await events.next()).properties.values()
        assert ET.fromstring(variable)[0].findtext(f"{DC}title") == "Two"
        await call(kitchen, "VirtualLineIn", "Pause")
        await events.none()


async def test_event_on_an_old_build(simulate: Simulate) -> None:
    sim = await simulate("Old:S5")
    async with subscribe(sim["Old"], "VirtualLineIn") as events:
        assert (await events.next()).changes == {}
