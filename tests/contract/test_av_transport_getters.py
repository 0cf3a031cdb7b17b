"""What AVTransport says of each kind of source."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sonos_sim.household.deck import RunningAlarm, TransportState
from sonos_sim.household.sources import Source, SourceKind
from tests.support.playing import didl
from tests.support.wire import Fault, call

if TYPE_CHECKING:
    from sonos_sim import Player

NOT_IMPLEMENTED = "NOT_IMPLEMENTED"
QUEUE_ACTIONS = "Set, Stop, Pause, Play, X_DLNA_SeekTime, X_DLNA_SeekTrackNr"
DC, UPNP = "{http://purl.org/dc/elements/1.1/}", "{urn:schemas-upnp-org:metadata-1-0/upnp/}"


class Case(NamedTuple):
    """A source and what the getters say of it; ``{0}`` is the player's UUID."""

    uri: str
    kind: str
    actions: str
    tracks: str
    duration: str
    title: str | None
    """Of the track's metadata; None: there is none."""
    model: str = "S18"


CASES = {
    "nothing": Case("", "NONE", QUEUE_ACTIONS, "0", NOT_IMPLEMENTED, None),
    "queue": Case("x-rincon-queue:{0}#0", "NETWORK", QUEUE_ACTIONS, "0", NOT_IMPLEMENTED, None),
    "station": Case("x-rincon-mp3radio://radio.example/live", "NETWORK", "Set, Stop, Play", "1", "0:00:00", "live"),
    "service station": Case(
        "x-sonosapi-stream:s1?sid=254&sn=0", "NETWORK", "Set, Stop, Play", "1", "0:00:00",
        "x-sonosapi-stream:s1?sid=254&sn=0",
    ),
    "file": Case("http://files.example/a/b.mp3", "NETWORK", QUEUE_ACTIONS, "1", "0:00:00", "b.mp3"),
    "line-in": Case(
        "x-rincon-stream:{0}", "NETWORK", "Set, Stop, Play", "1", NOT_IMPLEMENTED, "Audio Component", "S6"
    ),
    "tv": Case("x-sonos-htastream:{0}:spdif", "NETWORK", "Set, Play", "1", NOT_IMPLEMENTED, " ", "S9"),
}  # fmt: skip


async def load(player: Player, uri: str, metadata: str = "") -> None:
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData=metadata)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_getters_by_source(simulate: Any, case: Case) -> None:
    sim = await simulate(f"Kitchen:{case.model}")
    kitchen = sim["Kitchen"]
    uri = case.uri.format(kitchen.uuid)
    await load(kitchen, uri, "<as> given &c" if uri else "")

    media = await call(kitchen, "AVTransport", "GetMediaInfo")
    assert list(media.items()) == [
        ("NrTracks", case.tracks), ("MediaDuration", NOT_IMPLEMENTED), ("CurrentURI", uri),
        ("CurrentURIMetaData", "<as> given &c" if uri else ""), ("NextURI", ""), ("NextURIMetaData", ""),
        ("PlayMedium", case.kind), ("RecordMedium", NOT_IMPLEMENTED), ("WriteStatus", NOT_IMPLEMENTED),
    ]  # fmt: skip
    position = await call(kitchen, "AVTransport", "GetPositionInfo")
    metadata = position.pop("TrackMetaData")
    assert position == {
        "Track": case.tracks,
        "TrackDuration": case.duration,
        "TrackURI": uri if case.title is not None else "",
        "RelTime": case.duration,
        "AbsTime": NOT_IMPLEMENTED,
        "RelCount": "2147483647",
        "AbsCount": "2147483647",
    }
    if case.title is None:
        assert metadata == NOT_IMPLEMENTED
    else:
        (item,) = ET.fromstring(metadata)
        assert item.findtext(f"{DC}title") == case.title
        assert item[0].text == uri
    assert (await call(kitchen, "AVTransport", "GetCurrentTransportActions"))["Actions"] == case.actions
    assert await call(kitchen, "AVTransport", "GetTransportInfo") == {
        "CurrentTransportState": "STOPPED",
        "CurrentTransportStatus": "OK",
        "CurrentSpeed": "1",
    }
    assert await call(kitchen, "AVTransport", "GetDeviceCapabilities") == {
        "PlayMedia": "NONE, NETWORK",
        "RecMedia": NOT_IMPLEMENTED,
        "RecQualityModes": NOT_IMPLEMENTED,
    }


@pytest.mark.parametrize(
    ("uri", "protocol", "elements"),
    [
        ("http://files.example/b.mp3", "http-get:*:audio/mpeg:*", ["res", "streamContent", "title", "class"]),
        ("x-file-cifs://nas/m/b.flac", "x-file-cifs:*:audio/flac:*", ["res", "streamContent", "title", "class"]),
        (
            "x-sonos-http:t.mp4?sid=2",
            "sonos.com-http:*:audio/mp4:*",
            ["res", "streamContent", "albumArtURI", "title", "class"],
        ),
        (
            "x-sonosapi-stream:s1?sid=254",
            "sonos.com-http:*:application/octet-stream:*",
            ["res", "streamContent", "albumArtURI", "title", "class"],
        ),
        ("x-rincon-stream:{0}", "x-rincon-stream:*:*:*", ["res", "audioInputIcon", "title", "class"]),
    ],
)
async def test_track_metadata_has_the_recorded_form(
    simulate: Any, uri: str, protocol: str, elements: list[str]
) -> None:
    sim = await simulate("Kitchen:S6")
    await load(sim["Kitchen"], uri.format(sim["Kitchen"].uuid))
    position = await call(sim["Kitchen"], "AVTransport", "GetPositionInfo")
    (item,) = ET.fromstring(position["TrackMetaData"])
    assert [element.tag.rpartition("}")[2] for element in item] == elements
    assert item[0].get("protocolInfo") == protocol
    assert list(item.attrib.items()) == [("id", "-1"), ("parentID", "-1"), ("restricted", "true")]


