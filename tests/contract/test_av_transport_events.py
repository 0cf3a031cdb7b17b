"""AVTransport's LastChange: order, blocks and values by source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sonos_sim.household.deck import RunningAlarm, TransportState
from sonos_sim.household.sources import Source, SourceKind
from tests.support.wire import call, subscribe

if TYPE_CHECKING:
    from sonos_sim import Player

BLOCK = [
    "TransportState", "CurrentPlayMode", "CurrentCrossfadeMode", "NumberOfTracks", "CurrentTrack", "CurrentSection",
    "CurrentTrackURI", "CurrentTrackDuration", "CurrentTrackMetaData", "NextTrackURI", "NextTrackMetaData",
    "EnqueuedTransportURI", "EnqueuedTransportURIMetaData",
]  # fmt: skip
BEHIND = [
    "PlaybackStorageMedium", "AVTransportURI", "AVTransportURIMetaData", "NextAVTransportURI",
    "NextAVTransportURIMetaData", "CurrentTransportActions", "CurrentValidPlayModes",
]  # fmt: skip
TAIL = [
    "DirectControlClientID", "DirectControlIsSuspended", "DirectControlAccountID", "TransportStatus",
    "SleepTimerGeneration", "AlarmRunning", "SnoozeRunning", "RestartPending", "TransportPlaySpeed",
    "CurrentMediaDuration", "RecordStorageMedium", "PossiblePlaybackStorageMedia", "PossibleRecordStorageMedia",
    "RecordMediumWriteStatus", "CurrentRecordQualityMode", "PossibleRecordQualityModes",
]  # fmt: skip


async def load(player: Player, uri: str, metadata: str = "") -> None:
    await call(player, "AVTransport", "SetAVTransportURI", CurrentURI=uri, CurrentURIMetaData=metadata)


@pytest.mark.parametrize(("model", "extra"), [("S18", []), ("S5", ["MuseSessions"])])
async def test_the_first_event_has_everything(simulate: Any, model: str, extra: list[str]) -> None:
    sim = await simulate(f"Kitchen:{model}")
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        changes = (await events.next()).changes
    assert list(changes) == [*BLOCK, *BEHIND, *extra, *TAIL]
    assert changes["TransportState"] == "STOPPED"
    assert changes["PlaybackStorageMedium"] == "NONE"
    assert changes["CurrentTrackDuration"] == "0:00:00"
    assert changes["CurrentValidPlayModes"] == "SHUFFLE,REPEAT,REPEATONE,CROSSFADE"
    assert changes["PossiblePlaybackStorageMedia"] == "NONE, NETWORK"
    assert [changes[n] for n in ("CurrentCrossfadeMode", "AlarmRunning", "DirectControlIsSuspended")] == ["0"] * 3


async def test_a_change_brings_the_block_and_what_else_changed(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        await events.next()
        await load(sim["Kitchen"], "aac://radio.example/live", "<mine>")
        changes = (await events.next()).changes
        assert list(changes) == [*BLOCK, *BEHIND[:3], "CurrentTransportActions", "CurrentValidPlayModes"]
        assert changes["AVTransportURIMetaData"] == changes["EnqueuedTransportURIMetaData"] == "<mine>"
        assert changes["EnqueuedTransportURI"] == changes["CurrentTrackURI"] == "aac://radio.example/live"
        assert (changes["NumberOfTracks"], changes["CurrentTransportActions"]) == ("1", "Set, Stop, Play")
        sim["Kitchen"].transport.state = TransportState.PLAYING
        changes = (await events.next()).changes
        assert list(changes) == BLOCK
        assert changes["TransportState"] == "PLAYING"


async def test_a_join_events_as_recorded(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office")
    kitchen, office = sim.players
    office.transport.play_mode, office.transport.crossfade = "SHUFFLE", True
    async with subscribe(office, "AVTransport") as events, subscribe(kitchen, "AVTransport") as unmoved:
        await events.next()
        await unmoved.next()
        await load(office, f"x-rincon:{kitchen.uuid}")
        changes = (await events.next()).changes
        expected = dict.fromkeys(BLOCK, "") | {
            "TransportState": "PLAYING",
            "CurrentPlayMode": "NORMAL",
            "CurrentCrossfadeMode": "0",
            "NumberOfTracks": "1",
            "CurrentTrack": "1",
            "CurrentSection": "0",
            "CurrentTrackURI": f"x-rincon:{kitchen.uuid}",
            "PlaybackStorageMedium": "NETWORK",
            "AVTransportURI": f"x-rincon:{kitchen.uuid}",
            "CurrentTransportActions": "Stop, Play",
            "CurrentValidPlayModes": "CROSSFADE",
        }
        assert changes == expected
        await unmoved.none()


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("sleep_generation", 4, {"SleepTimerGeneration": "4"}),
        ("snooze_running", True, {"SnoozeRunning": "1"}),
        (
            "alarm",
            RunningAlarm(7, "2026-01-01 07:00:00"),
            {"AlarmRunning": "1", "AlarmIDRunning": "7", "AlarmLoggedStartTime": "2026-01-01 07:00:00"},
        ),
        (
            "upcoming",
            Source(SourceKind.FILE, "http://files.example/c.mp3", "m"),
            {"NextAVTransportURI": "http://files.example/c.mp3", "NextAVTransportURIMetaData": "m"},
        ),
    ],
)
async def test_some_changes_come_without_the_block(
    simulate: Any, field: str, value: object, expected: dict[str, str]
) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        await events.next()
        setattr(sim["Kitchen"].transport, field, value)
        assert (await events.next()).changes == expected


async def test_full_events_on_request(simulate: Any) -> None:
    sim = await simulate("Kitchen", behaviour={"avtransport_events": "full"})
    async with subscribe(sim["Kitchen"], "AVTransport") as events:
        await events.next()
        sim["Kitchen"].transport.sleep_generation = 4
        assert list((await events.next()).changes) == [*BLOCK, *BEHIND, *TAIL]


async def test_a_renamed_line_in_shows_where_it_plays(simulate: Any) -> None:
    sim = await simulate("Kitchen", "Office:S6")
    kitchen, office = sim.players
    await load(kitchen, f"x-rincon-stream:{office.uuid}")
    async with subscribe(kitchen, "AVTransport") as events:
        assert "Audio Component" in (await events.next()).changes["CurrentTrackMetaData"]
        office.line_in.name = "Turntable"
        changes = (await events.next()).changes
    assert list(changes) == BLOCK
    assert "<dc:title>Turntable</dc:title>" in changes["CurrentTrackMetaData"]
