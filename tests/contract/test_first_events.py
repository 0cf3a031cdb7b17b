"""The first event of services whose handlers are still to come: all can be subscribed to."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.wire import subscribe

UNSET = "RINCON_FFFFFFFFFFFF99999,0"
CONTENT = {
    "SystemUpdateID": "1",
    "ContainerUpdateIDs": "",
    "ShareIndexInProgress": "0",
    "ShareIndexLastError": "",
    "FavoritesUpdateID": UNSET,
    "FavoritePresetsUpdateID": UNSET,
    "RadioFavoritesUpdateID": UNSET,
    "RadioLocationUpdateID": UNSET,
    "SavedQueuesUpdateID": UNSET,
    "ShareListUpdateID": UNSET,
}
QUEUE = (
    '<Event xmlns="urn:schemas-sonos-com:metadata-1-0/Queue/"><QueueID val="0"><UpdateID val="0"/>'
    '<Curated val="0"/><QueueOwnerID val=""/></QueueID></Event>'
)
EMPTY_CHANGE = '<Event xmlns="urn:schemas-upnp-org:metadata-1-0/AVT/"><InstanceID val="0"></InstanceID></Event>'


@pytest.mark.parametrize(
    ("model", "service", "expected"),
    [
        (
            "S18",
            "AlarmClock",
            {
                "TimeZone": "ffc40a000503000003000502ffc4",
                "TimeServer": "0.sonostime.pool.ntp.org,1.sonostime.pool.ntp.org,"
                "2.sonostime.pool.ntp.org,3.sonostime.pool.ntp.org",
                "TimeGeneration": "1",
                "AlarmListVersion": "{first}:0",
                "TimeFormat": "INV",
                "DateFormat": "INV",
                "DailyIndexRefreshTime": "02:00:00",
            },
        ),
        (
            "S6",
            "AudioIn",
            {
                "AudioInputName": "Audio Component",
                "Icon": "AudioComponent",
                "LineInConnected": "0",
                "LeftLineInLevel": "1",
                "RightLineInLevel": "1",
                "Playing": "0",
            },
        ),
        ("S19", "ContentDirectory", CONTENT),
        ("S18", "ContentDirectory", {k: v for k, v in CONTENT.items() if k != "FavoritePresetsUpdateID"}),
        ("S9", "HTControl", {"TOSLinkConnected": "0", "IRRepeaterState": "Disabled"}),
        ("S18", "MusicServices", {"ServiceListVersion": "{first}:1"}),
        ("S18", "Queue", {"LastChange": QUEUE}),
        (
            "S18",
            "SystemProperties",
            {"CustomerID": "", "UpdateID": "0", "UpdateIDX": "0", "VoiceUpdateID": "0", "ThirdPartyHash": ""},
        ),
        ("S21", "VirtualLineIn", {"LastChange": EMPTY_CHANGE}),
        ("S19", "VirtualLineIn", {"CurrentTrackMetaData": ""}),
    ],
)
async def test_first_events(simulate: Any, model: str, service: str, expected: dict[str, str]) -> None:
    sim = await simulate("First", f"Kitchen:{model}")
    first = sim["First"].uuid
    async with subscribe(sim["Kitchen"], service) as events:
        event = await events.next()
        assert list(event.properties.items()) == [(name, value.format(first=first)) for name, value in expected.items()]
        await events.none()


async def test_qplay_sends_nothing(simulate: Any) -> None:
    sim = await simulate("Kitchen")
    async with subscribe(sim["Kitchen"], "QPlay") as events:
        await events.none()


@pytest.mark.parametrize(
    ("model", "service", "path", "field", "value", "expected"),
    [
        ("S18", "AlarmClock", "household.time", "time_format", "24H", {"TimeFormat": "24H"}),
        ("S6", "AudioIn", "line_in", "connected", True, {"LineInConnected": "1"}),
        ("S18", "ContentDirectory", "update_counters", "containers", {"Q:0": 2}, {"ContainerUpdateIDs": "Q:0,2"}),
        ("S9", "HTControl", "device", "ht_audio_in", 18, {"TOSLinkConnected": "1"}),
        ("S18", "SystemProperties", "household.accounts", "update_id", 5, {"UpdateID": "5"}),
    ],
)
async def test_changes_are_evented(
    simulate: Any, model: str, service: str, path: str, field: str, value: object, expected: dict[str, str]
) -> None:
    sim = await simulate(f"Kitchen:{model}")
    part = sim["Kitchen"]
    for name in path.split("."):
        part = getattr(part, name)
    async with subscribe(sim["Kitchen"], service) as events:
        await events.next()
        setattr(part, field, value)
        assert (await events.next()).properties == expected