async def test_a_station_has_art(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    await load(sim["Kitchen"], "x-sonosapi-stream:S1?sid=254&sn=0")
    position = await call(sim["Kitchen"], "AVTransport", "GetPositionInfo")
    art = ET.fromstring(position["TrackMetaData"])[0].findtext(f"{UPNP}albumArtURI")
    assert art == "/getaa?s=1&u=x-sonosapi-stream%3aS1%3fsid%3d254%26sn%3d0"


async def test_a_file_lasts_as_long_as_its_metadata_says(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    await load(sim["Kitchen"], "http://files.example/b.mp3", didl("http://files.example/b.mp3", duration="0:03:22.500"))
    position = await call(sim["Kitchen"], "AVTransport", "GetPositionInfo")
    assert position["TrackDuration"] == "0:03:22"
    assert ET.fromstring(position["TrackMetaData"])[0][0].get("duration") == "0:03:22"


async def test_a_member(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    office.transport.play_mode, office.transport.crossfade = "SHUFFLE", True
    await load(office, f"x-rincon:{kitchen.uuid}")
    uri = f"x-rincon:{kitchen.uuid}"
    media = await call(office, "AVTransport", "GetMediaInfo")
    assert (media["NrTracks"], media["CurrentURI"], media["PlayMedium"]) == ("1", uri, "NETWORK")
    position = await call(office, "AVTransport", "GetPositionInfo")
    assert [position[n] for n in ("Track", "TrackURI")] == ["1", uri]
    assert {position[n] for n in ("TrackDuration", "TrackMetaData", "RelTime")} == {NOT_IMPLEMENTED}
    # The coordinator is stopped; its member says PLAYING all the same.
    assert (await call(office, "AVTransport", "GetTransportInfo"))["CurrentTransportState"] == "PLAYING"
    assert (await call(office, "AVTransport", "GetTransportSettings"))["PlayMode"] == "SHUFFLE"
    assert (await call(office, "AVTransport", "GetCrossfadeMode"))["CrossfadeMode"] == "1"
    assert (await call(office, "AVTransport", "GetCurrentTransportActions"))["Actions"] == "Stop, Play"


async def test_the_next_uri_shows(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    sim["Kitchen"].transport.upcoming = Source(SourceKind.FILE, "http://files.example/c.mp3", "meta")
    media = await call(sim["Kitchen"], "AVTransport", "GetMediaInfo")
    assert (media["NextURI"], media["NextURIMetaData"]) == ("http://files.example/c.mp3", "meta")
    await load(sim["Kitchen"], "")
    assert (await call(sim["Kitchen"], "AVTransport", "GetMediaInfo"))["NextURI"] == ""


async def test_state_and_settings_show(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    transport = sim["Kitchen"].transport
    transport.state, transport.play_mode, transport.crossfade = TransportState.PAUSED, "REPEAT_ONE", True
    info = await call(sim["Kitchen"], "AVTransport", "GetTransportInfo")
    assert info["CurrentTransportState"] == "PAUSED_PLAYBACK"
    assert await call(sim["Kitchen"], "AVTransport", "GetTransportSettings") == {
        "PlayMode": "REPEAT_ONE",
        "RecQualityMode": NOT_IMPLEMENTED,
    }
    assert await call(sim["Kitchen"], "AVTransport", "GetCrossfadeMode") == {"CrossfadeMode": "1"}


async def test_the_sleep_timer_counts_down(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players

    async def remaining(player: Player) -> list[str]:
        return list((await call(player, "AVTransport", "GetRemainingSleepTimerDuration")).values())

    assert await remaining(kitchen) == ["", "0"]
    kitchen.transport.sleep_until = sim.clock.now() + 2 * 3600
    kitchen.transport.sleep_generation = 3
    assert await remaining(kitchen) == ["02:00:00", "3"]
    await sim.clock.advance(minutes=30, seconds=16)
    assert await remaining(kitchen) == ["01:29:44", "3"]
    await load(office, f"x-rincon:{kitchen.uuid}")
    with pytest.raises(Fault) as fault:
        await remaining(office)
    assert fault.value.code == 800


async def test_a_running_alarm_shows(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    with pytest.raises(Fault) as fault:
        await call(kitchen, "AVTransport", "GetRunningAlarmProperties")
    assert fault.value.code == 800
    kitchen.transport.alarm = RunningAlarm(14, "2026-01-01 07:00:00")
    assert await call(kitchen, "AVTransport", "GetRunningAlarmProperties") == {
        "AlarmID": "14",
        "GroupID": kitchen.group.id,
        "LoggedStartTime": "2026-01-01 07:00:00",
    }
    await load(office, f"x-rincon:{kitchen.uuid}")
    with pytest.raises(Fault) as fault:
        await call(office, "AVTransport", "GetRunningAlarmProperties")
    assert fault.value.code == 800
